"""The coarse grid on which smooth fields are computed: one point for each block of step x step pixels.

    point (i, j) lies at pixel ((j - 0.5) * step - 0.5, (i - 0.5) * step - 0.5)

so that one row of points lies outside the picture on every side, and bilinear enlarging is exact for linear fields
(zoom, pan, rotation) up to the border.
"""

from dataclasses import dataclass
from functools import cached_property
from math import ceil

import cv2
import numpy as np

from flowanim.datatypes import Array, Flow, vector
from flowanim.ops.warp import pixel_grid

LONGEST = 256


@dataclass(frozen=True)
class Grid:
    """size: (W, H) of the picture. step: pixels a block."""

    size: tuple[int, int]
    step: int

    @classmethod
    def of(cls, size: tuple[int, int], longest: int = LONGEST) -> "Grid":
        """Return the grid for a picture of `size` (W, H) with at most about `longest` points a side."""
        return cls(size, max(1, ceil(max(size) / longest)))

    @cached_property
    def shape(self) -> tuple[int, int]:
        """(rows, columns) of points."""
        return ceil(self.size[1] / self.step) + 2, ceil(self.size[0] / self.step) + 2

    @cached_property
    def points(self) -> Flow:
        """Where the points lie, (h, w, 2) in pixels."""
        return np.asarray((pixel_grid(*self.shape) - 0.5) * self.step - 0.5, np.float32)

    @cached_property
    def offsets(self) -> Flow:
        """Where the points lie from the picture's centre, (h, w, 2) in pixels."""
        return self.points - vector((self.size[0] - 1) / 2, (self.size[1] - 1) / 2)

    def shrink(self, array: Array) -> Array:
        """Return the full-size `array` (H, W[, C]) at the points, averaged over a block; the border repeats."""
        soft = array if self.step == 1 else cv2.blur(array, (self.step, self.step), borderType=cv2.BORDER_REPLICATE)
        return np.asarray(cv2.remap(soft, self.points, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))

    def sample(self, field: Array, place: Flow) -> Array:
        """Fetch a coarse `field` (h, w[, C]) at pixels `place` (..., 2), bilinear."""
        return fetch(field, self.index(place))

    def index(self, place: Flow) -> Flow:
        """Return (column, row) of the grid at pixels `place` (..., 2), for `fetch`."""
        return (place + np.float32(0.5)) * np.float32(1 / self.step) + np.float32(0.5)

    def enlarge(self, field: Array, rows: slice | None = None, columns: slice | None = None) -> Array:
        """Return `rows` and `columns` (all by default) of the coarse `field` at full size: (rows, columns[, C])."""
        k = self.step
        rows, columns = rows or slice(0, self.size[1]), columns or slice(0, self.size[0])
        if k == 1:
            return field[rows.start + 1 : rows.stop + 1, columns.start + 1 : columns.stop + 1]
        spans = [(part.start // k, ceil(part.stop / k) + 2) for part in (rows, columns)]
        part = field[spans[0][0] : spans[0][1], spans[1][0] : spans[1][1]]
        big = cv2.resize(part, (part.shape[1] * k, part.shape[0] * k), interpolation=cv2.INTER_LINEAR)
        top, left = (k + part.start - span[0] * k for part, span in zip((rows, columns), spans, strict=True))
        return np.asarray(big[top : top + rows.stop - rows.start, left : left + columns.stop - columns.start])


def planes(field: Array) -> list[Array]:
    """Return the channels of (h, w, C), each an array of its own. Quicker than `cv2.split`."""
    return [np.ascontiguousarray(field[..., channel]) for channel in range(field.shape[2])]


def paired(first: Flow, second: Flow) -> Array:
    """Return two flows (h, w, 2) as one field (h, w, 4), to be fetched together."""
    both = np.empty((*first.shape[:2], 4), np.float32)
    cv2.mixChannels([first, second], [both], [0, 0, 1, 1, 2, 2, 3, 3])
    return both


def parted(both: Array) -> tuple[Flow, Flow]:
    """Return the two flows of a field (h, w, 4)."""
    first, second = (np.empty((*both.shape[:2], 2), np.float32) for _ in range(2))
    cv2.mixChannels([both], [first, second], [0, 0, 1, 1, 2, 2, 3, 3])
    return first, second


def fetch(field: Array, index: Flow) -> Array:
    """Fetch a coarse `field` (h, w[, C]) at (column, row) of the grid, (..., 2), bilinear.

    Plane by plane, except for four: OpenCV is ten times slower with two or three channels.
    """
    if field.ndim == 2 or field.shape[2] == 4:
        return _fetched(field, index)
    return np.asarray(cv2.merge([_fetched(plane, index) for plane in planes(field)]))


def _fetched(field: Array, index: Flow) -> Array:
    return np.asarray(cv2.remap(field, index, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
