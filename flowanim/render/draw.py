"""Looks -> a frame: strips of cells that stay in cache, and in each only what shows there, from far to near."""

from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from math import ceil
from operator import or_

import cv2
import numpy as np
from numpy.typing import NDArray

from flowanim.datatypes import Alpha, Array, Flow, Frame, Image, vector
from flowanim.fields.grid import Grid
from flowanim.fields.waves import field_at
from flowanim.render.actors import Actor
from flowanim.render.looks import BROKEN, EDGE, FIRST, SECOND, SHOWN, Look, cell_blocks, factors, looks_at
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
    side, (width, height) = len(canvas.strip), stage.grid.size
    band = max(1, BAND_PX // (side * width))
    for first in range(0, ceil(height / side), band):
        layers = [
            _near(actor, look, first, first + band)
            for actor, look in zip(actors, looks, strict=True)
            if look is not None
        ]
        for index in range(first, min(first + band, ceil(height / side))):
            rows = slice(index * side, min((index + 1) * side, height))
            strip = canvas.strip[: rows.stop - rows.start]
            strip[...] = 0
            for near in layers:
                for bits, columns in near.runs.get(index, ()):
                    _lay(strip, near, bits, (rows, columns))
            _finish(strip, stage, light, rows, canvas.frame)
    return canvas.frame


Run = tuple[int, slice]
"""Bits, and columns in pixels, of neighbouring cells that are drawn in one go."""

BAND_PX = 160_000
"""How many pixels at a time fields are enlarged for: a few strips."""

RUN_PX = 16_000
"""What it costs to begin a run, in pixels times bits."""


def _runs(cells: NDArray[np.uint8], side: int, width: int) -> list[Run]:
    """Return the runs of cells where something shows. Cells of two kinds are one run where that is cheaper.

    More bits than needed draw the same, and so does a cell where nothing shows, with an edge.
    """
    runs: list[tuple[int, int, int]] = []
    start = 0
    for bits, group in groupby(cells.tobytes()):
        stop = start + len(list(group))
        if bits & SHOWN:
            run = bits, start, stop
            if runs and _extra(both := _joined(runs[-1], run), runs[-1], run) * side * side < RUN_PX:
                runs[-1] = both
            else:
                runs.append(run)
        start = stop
    return [(bits, slice(start * side, min(stop * side, width))) for bits, start, stop in runs]


def _joined(a: tuple[int, int, int], b: tuple[int, int, int]) -> tuple[int, int, int]:
    return a[0] | b[0] | (BROKEN | EDGE if a[2] < b[1] else 0), a[1], b[2]


def _extra(both: tuple[int, int, int], *parts: tuple[int, int, int]) -> int:
    """Return how much more a run has to do than its parts, in cells times bits."""
    work = [bits.bit_count() * (stop - start) for bits, start, stop in (both, *parts)]
    return work[0] - sum(work[1:])


@dataclass(frozen=True)
class _Near:
    """A look at full size, for a band of strips. runs: of each strip. top, left: where its fields begin, in pixels."""

    actor: Actor
    runs: dict[int, list[Run]]
    top: int
    left: int
    place: Flow | None = None
    inside: tuple[Flow | None, ...] = ()
    share: Array | None = None
    gain: Array | None = None
    light: Array | None = None

    def part(self, field: Array, where: Part) -> Array:
        """Return the part of one of the fields."""
        rows, columns = where
        return field[rows.start - self.top : rows.stop - self.top, columns.start - self.left : columns.stop - self.left]


def _near(actor: Actor, look: Look, first: int, end: int) -> _Near:
    """Enlarge as much of a look as the strips from `first` to `end` want."""
    grid = actor.sheet.place.grid
    side, (width, height) = cell_blocks(grid) * grid.step, grid.size
    rows = range(max(first, look.first), min(end, look.first + len(look.cells)))
    runs = {index: found for index in rows if (found := _runs(look.cells[index - look.first], side, width))}
    if not runs:
        return _Near(actor, runs, 0, 0)
    bits = reduce(or_, (bits for found in runs.values() for bits, _ in found))
    top, bottom = min(runs) * side, min((max(runs) + 1) * side, height)
    left = min(found[0][1].start for found in runs.values())
    right = max(found[-1][1].stop for found in runs.values())
    part = slice(top - look.first * side, bottom - look.first * side), slice(left, right)

    def enlarged(field: Array | None, wanted: object = True) -> Array | None:
        return grid.enlarge(field, *part) if field is not None and wanted else None

    both = bits & FIRST and bits & SECOND
    return _Near(
        actor,
        runs,
        top,
        left,
        enlarged(look.place, actor.texture is None or bits & BROKEN),
        tuple(enlarged(place, bits & bit) for place, bit in zip(look.inside, (FIRST, SECOND), strict=False)),
        enlarged(look.share, both),
        enlarged(look.gain, both),
        enlarged(look.light),
    )


def _lay(strip: Image, near: _Near, bits: int, where: Part) -> None:
    """Lay a run of an actor over the `strip` (rows, W, 4), in place. Its fourth channel is not used."""
    below = strip[:, where[1]]
    top = np.empty_like(below) if bits & EDGE else below
    alpha = _paint(top, near, bits, where)
    if near.light is not None:
        light = near.part(near.light, where)
        cv2.multiply(top, _spread(light) if light.ndim == 2 else light, dst=top)
    if alpha is not None:
        cv2.multiply(below, _spread(1 - alpha), dst=below)
        cv2.add(top, below, dst=below)


def _spread(factor: Array) -> Image:
    """Return a factor (rows, columns) as four channels."""
    return np.asarray(cv2.cvtColor(factor, cv2.COLOR_GRAY2BGRA))


def _paint(out: Image, near: _Near, bits: int, where: Part) -> Alpha | None:
    """Paint the actor's own picture, premultiplied, into `out`; return its alpha if it has an edge."""
    actor = near.actor
    if actor.texture is None:
        _fetch(actor.picture, near, near.place, where, out)
        return np.asarray(cv2.extractChannel(out, 3)) if bits & EDGE else None
    _flow(out, actor.texture, near, bits, where)
    if not bits & BROKEN:
        return None
    own, alpha = np.empty_like(out), None
    _fetch(actor.picture, near, near.place, where, own)
    if bits & EDGE:
        alpha = np.asarray(cv2.extractChannel(own, 3))
        cv2.multiply(out, _spread(alpha), dst=out)
    cv2.add(out, own, dst=out)
    return alpha


def _flow(out: Image, texture: Image, near: _Near, bits: int, where: Part) -> None:
    """Paint a fluid's texture as it flows: of two transports the cross-fade, with the contrast of one of them."""
    if not (bits & FIRST and bits & SECOND):
        _fetch(texture, near, near.inside[0 if bits & FIRST else 1], where, out)
        return
    assert near.share is not None and near.gain is not None
    second = np.empty_like(out)
    for place, image in zip(near.inside, (out, second), strict=True):
        _fetch(texture, near, place, where, image)
    share = near.part(near.share, where)
    cv2.blendLinear(out, second, 1 - share, share, dst=out)
    detail = cv2.multiply(cv2.extractChannel(out, 3), near.part(near.gain, where))
    cv2.add(out, _spread(detail), dst=out)


def _fetch(image: Image, near: _Near, place: Flow | None, where: Part, out: Image) -> None:
    """Write the part of `image` seen at `place` into `out`. Beyond the frame it is mirrored."""
    if place is None:
        out[...] = image[where]
    else:
        cv2.remap(image, near.part(place, where), None, cv2.INTER_LINEAR, dst=out, borderMode=cv2.BORDER_REFLECT_101)


def _finish(strip: Image, stage: Stage, light: Array | None, rows: slice, frame: Frame) -> None:
    """Lay light and finishing over a strip and round it to 8 bits into `frame`."""
    vignette = stage.plan.finishing.vignette
    if light is not None:
        cv2.multiply(strip, stage.grid.enlarge(light, rows), dst=strip)
    if vignette:
        cv2.multiply(strip, _vignette(stage, rows, vignette), dst=strip)
    cv2.threshold(strip, 0, 0, cv2.THRESH_TOZERO, dst=strip)
    cv2.cvtColor(cv2.convertScaleAbs(strip, alpha=255), cv2.COLOR_RGBA2RGB, dst=frame[rows])


def _vignette(stage: Stage, rows: slice, amount: float) -> Array:
    """Return factors (rows, W, 4) that darken the corners: of light by the fourth power of a cosine, so encoded."""
    offset = stage.grid.offsets / vector(*stage.grid.size).max()
    factor = (1 + np.float32(amount) * (1 / (1 + (offset**2).sum(-1)) ** 2 - 1)) ** np.float32(1 / 2.2)
    return np.asarray(stage.grid.enlarge(cv2.merge([factor] * 4), rows))
