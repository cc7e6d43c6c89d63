"""The leak: what changes where nothing should, in levels of 255.

Each cell of the board is compared with its own first moment. Cells count as still where the plan moves nothing, or,
without a plan, where no motion was ever found; there must be enough of them.
"""

from dataclasses import dataclass

import numpy as np

from flowanim.datatypes import Array, Mask
from flowanim.ops.flow import speed
from flowanim.review.glance import Glance, Step, board

STILL_PX = 0.03
"""Motion from frame to frame, in pixels of a glance, below which a cell stands still."""
LEAST_SHARE = 0.02


@dataclass
class Stillness:
    """How far each cell strays from its first moment, and how fast it ever moves."""

    first: Array | None = None
    strayed: Array | None = None
    when: Array | None = None
    moved: Array | None = None
    count: int = 0

    def add(self, now: Glance, step: Step | None) -> None:
        """Take the next frame; step: from the one before, None for the first."""
        here = board(now.rgb) * np.float32(255)
        if self.first is None or step is None:
            self.first, zero = here, np.zeros(here.shape[:2], np.float32)
            self.strayed, self.moved, self.when, self.count = zero, zero, zero.copy(), 1
            return
        assert self.strayed is not None and self.moved is not None and self.when is not None
        apart = np.abs(here - self.first).max(-1)
        self.when = np.where(apart > self.strayed, np.float32(self.count), self.when)
        self.strayed = np.maximum(self.strayed, apart)
        self.moved = np.maximum(self.moved, board(speed(step.push)))
        self.count += 1

    @property
    def quiet(self) -> Mask:
        """The cells in which no motion was ever found."""
        return np.zeros((1, 1), bool) if self.moved is None else np.asarray(self.moved < STILL_PX)

    def leak(self, still: Mask) -> tuple[float, tuple[int, int], int] | None:
        """Return (levels, cell, frame) of the worst leak in the `still` cells; None where there are too few."""
        if self.strayed is None or self.when is None or still.mean() < LEAST_SHARE:
            return None
        inside = np.where(still, self.strayed, -1)
        row, column = np.unravel_index(int(inside.argmax()), inside.shape)
        return float(inside.max()), (int(row), int(column)), int(self.when[row, column])
