"""A stage -> frames: every frame is drawn from the photo's layers, at the output's size, in strips that stay in cache.

Frames are drawn side by side by a few threads, each with single-threaded kernels, and come out in order.
"""

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import cv2
import numpy as np

from flowanim.datatypes import Array, Clip, Flow, Frame, Image, Mask, Scene, vector
from flowanim.fields.camera import project
from flowanim.fields.fluid import Phases
from flowanim.fields.waves import field_at
from flowanim.ops.image import over
from flowanim.ops.warp import pixel_grid
from flowanim.plan import MotionPlan
from flowanim.render.parallax import Sheet, Stage, fixed_camera, presence, seen, set_up
from flowanim.render.texture import fluid

STRIP = 64


@dataclass(frozen=True)
class Actor:
    """A sheet ready to be drawn. picture: (H, W, 4) to warp, of a fluid the remainder. texture: of a fluid, or None.

    present, solid: on the grid, where the layer may show and where it surely hides what is below.
    """

    sheet: Sheet
    picture: Image
    texture: Image | None
    present: Array
    solid: Array


@dataclass(frozen=True)
class Look:
    """How an actor is seen at one moment, on the grid.

    pull: (h, w, 2) px or None at rest. inside: pull of what is inside a fluid, or None. phases: of a current, or None.
    gain: (h, w, 4) factor of light, or None. box: (h, w) bool, where it shows.
    """

    pull: Flow | None
    inside: Flow | None
    phases: Phases | None
    gain: Array | None
    box: Mask


def render_frames(scene: Scene, plan: MotionPlan, *, workers: int | None = None) -> Clip:
    """Return the clip of `plan`: frames (H, W, 3) uint8 RGB. The scene is complete: what the plan reveals is filled.

    workers: threads that draw; the frames do not depend on it.
    """
    stage = set_up(scene, plan)
    actors = cast(stage)
    threads = workers or os.cpu_count() or 1
    frames = _in_order(stage, actors, threads)
    return Clip(frames, scene.photo.size, plan.fps, plan.frames)


def cast(stage: Stage) -> tuple[Actor, ...]:
    """Return the actors, far to near; neighbours that rest for the whole clip become one."""
    resting = fixed_camera(stage.plan)
    open_ = np.ones(stage.scene.photo.shape, np.float32)
    actors: list[Actor] = []
    for sheet in reversed(stage.sheets):
        actor = _actor(sheet, open_)
        open_ = open_ * (1 - sheet.layer.alpha)
        if resting and actors and _rests(actor) and _rests(actors[-1]):
            actor = _merged(actor, actors.pop())
        actors.append(actor)
    return tuple(reversed(actors))


def _actor(sheet: Sheet, open_: Array) -> Actor:
    if not (sheet.motion.pull or sheet.motion.transport):
        return Actor(sheet, sheet.layer.rgba, None, *presence(sheet))
    parts = fluid(sheet.layer.rgba, open_, sheet.layer.kind)
    return Actor(sheet, parts.remainder, parts.texture, *presence(sheet))


def _rests(actor: Actor) -> bool:
    motion = actor.sheet.motion
    return not (motion.push or motion.pull or motion.transport or motion.light)


def _merged(below: Actor, top: Actor) -> Actor:
    picture = over(top.picture, below.picture)
    present, solid = np.maximum(top.present, below.present), np.maximum(top.solid, below.solid)
    return Actor(top.sheet, picture, None, present, solid)


def _in_order(stage: Stage, actors: tuple[Actor, ...], threads: int) -> Iterator[Frame]:
    """Draw a few frames ahead; what is not asked for any more is dropped."""
    waiting: deque[Future[Frame]] = deque()
    with _single_threaded_kernels(), ThreadPoolExecutor(threads, "flowanim-draw") as pool:
        try:
            for i in range(stage.plan.frames):
                waiting.append(pool.submit(draw, stage, actors, i / stage.plan.frames))
                if len(waiting) > threads + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


@contextmanager
def _single_threaded_kernels() -> Iterator[None]:
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


