"""Hidden pixels: (picture, hole, source) -> picture with the hole made up, once and for all frames.

`hole`: pixels to invent. `source`: pixels that are known and may be copied. All others belong to something else, such
as the thing in front: they are never copied, never compared with, never blended in. Only the hole changes.
A filler gives the same picture for the same seed, whatever the number of threads.

Sources: see `patchmatch`; Telea, An Image Inpainting Technique Based on the Fast Marching Method, 2004.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

import cv2
import numpy as np

from flowanim.datatypes import Array, Disparity, Image, Mask, check
from flowanim.ops import mask as masks
from flowanim.render.patchmatch import complete


class Filler(Protocol):
    """What fills: `rgb` (H, W, 3) -> the same with the hole made up. disparity: (H, W), for those that look at it."""

    def __call__(
        self, rgb: Image, hole: Mask, source: Mask, seed: int, *, disparity: Disparity | None = None
    ) -> Image: ...


MARGIN = 96
"""Pixels around the hole that are looked at."""
BAND = 12
"""How far beside the hole Telea's march also fills what is not source, so that it comes from the source alone."""


def fill_patch(rgb: Image, hole: Mask, source: Mask, seed: int, *, disparity: Disparity | None = None) -> Image:
    """Fill with patches of the source; `rgb` (H, W, 3). Without any source: `fill_telea` from all that is not hole.

    Raises ValueError for arrays of a wrong shape or type, or a source that overlaps the hole.
    """
    check_masks(rgb, hole, source)
    if not hole.any() or not source.any():
        return fill_telea(rgb, hole, source, seed)
    box = reach_source(hole, source)
    made = complete(rgb[box], hole[box], source[box], np.random.default_rng(seed))
    return paste(rgb, hole, box, made)


def fill_telea(rgb: Image, hole: Mask, source: Mask, seed: int, *, disparity: Disparity | None = None) -> Image:
    """Fill by marching inwards from the source (smooth: for thin holes); `rgb` (H, W, 3). The seed changes nothing.

    Raises ValueError as `fill_patch` does. Where nothing at all is known the picture comes back as it was.
    """
    check_masks(rgb, hole, source)
    known = source if source.any() else ~hole
    if not hole.any() or not known.any():
        return rgb.copy()
    box = reach_source(hole, known)
    made = march(rgb[box], hole[box], known[box])
    return paste(rgb, hole, box, made)


def fill_nearest(rgb: Image, hole: Mask, source: Mask, seed: int, *, disparity: Disparity | None = None) -> Image:
    """Repeat the nearest pixel of the source, as a plain warp does: to see what a filler is worth. Errors as above."""
    check_masks(rgb, hole, source)
    known = source if source.any() else ~hole
    if not hole.any() or not known.any():
        return rgb.copy()
    index = masks.nearest_index(known)[hole]
    made = rgb.copy()
    made[hole] = rgb[index[:, 0], index[:, 1]]
    return made


FILLERS: Mapping[str, Filler] = MappingProxyType({"none": fill_nearest, "patch": fill_patch, "telea": fill_telea})
"""Fillers that need no network, by the names that plans use. All of them: `filling.FILLERS`."""


def check_masks(rgb: Image, hole: Mask, source: Mask) -> None:
    """Refuse what a filler cannot take."""
    check(rgb, "rgb", channels=(3,))
    for name, mask in (("hole", hole), ("source", source)):
        if mask.dtype != np.bool_ or mask.shape != rgb.shape[:2]:
            raise ValueError(f"{name}: want bool {rgb.shape[:2]}, got {mask.dtype} {mask.shape}")
    if (hole & source).any():
        raise ValueError(f"source: want no pixel of the hole in it, got {int((hole & source).sum())}")


def reach_source(hole: Mask, source: Mask) -> tuple[slice, slice]:
    """Return (rows, columns) around the hole, wide enough that every hole pixel finds source to copy."""
    farthest = float(masks.distance_to(source)[hole].max())
    return masks.bounding_box(hole, margin=MARGIN + round(farthest))


def paste(rgb: Image, hole: Mask, box: tuple[slice, slice], made: Image) -> Image:
    """Return `rgb` with the hole's pixels taken from `made`, which covers `box`, kept within 0..1."""
    result = rgb.copy()
    result[box][hole[box]] = np.clip(made[hole[box]], 0, 1)
    return result


