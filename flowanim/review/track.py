"""Frames -> where points go, and from that the camera's class and its jitter: measured on the pictures alone.

Points are followed from frame to frame by pyramidal Lucas-Kanade, refined on softened frames in float (on 8 bits alone
it is up to 0.01 px off between pixels), and back again: what does not come home is not believed.
Sources: Bouguet, Pyramidal Implementation of the Lucas Kanade Feature Tracker, 2001; Baker and Matthews, Lucas-Kanade
20 Years On, 2004 (refinement); Kalal et al., Forward-Backward Error, 2010; Huang et al., VBench, 2024 (the border's
motion tells the camera's).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import cv2
import numpy as np

from flowanim.datatypes import Array, Frame, Mask, vector
from flowanim.ops.warp import pixel_grid, sample

CameraClass = Literal[
    "static", "pan-left", "pan-right", "tilt-up", "tilt-down", "zoom-in", "zoom-out", "roll-left", "roll-right"
]
WINDOW = 25
"""Pixels a side of what is compared around a point."""
LEVELS = 3
SOFT = 2.0
"""Blur, in pixels, before refining: bilinear sampling is exact enough then."""
ROUNDS = 6
TEXTURE = 3000.0
"""Least sum of squared slopes, levels a pixel, in a window's poorest direction: rounding then moves it by 0.005 px."""
HOME = 0.2
"""How far, in pixels, the way back may end from where it began."""
FOLLOWED = 0.25
STILL = 0.005
"""Share of the short side by which the border of a static view moves at most."""


@dataclass(frozen=True, eq=False)
class Tracks:
    """places: (T, N, 2), x and y of N points in T frames. good: (T, N), whether a point was followed up to that frame.

    That is: it came home each time, and around it is texture enough to place it within about a hundredth of a pixel.
    """

    places: Array
    good: Mask

    @property
    def whole(self) -> Array:
        """The places (T, n, 2) of the points that were followed through all frames."""
        return self.places[:, self.good[-1]]


def grid_points(size: tuple[int, int], *, count: int = 10) -> Array:
    """Return (count * count, 2): points spread evenly over a picture of `size` (W, H), row by row."""
    share = (np.arange(count, dtype=np.float32) + 0.5) / count
    x, y = np.meshgrid(share * size[0] - 0.5, share * size[1] - 0.5)
    return np.stack([x.ravel(), y.ravel()], 1).astype(np.float32)


def textured_points(frame: Frame, *, count: int = 10) -> Array:
    """Return (count * count, 2): in each part of a grid over `frame` (H, W, 3) the point that is followed most surely.

    It has the largest smaller eigenvalue of the slopes around it. Shi and Tomasi, Good Features to Track, 1994.
    """
    bright = cv2.GaussianBlur(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY).astype(np.float32), (0, 0), SOFT)
    sure = np.asarray(cv2.cornerMinEigenVal(bright, WINDOW))
    h, w = sure.shape
    rim = min(WINDOW // 2, h // 4, w // 4)
    ys, xs = (np.linspace(rim, side - rim, count + 1).astype(int) for side in (h, w))
    found = []
    for top, bottom in pairwise(ys):
        for left, right in pairwise(xs):
            part = sure[top : max(bottom, top + 1), left : max(right, left + 1)]
            y, x = np.unravel_index(int(part.argmax()), part.shape)
            found.append((left + x, top + y))
    return np.array(found, np.float32)


@dataclass(frozen=True, eq=False)
class _View:
    """A frame as it is compared: brightness in 8 bits, softened in float, and the slopes of that (H, W, 2)."""

    grey: Frame
    soft: Array
    slopes: Array


def follow(frames: Iterable[Frame], points: Array) -> Tracks:
    """Follow `points` (N, 2) of the first frame through all frames (H, W, 3).

    Raises ValueError where there is no frame.
    """
    views = map(_view, frames)
    before = next(views, None)
    if before is None:
        raise ValueError("follow wants at least one frame")
    places, good, step = [points], [np.ones(len(points), bool)], np.zeros_like(points)
    for view in views:
        there, found = _step(before, view, places[-1], step)
        home, back = _step(view, before, there, -step)
        good.append(good[-1] & found & back & (np.hypot(*(home - places[-1]).T) < HOME))
        step = np.where(good[-1][:, None], there - places[-1], 0)
        places.append(places[-1] + step)
        before = view
    return Tracks(np.stack(places), np.stack(good))


def _view(frame: Frame) -> _View:
    grey = np.ascontiguousarray(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY))
    soft = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), SOFT)
    slopes = cv2.merge([cv2.Sobel(soft, cv2.CV_32F, dx, 1 - dx, ksize=1, scale=0.5) for dx in (1, 0)])
    return _View(grey, np.asarray(soft), np.asarray(slopes))


