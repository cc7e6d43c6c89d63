"""Sparse hints -> a dense field: what a few arrows and anchors say of every point of a region.

The field is the smoothest one that meets the hints: it minimises

    sum over neighbours of w |v_i - v_j|^2  +  bending of the same  +  sum of |v_i / reach|^2  +  hints, still points

where w falls with the difference of colour, so that motion spreads within a thing rather than across its edges; no
neighbour lies outside the region, so that nothing leaks. Source: Levin et al., Colorization Using Optimization, 2004.

Water that shall neither gather nor vanish is the curl of a stream function psi, v = (d psi / dy, -d psi / dx): the
smoothest one that meets the hints, psi constant along the banks. On its own staggered grid the divergence is zero,
whatever the hints say. Source: Harlow and Welch, Numerical Calculation of Time-Dependent Viscous Incompressible Flow,
1965.

Both are one sparse linear solve on at most CELLS cells a side, then enlarged.
"""

from dataclasses import dataclass
from functools import cached_property
from math import ceil, inf
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csc_matrix, diags, eye, kron
from scipy.sparse.linalg import splu

from flowanim.datatypes import Array, Flow, Image, Mask
from flowanim.ops.mask import distance_to, nearest_index

CELLS = 72
FIRM = 1e4
"""How much more a hint, a bank or a still point weighs than one step of smoothness."""
BEND = 6.0
"""What bending weighs against slope: a field of slope alone would have a spike at every arrow."""
HINT = 30.0
"""The same for hints without divergence, which give way to the banks."""
FAINT = 1e-6
"""Keeps what nothing is said of at rest, and the system regular."""
COLOUR = 0.06
"""A change of colour that is an edge; in what is textured, edges are larger than its own changes."""
LEAST_TIE = 0.004
ALIKE = 0.01
"""How much the field without divergence stays like the one with it, away from the hints."""
SNAP = 2.5
"""Cells by which a hint may miss its region."""

Sparse = Any
Index = NDArray[np.intp]


@dataclass(frozen=True)
class Hints:
    """What is known on a grid (h, w). points: (n, 2) places (x, y) in grid points. values: (n, 2), what is there.

    still: (h, w) bool, where the field is zero.
    """

    points: Array
    values: Array
    still: Mask


def spread(hints: Hints, inside: Mask, *, colours: Image | None = None, reach: float = inf) -> Flow:
    """Return the field (h, w, 2) in the region `inside` (h, w); zero outside it and where `hints.still`.

    colours: (h, w, 3) 0..1, whose edges hold the field back. reach: grid points over which a hint fades; inf = never.
    """
    cells = _Cells.of(inside, hints.still)
    known = cells.place(hints)
    if not len(known.rows):
        return np.zeros((*inside.shape, 2), np.float32)
    small = None if colours is None else cv2.resize(colours, cells.size, interpolation=cv2.INTER_AREA)
    return _enlarged(_smoothest(cells, known, small, reach), cells, inside & ~hints.still)


def spread_without_divergence(hints: Hints, inside: Mask) -> Flow:
    """Return a field (h, w, 2) without sources or sinks that runs along the borders of `inside` and of what is still.

    Through the frame it may come and go; of all such fields it is one that meets the hints and stays like `spread`,
    which keeps it from turning back in eddies. Zero outside the region and where `hints.still`.
    """
    cells = _Cells.of(inside & ~hints.still, np.zeros_like(inside))
    known = cells.place(hints)
    if not len(known.rows):
        return np.zeros((*inside.shape, 2), np.float32)
    h, w = cells.inside.shape
    like = _smoothest(cells, known, None, inf)[cells.inside]
    rows, columns = np.nonzero(cells.inside)
    everywhere = _Known(rows, columns, like.astype(np.float64))
    across, down = kron(_steps(h), eye(w + 1)), -kron(eye(h + 1), _steps(w))
    system, target = _smoothness(cells.inside, across, down), np.zeros((h + 1) * (w + 1))
    for flux, bank in ((across, _banks(cells.inside)), (down, _banks(cells.inside.T).T)):
        system = system + _squares(flux, FIRM * bank.ravel() + FAINT)
    for some, weight in ((known, HINT), (everywhere, ALIKE)):
        for flux, mean, values in zip((across, down), _means(some, h, w), some.values.T, strict=True):
            seen = mean @ flux
            system, target = system + weight * (seen.T @ seen), target + weight * (seen.T @ values)
    psi = _solve(system, target)
    u, v = (across @ psi).reshape(h, w + 1), (down @ psi).reshape(h + 1, w)
    field = np.dstack([u[:, 1:] + u[:, :-1], v[1:] + v[:-1]]).astype(np.float32) * np.float32(0.5)
    return _enlarged(field, cells, inside & ~hints.still)


