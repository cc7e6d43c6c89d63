"""Flicker: VBench's temporal flickering, and what flickers beyond the motion.

    score = (255 - mean |frame_i - frame_(i-1)|) / 255        VBench: Huang et al., 2024 (temporal_flickering)

That figure falls with any motion and is 1 for a frozen clip. The other one follows the motion: a cell's brightness
against where it comes from, less the mean of its two neighbours in time. A light that swells slowly is none.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from flowanim.datatypes import Array, Clip, Frame
from flowanim.review.glance import Glance, Step, board, glance

DARK = 4 / 255
LEAST_PX = 16
"""Smaller pictures have no flow to speak of."""


def change(step: Step) -> float:
    """Return the mean difference of two neighbouring glances, in levels of 255."""
    return float(np.abs(step.after.rgb - step.before.rgb).mean() * 255)


def vbench_score(changes: list[float]) -> float:
    """Return VBench's temporal flickering, 0..1, of `change` of every step."""
    return (255 - float(np.mean(changes))) / 255 if changes else 1.0


def gain(step: Step) -> Array:
    """Return by how much each cell has become brighter than where it comes from: the logarithm of the ratio."""
    known = step.known.astype(np.float32)
    carried = step.carried @ np.array([0.2126, 0.7152, 0.0722], np.float32)
    weight = np.maximum(board(known), 1e-3)
    now, then = board(step.after.luma * known) / weight, board(carried * known) / weight
    return np.asarray(np.where(weight > 0.5, np.log((now + DARK) / (then + DARK)), 0), np.float32)


@dataclass
class Flicker:
    """Flicker of a clip beyond its motion, in % of brightness."""

    last: Array | None = None
    percents: list[float] = field(default_factory=list)
    worst: Array | None = None

    def add(self, step: Step) -> None:
        """Take the next step of the clip."""
        now = gain(step)
        if self.last is not None:
            apart = np.asarray(np.abs(now - self.last) * np.float32(50))
            self.percents.append(float(apart.mean()))
            self.worst = apart if self.worst is None else np.maximum(self.worst, apart)
        self.last = now

    @property
    def percent(self) -> float:
        """Mean flicker in % of brightness; frame i + 1 is the middle of the i-th figure."""
        return float(np.mean(self.percents)) if self.percents else 0.0


class Meter:
    """Measures the flicker of a clip as its frames go by."""

    def __init__(self) -> None:
        self._flicker = Flicker()
        self._apart: list[float] = []

    def over(self, clip: Clip) -> Clip:
        """Return the clip; what goes through it is measured."""
        return replace(clip, frames=self._watched(clip.frames))

    @property
    def percent(self) -> float:
        """Mean flicker in % of brightness, as in `Flicker`."""
        return self._flicker.percent

    @property
    def levels(self) -> float:
        """Mean difference, in levels, between a frame and the one before it, moved onto it."""
        return float(np.mean(self._apart)) if self._apart else 0.0

    def _watched(self, frames: Iterator[Frame]) -> Iterator[Frame]:
        last: Glance | None = None
        for frame in frames:
            now = glance(frame)
            if last is not None and min(now.grey.shape) >= LEAST_PX:
                step = Step.of(last, now)
                self._flicker.add(step)
                apart = np.abs(step.after.rgb - step.carried).mean(-1)[step.known]
                self._apart.append(255 * float(apart.mean()) if apart.size else 0.0)
            last = now
            yield frame
