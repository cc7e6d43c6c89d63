"""A region's disparity -> that of its layer: smooth, and carried on behind what stands before it.

What is level or built is a plane, where one fits, so that its lines stay straight; a sky is at infinity.
What stands free of the rest (a mast, a stem) is as near as its foot, all the way up, so that it stays straight.
"""

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Disparity, Kind, Labels, Mask
from flowanim.ops.image import blur, fit, resize
from flowanim.ops.mask import bounding_box, distance_to, grow, nearest_index

PLANES = ("water", "ground", "building")
FINE, FOOT = 640, 3.0
"""Long side at which things that stand are looked at, and within what distance what they stand on is; in pixels."""
SLENDER = 0.08
"""What is narrower than such a share of the long side, and twice as high as wide and at least so high, is slender."""
FADE = 12.0
"""How far from both, at FINE, a thing's distance and the rest's run into each other."""


def surface(disparity: Disparity, alpha: Alpha, kind: Kind) -> tuple[Disparity, bool]:
    """Return the disparity (H, W) of the region with `alpha`, carried on beyond its border, and whether it is flat."""
    if kind == "sky":
        return np.zeros_like(disparity), True
    h, w = disparity.shape
    step = max(1, max(h, w) // 320)
    size = (max(8, w // step), max(8, h // step))
    d, small = resize(disparity, size), resize(alpha, size)
    core = small > 0.85
    if not core.any():
        core = small >= float(small.max()) * 0.99
    plane = _plane(d, core) if kind in PLANES else None
    return resize(_carried_on(d, core) if plane is None else plane, (w, h)), plane is not None


def upright(disparity: Disparity, alpha: Alpha, things: Labels) -> Disparity:
    """Return the disparity (H, W) of a region with each of its numbered `things` as near as it is at the thing's foot.

    So it is around a thing, too, up to halfway to the rest of the region: a thin thing moves farther than it is wide.
    """
    size = fit(disparity.shape[::-1], FINE)
    near, own = resize(disparity, size), resize(alpha, size) > 0.5
    number = np.asarray(cv2.resize(things, size, interpolation=cv2.INTER_NEAREST), np.int32)
    level = _at_foot(near, own, number)
    standing = np.isfinite(level)[number]
    if not standing.any():
        return disparity
    index, away, free = nearest_index(standing), distance_to(standing), distance_to(own)
    beside = np.where(away < free, level[number[index[..., 0], index[..., 1]]], near)
    soft = np.clip(np.minimum(away, free) / FADE, 0, 1)
    beside = beside + soft * (blur(beside, FADE / 1.5) - beside)
    return np.asarray(disparity + resize(beside - near, disparity.shape[::-1]))


def slender(alpha: Alpha) -> Labels:
    """Return the slender upright parts of a region (H, W), numbered from 1; 0 elsewhere: towers, masts, a rocket."""
    h, w = alpha.shape
    size = fit((w, h), FINE)
    mask = (resize(alpha, size) > 0.5).astype(np.uint8)
    line = np.ones((1, round(SLENDER * max(size)) // 2 * 2 + 1), np.uint8)
    wide = cv2.morphologyEx(np.pad(mask, ((0, 0), (line.size, line.size)), mode="edge"), cv2.MORPH_OPEN, line)
    narrow = mask & ~wide[:, line.size : -line.size]
    _, parts, stats, _ = cv2.connectedComponentsWithStats(narrow)
    high = stats[:, cv2.CC_STAT_HEIGHT] > np.maximum(2 * stats[:, cv2.CC_STAT_WIDTH], SLENDER * max(size))
    high[0] = False
    numbered = np.where(high[parts], parts, 0).astype(np.int32)
    return np.asarray(cv2.resize(numbered, (w, h), interpolation=cv2.INTER_NEAREST), np.int32)


def _at_foot(near: Disparity, own: Mask, number: Labels) -> Array:
    """Return the disparity at the foot of each numbered thing (n + 1,); NaN where it stands on none of its `own`."""
    level = np.full(int(number.max()) + 1, np.nan, np.float32)
    for thing in np.unique(number[number > 0]):
        box = bounding_box(number == thing, round(FOOT) + 2)
        foot = near[box][grow(number[box] == thing, FOOT) & own[box]]
        if foot.size:
            level[thing] = np.median(foot)
    return level


def _plane(d: Disparity, core: Mask) -> Disparity | None:
    """Fit d = a x + b y + c over the core, twice, the second time without what lies off; None where it does not fit."""
    y, x = np.mgrid[: d.shape[0], : d.shape[1]].astype(np.float32)
    columns = np.stack([x, y, np.ones_like(x)], -1)
    used = core
    for _ in range(2):
        a = np.linalg.lstsq(columns[used], d[used], rcond=None)[0]
        error = np.abs(columns @ a - d)
        used = core & (error <= max(0.02, float(np.quantile(error[core], 0.8))))
    if float(np.quantile(error[core], 0.9)) > 0.05:
        return None
    return np.asarray(np.clip(columns @ a, 0, 1.2), np.float32)


def _carried_on(d: Disparity, core: Mask) -> Disparity:
    index = nearest_index(core)
    spread = d[index[..., 0], index[..., 1]]
    wide = blur(spread, 12.0)
    fine = blur(spread, 2.0)
    outside = np.clip(distance_to(core) / 24, 0, 1)
    return np.asarray(fine + (wide - fine) * outside, np.float32)
