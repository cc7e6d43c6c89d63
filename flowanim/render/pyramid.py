"""The scales at which a hole is filled: (picture, hole, source) -> levels from coarse to fine, each half of the next.

At every scale colours are means over the source alone, so nothing else can leak in; where nothing is known the picture
is extended smoothly. A fourth channel says how busy the texture is. Each level has a frame of `REACH` pixels, which
is neither hole nor source, so that patches never leave the array.

Sources: Gortler et al., The Lumigraph, 1996 (pull-push); Newson et al., Video Inpainting of Complex Scenes, 2014.
"""

from dataclasses import dataclass
from math import ceil, log2

import cv2
import numpy as np

from flowanim.datatypes import Array, Image, Mask
from flowanim.ops import mask as masks
from flowanim.ops.image import luma

REACH = 3
"""Half a patch, in pixels: patches are 7x7."""
SIDE = 2 * REACH + 1
DEEP = 3.0
"""How many pixels deep the hole may be at the coarsest level."""


@dataclass(frozen=True)
class Level:
    """One scale of the pyramid. picture: (h, w, 4), filled in place; hole, source: Mask (h, w); scale: 1, 2, 4..."""

    picture: Array
    hole: Mask
    source: Mask
    scale: int


def pyramid(picture: Image, hole: Mask, source: Mask) -> list[Level]:
    """Return the levels from coarse to fine, each half the size of the next, padded by a patch's reach."""
    depth = float(masks.distance_to(source)[hole].max())
    count = max(0, ceil(log2(max(depth, 1) / DEEP)))
    h, w = hole.shape
    while count and min(h, w) >> count < 2 * SIDE:
        count -= 1
    more = ((0, -h % (1 << count)), (0, -w % (1 << count)))
    known = np.pad(source, more).astype(np.float32)
    stack = [(np.pad(with_texture(picture, source), (*more, (0, 0))), known, np.pad(hole, more).astype(np.float32))]
    for _ in range(count):
        if not (halve(stack[-1][1]) > 0.5).any():
            break
        stack.append((halve(stack[-1][0]), halve(stack[-1][1]), halve(stack[-1][2])))
    return [to_level(*arrays, scale=1 << i) for i, arrays in reversed(list(enumerate(stack)))]


def to_level(values: Array, known: Array, hole: Array, *, scale: int) -> Level:
    """Return the padded level: a pixel is source where more than half of it is, else hole where any of it is."""
    source = known > 0.5
    picture = np.pad(extend(values, known), ((REACH, REACH), (REACH, REACH), (0, 0)), mode="edge")
    return Level(picture, np.pad((hole > 0) & ~source, REACH), np.pad(source, REACH), scale)


def with_texture(picture: Image, source: Mask) -> Array:
    """Return the source, elsewhere 0, with the fourth channel: how strong fine gradients are, averaged when coarse."""
    grey = luma(picture)
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0, scale=0.25), cv2.Sobel(grey, cv2.CV_32F, 0, 1, scale=0.25)
    inner = cv2.erode(source.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=1)
    four = np.dstack([picture, np.where(inner, np.hypot(across, down), 0)])
    return np.where(source[..., None], four, 0).astype(np.float32)


def halve(array: Array) -> Array:
    """Return the array at half size, each pixel the mean of four."""
    return np.asarray(cv2.resize(array, (array.shape[1] // 2, array.shape[0] // 2), interpolation=cv2.INTER_AREA))


def extend(values: Array, known: Array) -> Array:
    """Return values / known where it is known, and a smooth extension elsewhere (pull-push, Gortler et al., 1996)."""
    h, w = known.shape
    if min(h, w) <= 1:
        coarse = np.broadcast_to(values.sum((0, 1)) / max(float(known.sum()), 1e-6), values.shape)
    else:
        half = ((w + 1) // 2, (h + 1) // 2)
        small, share = (cv2.resize(a, half, interpolation=cv2.INTER_AREA) for a in (values, known))
        more = np.minimum(1, 4 * share) / np.maximum(share, 1e-6)
        coarse = cv2.resize(extend(small * more[..., None], share * more), (w, h), interpolation=cv2.INTER_LINEAR)
    blend = np.minimum(1, known)[..., None]
    sharp = values / np.maximum(known, 1e-6)[..., None]
    return np.asarray(np.where(blend > 0.5, sharp, values + (1 - blend) * coarse), np.float32)
