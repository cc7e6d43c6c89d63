"""Curves and maps as numbers for inline SVG: no drawing library, crisp at any size, in the page's own colours."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from flowanim.datatypes import Array

WIDTH, HEIGHT = 600, 80
STOPS = np.array([(0, 0, 80, 0), (40, 120, 190, 150), (250, 200, 60, 200), (255, 60, 40, 235)], np.float64)
"""Colours (r, g, b, opacity of 255) of a map, from its least to its largest cell."""


@dataclass(frozen=True)
class Curve:
    """points: "x,y x,y ..." in WIDTH x HEIGHT. top: the largest value in words. peak: its (x, y)."""

    name: str
    points: str
    top: str
    peak: tuple[float, float]


def curve(name: str, frames: Sequence[int], values: Sequence[float], total: int) -> Curve | None:
    """Return a curve over `total` frames, from 0 up to its largest value; None for fewer than two values."""
    if len(values) < 2:
        return None
    top = max(max(values), 1e-9)
    places = [
        (round(WIDTH * frame / max(1, total - 1), 1), round(HEIGHT - (HEIGHT - 6) * max(0.0, value) / top, 1))
        for frame, value in zip(frames, values, strict=True)
    ]
    peak = places[int(np.argmax(values))]
    return Curve(name, " ".join(f"{x:g},{y:g}" for x, y in places), f"{max(values):.3g}", peak)


@dataclass(frozen=True)
class HeatMap:
    """size: (columns, rows). cells: (column, row, colour, opacity) of those that can be seen. top: as in Curve."""

    name: str
    size: tuple[int, int]
    cells: tuple[tuple[int, int, str, float], ...]
    top: str


def heat_map(name: str, cells: Array) -> HeatMap:
    """Return a map of cells (rows, columns), coloured up to its largest one."""
    rows, columns = cells.shape
    share = np.asarray(cells / max(float(cells.max()), 1e-9))
    inks = [np.interp(share, np.linspace(0, 1, len(STOPS)), STOPS[:, channel]) for channel in range(4)]
    shown = tuple(
        (
            x,
            y,
            "#{:02x}{:02x}{:02x}".format(*(round(float(ink[y, x])) for ink in inks[:3])),
            round(inks[3][y, x] / 255, 2),
        )
        for y in range(rows)
        for x in range(columns)
        if share[y, x] > 0.02
    )
    return HeatMap(name, (columns, rows), shown, f"{float(cells.max()):.3g}")
