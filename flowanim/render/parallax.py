"""Scene and plan -> where each layer is seen at a moment: exact push turned into pull.

A pixel q of a layer is moved by its effects and then seen by the camera: p = project(q + push(q), disparity(q)).
Drawing wants the way back, so q is sought for every p by fixed point:

    q <- p + base(p) + slope(p) * disparity(q) - push(q)

which converges in a few steps, since disparity and push are smooth within a layer. All on the coarse grid.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from flowanim.datatypes import Array, Camera, Flow, Layer, Scene
from flowanim.errors import PlanError
from flowanim.fields.camera import camera_at
from flowanim.fields.effects import Motion, motion_of
from flowanim.fields.grid import LONGEST, Grid
from flowanim.fields.place import Board, Place
from flowanim.fields.waves import Waves, field_at
from flowanim.plan import REFERENCE_PX, Effect, MotionPlan

STEPS = 4
REST = Camera()


@dataclass(frozen=True)
class Sheet:
    """A layer with what moves in it; `place` is the layer on the grid."""

    layer: Layer
    place: Place
    motion: Motion

    @cached_property
    def flat(self) -> bool:
        """Whether the whole layer lies at one distance."""
        return float(np.ptp(self.place.disparity)) == 0.0


@dataclass(frozen=True)
class Stage:
    """A scene set up to be played: sheets from far to near, and the light over the whole picture."""

    scene: Scene
    plan: MotionPlan
    grid: Grid
    sheets: tuple[Sheet, ...]
    light: Waves

    def camera(self, u: float) -> Camera:
        """Return the camera at progress `u`."""
        return camera_at(self.plan.camera, u, seconds=self.plan.seconds, seed=self.plan.seed)


def set_up(scene: Scene, plan: MotionPlan, longest: int = LONGEST) -> Stage:
    """Return the stage of `scene` under `plan`, with about `longest` grid points on the long side.

    PlanError if an effect aims at a layer that the scene has not.
    """
    grid = Grid.of(scene.photo.size, longest)
    board = Board.of(scene, plan, grid)
    cast = zip(scene.layers, aimed(scene, plan), strict=True)
    sheets = tuple(_sheet(layer, plan, board, grid, effects) for layer, effects in cast)
    whole, far = np.ones(grid.shape, np.float32), np.zeros(grid.shape, np.float32)
    picture = Place(grid, "picture", "other", whole, far, _scale(grid), plan.seconds, plan.seed, board)
    light = motion_of(tuple(e for e in plan.effects if not e.layer), picture).light
    return Stage(scene, plan, grid, sheets, light)


def aimed(scene: Scene, plan: MotionPlan) -> list[tuple[Effect, ...]]:
    """Return the effects of each layer of the scene."""
    for i, effect in enumerate(plan.effects):
        if effect.layer and not scene.find(effect.layer):
            names = ", ".join(layer.name for layer in scene.layers)
            raise PlanError(f"effects[{i}].layer: the photo has no {effect.layer!r}; it has {names}")
    found = [(effect, scene.find(effect.layer)) for effect in plan.effects if effect.layer]
    return [tuple(e for e, layers in found if any(layer is one for one in layers)) for layer in scene.layers]


def _sheet(layer: Layer, plan: MotionPlan, board: Board, grid: Grid, effects: tuple[Effect, ...]) -> Sheet:
    alpha, disparity = grid.shrink(np.ascontiguousarray(layer.alpha)), grid.shrink(layer.disparity)
    place = Place(grid, layer.name, layer.kind, alpha, disparity, _scale(grid), plan.seconds, plan.seed, board)
    return Sheet(layer, place, motion_of(effects, place))


def _scale(grid: Grid) -> float:
    return max(grid.size) / REFERENCE_PX


def seen(sheet: Sheet, camera: Camera, u: float, line: tuple[Flow, Flow]) -> Flow | None:
    """Return the pull (h, w, 2), in pixels on the grid, at which `sheet` is seen; None where it rests.

    line: what `sight` says of the grid's points for this camera.
    """
    push = field_at(sheet.motion.push, u)
    if push is None and camera == REST:
        return None
    grid = sheet.place.grid
    base, slope = line
    if sheet.flat:
        base = base + slope * sheet.place.disparity[0, 0]
    pull = base
    for _ in range(0 if push is None and sheet.flat else STEPS):
        place = cv2.add(grid.points, pull)
        if not sheet.flat:
            disparity = grid.sample(sheet.place.disparity, place)
            pull = cv2.add(base, cv2.multiply(slope, cv2.merge([disparity, disparity])))
        pull = pull if push is None else cv2.subtract(base if sheet.flat else pull, grid.sample(push, place))
    return np.asarray(pull)


def fixed_camera(plan: MotionPlan) -> bool:
    """Whether the camera rests at the photo's own place for the whole clip."""
    path = plan.camera
    still = not path.swings and not path.handheld and path.overscan == 1
    return still and all(camera_at(path, key.u) == REST for key in path.keys)


def presence(sheet: Sheet) -> tuple[Array, Array]:
    """Return (present, solid) on the grid as float32 0/1: where the layer may show, where it surely hides all below."""
    alpha = sheet.place.alpha
    around = np.ones((3, 3), np.uint8)
    present = cv2.dilate((alpha > 0).astype(np.float32), around)
    solid = cv2.erode((alpha >= 1 - 1e-6).astype(np.float32), around)
    return present, solid