def _step(before: _View, after: _View, points: Array, guess: Array) -> tuple[Array, Mask]:
    """Return where the points (N, 2) of one view are in the other, and which were found; `guess` is how far away."""
    stop = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 30, 1e-3)
    there, found, _ = cv2.calcOpticalFlowPyrLK(
        before.grey,
        after.grey,
        points[:, None],
        (points + guess)[:, None].astype(np.float32),
        winSize=(WINDOW, WINDOW),
        maxLevel=LEVELS,
        criteria=stop,
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
    )
    there, clear = _refined(before, after, points, np.asarray(there[:, 0]))
    h, w = before.grey.shape
    inside = ((there >= 0) & (there <= vector(w - 1, h - 1))).all(1)
    return there, (found[:, 0] > 0) & inside & clear


def _refined(before: _View, after: _View, points: Array, there: Array) -> tuple[Array, Mask]:
    """Move `there` (N, 2) until the softened windows agree, by Gauss-Newton; and say which windows have texture."""
    around = (pixel_grid(WINDOW, WINDOW) - (WINDOW - 1) / 2).reshape(1, -1, 2)
    own = sample(before.soft, points[:, None] + around)
    slopes = sample(before.slopes, points[:, None] + around)
    square = np.einsum("nka,nkb->nab", slopes, slopes) + np.eye(2, dtype=np.float32)
    for _ in range(ROUNDS):
        apart = own - sample(after.soft, there[:, None] + around)
        pull = np.linalg.solve(square, np.einsum("nka,nk->na", slopes, apart)[..., None])[..., 0]
        there = there + np.clip(pull, -1, 1).astype(np.float32)
    return there, np.linalg.eigvalsh(square)[:, 0] > TEXTURE


def camera_class(tracks: Tracks, size: tuple[int, int], *, count: int = 10) -> CameraClass:
    """Return what the camera does, from tracks of `grid_points` of a picture of `size` (W, H).

    Judged in the frame in which the border is farthest from its start, of those to which a quarter of its points were
    followed: by the largest of its mean motion sideways and upwards, outwards, and around. Raises ValueError where the
    border could not be followed at all.
    """
    border = np.ones((count, count), bool)
    border[1:-1, 1:-1] = False
    places, good = tracks.places[:, border.ravel()], tracks.good[:, border.ravel()]
    usable = np.flatnonzero(good.mean(1) >= FOLLOWED)
    if len(tracks.good) > 1 and usable[-1] == 0:
        raise ValueError("no border could be followed: the frames have too little texture")
    far = [float(np.median(np.hypot(*(places[i] - places[0])[good[i]].T))) for i in usable]
    frame = int(usable[int(np.argmax(far))])
    if max(far) < STILL * min(size):
        return "static"
    used = good[frame]
    return _largest((places[frame] - places[0])[used], places[0, used] - vector(size[0] - 1, size[1] - 1) / 2)


def _largest(motion: Array, offset: Array) -> CameraClass:
    """Return the class of a border `motion` (n, 2) at `offset` (n, 2) from the centre."""
    outward = offset / np.maximum(np.hypot(*offset.T), 1)[:, None]
    x, y = (float(v) for v in motion.mean(0))
    out = float((motion * outward).sum(1).mean())
    around = float((motion[:, 1] * outward[:, 0] - motion[:, 0] * outward[:, 1]).mean())
    names: dict[CameraClass, float] = {
        "pan-left": x,
        "pan-right": -x,
        "tilt-up": y,
        "tilt-down": -y,
        "zoom-in": out,
        "zoom-out": -out,
        "roll-left": around,
        "roll-right": -around,
    }
    return max(names, key=lambda name: names[name])


def jitter(tracked: Array, planned: Array) -> float:
    """Return the RMS, in pixels a frame squared, of tracked less planned acceleration; both (T, N, 2), T >= 3."""
    if len(tracked) < 3 or tracked.shape != planned.shape:
        raise ValueError(f"want two equal arrays of at least 3 frames, got {tracked.shape} and {planned.shape}")
    apart = np.diff(tracked.astype(np.float64) - planned, n=2, axis=0)
    return float(np.sqrt(np.square(apart).sum(-1).mean()))
