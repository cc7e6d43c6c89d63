"""A small photo -> superpixels, what each looks like, and who touches whom.

Superpixels are SLIC's (Achanta et al., 2012, the SLICO variant of OpenCV), about 10 px across. Colours are CIE Lab
(L 0..100); gradients are differences of L between neighbouring pixels of the small photo.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from flowanim.datatypes import Array, Image, Labels
from flowanim.ops.image import to_uint8
from flowanim.ops.warp import pixel_grid

STEP = 10


@dataclass(frozen=True)
class Pieces:
    """The superpixels of a small photo (h, w), n of them.

    labels: (h, w) int32, 0..n-1. size: (n,) pixels. lab: (n, 3) mean colour. x, y: (n,) centre as a share 0..1 of
    the photo. across, down: (n,) mean absolute horizontal and vertical gradient. straight: (n,) share 0..1 of the
    gradient nearby that lies on upright and level edges. fine: (n,) mean absolute detail finer than 2 px. pairs:
    (m, 2) touching superpixels; border: (m,) the mean gradient where they touch.
    """

    labels: Labels
    size: Array
    lab: Array
    x: Array
    y: Array
    across: Array
    down: Array
    straight: Array
    fine: Array
    pairs: NDArray[np.int64]
    border: Array

    @property
    def texture(self) -> Array:
        """(n,) mean gradient, both ways."""
        return np.asarray(self.across + self.down)

    @property
    def chroma(self) -> Array:
        """(n,) distance of the colour from grey, 0..~100."""
        return np.asarray(np.hypot(self.lab[:, 1], self.lab[:, 2]))

    @property
    def hue_deg(self) -> Array:
        """(n,) Lab hue in degrees 0..360: red 40, yellow 90, green 140, cyan 200, blue 280, violet 320."""
        return np.asarray(np.degrees(np.arctan2(self.lab[:, 2], self.lab[:, 1])) % 360)

    def paint(self, values: Array) -> Array:
        """Return (h, w): each pixel gets its superpixel's value."""
        return np.asarray(values[self.labels], np.float32)

    def mean(self, picture: Array) -> Array:
        """Return (n,): the mean of a picture (h, w) over each superpixel."""
        total = np.bincount(self.labels.ravel(), picture.ravel(), minlength=len(self.size))
        return np.asarray(total / self.size, np.float32)


def to_lab(rgb: Image) -> Array:
    """sRGB 0..1 -> CIE Lab, L 0..100."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB))


def cut(rgb: Image) -> Pieces:
    """Cut a small photo (h, w, 3) into superpixels and measure them."""
    lab = to_lab(rgb)
    labels = _slic(rgb)
    size = np.bincount(labels.ravel()).astype(np.float32)

    def mean(picture: Array) -> Array:
        return np.asarray(np.bincount(labels.ravel(), picture.ravel()) / size, np.float32)

    light = np.asarray(cv2.GaussianBlur(lab[..., 0], (0, 0), 0.7))
    dx, dy = cv2.Sobel(light, -1, 1, 0, scale=0.125), cv2.Sobel(light, -1, 0, 1, scale=0.125)
    h, w = labels.shape
    grid = pixel_grid(h, w)
    pairs, border = _touching(labels, np.hypot(dx, dy))
    return Pieces(
        labels=labels,
        size=size,
        lab=np.stack([mean(lab[..., c]) for c in range(3)], 1),
        x=mean(grid[..., 0]) / max(w - 1, 1),
        y=mean(grid[..., 1]) / max(h - 1, 1),
        across=mean(np.abs(dx)),
        down=mean(np.abs(dy)),
        straight=mean(_straightness(dx, dy)),
        fine=mean(np.abs(lab[..., 0] - cv2.GaussianBlur(lab[..., 0], (0, 0), 1.5))),
        pairs=pairs,
        border=border,
    )


def walk(
    pieces: Pieces, enter: dict[int, float], toll: Array, *, free: tuple[float, float], ease: Array | float = 1.0
) -> Array:
    """Return (n,) the cost of the cheapest walk into each superpixel, starting in those of `enter` at their price.

    Each step costs the toll (n,) of where it leads, and what its colours differ beyond free[0] and its border shows
    beyond free[1].
    """
    i, j = pieces.pairs.T
    step = np.linalg.norm(pieces.lab[i] - pieces.lab[j], axis=1)
    edge = np.maximum(step - free[0], 0) / 9 + np.maximum(pieces.border - free[1], 0) / 4 + 0.004
    n = len(pieces.size)
    start = np.fromiter(enter, np.int64)
    rows, columns = np.concatenate([i, j, np.full(len(start), n)]), np.concatenate([j, i, start])
    to = np.broadcast_to(np.asarray(ease, np.float32), (n,))
    costs = np.concatenate(
        [edge * to[j] + toll[j], edge * to[i] + toll[i], 0.02 + np.fromiter(enter.values(), np.float64)]
    )
    graph = coo_matrix((costs, (rows, columns)), shape=(n + 1, n + 1)).tocsr()
    return np.asarray(dijkstra(graph, indices=n)[:n], np.float32)


def _slic(rgb: Image) -> Labels:
    slic = cv2.ximgproc.createSuperpixelSLIC(cv2.cvtColor(to_uint8(rgb), cv2.COLOR_RGB2LAB), 101, STEP, 12.0)
    slic.iterate(6)
    slic.enforceLabelConnectivity(30)
    _, dense = np.unique(slic.getLabels(), return_inverse=True)
    return np.asarray(dense.reshape(rgb.shape[:2]), np.int32)


def _straightness(dx: Array, dy: Array) -> Array:
    """Return (h, w): the share 0..1 of the gradient nearby that lies on upright and, as much again at most, on
    level edges.

    Edges of one direction are told from texture by the structure tensor's coherence (Bigun and Granlund, 1987).
    """
    xx, yy, xy = (cv2.GaussianBlur(p, (0, 0), 2.0) for p in (dx * dx, dy * dy, dx * dy))
    clear = (np.hypot(xx - yy, 2 * xy) / (xx + yy + 0.5)) ** 2 * np.hypot(dx, dy)
    angle = np.abs(np.degrees(0.5 * np.arctan2(2 * xy, xx - yy)))
    upright, level, every = (
        cv2.GaussianBlur(np.asarray(p, np.float32), (0, 0), 9.0)
        for p in (
            clear * np.exp(-((angle / 9) ** 2)),
            clear * np.exp(-(((90 - angle) / 14) ** 2)),
            np.hypot(dx, dy) + 0.2,
        )
    )
    return np.asarray((upright + np.minimum(level, upright)) / every, np.float32)


def _touching(labels: Labels, gradient: Array) -> tuple[NDArray[np.int64], Array]:
    """Return the pairs (m, 2) of neighbouring superpixels and the mean gradient (m,) on the line between them."""
    count = int(labels.max()) + 1
    keys, values = [], []
    for a, b, g, k in (
        (labels[:, :-1], labels[:, 1:], gradient[:, :-1], gradient[:, 1:]),
        (labels[:-1], labels[1:], gradient[:-1], gradient[1:]),
    ):
        on = a != b
        low, high = np.minimum(a[on], b[on]).astype(np.int64), np.maximum(a[on], b[on])
        keys.append(low * count + high)
        values.append(np.maximum(g[on], k[on]))
    unique, where = np.unique(np.concatenate(keys), return_inverse=True)
    mean = np.bincount(where, np.concatenate(values)) / np.bincount(where)
    return np.stack([unique // count, unique % count], 1), np.asarray(mean, np.float32)
