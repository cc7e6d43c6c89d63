"""What the formulas of motion know of the layer that they move."""

from dataclasses import dataclass
from functools import cached_property
from math import cos, radians, sin

import numpy as np

from flowanim.datatypes import Alpha, Array, Disparity, Kind, vector
from flowanim.fields.grid import Grid
from flowanim.fields.noise import generator


@dataclass(frozen=True)
class Place:
    """A layer seen from the coarse grid.

    grid: where the fields are computed. name, kind: the layer's. alpha, disparity: (h, w) on the grid. scale: pixels of
    the output for one pixel of the plan. seconds: length of the clip, the period of everything. seed: of all chance.
    """

    grid: Grid
    name: str
    kind: Kind
    alpha: Alpha
    disparity: Disparity
    scale: float
    seconds: float
    seed: int

    def random(self, purpose: str) -> np.random.Generator:
        """Return the random generator of this layer for one purpose."""
        return generator(self.seed, self.name, purpose)

    def cycles(self, period_s: float) -> int:
        """Return the whole number of cycles in the clip that comes nearest to `period_s`; at least 1."""
        return max(1, round(self.seconds / period_s))

    @cached_property
    def nearness(self) -> Array:
        """How near each point is against the near part of the layer, (h, w) 0.02..1; for a sky, by height."""
        inside = self.alpha > 0.5
        if not inside.any():
            return np.ones_like(self.alpha)
        if self.kind == "sky":
            rows = np.flatnonzero(inside.any(1))
            height = (rows[-1] - np.arange(len(self.alpha))) / max(1, rows[-1] - rows[0])
            return np.repeat(np.clip(0.3 + 0.7 * height, 0.3, 1).astype(np.float32)[:, None], inside.shape[1], 1)
        near = float(np.quantile(self.disparity[inside], 0.9))
        return np.asarray(np.clip(self.disparity / max(near, 1e-3), 0.02, 1))


def heading(angle_deg: float) -> Array:
    """Return the unit vector on the screen of an angle that counts counter-clockwise from the right."""
    return vector(cos(radians(angle_deg)), -sin(radians(angle_deg)))
