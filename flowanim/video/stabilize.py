"""A shaky clip -> one whose camera moves smoothly: the camera's path is measured, smoothed, and the frames follow it.

Between two frames the camera is a similarity (shift, turn, scale about the picture's middle), fitted to points that
are followed there and back. The path is smoothed in time, shot by shot, and each frame is moved from where the camera
was to where it should have been; the picture is enlarged by as much as hides its border, at most MOST_ZOOM: where that
is not enough, the path is smoothed less.
Sources: Bouguet, Pyramidal Lucas Kanade, 2001; Fischler and Bolles, RANSAC, 1981; Matsushita et al., Full-Frame Video
Stabilization, 2006 (smoothing of the path).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from flowanim.datatypes import Clip, Frame
from flowanim.errors import InputError
from flowanim.ops.image import fit
from flowanim.video.interpolate import is_cut

LOOK_PX = 640
POINTS = 400
LEAST_POINTS = 12
HOME_PX = 0.5
MISS_PX = 1.0
SMOOTH_S = 0.6
"""Standard deviation, in seconds, of the window that smooths the path."""
MOST_ZOOM = 1.2
WEAKER = 0.75
CALM_ZOOM = 1.0005
Matrix = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Path:
    """The camera through a clip.

    poses: (N, 4) of each frame, against its shot's first: x, y in shares of the long side, turn in radians, logarithm
    of scale. shots: (N,) the number of each frame's shot. lost: steps that could not be followed.
    """

    poses: Matrix
    shots: NDArray[np.int64]
    lost: int = 0

    @property
    def shake(self) -> float:
        """Root of the mean squared acceleration of the picture's middle, in thousandths of the long side a frame^2."""
        inside = [one for one in self.by_shot(self.poses) if len(one) > 2]
        parts = [np.diff(one[:, :2], n=2, axis=0) for one in inside]
        return 1000 * float(np.sqrt(np.square(np.concatenate(parts)).sum(1).mean())) if parts else 0.0

    def by_shot(self, values: Matrix) -> list[Matrix]:
        """Return `values` (N, ...) cut into shots."""
        return np.split(values, np.flatnonzero(np.diff(self.shots)) + 1)


def measure_path(clip: Clip) -> Path:
    """Return how the camera moves through a clip. InputError if it has no frames."""
    poses: list[Matrix] = []
    shots: list[int] = []
    lost, here, last = 0, np.eye(3), None
    for frame in clip.frames:
        if last is None or is_cut(last, frame):
            here = np.eye(3)
            shots.append(shots[-1] + 1 if shots else 0)
        else:
            step = _step(last, frame)
            lost += step is None
            here = here if step is None else step @ here
            shots.append(shots[-1])
        poses.append(_numbers(here))
        last = frame
    if last is None:
        raise InputError("the clip has no frames: give another one")
    return Path(np.array(poses), np.array(shots), lost)


def smooth_path(path: Path, fps: float, size: tuple[int, int], strength: float = 1.0) -> tuple[Path, float]:
    """Return the path that the camera should have taken, and how much the picture of `size` (W, H) must be enlarged.

    strength: factor on SMOOTH_S; it is lowered until MOST_ZOOM is enough.
    """
    sigma = SMOOTH_S * strength * fps
    while True:
        smooth = Path(np.concatenate([_smoothed(poses, sigma) for poses in path.by_shot(path.poses)]), path.shots)
        zoom = _zoom(path, smooth, size)
        if zoom <= MOST_ZOOM or sigma < 0.5:
            return smooth, min(zoom, MOST_ZOOM)
        sigma *= WEAKER


def stabilized(clip: Clip, path: Path, smooth: Path, zoom: float) -> Clip:
    """Return the clip, read anew, with its camera on the smooth path."""
    return Clip(_moved(clip, path, smooth, zoom), clip.size, clip.fps, clip.count)