@dataclass(frozen=True)
class _Known:
    """Hints at their cells."""

    rows: Index
    columns: Index
    values: NDArray[np.float64]


@dataclass(frozen=True)
class _Cells:
    """The region in coarse cells. step: grid points a cell. inside, still: bool (rows, columns)."""

    step: float
    inside: Mask
    still: Mask

    @classmethod
    def of(cls, inside: Mask, still: Mask) -> "_Cells":
        h, w = inside.shape
        step = max(1.0, max(h, w) / CELLS)
        size = ceil(w / step), ceil(h / step)
        share, held = (cv2.resize(m.astype(np.float32), size, interpolation=cv2.INTER_AREA) for m in (inside, still))
        return cls(step, share > 0.25, held > 0.05)

    @property
    def size(self) -> tuple[int, int]:
        return self.inside.shape[1], self.inside.shape[0]

    @cached_property
    def number(self) -> Index:
        """Number of each cell of the region, -1 outside."""
        number = np.full(self.inside.shape, -1, np.intp)
        number[self.inside] = np.arange(self.count)
        return number

    @cached_property
    def count(self) -> int:
        return int(self.inside.sum())

    def place(self, hints: Hints) -> _Known:
        """Return the hints at the nearest cells of the region; those that miss it by more than SNAP are dropped."""
        none = np.zeros(0, np.intp)
        if not (self.inside.any() and len(hints.points)):
            return _Known(none, none, np.zeros((0, 2)))
        h, w = self.inside.shape
        at = np.rint((hints.points + 0.5) / self.step - 0.5).astype(np.intp)
        near = ((at >= -1) & (at <= (w, h))).all(1)
        columns, rows = np.clip(at[:, 0], 0, w - 1), np.clip(at[:, 1], 0, h - 1)
        near &= distance_to(self.inside)[rows, columns] <= SNAP
        index = nearest_index(self.inside)[rows[near], columns[near]]
        return _Known(index[:, 0].astype(np.intp), index[:, 1].astype(np.intp), hints.values[near].astype(np.float64))


def _smoothest(cells: _Cells, known: _Known, colours: Image | None, reach: float) -> Flow:
    """Return the smoothest field on the cells (rows, columns, 2) that meets what is known."""
    number = cells.number[known.rows, known.columns]
    weight = np.full(cells.count, FAINT + (cells.step / reach) ** 2) + FIRM * cells.still[cells.inside]
    weight += FIRM * np.bincount(number, minlength=cells.count)
    target = np.stack([FIRM * np.bincount(number, known.values[:, k], cells.count) for k in (0, 1)], 1)
    field = np.zeros((*cells.inside.shape, 2), np.float32)
    slope = _ties(cells, colours)
    field[cells.inside] = _solve(slope + BEND * (slope @ slope) + diags(weight), target)
    return field


