"""Scene and plan -> where each layer is seen at a moment: exact push turned into pull.

A pixel q of a layer is moved by its effects and then seen by the camera: p = project(q + push(q), disparity(q)).
Drawing wants the way back, so q is sought for every p by fixed point:

    q <- p + base(p) + slope(p) * disparity(q) - push(q)

which converges in a few steps, since disparity and push are smooth within a layer; without a push Newton's method
needs two. All on the coarse grid.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial

import cv2
import numpy as np

from flowanim.datatypes import Array, Camera, Flow, Layer, Scene
from flowanim.errors import PlanError
from flowanim.fields.camera import camera_at, project, sight
from flowanim.fields.effects import Motion, motion_of
from flowanim.fields.grid import LONGEST, Grid, planes
from flowanim.fields.place import Board, Place
from flowanim.fields.waves import Waves, field_at
from flowanim.plan import REFERENCE_PX, Effect, MotionPlan

STEPS = 4
NEWTON_STEPS = 2
REST = Camera()
LARGE = 1920
"""Above this long side layers are set up one at a time: two at once need too much memory."""


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

    @cached_property
    def relief(self) -> Array:
        """The disparity and its slopes along x and y, a pixel: (h, w, 4), the last without meaning."""
        d, step = self.place.disparity, np.float32(self.place.grid.step)
        dy, dx = np.gradient(d)
        return np.asarray(cv2.merge([d, dx / step, dy / step, d]))


@dataclass(frozen=True)
class Stage:
    """A scene set up to be played: sheets from far to near, and the light over the whole picture."""

    scene: Scene
    plan: MotionPlan
    grid: Grid
    sheets: tuple[Sheet, ...]
    light: Waves

    def view(self, u: float) -> "View":
        """Return how the camera at progress `u` sees the grid."""
        return View.of(self.camera(u), self.grid, self.scene.photo.focal_px)

    def full(self, field: Array) -> Array:
        """Return a field of the grid at the picture's size."""
        return self.grid.enlarge(field)

    def camera(self, u: float) -> Camera:
        """Return the camera at progress `u`."""
        return camera_at(self.plan.camera, u, seconds=self.plan.seconds, seed=self.plan.seed)


def set_up(scene: Scene, plan: MotionPlan, longest: int = LONGEST) -> Stage:
    """Return the stage of `scene` under `plan`, with about `longest` grid points on the long side.

    PlanError if an effect aims at a layer that the scene has not.
    """
    grid = Grid.of(scene.photo.size, longest)
    board = Board.of(scene, plan, grid)
    with ThreadPoolExecutor(2 if max(scene.photo.size) <= LARGE else 1, "flowanim-set-up") as pool:
        sheets = tuple(pool.map(partial(_sheet, plan, board, grid), scene.layers, aimed(scene, plan)))
    whole, far = np.ones(grid.shape, np.float32), np.zeros(grid.shape, np.float32)
    picture = Place(grid, "picture", "other", whole, far, _scale(grid), plan.seconds, plan.seed, board)
    light = motion_of(tuple(e for e in plan.effects if not e.layer), picture).light
    spilt = tuple(term for sheet in sheets for term in sheet.motion.spill)
    return Stage(scene, plan, grid, sheets, light + spilt)


def aimed(scene: Scene, plan: MotionPlan) -> list[tuple[Effect, ...]]:
    """Return the effects of each layer of the scene."""
    for i, effect in enumerate(plan.effects):
        if effect.layer and not scene.find(effect.layer):
            names = ", ".join(layer.name for layer in scene.layers)
            raise PlanError(f"effects[{i}].layer: the photo has no {effect.layer!r}; it has {names}")
    found = [(effect, scene.find(effect.layer)) for effect in plan.effects if effect.layer]
    return [tuple(e for e, layers in found if any(layer is one for one in layers)) for layer in scene.layers]


