"""A dry run of the camera on a coarse grid: where the frame's border would show, and the zoom that hides it."""

from dataclasses import replace

import numpy as np

from flowanim.datatypes import Scene, vector
from flowanim.plan import MotionPlan
from flowanim.render.holes import MOMENTS
from flowanim.render.parallax import Stage, seen, set_up

ROUGH = 100
SEEN = 0.03
"""Less than this share of a border is not seen."""


def overscan(scene: Scene, plan: MotionPlan, moments: int = MOMENTS) -> float:
    """Return the smallest constant zoom (1..2) at which no frame shows what lies beyond the photo's border."""
    stage = set_up(scene, plan.model_copy(update={"effects": ()}), ROUGH)
    moments_u = [i / moments for i in range(moments + 1)]
    if _exposure(stage, 1.0, moments_u) <= 0.5:
        return 1.0
    low, high = 1.0, 2.0
    for _ in range(9):
        middle = (low + high) / 2
        low, high = (low, middle) if _exposure(stage, middle, moments_u) <= 0.05 else (middle, high)
    return high


def _exposure(stage: Stage, zoom: float, moments_u: list[float]) -> float:
    """Return by how many pixels the worst visible border point comes from beyond the photo."""
    path = stage.plan.camera.model_copy(update={"overscan": zoom})
    staged = replace(stage, plan=stage.plan.model_copy(update={"camera": path}))
    return max(_border_excess(staged, u) for u in moments_u)


def _border_excess(stage: Stage, u: float) -> float:
    grid, view = stage.grid, stage.view(u)
    edge = np.zeros(grid.shape, bool)
    edge[[1, -2], 1:-1] = edge[1:-1, [1, -2]] = True
    left = np.ones(grid.shape, np.float32)
    worst = 0.0
    far = vector(grid.size[0] - 1, grid.size[1] - 1)
    for sheet in reversed(stage.sheets):
        pull = seen(sheet, view, u)
        place = grid.points if pull is None else grid.points + pull
        alpha = grid.sample(sheet.place.alpha, place)
        corner = np.clip(grid.points, 0, far)
        excess = np.maximum(-(place - grid.points + corner), place - grid.points + corner - far).max(-1)
        shown = edge & (left * alpha > SEEN)
        worst = max(worst, float(excess[shown].max(initial=0)))
        left = left * (1 - alpha)
    return worst
