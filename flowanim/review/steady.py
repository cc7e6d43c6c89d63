"""Tracks -> the camera's jitter, in pixels a frame squared.

What all points share of their acceleration (an affine field, fitted robustly: what moves by itself falls out) is the
camera's. Its slow part is the move; what remains of it from frame to frame is jitter: the acceleration less its
binomial mean over five frames, which keeps all of what alternates. Robust fit: Beaton and Tukey, 1974 (biweight).
"""

import numpy as np
from numpy.typing import NDArray

from flowanim.review.track import Tracks

Exact = NDArray[np.float64]
LEAST_POINTS = 12
ROUNDS = 8
BIWEIGHT = 4.685
STANDING_PX, STANDING_SHARE = 0.25, 0.5
"""A point stands that never strays so far; where so many do the camera does: a push leaves its middle alone, an orbit
what it goes around."""
SMOOTH = np.array([1, 4, 6, 4, 1]) / 16


def camera_stands(tracks: Tracks) -> bool | None:
    """Whether the camera stands: enough of the points end up nowhere else. None with too few of them."""
    places = tracks.whole
    if places.shape[1] < LEAST_POINTS:
        return None
    strayed = np.hypot(*np.moveaxis(places - places[0], -1, 0)).max(0)
    return bool((strayed < STANDING_PX).mean() >= STANDING_SHARE)


def camera_jitter(tracks: Tracks, size: tuple[int, int]) -> tuple[float, int] | None:
    """Return (RMS jitter in pixels a frame squared, the worst frame); None with too few points or frames.

    size: (W, H) of the pictures that were tracked.
    """
    places = tracks.whole.astype(np.float64)
    if places.shape[1] < LEAST_POINTS or len(places) < 6:
        return None
    basis = _affine(places[0], size)
    shared = np.stack([basis @ _fitted(basis, one) for one in np.diff(places, n=2, axis=0)])
    padded = np.pad(shared, ((2, 2), (0, 0), (0, 0)), mode="reflect")
    slow = sum(weight * padded[i : i + len(shared)] for i, weight in enumerate(SMOOTH))
    apart = np.square(shared - slow).sum(-1).mean(-1)
    return float(np.sqrt(apart.mean())), int(apart.argmax()) + 1


def _affine(points: Exact, size: tuple[int, int]) -> Exact:
    """Return (N, 3): 1, x, y of points (N, 2), about -0.5..0.5 over the picture."""
    return np.column_stack([np.ones(len(points)), points / max(size) - np.array(size) / (2 * max(size))])


def _fitted(basis: Exact, values: Exact) -> Exact:
    """Return the affine field (3, 2) that most of `values` (N, 2) agree on."""
    weight = np.ones(len(values))
    field: Exact = np.zeros((3, 2))
    for _ in range(ROUNDS):
        root = np.sqrt(weight)[:, None]
        field = np.asarray(np.linalg.lstsq(root * basis, root * values, rcond=None)[0], np.float64)
        apart = np.hypot(*(values - basis @ field).T)
        spread = BIWEIGHT * max(1.4826 * float(np.median(apart)), 1e-3)
        weight = np.square(np.maximum(1 - np.square(apart / spread), 0)) + 1e-9
    return field