def _moved(clip: Clip, path: Path, smooth: Path, zoom: float) -> Iterator[Frame]:
    for frame, was, wanted in zip(clip.frames, path.poses, smooth.poses, strict=False):
        matrix = _pixels(_move(was, wanted, zoom), clip.size)[:2]
        yield np.asarray(
            cv2.warpAffine(frame, matrix, clip.size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        )


def _step(before: Frame, after: Frame) -> Matrix | None:
    """Return the similarity (3, 3) from one frame to the next, in shares of the long side about the middle, or None."""
    size = fit((before.shape[1], before.shape[0]), LOOK_PX)
    greys = [
        cv2.cvtColor(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
        for frame in (before, after)
    ]
    points = cv2.goodFeaturesToTrack(greys[0], POINTS, 0.005, 8)
    if points is None:
        return None
    there, found, _ = cv2.calcOpticalFlowPyrLK(greys[0], greys[1], points, None, winSize=(21, 21))
    home, back, _ = cv2.calcOpticalFlowPyrLK(greys[1], greys[0], there, None, winSize=(21, 21))
    kept = (found & back).ravel().astype(bool) & (np.linalg.norm((home - points)[:, 0], axis=1) < HOME_PX)
    if kept.sum() < LEAST_POINTS:
        return None
    cv2.setRNGSeed(0)
    centre, scale = (np.array(size) - 1) / 2, max(size)
    was, now = ((ends[kept, 0] - centre) / scale for ends in (points, there))
    matrix, inside = cv2.estimateAffinePartial2D(was, now, ransacReprojThreshold=MISS_PX / scale, maxIters=2000)
    if matrix is None or inside.sum() < LEAST_POINTS:
        return None
    return np.vstack([matrix, [0, 0, 1]])


def _numbers(matrix: Matrix) -> Matrix:
    a, b = matrix[0, 0], matrix[1, 0]
    return np.array([matrix[0, 2], matrix[1, 2], np.arctan2(b, a), 0.5 * np.log(a * a + b * b)])


def _matrix(numbers: Matrix) -> Matrix:
    x, y, turn, size = numbers
    a, b = np.exp(size) * np.cos(turn), np.exp(size) * np.sin(turn)
    return np.array([[a, -b, x], [b, a, y], [0, 0, 1]])


def _move(was: Matrix, wanted: Matrix, zoom: float) -> Matrix:
    """Return what moves a frame from the camera as it was to the camera as wanted, enlarged about the middle."""
    return np.asarray(np.diag([zoom, zoom, 1]) @ _matrix(wanted) @ np.linalg.inv(_matrix(was)))


def _pixels(matrix: Matrix, size: tuple[int, int]) -> Matrix:
    """Return `matrix`, in shares about the middle, for pixels of a picture of `size` (W, H)."""
    x, y = (np.array(size) - 1) / 2
    scale = max(size)
    inward = np.array([[1 / scale, 0, -x / scale], [0, 1 / scale, -y / scale], [0, 0, 1]])
    return np.asarray(np.linalg.inv(inward) @ matrix @ inward)


def _smoothed(poses: Matrix, sigma: float) -> Matrix:
    """Return poses (N, 4), each on the line that fits its neighbours best: so a steady pan stays to its very ends.

    Neighbours count by a Gaussian window. Cleveland, 1979 (locally weighted regression).
    """
    times = np.arange(len(poses))
    reach = int(3 * sigma) + 1
    smooth = np.empty_like(poses)
    for i in times:
        near = slice(max(0, i - reach), i + reach + 1)
        off = (times[near] - i) / sigma
        weight = np.exp(-0.5 * off**2)
        s0, s1, s2 = weight.sum(), (weight * off).sum(), (weight * off**2).sum()
        line = weight * (s2 - s1 * off) / max(s0 * s2 - s1 * s1, 1e-12) if s2 > 1e-9 else weight / s0
        smooth[i] = line @ poses[near]
    return smooth


def _zoom(path: Path, smooth: Path, size: tuple[int, int]) -> float:
    """Return the least enlargement with which no frame shows its border."""
    half = np.array(size) / max(size) / 2
    corners = np.array([[x, y, 1] for x in (-half[0], half[0]) for y in (-half[1], half[1])])
    most = 1.0
    for was, wanted in zip(path.poses, smooth.poses, strict=True):
        back = np.linalg.inv(_move(was, wanted, 1.0))
        zoom = 1.0
        for _ in range(8):
            seen = np.abs((corners / [zoom, zoom, 1]) @ back.T)[:, :2]
            zoom = max(1.0, zoom * float((seen / half).max()))
        most = max(most, zoom)
    return most if most > CALM_ZOOM else 1.0
