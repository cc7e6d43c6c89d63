"""Arithmetic on masks: bool (H, W), and soft ones, Alpha (H, W).

Sizes are radii in pixels. Sources are OpenCV's morphology and distance transform.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Frame, Mask


def disc(radius: float) -> Frame:
    """Return a round structuring element (2 r + 1, 2 r + 1), 0 or 1; OpenCV's own ellipse is not symmetric."""
    r = max(1, round(radius))
    y, x = np.mgrid[-r : r + 1, -r : r + 1]
    return np.asarray(np.hypot(x, y) <= r, np.uint8)


def grow(mask: Mask, radius: float) -> Mask:
    """Return the pixels within `radius` of the mask; outside the frame counts as clear."""
    return distance_to(mask) <= radius if radius > 0 else mask


def shrink(mask: Mask, radius: float) -> Mask:
    """Return the pixels of the mask farther than `radius` from its outside; the frame's border does not count."""
    return ~grow(~mask, radius)


def distance_to(mask: Mask) -> Array:
    """Return the distance (H, W) in pixels to the nearest pixel of the mask; very large where there is none."""
    if not mask.any():
        return np.full(mask.shape, 1e6, np.float32)
    with _without_ipp():
        return np.asarray(cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE))


@contextmanager
def _without_ipp() -> Iterator[None]:
    """Keep this thread's OpenCV from Intel's IPP, whose roots differ in the last bit by where the array lies."""
    before = cv2.ipp.useIPP()
    cv2.ipp.setUseIPP(False)
    try:
        yield
    finally:
        cv2.ipp.setUseIPP(before)


def largest(mask: Mask, keep: float = 1.0) -> Mask:
    """Keep the connected parts that are at least `keep` times as large as the largest one."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 2:
        return mask
    area = stats[1:, cv2.CC_STAT_AREA]
    return np.asarray(np.isin(labels, 1 + np.flatnonzero(area >= keep * area.max())))


def without_specks(mask: Mask, least: int) -> Mask:
    """Remove parts, and fill holes, of fewer than `least` pixels."""
    for value in (True, False):
        part = mask == value
        _, labels, stats, _ = cv2.connectedComponentsWithStats(part.astype(np.uint8))
        small = stats[:, cv2.CC_STAT_AREA] < least
        small[0] = False
        mask = np.where(small[labels] & part, not value, mask)
    return mask


def bounding_box(mask: Mask, margin: int = 0) -> tuple[slice, slice]:
    """Return (rows, columns) of the smallest rectangle around the mask, widened by `margin`; empty slices if clear."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return slice(0, 0), slice(0, 0)
    h, w = mask.shape
    return (
        slice(max(0, int(rows[0]) - margin), min(h, int(rows[-1]) + 1 + margin)),
        slice(max(0, int(columns[0]) - margin), min(w, int(columns[-1]) + 1 + margin)),
    )


def smoothstep(x: Array, low: float, high: float) -> Alpha:
    """0 below `low`, 1 above `high`, smooth between."""
    t = np.clip((x - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def ramp(value: float, low: float, high: float) -> float:
    """Return smoothstep of one number."""
    t = min(max((float(value) - low) / (high - low), 0.0), 1.0)
    return t * t * (3 - 2 * t)


def nearest_index(known: Mask) -> Array:
    """Return (H, W, 2) int32: the (row, column) of the nearest known pixel, for every pixel."""
    _, labels = cv2.distanceTransformWithLabels(
        (~known).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    rows, columns = np.nonzero(known)
    table = np.zeros((int(labels.max()) + 1, 2), np.int32)
    table[labels[rows, columns]] = np.stack([rows, columns], 1)
    return np.asarray(table[labels])
