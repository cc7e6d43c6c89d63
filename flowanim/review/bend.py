"""A plan's own fields -> how far they bend the picture: stretch, and folds where it passes over itself.

For each visible point the Jacobian J of p + push(p), singular values s1 >= s2: a small circle becomes an ellipse
s1 / s2 as long as it is wide; det J <= 0 is a fold. Currents count with nothing: they start anew in each cross-fade.
"""

from dataclasses import dataclass

import numpy as np

from flowanim.datatypes import Array, Flow, Mask, Scene
from flowanim.fields.camera import project
from flowanim.fields.waves import field_at
from flowanim.ops.flow import jacobian
from flowanim.plan import MotionPlan
from flowanim.render.bear import visible
from flowanim.render.parallax import Sheet, Stage, set_up

MOMENTS = 12
QUANTILE = 0.99
MOST = 10.0


@dataclass(frozen=True)
class Bend:
    """stretch: the 99th percentile of s1 / s2 in the worst moment. folded: share of the picture that folds there.

    layer: in which layer it stretches most. at: progress 0..1 of the worst moment.
    """

    stretch: float
    folded: float
    layer: str
    at: float


def bend(plan: MotionPlan, scene: Scene) -> Bend:
    """Return the worst of the plan's moments. PlanError if an effect aims at a layer that is not there."""
    stage = set_up(scene, plan)
    shown = visible(stage)
    found = [_moment(stage, shown, i / MOMENTS) for i in range(1, MOMENTS + (not plan.loop))]
    stretched = max(found, key=lambda one: one.stretch)
    return Bend(stretched.stretch, max(one.folded for one in found), stretched.layer, stretched.at)


def pushed(stage: Stage, sheet: Sheet, u: float) -> Flow:
    """Return the push (h, w, 2) at the grid's points, in pixels: effects that swing, then the camera."""
    grid = stage.grid
    moved = np.zeros((*grid.shape, 2), np.float32)
    for sign, waves in ((1, sheet.motion.push), (-1, sheet.motion.pull)):
        field = field_at(waves, u)
        moved = moved if field is None else moved + np.float32(sign) * field
    seen = project(stage.camera(u), grid.offsets + moved, sheet.place.disparity, stage.scene.photo.focal_px)
    return np.asarray(moved + seen)


def stretch(push: Flow) -> Array:
    """Return s1 / s2 (h, w) of a push in steps of its own grid, at most MOST."""
    dy, dx = np.asarray(np.gradient(push, axis=0)), np.asarray(np.gradient(push, axis=1))
    a, b, c, d = 1 + dx[..., 0], dy[..., 0], dx[..., 1], 1 + dy[..., 1]
    even, odd = np.hypot(a + d, c - b), np.hypot(a - d, b + c)
    return np.asarray(np.minimum((even + odd) / np.maximum(np.abs(even - odd), 1e-6), MOST), np.float32)


def _moment(stage: Stage, shown: list[Mask], u: float) -> Bend:
    points = max(1, sum(int(mask.sum()) for mask in shown))
    worst, name, folded = 1.0, stage.sheets[0].layer.name, 0
    for sheet, mask in zip(stage.sheets, shown, strict=True):
        if mask.sum() < 0.002 * points:
            continue
        push = pushed(stage, sheet, u) / np.float32(stage.grid.step)
        folded += int((jacobian(push)[mask] <= 0).sum())
        value = float(np.quantile(stretch(push)[mask], QUANTILE))
        if value > worst:
            worst, name = value, sheet.layer.name
    return Bend(worst, folded / points, name, u)
