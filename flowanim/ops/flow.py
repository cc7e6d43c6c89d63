"""Arithmetic on flows (H, W, 2), in pixels.

`push` says where a pixel goes, `pull` where it comes from. Doing `first` and then `second`:
push: p -> p + first(p) -> ... = compose(first, second); pull composes the other way round.
"""

from collections.abc import Iterator
from itertools import islice

import cv2
import numpy as np

from flowanim.datatypes import Array, Flow, vector
from flowanim.ops.image import resize
from flowanim.ops.warp import pixel_grid, sample, warp


def compose(first: Flow, second: Flow) -> Flow:
    """Return the push that does `first`, then `second` (for pulls: compose(second, first))."""
    return np.asarray(first + warp(second, first))


def invert(push: Flow, steps: int = 8) -> Flow:
    """Return the pull that undoes `push`, by fixed point: pull(p) = -push(p + pull(p)).

    Converges where the push does not fold (its Jacobian's norm is below 1). Source: Chen et al., A simple fixed-point
    approach to invert a deformation field, 2008.
    """
    pull = -push
    for _ in range(steps):
        pull = -warp(push, pull)
    return np.asarray(pull, np.float32)


def resize_flow(flow: Flow, size: tuple[int, int]) -> Flow:
    """Return `flow` at `size` (W, H), its vectors scaled with the picture."""
    h, w = flow.shape[:2]
    return np.asarray(resize(flow, size) * vector(size[0] / w, size[1] / h))


def jacobian(flow: Flow) -> Array:
    """Return the determinant (H, W) of d(p + flow)/dp: 1 keeps area, 0 or less folds over."""
    dy, dx = np.asarray(np.gradient(flow, axis=0)), np.asarray(np.gradient(flow, axis=1))
    return np.asarray((1 + dx[..., 0]) * (1 + dy[..., 1]) - dx[..., 1] * dy[..., 0], np.float32)


def speed(flow: Flow) -> Array:
    """Return the length (H, W) of each vector, in pixels."""
    return np.asarray(np.hypot(flow[..., 0], flow[..., 1]))


def colour_wheel(flow: Flow, largest: float | None = None) -> Array:
    """Return a picture (H, W, 3): hue is the direction, saturation the length. Baker et al., Middlebury, 2011."""
    length = speed(flow)
    top = float(largest or max(float(np.quantile(length, 0.99)), 1e-6))
    hsv = np.ones((*length.shape, 3), np.float32)
    hsv[..., 0] = np.degrees(np.arctan2(flow[..., 1], flow[..., 0])) % 360
    hsv[..., 1] = np.minimum(length / top, 1)
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB))


def advect(velocity: Flow, steps: int, pull: bool = True) -> Flow:
    """Transport for a steady `velocity` (pixels a step) over `steps` steps of the second-order midpoint rule."""
    return next(islice(advected(velocity, pull), steps, None))


def advected(velocity: Flow, pull: bool = True) -> Iterator[Flow]:
    """Yield where a steady `velocity` (H, W, 2), pixels a step, has carried each pixel after 0, 1, 2, ... steps."""
    sign = np.float32(-1 if pull else 1)
    grid = pixel_grid(*velocity.shape[:2])
    place = grid
    while True:
        yield np.asarray(place - grid)
        half = place + sign * 0.5 * sample(velocity, place)
        place = place + sign * sample(velocity, half)
