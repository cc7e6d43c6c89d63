"""A camera and a ground -> what each pixel sees.

Scenes are drawn on a level canvas, where every column is a vertical plane: the ground along a column projects to rows,
and their running minimum says what is hidden ("voxel space"). `develop` turns the canvas into the picture of a camera
that is pitched up or down, by the exact homography.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from flowanim.datatypes import Array

Ground = Callable[[Array, Array, Array], Array]
"""(x, z, footprint) in metres -> height in metres."""


@dataclass(frozen=True)
class View:
    """A level canvas. size: (W, H) of the picture. focal: in canvas pixels. detail: canvas pixels a picture pixel.

    pitch: radians, up. eye: metres over the water.
    """

    size: tuple[int, int]
    pitch: float
    eye: float
    lens: float = 0.9
    detail: int = 2

    @cached_property
    def focal(self) -> float:
        """Focal length in canvas pixels."""
        return self.lens * self.size[0] * self.detail

    @cached_property
    def horizon(self) -> int:
        """Rows above the horizon, and below."""
        half = self.size[1] * self.detail / 2 / self.focal
        return int(self.focal * np.tan(np.arctan(half) + abs(self.pitch))) + 4

    @cached_property
    def shape(self) -> tuple[int, int]:
        """(H, W) of the canvas."""
        wide = 1 / (np.cos(self.pitch) - self.size[1] / self.size[0] / 2 / self.lens * abs(np.sin(self.pitch)))
        return 2 * self.horizon, 2 * int(self.size[0] * self.detail * wide / 2 + 4)

    @cached_property
    def across(self) -> Array:
        """(W,): x / z of each column."""
        w = self.shape[1]
        return np.asarray((np.arange(w, dtype=np.float32) - (w - 1) / 2) / self.focal, np.float32)

    @cached_property
    def down(self) -> Array:
        """(H, 1): -(y - eye) / z of each row."""
        return np.asarray((np.arange(self.shape[0], dtype=np.float32) + 0.5 - self.horizon) / self.focal)[:, None]

    def directions(self) -> tuple[Array, Array, Array]:
        """Return unit vectors (x, y, z) of every pixel's ray."""
        x, y = np.broadcast_arrays(self.across[None], -self.down)
        length = np.sqrt(x * x + y * y + 1)
        return x / length, y / length, 1 / length


def depths(near: float, far: float, count: int) -> Array:
    """Return distances from `near` to `far`, each the same share farther than the last."""
    return np.asarray(np.geomspace(near, far, count), np.float32)


def trace(view: View, ground: Ground, z: Array, eye: float) -> Array:
    """Return z (H, W) of the first ground that each ray of the canvas meets, inf where it meets none.

    An eye under the water (a mirror's) looks through what is under water with it.
    """
    x = z[:, None] * view.across[None]
    foot = np.broadcast_to(z[:, None] / view.focal, x.shape)
    heights = ground(x, np.broadcast_to(z[:, None], x.shape), foot)
    if eye < 0:
        heights = np.where(heights > 0, heights, -1e5)
    rows = view.horizon - 0.5 - view.focal * (heights - eye) / z[:, None]
    seen = np.minimum.accumulate(rows, axis=0)
    wanted = np.arange(view.shape[0], dtype=np.float32)
    first = np.stack([np.searchsorted(-seen[:, j], -wanted) for j in range(x.shape[1])], 1)
    return between(rows, z, first, wanted)


def between(rows: Array, z: Array, first: Array, wanted: Array) -> Array:
    """Return z where the ground's rows pass `wanted`, linear between the samples first - 1 and first."""
    late = np.clip(first, 1, len(z) - 1)
    below, above = np.take_along_axis(rows, late - 1, 0), np.take_along_axis(rows, late, 0)
    part = np.clip((below - wanted[:, None]) / np.maximum(below - above, 1e-6), 0, 1)
    hit = z[late - 1] + part * (z[late] - z[late - 1])
    return np.asarray(np.where(first < len(z), np.where(first > 0, hit, z[0]), np.inf), np.float32)


def homography(view: View, detail: float) -> Array:
    """Return the 3x3 that takes picture pixels (`detail` a pixel) to canvas pixels."""
    w, h = view.size[0] * detail, view.size[1] * detail
    focal = view.lens * w
    s, c = np.sin(view.pitch), np.cos(view.pitch)
    to_ray = np.array([[1 / focal, 0, -(w - 1) / 2 / focal], [0, 1 / focal, -(h - 1) / 2 / focal], [0, 0, 1]])
    turn = np.array([[1, 0, 0], [0, c, -s], [0, s, c]])
    columns = view.shape[1]
    to_canvas = np.array([[view.focal, 0, (columns - 1) / 2], [0, view.focal, view.horizon - 0.5], [0, 0, 1]])
    return np.asarray(to_canvas @ turn @ to_ray)


def develop(view: View, canvas: Array) -> Array:
    """Return the picture (H, W, C) of a level canvas, averaged down."""
    w, h = view.size[0] * view.detail, view.size[1] * view.detail
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    turned = cv2.warpPerspective(canvas, homography(view, view.detail), (w, h), flags=flags)
    return np.asarray(cv2.resize(turned, view.size, interpolation=cv2.INTER_AREA))


def pick(view: View, canvas: Array, between: int = cv2.INTER_NEAREST) -> Array:
    """Return the canvas's own values at the picture's pixel centres, for indices and distances."""
    flags = between | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(canvas, homography(view, 1), view.size, flags=flags))


def plane(view: View) -> Array:
    """Return the inverse distance (H, W), along the pitched axis, of the water's plane at the picture's pixels."""
    w, h = view.size
    x, y = np.meshgrid(np.arange(w, dtype=np.float64), np.arange(h, dtype=np.float64))
    place = np.stack([x, y, np.ones_like(x)], -1) @ homography(view, 1).T
    down = (place[..., 1] / place[..., 2] + 0.5 - view.horizon) / view.focal
    return np.asarray(down / view.eye / (np.cos(view.pitch) - np.sin(view.pitch) * down), np.float32)


def disparity(view: View, z: Array, water: Array) -> Array:
    """Return disparity (H, W) of the picture: 1 / distance along the pitched axis, nearest 1.

    z is the canvas's; water (bool) is the picture's, and exact. Elsewhere it is interpolated, except across an edge.
    """
    along = np.cos(view.pitch) - np.sin(view.pitch) * view.down
    inverse = np.asarray(1 / (z * along), np.float32)
    near, middle = pick(view, inverse), pick(view, inverse, cv2.INTER_LINEAR)
    smooth = np.where(np.abs(middle - near) < 0.01 * near, middle, near)
    exact = np.where(water, plane(view), smooth)
    return np.asarray(exact / exact.max(), np.float32)