def _sheet(plan: MotionPlan, board: Board, grid: Grid, layer: Layer, effects: tuple[Effect, ...]) -> Sheet:
    alpha, disparity = grid.shrink(np.ascontiguousarray(layer.alpha)), grid.shrink(layer.disparity)
    place = Place(grid, layer.name, layer.kind, alpha, disparity, _scale(grid), plan.seconds, plan.seed, board)
    return Sheet(layer, place, motion_of(effects, place))


def _scale(grid: Grid) -> float:
    return max(grid.size) / REFERENCE_PX


@dataclass(frozen=True)
class View:
    """What `sight` says of the grid's points for one camera: base and slope (h, w, 2), or of some rows of them."""

    camera: Camera
    points: Flow
    base: Flow
    slope: Flow

    @classmethod
    def of(cls, camera: Camera, grid: Grid, focal_px: float) -> "View":
        """Return the view of all of the grid's points."""
        return cls(camera, grid.points, *sight(camera, grid.offsets, focal_px))

    def __getitem__(self, rows: slice) -> "View":
        """Return the view of some rows of points."""
        return View(self.camera, self.points[rows], self.base[rows], self.slope[rows])


def seen(sheet: Sheet, view: View, u: float) -> Flow | None:
    """Return the pull (rows, w, 2), in pixels at the view's points, at which `sheet` is seen; None where it rests."""
    push = field_at(sheet.motion.push, u)
    if push is None and view.camera == REST:
        return None
    if sheet.flat:
        base = np.asarray(cv2.scaleAdd(view.slope, float(sheet.place.disparity[0, 0]), view.base))
        return base if push is None else _unpushed(view.points, base, push, sheet.place.grid)
    return _refracted(sheet, view) if push is None else _settled(sheet, view, push)


def pushed(sheet: Sheet, stage: Stage, u: float, more: Flow | None = None) -> Flow:
    """Return the push (h, w, 2), in pixels on the grid, at which the camera sees the sheet's points at progress `u`.

    more: what moves them besides their own push.
    """
    own = field_at(sheet.motion.push, u)
    moved = np.zeros((*stage.grid.shape, 2), np.float32) if own is None else own
    moved = moved if more is None else moved + more
    offsets = stage.grid.offsets + moved
    return moved + project(stage.camera(u), offsets, sheet.place.disparity, stage.scene.photo.focal_px)


def _refracted(sheet: Sheet, view: View) -> Flow:
    """Solve pull = base + slope * disparity(p + pull) by Newton's method on the disparity."""
    place = cv2.add(view.points, view.base)
    across, down = planes(view.slope)
    d, _, _, _ = planes(sheet.place.grid.sample(sheet.relief, place))
    for _ in range(NEWTON_STEPS):
        there = cv2.add(place, cv2.multiply(view.slope, cv2.merge([d, d])))
        found, dx, dy, _ = planes(sheet.place.grid.sample(sheet.relief, there))
        d = np.asarray(d + (found - d) / (1 - dx * across - dy * down), np.float32)
    return np.asarray(cv2.add(view.base, cv2.multiply(view.slope, cv2.merge([d, d]))))


def _unpushed(points: Flow, base: Flow, push: Flow, grid: Grid) -> Flow:
    """Solve pull = base - push(p + pull) by fixed point."""
    pull = base
    for _ in range(STEPS):
        pull = np.asarray(cv2.subtract(base, grid.sample(push, cv2.add(points, pull))))
    return pull


def _settled(sheet: Sheet, view: View, push: Flow) -> Flow:
    """Solve pull = base + slope * disparity(p + pull) - push(p + pull) by fixed point."""
    grid, d = sheet.place.grid, sheet.place.disparity
    fields = cv2.merge([*planes(push), d, d])
    pull = view.base
    for _ in range(STEPS):
        dx, dy, d, _ = planes(grid.sample(fields, cv2.add(view.points, pull)))
        bent = cv2.multiply(view.slope, cv2.merge([d, d]))
        pull = np.asarray(cv2.add(view.base, cv2.subtract(bent, cv2.merge([dx, dy]))))
    return pull


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
