"""Looks -> a frame: strips of cells that stay in cache, and in each only what shows there, from far to near."""

from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from operator import or_

import cv2
import numpy as np
from numpy.typing import NDArray

from flowanim.datatypes import Alpha, Array, Flow, Frame, Image, vector
from flowanim.fields.grid import Grid
from flowanim.fields.waves import field_at
from flowanim.render.actors import Actor
from flowanim.render.looks import BROKEN, FIRST, SECOND, SHOWN, Look, cell_blocks, factors, looks_at
from flowanim.render.parallax import Stage

Part = tuple[slice, slice]
"""Rows and columns of the frame, in pixels."""


@dataclass(frozen=True)
class Canvas:
    """What a frame is drawn on. frame: (H, W, 3) uint8. strip: (rows, W, 4), a row of cells."""

    frame: Frame
    strip: Image

    @classmethod
    def of(cls, grid: Grid) -> "Canvas":
        """Return a canvas for pictures of the grid's size."""
        width, height = grid.size
        return cls(
            np.empty((height, width, 3), np.uint8), np.empty((cell_blocks(grid) * grid.step, width, 4), np.float32)
        )


def draw(stage: Stage, actors: tuple[Actor, ...], u: float, canvas: Canvas | None = None) -> Frame:
    """Return the frame (H, W, 3) at progress `u`, drawn on `canvas` if there is one."""
    looks = looks_at(stage, actors, u)
    light = factors(field_at(stage.light, u))
    canvas = canvas or Canvas.of(stage.grid)
    side, height = len(canvas.strip), stage.grid.size[1]
    for index, top in enumerate(range(0, height, side)):
        rows = slice(top, min(top + side, height))
        strip = canvas.strip[: rows.stop - top]
        strip[...] = 0
        for actor, look in zip(actors, looks, strict=True):
            if look and look.first <= index < look.first + len(look.cells):
                _lay(strip, actor, look, index, rows)
        _finish(strip, stage, light, rows, canvas.frame)
    return canvas.frame


Run = tuple[int, slice]
"""Bits, and columns in pixels, of neighbouring cells that are alike."""


def _runs(cells: NDArray[np.uint8], side: int, width: int) -> list[Run]:
    """Return the runs of cells where something shows."""
    runs, start = [], 0
    for bits, group in groupby(cells.tobytes()):
        stop = start + len(list(group))
        if bits & SHOWN:
            runs.append((bits, slice(start * side, min(stop * side, width))))
        start = stop
    return runs


@dataclass(frozen=True)
class _Near:
    """A look at full size, for a part of the frame; columns count from that part's first one."""

    place: Flow | None
    inside: tuple[Flow | None, ...]
    share: Array | None
    gain: Array | None
    light: Array | None


def _lay(strip: Image, actor: Actor, look: Look, index: int, rows: slice) -> None:
    """Lay the actor over the `strip` (rows, W, 4) of cells, in place. Its fourth channel is not used."""
    grid = actor.sheet.place.grid
    side = cell_blocks(grid) * grid.step
    runs = _runs(look.cells[index - look.first], side, strip.shape[1])
    if not runs:
        return
    left, above = runs[0][1].start, look.first * side
    within = slice(rows.start - above, rows.stop - above), slice(left, runs[-1][1].stop)
    near = _near(actor, look, reduce(or_, (bits for bits, _ in runs)), within)
    for bits, columns in runs:
        here = slice(columns.start - left, columns.stop - left)
        _lay_run(strip[:, columns], actor, near, bits, ((rows, columns), here))


def _near(actor: Actor, look: Look, bits: int, part: Part) -> _Near:
    """Enlarge as much of a look as cells with `bits` want; the rows of `part` count from the look's first one."""
    grid = actor.sheet.place.grid

    def enlarged(field: Array | None, wanted: object = True) -> Array | None:
        return grid.enlarge(field, *part) if field is not None and wanted else None

    both = bits & FIRST and bits & SECOND
    return _Near(
        enlarged(look.place, actor.texture is None or bits & BROKEN),
        tuple(enlarged(place, bits & bit) for place, bit in zip(look.inside, (FIRST, SECOND), strict=False)),
        enlarged(look.share, both),
        enlarged(look.gain, both),
        enlarged(look.light),
    )


