"""The leak: what changes where nothing should, in levels of 255.

Each cell of the board is compared with its own first moment. Cells count as still where the plan moves nothing. Without
a plan the camera must stand, and those count in which no motion was ever found, or none that explains the change: where
a picture is smooth, light that comes and goes is taken for motion. There must be enough of them.

    explained = sum over steps of |motion| * |slope of the picture|        in levels, as the constraint of optical flow

Source: Horn and Schunck, Determining Optical Flow, 1981 (the brightness constraint).
"""

from dataclasses import dataclass

import numpy as np

from flowanim.datatypes import Array, Mask
from flowanim.ops.flow import speed
from flowanim.ops.image import blur
from flowanim.review.crisp import slopes
from flowanim.review.glance import Glance, Step, board

STILL_PX = 0.03
"""Motion from frame to frame, in pixels of a glance, below which a cell stands still."""
LEAST_SHARE = 0.02
EXPLAINED = 0.3
SOFT = 1.5
"""Blur, in pixels of a glance: noise has slopes that explain nothing."""
LEAST_LEVELS = 1.0
"""A change below this may be rounding."""


@dataclass
class Stillness:
    """How far each cell strays from its first moment, and how fast it ever moves."""

    first: Array | None = None
    strayed: Array | None = None
    when: Array | None = None
    moved: Array | None = None
    explained: Array | None = None
    count: int = 0

    def add(self, now: Glance, step: Step | None) -> None:
        """Take the next frame; step: from the one before, None for the first."""
        here = board(now.rgb) * np.float32(255)
        if self.first is None or step is None:
            self.first, zero = here, np.zeros(here.shape[:2], np.float32)
            self.strayed, self.moved, self.explained, self.when, self.count = zero, zero, zero, zero.copy(), 1
            return
        assert self.strayed is not None and self.when is not None
        assert self.moved is not None and self.explained is not None
        apart = np.abs(here - self.first).max(-1)
        self.when = np.where(apart > self.strayed, np.float32(self.count), self.when)
        self.strayed = np.maximum(self.strayed, apart)
        way = speed(step.push)
        self.moved = np.maximum(self.moved, board(way))
        self.explained = self.explained + board(way * slopes(blur(step.before.luma, SOFT))) * np.float32(255)
        self.count += 1

    @property
    def quiet(self) -> Mask:
        """The cells in which no motion was ever found, or none that explains how they change."""
        if self.moved is None or self.explained is None or self.strayed is None:
            return np.zeros((1, 1), bool)
        changed = np.maximum(self.strayed, np.float32(LEAST_LEVELS))
        return np.asarray((self.moved < STILL_PX) | (self.explained < np.float32(EXPLAINED) * changed))

    def leak(self, still: Mask) -> tuple[float, tuple[int, int], int] | None:
        """Return (levels, cell, frame) of the worst leak in the `still` cells; None where there are too few."""
        if self.strayed is None or self.when is None or still.mean() < LEAST_SHARE:
            return None
        inside = np.where(still, self.strayed, -1)
        row, column = np.unravel_index(int(inside.argmax()), inside.shape)
        return float(inside.max()), (int(row), int(column)), int(self.when[row, column])
