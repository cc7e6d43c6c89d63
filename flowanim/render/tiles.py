"""A field cut into overlapping tiles where it matters, and put together again without borders.

    tiles = cover(where)  ->  cut(field, tiles) -> work on (N, SIDE, SIDE, C) -> join(pieces, tiles): weighted means

Tiles lie on a fixed grid, so that what a tile holds does not hang on what else there is to do. Source: Bar-Tal et al.,
MultiDiffusion, 2023 (overlapping tiles are averaged at every step).
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from flowanim.datatypes import Array, Mask

Value = TypeVar("Value", np.float32, np.bool_)
SIDE = 64
STEP = 48
LAP = SIDE - STEP


@dataclass(frozen=True, eq=False)
class Tiles:
    """corners (N, 2): top and left of each in the padded field. shape (H, W): of the field. weight (SIDE, SIDE)."""

    corners: NDArray[np.intp]
    shape: tuple[int, int]
    weight: Array
    total: Array


def cover(where: Mask) -> Tiles:
    """Return the tiles that cover `where` (H, W): each of its pixels lies in the inner part of one, or in a lap."""
    h, w = where.shape
    rows, columns = (max(1, -(-(side + LAP) // STEP)) for side in (h, w))
    wide = np.pad(where, _pads((h, w), rows, columns))
    corners = [
        (STEP * row, STEP * column)
        for row in range(rows)
        for column in range(columns)
        if wide[_inner(STEP * row), _inner(STEP * column)].any()
    ]
    edge = np.minimum(np.minimum(np.arange(SIDE), np.arange(SIDE)[::-1]) + 0.5, LAP) / LAP
    weight = np.outer(edge, edge).astype(np.float32)
    total = np.full(wide.shape, 1e-6, np.float32)
    for y, x in corners:
        total[y : y + SIDE, x : x + SIDE] += weight
    return Tiles(np.array(corners, np.intp).reshape(-1, 2), (h, w), weight, total)


def cut(field: NDArray[Value], tiles: Tiles) -> NDArray[Value]:
    """Return the pieces (N, SIDE, SIDE[, C]) of `field` (H, W[, C]); beyond its borders it is mirrored."""
    h, w = tiles.shape
    rows, columns = tiles.total.shape
    sides = [(LAP, rows - h - LAP), (LAP, columns - w - LAP), (0, 0)][: field.ndim]
    wide = np.pad(field, sides, mode="symmetric")
    views = np.moveaxis(sliding_window_view(wide, (SIDE, SIDE), (0, 1)), (-2, -1), (2, 3))
    return np.ascontiguousarray(views[tiles.corners[:, 0], tiles.corners[:, 1]])


def join(pieces: Array, tiles: Tiles) -> Array:
    """Return the field (H, W, C) that the pieces (N, SIDE, SIDE, C) are of: 0 where there is none, means in laps."""
    h, w = tiles.shape
    wide = np.zeros((*tiles.total.shape, pieces.shape[-1]), np.float32)
    for (y, x), piece in zip(tiles.corners, pieces, strict=True):
        wide[y : y + SIDE, x : x + SIDE] += tiles.weight[..., None] * piece
    return np.ascontiguousarray((wide / tiles.total[..., None])[LAP : LAP + h, LAP : LAP + w])


def _pads(shape: tuple[int, int], rows: int, columns: int) -> tuple[tuple[int, int], tuple[int, int]]:
    high, wide = STEP * (rows - 1) + SIDE, STEP * (columns - 1) + SIDE
    return (LAP, max(0, high - shape[0] - LAP)), (LAP, max(0, wide - shape[1] - LAP))


def _inner(start: int) -> slice:
    return slice(start + LAP // 2, start + SIDE - LAP // 2)
