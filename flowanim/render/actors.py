"""Stage -> actors: the layers made ready to be drawn, a fluid split into what flows and what stays."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from flowanim.datatypes import Array, Image
from flowanim.fields.effects import Motion
from flowanim.fields.waves import farthest
from flowanim.ops.flow import speed
from flowanim.ops.image import over
from flowanim.ops.mask import bounding_box
from flowanim.render.holes import from_the_nearest
from flowanim.render.parallax import Sheet, Stage, fixed_camera, presence
from flowanim.render.texture import fluid

TRACE = 1e-6
"""What is less than this is nothing."""
BESIDE = 2
"""Rows of the grid beside those where a layer shows that are fetched from too."""


@dataclass(frozen=True)
class Actor:
    """A sheet ready to be drawn. picture: (H, W, 4) to warp, of a fluid the remainder. texture: of a fluid, or None.

    where: (h, w, 4) on the grid, 0 or 1: where the layer may show, where it surely hides what is below, where besides a
    fluid's texture it has nothing, and 0.
    """

    sheet: Sheet
    picture: Image
    texture: Image | None
    where: Array

    @cached_property
    def rows_px(self) -> tuple[float, float]:
        """The first and the last row of the photo, in pixels, to which a point of the grid that shows it may look."""
        rows = np.flatnonzero(self.where[..., 0].any(1))
        if not len(rows):
            return np.inf, -np.inf
        y = self.sheet.place.grid.points[:, 0, 1]
        margin = self.sheet.place.grid.step + farthest(self.sheet.motion.push)
        return float(y[rows[0]] - margin), float(y[rows[-1]] + margin)

    @cached_property
    def inner(self) -> tuple[int, Motion]:
        """(top, motion): what moves inside the matte, in the rows of the grid where it shows, and the first of them."""
        rows = np.flatnonzero(self.where[..., 0].any(1))
        if not len(rows):
            return 0, self.sheet.motion
        top = max(0, int(rows[0]) - BESIDE)
        return top, self.sheet.motion.rows(slice(top, int(rows[-1]) + BESIDE + 1))

    @cached_property
    def span(self) -> tuple[float, float]:
        """The least and the largest disparity of the layer."""
        return float(self.sheet.place.disparity.min()), float(self.sheet.place.disparity.max())


def cast(stage: Stage) -> tuple[Actor, ...]:
    """Return the actors, far to near; neighbours that rest for the whole clip become one."""
    resting = fixed_camera(stage.plan)
    sheets = stage.sheets
    ready = from_the_nearest(lambda i, open_: _actor(sheets[i], open_), [sheet.layer.alpha for sheet in sheets])
    actors: list[Actor] = []
    for actor in reversed(ready):
        if resting and actors and _rests(actor) and _rests(actors[-1]):
            actor = _merged(actor, actors.pop())
        actors.append(actor)
    return tuple(reversed(actors))


def _actor(sheet: Sheet, open_: Array) -> Actor:
    present, solid = presence(sheet)
    if not (sheet.motion.pull or sheet.motion.transport):
        return Actor(sheet, sheet.layer.rgba, None, _where(present, solid, solid))
    box = bounding_box(sheet.layer.alpha > 0, round(_carried_px(sheet)) + 2 * sheet.place.grid.step)
    parts = fluid(sheet.layer.rgba[box], open_[box], sheet.layer.kind, max(open_.shape))
    texture, remainder = (np.zeros_like(sheet.layer.rgba) for _ in range(2))
    texture[box], remainder[box] = parts.texture, parts.remainder
    more = np.zeros_like(open_)
    more[box] = cv2.inRange(parts.remainder, (*[-TRACE] * 3, -np.inf), (*[TRACE] * 3, np.inf)) == 0
    left_over = cv2.dilate((sheet.place.grid.shrink(more) > 0).astype(np.float32), np.ones((3, 3), np.uint8))
    return Actor(sheet, remainder, texture, _where(present, solid, np.minimum(solid, 1 - left_over)))


def _carried_px(sheet: Sheet) -> float:
    """Return how far at most a fluid's texture is carried, in pixels."""
    flow = sheet.motion.transport
    current = float(speed(flow.velocity).max()) * flow.period_s if flow else 0.0
    return current + farthest(sheet.motion.pull)


def _where(present: Array, solid: Array, plain: Array) -> Array:
    return np.asarray(cv2.merge([present, solid, plain, np.zeros_like(present)]))


def _rests(actor: Actor) -> bool:
    motion = actor.sheet.motion
    return not (motion.push or motion.pull or motion.transport or motion.light)


def _merged(below: Actor, top: Actor) -> Actor:
    return Actor(top.sheet, over(top.picture, below.picture), None, np.maximum(below.where, top.where))