def draw(stage: Stage, actors: tuple[Actor, ...], u: float) -> Frame:
    """Return the frame (H, W, 3) at progress `u`."""
    width, height = stage.grid.size
    looks = _looks(stage, actors, u)
    light = _gain(field_at(stage.light, u))
    vignette = stage.plan.finishing.vignette
    frame = np.empty((height, width, 3), np.uint8)
    strip = max(1, STRIP // stage.grid.step) * stage.grid.step
    for top in range(0, height, strip):
        rows = slice(top, min(top + strip, height))
        picture = np.zeros((rows.stop - top, width, 4), np.float32)
        for actor, look in zip(actors, looks, strict=True):
            _lay(picture, actor, look, rows)
        if light is not None:
            picture = cv2.multiply(picture, stage.grid.enlarge(light, rows))
        if vignette:
            picture = cv2.multiply(picture, _vignette(stage, rows, vignette))
        eight = cv2.convertScaleAbs(cv2.max(picture, 0), alpha=255)
        cv2.cvtColor(eight, cv2.COLOR_RGBA2RGB, dst=frame[rows])
    return frame


def _looks(stage: Stage, actors: tuple[Actor, ...], u: float) -> list[Look]:
    """Return how each actor is seen; what lies wholly behind solid ones is left out."""
    camera, focal_px, grid = stage.camera(u), stage.scene.photo.focal_px, stage.grid
    open_ = np.ones(grid.shape, np.float32)
    looks = []
    for actor in reversed(actors):
        pull = seen(actor.sheet, camera, u, focal_px)
        place = None if pull is None else grid.points + pull
        present, solid = (a if place is None else grid.sample(a, place) for a in (actor.present, actor.solid))
        looks.append(_look(actor, pull, u, (present > 0) & (open_ > 0)))
        open_ = open_ * (solid < 1)
    return looks[::-1]


def _look(actor: Actor, pull: Flow | None, u: float, box: Mask) -> Look:
    motion, grid = actor.sheet.motion, actor.sheet.place.grid
    inside, light = field_at(motion.pull, u), field_at(motion.light, u)
    phases = motion.transport.at(u) if motion.transport else None
    if pull is not None:
        place = grid.points + pull
        inside = None if inside is None else grid.sample(inside, place)
        light = None if light is None else grid.sample(light, place)
        phases = None if phases is None else Phases(*(grid.sample(f, place) for f in vars(phases).values()))
    return Look(pull, inside, phases, _gain(light), box)


def _gain(light: Array | None) -> Array | None:
    """Turn a log2 gain (h, w, 3) into factors (h, w, 4) that leave alpha alone."""
    if light is None:
        return None
    return np.asarray(cv2.merge([*cv2.split(np.exp2(light)), np.ones(light.shape[:2], np.float32)]))


def _lay(picture: Image, actor: Actor, look: Look, rows: slice) -> None:
    """Lay the actor over `picture` (rows, W, 4), in place, within the columns in which it shows."""
    grid = actor.sheet.place.grid
    k = grid.step
    shown = np.flatnonzero(look.box[rows.start // k : -(-rows.stop // k) + 2].any(0))
    if not len(shown):
        return
    columns = slice(max(0, (int(shown[0]) - 2) * k), min(grid.size[0], (int(shown[-1]) + 1) * k))
    top = _painted(actor, look, rows, columns)
    if look.gain is not None:
        top = cv2.multiply(top, grid.enlarge(look.gain, rows)[:, columns])
    part = picture[:, columns]
    alpha = cv2.extractChannel(top, 3)
    clear = cv2.merge([1 - alpha] * 4)
    part[...] = cv2.add(top, cv2.multiply(part, clear))


def _painted(actor: Actor, look: Look, rows: slice, columns: slice) -> Image:
    """Return the actor's own picture (rows, columns, 4), premultiplied."""
    own = _fetch(actor.picture, actor, (look.pull,), rows, columns)
    if actor.texture is None:
        return own
    if look.phases is None:
        body = _fetch(actor.texture, actor, (look.pull, look.inside), rows, columns)
    else:
        body = _blend(actor.texture, actor, look, rows, columns)
    alpha = cv2.extractChannel(own, 3)
    zero = np.zeros_like(alpha)
    return np.asarray(cv2.add(cv2.multiply(body, cv2.merge([alpha, alpha, alpha, zero])), own))


def _blend(texture: Image, actor: Actor, look: Look, rows: slice, columns: slice) -> Image:
    """Cross-fade the two transports of a current, keeping the contrast of its detail."""
    grid, phases = actor.sheet.place.grid, look.phases
    assert phases is not None
    share = np.ascontiguousarray(grid.enlarge(phases.share, rows)[:, columns])
    gain = np.ascontiguousarray(grid.enlarge(phases.gain, rows)[:, columns])
    first, second = (
        _fetch(texture, actor, (look.pull, look.inside, pull), rows, columns) for pull in (phases.first, phases.second)
    )
    mixed = cv2.blendLinear(first, second, 1 - share, share)
    detail = cv2.multiply(cv2.extractChannel(mixed, 3), gain - 1)
    return np.asarray(cv2.add(mixed, cv2.merge([detail] * 4)))


def _fetch(image: Image, actor: Actor, pulls: tuple[Flow | None, ...], rows: slice, columns: slice) -> Image:
    """Return `image` warped by the sum of `pulls`, cut to (rows, columns). Beyond the frame it is mirrored."""
    grid = actor.sheet.place.grid
    moving = [p for p in pulls if p is not None]
    if not moving:
        return image[rows, columns]
    total = moving[0] if len(moving) == 1 else np.asarray(sum(moving[1:], moving[0]))
    width, height = grid.size
    place = cv2.add(grid.enlarge(total, rows)[:, columns], pixel_grid(height, width)[rows, columns])
    return np.asarray(cv2.remap(image, place, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101))


def _vignette(stage: Stage, rows: slice, amount: float) -> Array:
    """Return factors (rows, W, 4) that darken the corners by the fourth power of a cosine."""
    offset = stage.grid.offsets / vector(*stage.grid.size).max()
    fall = 1 / (1 + (offset**2).sum(-1)) ** 2
    factor = 1 + np.float32(amount) * (fall - 1)
    return np.asarray(stage.grid.enlarge(cv2.merge([factor] * 4), rows))


def flow_at(plan: MotionPlan, scene: Scene, t: float) -> Flow:
    """Return the push (H, W, 2), in pixels, of every visible pixel of the photo from time 0 to `t` seconds.

    Each pixel takes the motion of the nearest layer that is there; currents count with their velocity times t.
    """
    stage = set_up(scene, plan)
    u = t / plan.seconds
    camera, grid = stage.camera(u), stage.grid
    total = np.zeros((*scene.photo.shape, 2), np.float32)
    for sheet in stage.sheets:
        push = field_at(sheet.motion.push, u)
        moved = np.zeros((*grid.shape, 2), np.float32) if push is None else push
        if sheet.motion.transport:
            moved = moved + sheet.motion.transport.velocity * np.float32(t)
        inside = field_at(sheet.motion.pull, u)
        moved = moved if inside is None else moved - inside
        moved = moved + project(camera, grid.offsets + moved, sheet.place.disparity, scene.photo.focal_px)
        full = grid.enlarge(moved, slice(0, grid.size[1]))
        total = np.where(sheet.layer.alpha[..., None] > 0.5, full, total)
    return total
