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

from flowanim.datatypes import Alpha, Array, Clip, Flow, Frame, Image, Mask, Scene, vector
from flowanim.fields.camera import project, sight
from flowanim.fields.grid import Grid
from flowanim.fields.waves import field_at
from flowanim.ops.image import over
from flowanim.plan import MotionPlan
from flowanim.render.parallax import Sheet, Stage, fixed_camera, presence, seen, set_up
from flowanim.render.texture import fluid

TILE = (48, 320)
"""Rows and columns that are drawn at a time: small enough for the cache, and what does not show there is left out."""


@dataclass(frozen=True)
class Actor:
    """A sheet ready to be drawn. picture: (H, W, 4) to warp, of a fluid the remainder. texture: of a fluid, or None.

    present, solid, plain: on the grid; where the layer may show, where it surely hides what is below, and where besides
    a fluid's texture is all there is.
    """

    sheet: Sheet
    picture: Image
    texture: Image | None
    present: Array
    solid: Array
    plain: Array


@dataclass(frozen=True)
class Look:
    """How an actor is seen at one moment, on the grid. Places are where to fetch from, (h, w, 2) in pixels.

    place: of the picture, or None at rest. inside: of a fluid's texture, once or twice. share, gain: (h, w), of the
    second one, and of the blend's detail. light: (h, w, 4) factor, or None. shown, plain: (h, w) bool.
    """

    place: Flow | None
    inside: tuple[Flow | None, ...]
    share: Array | None
    gain: Array | None
    light: Array | None
    shown: Mask
    plain: Mask


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
    present, solid = presence(sheet)
    if not (sheet.motion.pull or sheet.motion.transport):
        return Actor(sheet, sheet.layer.rgba, None, present, solid, solid)
    parts = fluid(sheet.layer.rgba, open_, sheet.layer.kind)
    more = (np.abs(parts.remainder[..., :3]).max(-1) > 1e-6).astype(np.float32)
    left_over = cv2.dilate((sheet.place.grid.shrink(more) > 0).astype(np.float32), np.ones((3, 3), np.uint8))
    return Actor(sheet, parts.remainder, parts.texture, present, solid, np.minimum(solid, 1 - left_over))


def _rests(actor: Actor) -> bool:
    motion = actor.sheet.motion
    return not (motion.push or motion.pull or motion.transport or motion.light)


def _merged(below: Actor, top: Actor) -> Actor:
    picture = over(top.picture, below.picture)
    present, solid = np.maximum(top.present, below.present), np.maximum(top.solid, below.solid)
    return Actor(top.sheet, picture, None, present, solid, solid)


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
    cast_looks = list(zip(actors, looks, strict=True))
    light = _factors(field_at(stage.light, u))
    frame = np.empty((height, width, 3), np.uint8)
    for rows in _pieces(height, TILE[0], stage.grid.step):
        for columns in _pieces(width, TILE[1], stage.grid.step):
            picture = np.zeros((rows.stop - rows.start, columns.stop - columns.start, 4), np.float32)
            for actor, look in cast_looks:
                _lay(picture, actor, look, rows, columns)
            frame[rows, columns] = _finished(picture, stage, light, rows, columns)
    return frame


