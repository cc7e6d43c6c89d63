"""How much a clip moves: speed of the optical flow, and VBench's dynamic degree.

Flow is taken between glances an eighth of a second apart, as VBench does. Source: Huang et al., VBench, 2024
(dynamic_degree: the fastest 5 % of a frame, RAFT there, dense inverse search here).
"""

from dataclasses import dataclass, field

import numpy as np

from flowanim.datatypes import Array, Flow
from flowanim.ops.flow import speed
from flowanim.plan import REFERENCE_PX
from flowanim.review.glance import Glance, board, motion

SAMPLES_PER_S = 8
FASTEST = 0.05
DYNAMIC_PX = 6.0 / 256
"""VBench: a sample moves if its fastest part moves 6 px at 256 px of the short side."""
DYNAMIC_SHARE = 4 / 16
"""VBench: four of sixteen samples must move."""
LEAST_PX_S = 2.0
"""Below this speed of the fastest part, at 1280 px, a viewer sees a still picture."""


def fastest(push: Flow) -> float:
    """Return the mean speed of the fastest 5 % of the pixels, in pixels."""
    length = speed(push).ravel()
    count = max(1, int(len(length) * FASTEST))
    return float(np.partition(length, -count)[-count:].mean())


@dataclass
class Movement:
    """The motion of a clip, sample by sample. fps: of the clip."""

    fps: float
    count: int = 0
    last: Glance | None = None
    means_px_s: list[float] = field(default_factory=list)
    fastest_px_s: list[float] = field(default_factory=list)
    dynamic: list[bool] = field(default_factory=list)
    total: Array | None = None

    @property
    def interval(self) -> int:
        """Frames from one sample to the next."""
        return max(1, round(self.fps / SAMPLES_PER_S))

    def add(self, now: Glance) -> None:
        """Take the next frame of the clip."""
        if self.count % self.interval == 0:
            if self.last is not None:
                self._sample(motion(self.last, now))
            self.last = now
        self.count += 1

    def _sample(self, push: Flow) -> None:
        h, w = push.shape[:2]
        scale = REFERENCE_PX / max(h, w) * self.fps / self.interval
        self.means_px_s.append(float(speed(push).mean()) * scale)
        self.fastest_px_s.append(fastest(push) * scale)
        self.dynamic.append(fastest(push) > DYNAMIC_PX * min(h, w))
        here = board(speed(push)) * np.float32(scale)
        self.total = here if self.total is None else self.total + here

    @property
    def mean_px_s(self) -> float:
        """Mean speed of all pixels, in pixels a second at 1280 px long side."""
        return float(np.mean(self.means_px_s)) if self.means_px_s else 0.0

    @property
    def peak_px_s(self) -> float:
        """Mean speed of the fastest 5 %, in pixels a second at 1280 px long side."""
        return float(np.mean(self.fastest_px_s)) if self.fastest_px_s else 0.0

    @property
    def dynamic_degree(self) -> bool:
        """Whether VBench would call the clip dynamic."""
        return bool(self.dynamic) and sum(self.dynamic) >= DYNAMIC_SHARE * len(self.dynamic)

    @property
    def map(self) -> Array:
        """Mean speed of each cell of the board, pixels a second at 1280 px."""
        return np.zeros((1, 1), np.float32) if self.total is None else self.total / np.float32(len(self.means_px_s))
