"""Two frames -> guesses of how each pixel moves from the first to the second, seen at any moment between them.

Optical flow is looked for both ways, finely and on half the size (where it finds what moves far), and one motion of the
whole picture is fitted to it. At progress u a pixel may belong to any of them: each flow carried along itself, the two
fine ones as they stand, the whole, or nothing that moves.

Sources: Kroeger et al., Fast Optical Flow using Dense Inverse Search, 2016; Baker et al., A Database and Evaluation
Methodology for Optical Flow, 2011 (flow carried along itself).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from flowanim.datatypes import Array, Flow, Frame, vector
from flowanim.ops.flow import invert, resize_flow
from flowanim.ops.warp import pixel_grid

GUESSES = 8
STEPS = 4
FINEST_PX = 400
"""In larger pictures flow is not refined at their full size: it costs three times as much, and gains nothing."""
LEAST_PX = 16
"""Smaller pictures have no flow to speak of."""
SPARSE = 8
ROUNDS = 6
APART = 0.5
"""Pixels from the motion of the whole at which a place counts half, in its fit."""


@dataclass(frozen=True, eq=False)
class Motions:
    """Pushes (h, w, 2) between two frames.

    there, back: from the first to the second, and from the second to the first. far_there, far_back: the same, found on
    half the size. whole: one affine push, fitted to `there`.
    """

    there: Flow
    back: Flow
    far_there: Flow
    far_back: Flow
    whole: Flow

    def at(self, u: float) -> list[Flow]:
        """Return GUESSES motions of what is at each pixel at progress `u`, from the first frame to the second."""
        ahead = [carried(push, u) for push in (self.there, self.far_there, self.whole)]
        behind = [-carried(push, 1 - u) for push in (self.back, self.far_back)]
        return [ahead[0], behind[0], self.there, -self.back, ahead[1], behind[1], ahead[2], np.zeros_like(self.there)]


def find_motions(first: Frame, second: Frame) -> Motions:
    """Return the motions between two frames (h, w, 3), at their size."""
    greys = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in (first, second)]
    h, w = greys[0].shape
    halves = [cv2.resize(grey, (max(1, w // 2), max(1, h // 2)), interpolation=cv2.INTER_AREA) for grey in greys]
    there, back = _both_ways(*greys)
    far_there, far_back = (resize_flow(flow, (w, h)) for flow in _both_ways(*halves))
    return Motions(there, back, far_there, far_back, whole_motion(there))


def whole_motion(push: Flow) -> Flow:
    """Return the affine push that most of `push` (h, w, 2) agrees with, by reweighted least squares."""
    h, w = push.shape[:2]
    grid = pixel_grid(h, w)
    places = np.concatenate([grid / np.float32(max(h, w)), np.ones((h, w, 1), np.float32)], 2)
    known, found = (array[::SPARSE, ::SPARSE].reshape(-1, array.shape[2]) for array in (places, push))
    matrix = np.zeros((3, 2), np.float32)
    matrix[2] = np.median(found, 0)
    for _ in range(ROUNDS):
        miss = np.hypot(*(found - known @ matrix).T)
        trust = (1 / (1 + (miss / APART) ** 2))[:, None]
        square = known.T @ (trust * known) + 1e-3 * trust.sum() * np.diag(vector(1e-2, 1e-2, 1e-6))
        matrix = np.linalg.solve(square, known.T @ (trust * found)).astype(np.float32)
    return np.asarray(places @ matrix, np.float32)


def carried(push: Flow, u: float) -> Flow:
    """Return the motion of what is at each pixel at time `u`, from where it was at 0: v(p) = push(p - u v(p))."""
    return np.asarray(invert(np.float32(u) * push, STEPS) * np.float32(-1 / u))


def _both_ways(first: Array, second: Array) -> tuple[Flow, Flow]:
    if min(first.shape) < LEAST_PX:
        nothing = np.zeros((*first.shape, 2), np.float32)
        return nothing, nothing
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    search.setFinestScale(int(max(first.shape) > FINEST_PX))
    return search.calc(first, second, None), search.calc(second, first, None)
