"""Layers for the tests of the formulas: a picture of 320 x 200 whose far end is at the top."""

import numpy as np

from flowanim.fields.grid import Grid
from flowanim.fields.place import Place

SIZE = (320, 200)


def place(kind: str = "water", *, size=SIZE, seconds=4.0, seed=0, top=0.4, bottom=1.0, sides=0.0, name="it") -> Place:
    """Return a layer that fills the rows from `top` to `bottom`, in shares, but for `sides` left and right."""
    grid = Grid.of(size, 320)
    x, y = np.moveaxis(np.clip(grid.points / np.float32(size), 0, 1), -1, 0)
    inside = (y >= top) & (y <= bottom) & (x >= sides) & (x <= 1 - sides)
    disparity = np.clip((y - 0.3) / 0.7, 0, 1).astype(np.float32)
    return Place(grid, name, kind, inside.astype(np.float32), disparity, max(size) / 1280, seconds, seed)
