"""Frames -> glances: small pictures, the motion between two of them, and a coarse board of cells to sum things up on.

All measures of `review` that compare neighbouring frames work on glances, so that a clip of any size costs the same.
Motion is found by dense inverse search (Kroeger et al., 2016), both ways.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from flowanim.datatypes import Array, Flow, Frame, Image, Mask
from flowanim.ops.flow import speed
from flowanim.ops.image import fit, from_uint8, luma, resize
from flowanim.ops.warp import warp

LOOK_PX = 480
"""Long side of a glance."""
COLUMNS = 32
"""Cells from left to right."""


@dataclass(frozen=True, eq=False)
class Glance:
    """A frame, small. frame: (h, w, 3) uint8."""

    frame: Frame

    @cached_property
    def rgb(self) -> Image:
        """The picture as Image (h, w, 3)."""
        return from_uint8(self.frame)

    @cached_property
    def luma(self) -> Array:
        """Brightness (h, w), 0..1."""
        return luma(self.rgb)

    @cached_property
    def grey(self) -> Frame:
        """Brightness (h, w) in 8 bits, for the search of motion."""
        return np.asarray(cv2.cvtColor(self.frame, cv2.COLOR_RGB2GRAY), np.uint8)


def glance(frame: Frame, longest: int = LOOK_PX) -> Glance:
    """Return a frame (H, W, 3) uint8, at most `longest` pixels on its long side."""
    size = fit((frame.shape[1], frame.shape[0]), longest)
    return Glance(np.ascontiguousarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA)))


def motion(before: Glance, after: Glance) -> Flow:
    """Return the push (h, w, 2), in pixels of the glance, from `before` to `after`."""
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    return np.asarray(search.calc(before.grey, after.grey, None), np.float32)


@dataclass(frozen=True, eq=False)
class Step:
    """Two neighbouring glances. push: from before to after, on before. pull: from after back to before, on after."""

    before: Glance
    after: Glance
    push: Flow
    pull: Flow

    @classmethod
    def of(cls, before: Glance, after: Glance) -> "Step":
        """Find the motion between two glances, both ways."""
        return cls(before, after, motion(before, after), motion(after, before))

    @cached_property
    def known(self) -> Mask:
        """Where (h, w) of `after` the two ways agree: nothing is uncovered there. Ruder et al., 2016, eq. 5."""
        there = warp(self.push, self.pull)
        apart = speed(there + self.pull) ** 2
        return np.asarray(apart <= 0.01 * (speed(there) ** 2 + speed(self.pull) ** 2) + 0.5)

    @cached_property
    def carried(self) -> Image:
        """The picture of `before` moved to where `after` has it, (h, w, 3)."""
        return warp(self.before.rgb, self.pull)


def board(array: Array) -> Array:
    """Return the mean of (h, w[, C]) in each of COLUMNS cells a row, as many rows as keep them square."""
    h, w = array.shape[:2]
    return resize(array, (min(w, COLUMNS), min(h, max(1, round(COLUMNS * h / w)))))


def place_words(index: tuple[int, int], shape: tuple[int, ...]) -> str:
    """Return where a cell (row, column) of a board lies, as people say it: "top left", "the middle"."""
    row = ("top", "middle", "bottom")[min(2, 3 * index[0] // shape[0])]
    column = ("left", "middle", "right")[min(2, 3 * index[1] // shape[1])]
    if row == column:
        return "the middle"
    return {"middle": f"the {column}"}.get(row, f"the {row}" if column == "middle" else f"the {row} {column}")