def march(rgb: Image, hole: Mask, known: Mask) -> Image:
    """Return `rgb` (H, W, 3) inpainted by Telea from the known pixels only."""
    h, w = hole.shape
    nearest = masks.nearest_index(known)
    # Of a single row OpenCV reads memory beyond it, and the result is left to chance: repeat the last one.
    more = ((0, max(0, 3 - h)), (0, max(0, 3 - w)))
    band = np.pad(masks.grow(hole, BAND) & ~known, more, mode="edge").astype(np.uint8)
    plate = np.pad(rgb[nearest[..., 0], nearest[..., 1]], (*more, (0, 0)), mode="edge")
    # It takes float pictures one channel at a time, and adds 0.5 to each pixel as if it rounded: drown that.
    planes = [np.ascontiguousarray(plate[..., i] * 1e6) for i in range(3)]
    filled = [cv2.inpaint(plane, band, 4, cv2.INPAINT_TELEA) for plane in planes]
    return np.asarray(np.dstack(filled)[:h, :w] / 1e6, np.float32)


def background_of(hole: Mask, disparity: Disparity) -> Mask:
    """Return the pixels that lie behind whatever uncovered the hole: the source to fill it from.

    hole, disparity: (H, W); the disparity is of the same view and is not read inside the hole. Beside each part of
    the hole the border has a near and a far side: source is what is nearer in depth to the far side of the hole next to
    it, or farther. Where the border is of one depth all of it is source.
    """
    check(disparity, "disparity")
    if hole.dtype != np.bool_ or hole.shape != disparity.shape:
        raise ValueError(f"hole: want bool {disparity.shape}, got {hole.dtype} {hole.shape}")
    if not hole.any() or hole.all():
        return ~hole
    limit = split_depth(hole, disparity)
    nearest = masks.nearest_index(hole)
    return np.asarray(~hole & (disparity <= limit[nearest[..., 0], nearest[..., 1]]))


def split_depth(hole: Mask, disparity: Disparity) -> Array:
    """Return (H, W), in the hole: the disparity half-way between the near and the far side of the border close by."""
    gap = 0.05 * float(np.ptp(disparity[~hole]))
    limit = np.full(hole.shape, np.inf, np.float32)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(hole.astype(np.uint8))
    for i in range(1, count):
        x, y, w, h = (int(v) for v in stats[i, :4])
        box = slice(max(0, y - 2), y + h + 2), slice(max(0, x - 2), x + w + 2)
        part = labels[box] == i
        limit[box][part] = split_part(part, hole[box], disparity[box], gap)[part]
    return limit


def split_part(part: Mask, hole: Mask, disparity: Disparity, gap: float) -> Array:
    """Do what `split_depth` does for one connected part; the border close by is as far as the part is wide.

    A border as deep as the slope of the surface makes it is no step: there is no near side then.
    """
    ring = masks.grow(part, 2) & ~hole
    if not ring.any():
        return np.full(part.shape, np.inf, np.float32)
    reach = 2 * int(np.ceil(masks.distance_to(~part).max())) + 2
    kernel, low, high = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8), disparity[ring].min(), disparity[ring].max()
    far = cv2.erode(np.where(ring, disparity, high), kernel, borderValue=float(high))
    near = cv2.dilate(np.where(ring, disparity, low), kernel, borderValue=float(low))
    slope = slope_near(ring, hole, disparity, size=2 * reach + 1, most=gap / 2)
    return np.where(near - far > gap + 2 * reach * slope, (near + far) / 2, np.inf).astype(np.float32)


def slope_near(ring: Mask, hole: Mask, disparity: Disparity, *, size: int, most: float) -> Array:
    """Return the mean change of disparity in a pixel of the ring, at most `most`, over squares of `size`."""
    change = np.zeros_like(disparity)
    for axis in (0, 1):
        step = np.abs(np.diff(disparity, axis=axis))
        known = ~(hole | np.roll(hole, -1, axis))
        ahead = [(0, 0), (0, 0)]
        ahead[axis] = (0, 1)
        change += np.minimum(np.pad(step, ahead), most) * known
    ring = ring.astype(np.float32)
    total, count = cv2.blur(change * ring, (size, size)), cv2.blur(ring, (size, size))
    return np.asarray(total / np.maximum(count, 1e-6))
