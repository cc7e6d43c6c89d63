"""Actors at a moment -> looks: where each is fetched from and what of it must be drawn, all on the coarse grid.

The picture is cut into cells of a few blocks. For each cell a look tells whether the actor shows there at all, whether
its border or remainder does, and which of a current's two transports; drawing then does no more than that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from flowanim.datatypes import Array, Flow, Mask
from flowanim.fields.grid import Grid, fetch, paired, parted, planes
from flowanim.fields.waves import field_at
from flowanim.render.actors import Actor
from flowanim.render.parallax import Stage, View, seen

CELL_PX = 40
SHOWN, BROKEN, FIRST, SECOND, EDGE = 1, 2, 4, 8, 16
"""Bits of a cell: something shows; its border or remainder does; the first, the second transport does; its border."""


@dataclass(frozen=True)
class Look:
    """How an actor is seen at one moment, on some rows of the grid. Places are where to fetch from, (h, w, 2), pixels.

    first: the row of cells with which it begins. place: of the picture, or None at rest. inside: of a fluid's texture,
    once or twice. share, gain: (h, w), of the second one, and what to add of the blend's detail. light: (h, w, 4)
    factor, or None. cells: (rows, columns) of bits.
    """

    first: int
    place: Flow | None
    inside: tuple[Flow | None, ...]
    share: Array | None
    gain: Array | None
    light: Array | None
    cells: NDArray[np.uint8]


def cell_blocks(grid: Grid) -> int:
    """Return how many of the grid's blocks make a cell's side."""
    return max(1, round(CELL_PX / grid.step))


def looks_at(stage: Stage, actors: Sequence[Actor], u: float) -> list[Look | None]:
    """Return how each actor is seen at progress `u`, None where it is not; what lies behind solid ones is left out."""
    view = stage.view(u)
    open_ = np.ones(stage.grid.shape, bool)
    looks = []
    for actor in reversed(actors):
        rows = _rows(actor, view, cell_blocks(stage.grid), open_)
        looks.append(_look(actor, view[rows], u, rows, open_[rows]) if rows.stop > rows.start else None)
    return looks[::-1]


def _rows(actor: Actor, view: View, blocks: int, open_: Mask) -> slice:
    """Return the rows of points, whole cells of them, outside of which the actor cannot show or nothing is open.

    Along a row, where a point looks to is a monotone function for each disparity (a quotient of two linear ones), and
    it is linear in the disparity: the extremes stand at the row's ends and at the extreme disparities.
    """
    ends = [0, -1]
    start, slope = view.points[:, ends, 1] + view.base[:, ends, 1], view.slope[:, ends, 1]
    looked = np.concatenate([start + slope * np.float32(d) for d in actor.span], 1)
    top, bottom = actor.rows_px
    found = np.flatnonzero((looked.max(1) >= top) & (looked.min(1) <= bottom) & open_.any(1))
    if not len(found):
        return slice(0, 0)
    last = len(view.points) - 3
    first, end = max(0, min(int(found[0]) - 2, last)) // blocks, min(int(found[-1]), last) // blocks + 1
    return slice(first * blocks, min(end * blocks, len(view.points) - 2) + 2)


def factors(light: Array | None) -> Array | None:
    """Turn a log2 gain (h, w, 3) into factors (h, w, 4) that leave alpha alone; (h, w) stays so."""
    if light is None or light.ndim == 2:
        return None if light is None else np.asarray(np.exp2(light))
    return np.asarray(cv2.merge([*planes(np.exp2(light)), np.ones(light.shape[:2], np.float32)]))


def _look(actor: Actor, view: View, u: float, rows: slice, open_: Mask) -> Look:
    """Return the look at the view's points; what it surely hides is taken out of `open_`, in place."""
    grid = actor.sheet.place.grid
    pull = seen(actor.sheet, view, u)
    place = None if pull is None else np.asarray(cv2.add(view.points, pull))
    spot = rows if place is None else grid.index(place)
    present, solid, plain, _ = planes(_carried(actor.where, spot))
    shown = (present > 0) & open_
    open_ &= solid < 1
    inside, share, gain, light = _within(actor, u, place, rows, spot)
    edges = (plain < 1) * np.uint8(BROKEN) | (solid < 1) * np.uint8(EDGE)
    cells = _cells(cell_blocks(grid), shown, edges, share)
    return Look(rows.start // cell_blocks(grid), place, inside, share, gain, factors(light), cells)


def _within(
    actor: Actor, u: float, place: Flow | None, rows: slice, spot: Flow | slice
) -> tuple[tuple[Flow | None, ...], Array | None, Array | None, Array | None]:
    """Return (places, share, gain, light) of what moves inside the matte, as a Look has them."""
    top, motion = actor.inner
    spot = _below(spot, top)
    waves, light = field_at(motion.pull, u), field_at(motion.light, u)
    lit = None if light is None else _carried(light, spot)
    at = actor.sheet.place.grid.points[rows] if place is None else place
    if motion.transport is None:
        return (place if waves is None else np.asarray(cv2.add(at, _carried(waves, spot))),), None, None, lit
    phases = motion.transport.at(u)
    pulls = paired(_sum(phases.first, waves), _sum(phases.second, waves))
    places = parted(np.asarray(cv2.add(paired(at, at), _carried(pulls, spot))))
    share, gain = (_carried(field, spot) for field in (phases.share, phases.gain - 1))
    return places, share, gain, lit


def _below(spot: Flow | slice, top: int) -> Flow | slice:
    """Return places on the grid, or rows of it, counted from the row `top`."""
    if not top:
        return spot
    if isinstance(spot, slice):
        return slice(spot.start - top, spot.stop - top)
    return np.asarray(cv2.subtract(spot, (0, top, 0, 0)))


def _carried(field: Array, spot: Flow | slice) -> Array:
    """Return a field of the layer as it is seen: fetched at `spot` on the grid, or those rows of it at rest.

    Beyond the field's rows the outermost are repeated.
    """
    if not isinstance(spot, slice):
        return fetch(field, spot)
    rows = slice(max(spot.start, 0), min(spot.stop, len(field)))
    more = rows.start - spot.start, spot.stop - rows.stop
    part = field[rows]
    return np.pad(part, (more, *[(0, 0)] * (part.ndim - 1)), mode="edge") if any(more) else part


def _sum(pull: Flow, more: Flow | None) -> Flow:
    return pull if more is None else np.asarray(cv2.add(pull, more))


def _cells(blocks: int, shown: Mask, edges: NDArray[np.uint8], share: Array | None) -> NDArray[np.uint8]:
    """Return the bits of every cell, (rows, columns); a cell of b blocks is drawn from (b + 2) x (b + 2) points."""
    bits = shown * (np.uint8(SHOWN) | edges)
    bits |= np.uint8(FIRST) if share is None else (share < 1) * np.uint8(FIRST) | (share > 0) * np.uint8(SECOND)
    for axis in (0, 1):
        swept = bits.swapaxes(0, axis)
        wide = swept[:-2] | swept[1:-1] | swept[2:]
        starts = np.arange(0, len(wide), blocks)
        bits = np.bitwise_or.reduceat(wide, starts, axis=0).swapaxes(0, axis)
    return np.where(bits & SHOWN, bits, 0).astype(np.uint8)
