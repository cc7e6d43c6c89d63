"""Two photos -> whether one can be carried into the other, and the motion that does it.

What both show is looked for first as a whole: points with the same surroundings, agreeing on one view of a plane
(homography). The second photo is laid over the first by it, and optical flow finds the rest, both ways. Photos are near
if the two ways agree over most of the picture, and what they lay over each other looks alike.
Sources: Lowe, Distinctive Image Features, 2004; Fischler and Bolles, RANSAC, 1981; Kroeger et al., 2016 (flow).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from flowanim.datatypes import Array, Flow, Frame, Mask
from flowanim.ops.flow import compose, speed
from flowanim.ops.image import fit
from flowanim.ops.warp import pixel_grid, warp
from flowanim.video.between import WORK_PX
from flowanim.video.motions import Motions, find_motions, whole_motion

POINTS = 2000
CLEARER = 0.75
"""A point's match must be so much nearer than the next best (Lowe's ratio)."""
MISS_PX = 4.0
LEAST_POINTS = 20
AGREE_PX, AGREE_SHARE = 1.5, 0.05
"""Pixels, and share of the way, by which the two ways may differ."""
NEAR_SHARE = 0.5
"""Of the picture, that must agree and look alike."""
ALIKE = 0.6
"""Correlation of brightness around a pixel from which on it looks alike."""
EVEN_LEVELS = 12
AROUND = 6.0
Matrix = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Match:
    """motions: from the first photo to the second. share: of the picture, 0..1, on which they agree and look alike.

    points: how many points agreed on one view.
    """

    motions: Motions
    share: float
    points: int

    @property
    def near(self) -> bool:
        """Whether one can be carried into the other."""
        return self.share >= NEAR_SHARE


def match(first: Frame, second: Frame) -> Match:
    """Return how two photos of one size (H, W, 3) lie over each other."""
    size = fit((first.shape[1], first.shape[0]), WORK_PX)
    small = [np.asarray(cv2.resize(one, size, interpolation=cv2.INTER_AREA)) for one in (first, second)]
    plain = find_motions(*small)
    found = [Match(plain, _agreed(plain, small), 0)]
    view, points = _view(*small)
    if view is not None:
        laid = _laid(small, view)
        found.append(Match(laid, _agreed(laid, small), points))
    return max(found, key=lambda one: one.share)


def _view(first: Frame, second: Frame) -> tuple[Matrix | None, int]:
    """Return the homography (3, 3) from the first to the second, if enough points agree on one, and how many do."""
    sift = cv2.SIFT.create(POINTS)
    (own, told), (other, heard) = (
        sift.detectAndCompute(cv2.cvtColor(one, cv2.COLOR_RGB2GRAY), None) for one in (first, second)
    )
    if told is None or heard is None or min(len(own), len(other)) < LEAST_POINTS:
        return None, 0
    pairs = cv2.BFMatcher().knnMatch(told, heard, k=2)
    clear = [two[0] for two in pairs if len(two) == 2 and two[0].distance < CLEARER * two[1].distance]
    if len(clear) < LEAST_POINTS:
        return None, len(clear)
    here = np.array([own[pair.queryIdx].pt for pair in clear], np.float32)
    there = np.array([other[pair.trainIdx].pt for pair in clear], np.float32)
    cv2.setRNGSeed(0)
    view, inside = cv2.findHomography(here, there, cv2.RANSAC, MISS_PX)
    agreed = 0 if inside is None else int(inside.sum())
    return (view if agreed >= LEAST_POINTS else None), agreed


def _laid(small: list[Frame], view: Matrix) -> Motions:
    """Return the motions by `view` and what flow adds once the second photo is laid over the first."""
    h, w = small[0].shape[:2]
    push = _pushed(view, h, w)
    over = cv2.remap(small[1], pixel_grid(h, w) + push, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    rest = find_motions(small[0], np.asarray(over))
    there, far_there = (_through(one, view) for one in (rest.there, rest.far_there))
    home = _pushed(np.asarray(np.linalg.inv(view), np.float64), h, w)
    back, far_back = (compose(home, one) for one in (rest.back, rest.far_back))
    return Motions(there, back, far_there, far_back, whole_motion(push))


def _pushed(view: Matrix, h: int, w: int) -> Flow:
    grid = pixel_grid(h, w)
    return np.asarray(cv2.perspectiveTransform(grid.reshape(1, -1, 2), view).reshape(h, w, 2) - grid, np.float32)


def _through(rest: Flow, view: Matrix) -> Flow:
    """Return the push that first does `rest`, on the first photo, and then `view`."""
    grid = pixel_grid(*rest.shape[:2])
    moved = np.ascontiguousarray(grid + rest).reshape(1, -1, 2)
    return np.asarray(cv2.perspectiveTransform(moved, view).reshape(rest.shape) - grid, np.float32)


def _agreed(motions: Motions, small: list[Frame]) -> float:
    """Return the share of the first photo on which both ways agree and the photos look alike."""
    home = motions.there + warp(motions.back, motions.there)
    agree = speed(home) < AGREE_PX + AGREE_SHARE * speed(motions.there)
    luma = [cv2.cvtColor(one, cv2.COLOR_RGB2GRAY).astype(np.float32) for one in small]
    return float((agree & _alike(luma[0], warp(luma[1], motions.there))).mean())


def _alike(one: Array, other: Array) -> Mask:
    """Return where brightness correlates around a pixel; where there is no texture, where it is the same."""
    soft = [cv2.GaussianBlur(a, (0, 0), AROUND) for a in (one, other)]
    fine = [a - b for a, b in zip((one, other), soft, strict=True)]
    both, own, others = (cv2.GaussianBlur(a, (0, 0), AROUND) for a in (fine[0] * fine[1], fine[0] ** 2, fine[1] ** 2))
    textured = np.minimum(own, others) > 4
    same = np.abs(soft[0] - soft[1]) < EVEN_LEVELS
    return np.asarray(np.where(textured, both > ALIKE * np.sqrt(np.maximum(own * others, 1e-6)), same))
