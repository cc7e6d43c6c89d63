"""What the formulas of motion know of the layer that they move."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import cos, radians, sin

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Disparity, Image, Kind, Mask, Scene, vector
from flowanim.errors import PlanError, show_name
from flowanim.fields.grid import Grid
from flowanim.fields.noise import generator
from flowanim.ops.mask import distance_to, smoothstep
from flowanim.plan import REFERENCE_PX, MotionPlan

FREE_PX = 24.0
"""The way, at the plan's reference size, over which motion grows from nothing beside what is frozen."""
ANCHOR_PX = 6.0
COLOURED = frozenset({"glint", "twinkle", "shade", "surf"})
"""Effects that look at the photo's colours."""


@dataclass(frozen=True)
class Board:
    """What was drawn over the picture, on the grid.

    still: (h, w) bool, what nothing may move, or None. colours: (h, w, 3), the photo's. masks: path in the plan ->
    (h, w), the brushes'. crop: the part (x, y, w, h) of the photo that the picture shows, in shares.
    """

    still: Mask | None = None
    colours: Image | None = None
    masks: Mapping[str, Alpha] = field(default_factory=dict)
    crop: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)

    @classmethod
    def of(cls, scene: Scene, plan: MotionPlan, grid: Grid) -> "Board":
        """Return what `plan` draws over the picture of `scene`. PlanError if the scene was not made for it."""
        missing = [record.path for record in plan.drawings if record.path not in scene.drawings]
        if missing:
            raise PlanError(f"the scene lacks the drawing {show_name(missing[0])}: load the scene from the plan")
        drawn = any(effect.effect == "drawn" for effect in plan.effects)
        coloured = drawn or any(effect.effect in COLOURED for effect in plan.effects)
        colours = grid.shrink(scene.photo.rgb) if coloured else None
        masks = {path: grid.shrink(mask) for path, mask in scene.drawings.items()} if drawn else {}
        return cls(_still(scene, plan, grid), colours, masks, plan.box)

    def points(self, grid: Grid, shares: Array) -> Array:
        """Return places (..., 2), given in shares of the photo, in points of the grid."""
        return _points(grid, self.crop, shares)


def _points(grid: Grid, crop: tuple[float, float, float, float], shares: Array) -> Array:
    pixels = (shares - vector(*crop[:2])) / vector(*crop[2:]) * vector(*grid.size) - np.float32(0.5)
    return np.asarray((pixels + np.float32(0.5)) / np.float32(grid.step) + np.float32(0.5), np.float32)


def _still(scene: Scene, plan: MotionPlan, grid: Grid) -> Mask | None:
    """Return the points from which a pixel that must not move could take any motion, or None if all is free."""
    if not (plan.freeze or plan.anchors):
        return None
    still = np.zeros(grid.shape, np.uint8)
    for record in plan.freeze:
        frozen = (scene.drawings[record.path] > 0.5).astype(np.float32)
        still |= (grid.shrink(frozen) > 0).astype(np.uint8)
    radius = max(1.0, ANCHOR_PX * max(grid.size) / REFERENCE_PX / grid.step)
    for x, y in _points(grid, plan.box, np.array(plan.anchors, np.float32).reshape(-1, 2)):
        cv2.circle(still, (round(float(x)), round(float(y))), round(radius), 1, -1)
    return np.asarray(cv2.dilate(still, np.ones((3, 3), np.uint8)) > 0)


@dataclass(frozen=True)
class Place:
    """A layer seen from the coarse grid.

    grid: where the fields are computed. name, kind: the layer's. alpha, disparity: (h, w) on the grid. scale: pixels of
    the output for one pixel of the plan. seconds: length of the clip, the period of everything. seed: of all chance.
    board: what was drawn over the picture.
    """

    grid: Grid
    name: str
    kind: Kind
    alpha: Alpha
    disparity: Disparity
    scale: float
    seconds: float
    seed: int
    board: Board = Board()

    @cached_property
    def free(self) -> Alpha | None:
        """How freely each point may move, (h, w) 0..1: not at all where it is frozen; None where nothing is."""
        if self.board.still is None:
            return None
        reach = max(2.0, FREE_PX * self.scale / self.grid.step)
        return smoothstep(distance_to(self.board.still), 0, reach)

    @cached_property
    def loose(self) -> "Place":
        """The layer without what is frozen in it."""
        if self.board.still is None:
            return self
        return replace(self, alpha=np.where(self.board.still, np.float32(0), self.alpha))

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
