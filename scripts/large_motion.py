"""Test photographs -> triplets with large motion, exactly known: 20 to 60 px between the ends. Fixed seeds.

Nothing of the training's generator (`train/moving.py`) is in it: a photo seen by a camera that moves and turns (a
homography, exact at every moment), and things cut out of other photos as rounded polygons that fly along parabolas,
turn and grow. Every frame is drawn at twice its size from the photos themselves, so the middle is no warp of the ends.
"""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from flowanim.datatypes import Frame

SIZE = 384, 288
TWICE = 2
Matrix = NDArray[np.float64]


def triplets(folder: Path, count: int = 40) -> Iterator[tuple[Frame, Frame, Frame]]:
    """Yield (first, middle, last) made of the photos kodak_* in `folder`."""
    photos = [cv2.imread(str(path))[..., ::-1] for path in sorted(folder.glob("kodak_*"))]
    for seed in range(count):
        rng = np.random.default_rng(7000 + seed)
        back, *things = (photos[i] for i in rng.permutation(len(photos))[: 2 + seed % 3])
        camera = _camera(back, rng)
        flights = [_Flight(thing, rng) for thing in things]
        first, middle, last = (_drawn(camera, flights, t) for t in (0.0, 0.5, 1.0))
        yield first, middle, last


class _Flight:
    """A thing that flies: its picture, its outline, where it starts, how it moves and turns and grows."""

    def __init__(self, photo: Frame, rng: np.random.Generator) -> None:
        self.radius = rng.uniform(25, 75) * TWICE
        side = int(2 * self.radius)
        y, x = (int(rng.integers(max(1, n - side))) for n in photo.shape[:2])
        self.picture = photo[y : y + side, x : x + side]
        turns = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(5, 11))))
        reach = rng.uniform(0.6, 1, len(turns))[:, None] * self.radius
        corners = reach * np.stack([np.cos(turns), np.sin(turns)], 1) + self.radius
        mask = np.zeros(self.picture.shape[:2], np.uint8)
        cv2.fillPoly(mask, [np.rint(corners).astype(np.int32)], 255, cv2.LINE_AA)
        self.mask = cv2.GaussianBlur(mask, (0, 0), 1.2)
        turn, way = rng.uniform(0, 2 * np.pi), rng.uniform(20, 60) * TWICE
        self.way = way * np.array([np.cos(turn), np.sin(turn)])
        self.start = rng.uniform(0.3, 0.7, 2) * SIZE * TWICE - self.way / 2
        self.fall = rng.uniform(-4, 4) * TWICE
        self.spin, self.growth = rng.uniform(-0.25, 0.25), rng.uniform(-0.12, 0.12)

    def at(self, t: float) -> Matrix:
        """Return the matrix (2, 3) from its picture to the frame at time `t`."""
        size, turn = 1 + self.growth * t, self.spin * t
        spun = size * np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        centre = self.start + self.way * t + [0, self.fall * t * (t - 1)]
        return np.hstack([spun, (centre - spun @ [self.radius, self.radius])[:, None]])


def _camera(photo: Frame, rng: np.random.Generator) -> tuple[Frame, Matrix, Matrix]:
    """Return the photo and where the corners of the frame lie in it at the start and at the end."""
    w, h = SIZE[0] * TWICE, SIZE[1] * TWICE
    photo = cv2.resize(photo, None, fx=(w + 160) / photo.shape[1] * 1.25, fy=(h + 160) / photo.shape[0] * 1.25)
    turn, way = rng.uniform(0, 2 * np.pi), rng.uniform(20, 60) * TWICE
    shift = way * np.array([np.cos(turn), np.sin(turn)])
    middle = (np.array([photo.shape[1], photo.shape[0]]) - [w, h]) / 2
    corners = np.array([[0, 0], [w, 0], [w, h], [0, h]], float)
    begin = corners + middle - shift / 2
    end = corners + middle + shift / 2 + rng.normal(0, 5 * TWICE, (4, 2))
    return np.ascontiguousarray(photo), begin, end


def _drawn(camera: tuple[Frame, Matrix, Matrix], flights: list[_Flight], t: float) -> Frame:
    photo, begin, end = camera
    size = SIZE[0] * TWICE, SIZE[1] * TWICE
    corners = np.array([[0, 0], [size[0], 0], size, [0, size[1]]], np.float32)
    onto = cv2.getPerspectiveTransform((begin + t * (end - begin)).astype(np.float32), corners)
    frame = cv2.warpPerspective(photo, onto, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT).astype(float)
    for flight in flights:
        picture = cv2.warpAffine(flight.picture, flight.at(t), size, borderMode=cv2.BORDER_REPLICATE)
        alpha = cv2.warpAffine(flight.mask, flight.at(t), size)[..., None] / 255
        frame += alpha * (picture - frame)
    small = cv2.resize(frame, SIZE, interpolation=cv2.INTER_AREA)
    return np.clip(np.rint(small), 0, 255).astype(np.uint8)
