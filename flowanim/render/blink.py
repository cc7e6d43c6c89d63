"""Eyes that blink: on a finished frame the skin above each eye is drawn down over it, and up again.

The lid closes in a third of the blink and opens in the rest (Evinger, Manning and Sibony, 1991). Its edge with the
lashes keeps its shape; what is between it and the crease is stretched; below the edge the eye stays as it is, covered.
"""

from collections.abc import Callable

import cv2
import numpy as np

from flowanim.blink import BlinkEffect
from flowanim.datatypes import Array, Frame, vector
from flowanim.fields.camera import project
from flowanim.ops.mask import smoothstep
from flowanim.parts import Box
from flowanim.render.parallax import Stage

CREASE, LASHES, LOWER = 0.8, 0.3, 0.85
"""In half heights of the eye: how far the crease is above it, how thick the lashes are, where the lower lid is."""
CLOSING = 1 / 3


def blink_on(effect: BlinkEffect, stage: Stage) -> Callable[[Frame, float], None]:
    """Return what closes the eyes of `effect` on frames of `stage`."""

    def lay(frame: Frame, u: float) -> None:
        shut = closed(effect, u, stage.plan.seconds)
        for eye in effect.eyes if shut else ():
            _close(frame, *_seen(eye, effect.disparity, stage, u), shut)

    return lay


def closed(effect: BlinkEffect, u: float, seconds: float) -> float:
    """Return how far the eyes are closed at progress `u`, 0..1. Blinks stand in the middles of equal parts."""
    since = ((u * effect.times) % 1 - 0.5) * seconds / effect.times / effect.lasts_s + 0.5
    if not 0 < since < 1:
        return 0.0
    way = since / CLOSING if since < CLOSING else (1 - since) / (1 - CLOSING)
    return float(way * way * (3 - 2 * way))


def _seen(eye: Box, disparity: float, stage: Stage, u: float) -> tuple[Array, Array]:
    """Return the middle and the half size (2,) of an eye as the camera sees it, in pixels."""
    size, middle = vector(*stage.grid.size), (vector(*stage.grid.size) - 1) / 2
    start, half = vector(*eye[:2]) * size, vector(*eye[2:]) * size / 2
    points = np.stack([start + half, start + 2 * half]) - vector(0.5, 0.5) - middle
    offsets, near = np.asarray(points, np.float32), np.full(2, disparity, np.float32)
    seen = offsets + project(stage.camera(u), offsets, near, stage.scene.photo.focal_px) + middle
    return seen[0], np.abs(seen[1] - seen[0])


def _close(frame: Frame, middle: Array, half: Array, shut: float) -> None:
    """Draw the lid of one eye down, `shut` 0..1 of the way, in place."""
    reach = half * vector(1.2, 2.8)
    low, high = np.floor(middle - reach).astype(int), np.ceil(middle + reach).astype(int) + 1
    if (low < 0).any() or high[0] > frame.shape[1] or high[1] > frame.shape[0]:
        return
    part = frame[low[1] : high[1], low[0] : high[0]]
    y, x = np.mgrid[low[1] : high[1], low[0] : high[0]].astype(np.float32)
    open_ = np.sqrt(np.maximum(1 - ((x - middle[0]) / half[0]) ** 2, 0)) * half[1]
    upper, lashes = middle[1] - open_, LASHES * open_
    edge = upper + np.float32(shut) * open_ * np.float32(1 + LOWER)
    crease = upper - np.float32(CREASE) * open_
    stretch = (upper - lashes - crease) / np.maximum(edge - lashes - crease, 1e-3)
    source = np.where(y < edge - lashes, crease + (y - crease) * stretch, upper - (edge - y))
    cover = ((y > crease) & (open_ > 0)) * (1 - smoothstep(y - edge, -0.5, 0.5))
    place = cv2.merge([np.asarray(x - low[0], np.float32), np.asarray(source - low[1], np.float32)])
    lid = np.asarray(cv2.remap(part, place, None, cv2.INTER_LINEAR), np.float32)
    part[:] = np.rint(part + cover[..., None] * (lid - part)).astype(np.uint8)