def _ties(cells: _Cells, colours: Image | None) -> Sparse:
    """Return the weighted Laplacian of the region's cells."""
    pairs, weights = [], []
    for here, there in (
        ((slice(None), slice(None, -1)), (slice(None), slice(1, None))),
        ((slice(None, -1), slice(None)), (slice(1, None), slice(None))),
    ):
        both = cells.inside[here] & cells.inside[there]
        weight = np.ones(both.shape)
        if colours is not None:
            change = ((colours[here] - colours[there]) ** 2).sum(-1)
            usual = float(np.median(change[both])) if both.any() else 0.0
            weight = LEAST_TIE + np.exp(-change / (2 * COLOUR**2 + 2 * usual))
        pairs.append(np.stack([cells.number[here][both], cells.number[there][both]]))
        weights.append(weight[both])
    (a, b), weight = np.concatenate(pairs, 1), np.concatenate(weights)
    shape = (cells.count, cells.count)
    one_way = coo_matrix((weight, (a, b)), shape=shape)
    total = np.bincount(np.concatenate([a, b]), np.concatenate([weight, weight]), cells.count)
    return diags(total) - one_way - one_way.T


def _steps(n: int) -> Sparse:
    """Return the matrix (n, n + 1) of differences between neighbours."""
    return diags([-np.ones(n), np.ones(n)], [0, 1], shape=(n, n + 1))


def _squares(matrix: Sparse, weight: Array | NDArray[np.float64]) -> Sparse:
    return matrix.T @ diags(weight) @ matrix


def _banks(wet: Mask) -> Mask:
    """Return which faces between columns (h, w + 1) have water on one side only; those of the frame have not."""
    h, _ = wet.shape
    frame = np.zeros((h, 1), bool)
    return np.hstack([frame, wet[:, 1:] != wet[:, :-1], frame])


def _open(wet: Mask) -> Mask:
    """Return the faces between columns (h, w + 1) through which water may go."""
    return np.hstack([wet[:, :1], wet[:, 1:] & wet[:, :-1], wet[:, -1:]])


def _smoothness(wet: Mask, across: Sparse, down: Sparse) -> Sparse:
    """Return the squares of all derivatives of the velocity between faces that are open: slip at the banks."""
    h, w = wet.shape
    open_x, open_y = _open(wet), _open(wet.T).T
    shear_x = (open_x[1:] & open_x[:-1]).ravel().astype(float)
    shear_y = (open_y[:, 1:] & open_y[:, :-1]).ravel().astype(float)
    along = (open_x[:, 1:] & open_x[:, :-1]).ravel().astype(float)
    return (
        _squares(kron(_steps(h - 1), eye(w + 1)) @ across, shear_x)
        + _squares(kron(eye(h + 1), _steps(w - 1)) @ down, shear_y)
        + _squares(kron(eye(h), _steps(w)) @ across, 2 * along)
    )


def _means(known: _Known, h: int, w: int) -> tuple[Sparse, Sparse]:
    """Return the matrices that average a cell's two faces, across (h, w + 1) and down (h + 1, w), at the hints."""
    n = len(known.rows)
    each, half = np.tile(np.arange(n), 2), np.full(2 * n, 0.5)
    left, top = known.rows * (w + 1) + known.columns, known.rows * w + known.columns
    return (
        coo_matrix((half, (each, np.concatenate([left, left + 1]))), shape=(n, h * (w + 1))).tocsr(),
        coo_matrix((half, (each, np.concatenate([top, top + w]))), shape=(n, (h + 1) * w)).tocsr(),
    )


def _solve(system: Sparse, target: NDArray[np.float64]) -> NDArray[np.float64]:
    factors = splu(csc_matrix(system), permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True})
    return np.asarray(factors.solve(target))


def _enlarged(field: Flow, cells: _Cells, inside: Mask) -> Flow:
    """Return the cells' field on the grid, zero outside; at the border each point takes what lies nearest inside."""
    index = nearest_index(cells.inside)
    whole = np.ascontiguousarray(field[index[..., 0], index[..., 1]])
    large = cv2.resize(whole, inside.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(large * inside[..., None], np.float32)
