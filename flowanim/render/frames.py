"""A stage -> frames: every frame is drawn from the photo's layers, at the output's size.

Frames are drawn side by side by a few threads, each with single-threaded kernels, and come out in order.
"""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache, partial
from sys import getrefcount
from threading import Lock

import cv2
import numpy as np

from flowanim.datatypes import Clip, Flow, Frame, Scene
from flowanim.fields.easing import paced
from flowanim.fields.grid import Grid
from flowanim.fields.waves import field_at
from flowanim.plan import MotionPlan
from flowanim.render.actors import Actor, cast
from flowanim.render.draw import Canvas, draw
from flowanim.render.focus import Focus, Lens, softened
from flowanim.render.overlay import overlays
from flowanim.render.parallax import Stage, pushed, set_up

LIST_NAME_COUNT = 3
"""References to a canvas that is in use nowhere: the list's, a name's, and the one being counted."""


def render_frames(scene: Scene, plan: MotionPlan, *, workers: int | None = None) -> Clip:
    """Return the clip of `plan`: frames (H, W, 3) uint8 RGB. The scene is complete: what the plan reveals is filled.

    workers: threads that draw; the frames do not depend on it.
    """
    stage = set_up(softened(scene, plan), plan)
    focus = Focus.of(plan)
    paint = _racked(stage, Lens(scene, focus, plan.seed)) if focus else partial(draw, stage, cast(stage))
    threads = workers or os.cpu_count() or 1
    return Clip(_in_order(stage, paint, threads), scene.photo.size, plan.fps, plan.frames)


Paint = Callable[[float, Canvas | None], Frame]
"""(progress, canvas to draw on) -> frame."""


def _racked(stage: Stage, lens: Lens) -> Paint:
    """Return what draws the frames of a scene out of focus: each is blended from the two states it lies between."""
    lock = Lock()

    @lru_cache(maxsize=3)
    def actors(state: int) -> tuple[Actor, ...]:
        layers = lens.focused(state).layers
        sheets = tuple(replace(sheet, layer=layer) for sheet, layer in zip(stage.sheets, layers, strict=True))
        return cast(replace(stage, sheets=sheets))

    def paint(u: float, canvas: Canvas | None) -> Frame:
        first, second, share = lens.focus.at(u)
        with lock:
            wanted = [actors(state) for state in ([first, second] if share else [first])]
        frame, *others = (draw(stage, some, u, canvas if some is wanted[0] else None) for some in wanted)
        for other in others:
            cv2.addWeighted(frame, 1 - share, other, share, 0, dst=frame)
        return frame

    return paint


def _in_order(stage: Stage, paint: Paint, threads: int) -> Iterator[Frame]:
    """Draw a few frames ahead; what is not asked for any more is dropped."""
    waiting: deque[Future[Frame]] = deque()
    canvases: list[Canvas] = []
    added = overlays(stage)

    def drawn(u: float, canvas: Canvas) -> Frame:
        frame = paint(u, canvas)
        for lay in added:
            lay(frame, u)
        return frame

    with _single_threaded_kernels(), ThreadPoolExecutor(threads, "flowanim-draw") as pool:
        try:
            for i in range(stage.plan.frames):
                waiting.append(pool.submit(drawn, i / stage.plan.frames, _free(canvases, stage.grid)))
                if len(waiting) > threads + 1:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _free(canvases: list[Canvas], grid: Grid) -> Canvas:
    """Return a canvas whose frame nobody else holds any more, or a new one: fresh memory costs more than drawing."""
    for canvas in canvases:
        if getrefcount(canvas) <= LIST_NAME_COUNT and getrefcount(canvas.frame) < LIST_NAME_COUNT:
            return canvas
    canvases.append(Canvas.of(grid))
    return canvases[-1]


@contextmanager
def _single_threaded_kernels() -> Iterator[None]:
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)


def flow_at(plan: MotionPlan, scene: Scene, t: float) -> Flow:
    """Return the push (H, W, 2), in pixels, of every visible pixel of the photo from time 0 to `t` seconds.

    Each pixel takes the motion of the nearest layer that is there; currents count with their velocity times t.
    """
    stage = set_up(scene, plan)
    u = t / plan.seconds
    grid = stage.grid
    total = np.zeros((*scene.photo.shape, 2), np.float32)
    for sheet in stage.sheets:
        inside = field_at(sheet.motion.pull, u)
        more = None if inside is None else -inside
        if current := sheet.motion.transport:
            carried = current.velocity * np.float32(plan.seconds * paced(current.over, u))
            more = carried if more is None else carried + more
        moved = pushed(sheet, stage, u, more)
        full = grid.enlarge(moved)
        total = np.where(sheet.layer.alpha[..., None] > 0.5, full, total)
    return total