def _lay_run(below: Image, actor: Actor, near: _Near, bits: int, where: tuple[Part, slice]) -> None:
    top, alpha = _painted(actor, near, bits, where)
    if near.light is not None:
        top = cv2.multiply(top, near.light[:, where[1]])
    if alpha is None:
        below[...] = top
    else:
        cv2.add(top, cv2.multiply(below, _spread(1 - alpha)), dst=below)


def _spread(factor: Array) -> Image:
    """Return a factor (rows, columns) as four channels."""
    return np.asarray(cv2.cvtColor(factor, cv2.COLOR_GRAY2BGRA))


def _painted(actor: Actor, near: _Near, bits: int, where: tuple[Part, slice]) -> tuple[Image, Alpha | None]:
    """Return the actor's own picture (rows, columns, 4), premultiplied, and its alpha; None where it is solid."""
    body = None if actor.texture is None else _body(actor.texture, near, bits, where)
    if body is not None and not bits & BROKEN:
        return body, None
    own = _fetch(actor.picture, near.place, where)
    if not bits & BROKEN:
        return own, None
    alpha = np.asarray(cv2.extractChannel(own, 3))
    return (own if body is None else np.asarray(cv2.add(cv2.multiply(body, _spread(alpha)), own))), alpha


def _body(texture: Image, near: _Near, bits: int, where: tuple[Part, slice]) -> Image:
    """Return a fluid's texture as it flows: of two transports the cross-fade, with the contrast of one of them."""
    if not bits & SECOND:
        return _fetch(texture, near.inside[0], where)
    if not bits & FIRST:
        return _fetch(texture, near.inside[1], where)
    assert near.share is not None and near.gain is not None
    first, second = (_fetch(texture, place, where) for place in near.inside)
    share = np.ascontiguousarray(near.share[:, where[1]])
    mixed = cv2.blendLinear(first, second, 1 - share, share)
    detail = cv2.multiply(cv2.extractChannel(mixed, 3), near.gain[:, where[1]])
    return np.asarray(cv2.add(mixed, _spread(detail)))


def _fetch(image: Image, place: Flow | None, where: tuple[Part, slice]) -> Image:
    """Return the part of `image` seen at `place`. Beyond the frame it is mirrored."""
    if place is None:
        return image[where[0]]
    return np.asarray(cv2.remap(image, place[:, where[1]], None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101))


def _finish(strip: Image, stage: Stage, light: Array | None, rows: slice, frame: Frame) -> None:
    """Lay light and finishing over a strip and round it to 8 bits into `frame`."""
    vignette = stage.plan.finishing.vignette
    if light is not None:
        strip = cv2.multiply(strip, stage.grid.enlarge(light, rows))
    if vignette:
        strip = cv2.multiply(strip, _vignette(stage, rows, vignette))
    positive = cv2.threshold(strip, 0, 0, cv2.THRESH_TOZERO)[1]
    cv2.cvtColor(cv2.convertScaleAbs(positive, alpha=255), cv2.COLOR_RGBA2RGB, dst=frame[rows])


def _vignette(stage: Stage, rows: slice, amount: float) -> Array:
    """Return factors (rows, W, 4) that darken the corners: of light by the fourth power of a cosine, so encoded."""
    offset = stage.grid.offsets / vector(*stage.grid.size).max()
    factor = (1 + np.float32(amount) * (1 / (1 + (offset**2).sum(-1)) ** 2 - 1)) ** np.float32(1 / 2.2)
    return np.asarray(stage.grid.enlarge(cv2.merge([factor] * 4), rows))