def _pieces(length: int, wanted: int, step: int) -> list[slice]:
    """Cut a side into pieces of about `wanted` pixels that begin on the grid's blocks."""
    piece = max(1, wanted // step) * step
    return [slice(start, min(start + piece, length)) for start in range(0, length, piece)]


def _finished(picture: Image, stage: Stage, light: Array | None, rows: slice, columns: slice) -> Frame:
    """Lay light and finishing over a tile and round it to 8 bits."""
    vignette = stage.plan.finishing.vignette
    if light is not None:
        picture = cv2.multiply(picture, stage.grid.enlarge(light, rows, columns))
    if vignette:
        picture = cv2.multiply(picture, _vignette(stage, rows, columns, vignette))
    eight = cv2.convertScaleAbs(cv2.max(picture, 0), alpha=255)
    return np.asarray(cv2.cvtColor(eight, cv2.COLOR_RGBA2RGB))


def _looks(stage: Stage, actors: tuple[Actor, ...], u: float) -> list[Look]:
    """Return how each actor is seen; what lies wholly behind solid ones is left out."""
    camera, grid = stage.camera(u), stage.grid
    line = sight(camera, grid.offsets, stage.scene.photo.focal_px)
    open_ = np.ones(grid.shape, bool)
    looks = []
    for actor in reversed(actors):
        pull = seen(actor.sheet, camera, u, line)
        place = None if pull is None else cv2.add(grid.points, pull)
        maps = cv2.merge([actor.present, actor.solid, actor.plain])
        present, solid, plain = cv2.split(maps if place is None else grid.sample(maps, place))
        looks.append(_look(actor, place, u, (present > 0) & open_, plain >= 1))
        open_ &= solid < 1
    return looks[::-1]


def _look(actor: Actor, place: Flow | None, u: float, shown: Mask, plain: Mask) -> Look:
    motion, grid = actor.sheet.motion, actor.sheet.place.grid
    waves, light = field_at(motion.pull, u), field_at(motion.light, u)
    phases = motion.transport.at(u) if motion.transport else None
    pulls = [waves] if phases is None else [_sum(phases.first, waves), _sum(phases.second, waves)]
    share, gain = (None, None) if phases is None else (phases.share, phases.gain)
    if place is not None:
        light = None if light is None else grid.sample(light, place)
        pulls = [None if pull is None else grid.sample(pull, place) for pull in pulls]
        if share is not None:
            share, gain = cv2.split(grid.sample(cv2.merge([share, gain]), place))
    inside = tuple(place if pull is None else cv2.add(grid.points if place is None else place, pull) for pull in pulls)
    return Look(place, inside, share, gain, _factors(light), shown, plain)


def _sum(pull: Flow, more: Flow | None) -> Flow:
    return pull if more is None else np.asarray(cv2.add(pull, more))


def _factors(light: Array | None) -> Array | None:
    """Turn a log2 gain (h, w, 3) into factors (h, w, 4) that leave alpha alone."""
    if light is None:
        return None
    return np.asarray(cv2.merge([*cv2.split(np.exp2(light)), np.ones(light.shape[:2], np.float32)]))


def _lay(picture: Image, actor: Actor, look: Look, rows: slice, columns: slice) -> None:
    """Lay the actor over `picture` (rows, columns, 4), in place, if it shows there.

    The fourth channel of `picture` is not used and holds nothing of meaning.
    """
    grid = actor.sheet.place.grid
    points = tuple(slice(part.start // grid.step, -(-part.stop // grid.step) + 2) for part in (rows, columns))
    if not look.shown[points].any():
        return
    top, alpha = _painted(actor, look, rows, columns, bool(look.plain[points].all()))
    if look.light is not None:
        top = cv2.multiply(top, grid.enlarge(look.light, rows, columns))
    picture[...] = top if alpha is None else cv2.add(top, cv2.multiply(picture, _spread(1 - alpha)))


def _spread(factor: Array) -> Image:
    """Return a factor (rows, columns) as four channels, the last of no meaning."""
    return np.asarray(cv2.cvtColor(factor, cv2.COLOR_GRAY2BGRA))


def _painted(actor: Actor, look: Look, rows: slice, columns: slice, plain: bool) -> tuple[Image, Alpha | None]:
    """Return the actor's own picture (rows, columns, 4), premultiplied, and its alpha; None where it is solid."""
    grid = actor.sheet.place.grid
    body = None if actor.texture is None else _body(actor.texture, grid, look, rows, columns)
    if body is not None and plain:
        return body, None
    own = _fetch(actor.picture, grid, look.place, rows, columns)
    if plain:
        return own, None
    alpha = cv2.extractChannel(own, 3)
    return (own if body is None else cv2.add(cv2.multiply(body, _spread(alpha)), own)), alpha


def _body(texture: Image, grid: Grid, look: Look, rows: slice, columns: slice) -> Image:
    """Return a fluid's texture as it flows: of two transports the cross-fade, with the contrast of one of them."""
    parts = [_fetch(texture, grid, place, rows, columns) for place in look.inside]
    if look.share is None or look.gain is None:
        return parts[0]
    share = np.ascontiguousarray(grid.enlarge(look.share, rows, columns))
    gain = np.ascontiguousarray(grid.enlarge(look.gain - 1, rows, columns))
    mixed = cv2.blendLinear(parts[0], parts[1], 1 - share, share)
    detail = cv2.multiply(cv2.extractChannel(mixed, 3), gain)
    return np.asarray(cv2.add(mixed, _spread(detail)))


def _fetch(image: Image, grid: Grid, place: Flow | None, rows: slice, columns: slice) -> Image:
    """Return `image` at `place`, cut to (rows, columns). Beyond the frame it is mirrored."""
    if place is None:
        return image[rows, columns]
    where = grid.enlarge(place, rows, columns)
    return np.asarray(cv2.remap(image, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101))


def _vignette(stage: Stage, rows: slice, columns: slice, amount: float) -> Array:
    """Return factors (rows, columns, 4) that darken the corners by the fourth power of a cosine."""
    offset = stage.grid.offsets / vector(*stage.grid.size).max()
    factor = 1 + np.float32(amount) * (1 / (1 + (offset**2).sum(-1)) ** 2 - 1)
    return np.asarray(stage.grid.enlarge(cv2.merge([factor] * 4), rows, columns))


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
