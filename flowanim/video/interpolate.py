"""A clip -> the same clip at another frame rate or speed: real frames stay, what lies between them is made by flow.

Frames are taken as they come, two at a time, so memory does not grow with the clip. Nothing is blended across a cut:
the nearer real frame is held there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, pairwise
from math import ceil, floor

import cv2
import numpy as np

from flowanim.datatypes import Clip, Frame
from flowanim.errors import InputError
from flowanim.ops.warp import warp
from flowanim.video.between import Pair
from flowanim.video.blend import Network
from flowanim.video.ffmpeg import frame_rate

THUMBNAIL = (160, 90)
JUMP = 18.0
"""Levels by which thumbnails must differ before a cut is thought of."""
UNEXPLAINED = 0.55
"""Share of that difference which flow must leave for it to be a cut: what moves can be followed, a cut cannot."""


@dataclass(frozen=True)
class Pace:
    """How a clip is to run. fps: frames a second of the result. speed: 1 as it was, 0.25 four times slower.

    loop: the last frame goes over into the first.
    """

    fps: Fraction
    speed: Fraction = Fraction(1)
    loop: bool = False

    def count(self, frames: int, rate: Fraction) -> int:
        """Return how many frames come of so many at `rate`; without a loop the clip ends on its last real frame."""
        steps = frames if self.loop else frames - 1
        made = Fraction(steps) / rate / self.speed * self.fps
        return ceil(made) if self.loop else floor(made) + 1


def interpolate(clip: Clip, pace: Pace, network: Network | None = None) -> Clip:
    """Return `clip` at another pace; network: as in `Pair`. InputError if it has no frames."""
    rate = frame_rate(clip.fps)
    count = None if clip.count is None else pace.count(clip.count, rate)
    return Clip(_stream(clip.frames, rate, pace, network), clip.size, float(pace.fps), count)


def _stream(frames: Iterator[Frame], rate: Fraction, pace: Pace, network: Network | None) -> Iterator[Frame]:
    """Yield output frame k, which lies at source frame k * step."""
    step = rate * pace.speed / pace.fps
    first = next(frames, None)
    if first is None:
        raise InputError("the clip has no frames: give another one")
    k, pairs, last = 0, 0, first
    for one, last in pairwise(chain([first], frames, [first] if pace.loop else [])):
        yield from _between(Pair(one, last, network), _shares(k, pairs, step))
        k, pairs = ceil((pairs + 1) / step), pairs + 1
    if not pace.loop and k * step == pairs:
        yield last


def _shares(k: int, index: int, step: Fraction) -> list[float]:
    """Return where frames k, k + 1 ... lie between source frames `index` and the next."""
    return [float(i * step - index) for i in range(k, ceil((index + 1) / step))]


def _between(pair: Pair, shares: list[float]) -> Iterator[Frame]:
    cut = any(shares) and is_cut(pair.first, pair.second)
    for u in shares:
        yield (pair.first if u < 0.5 else pair.second) if cut else pair.at(u)


def is_cut(one: Frame, two: Frame) -> bool:
    """Whether two frames belong to different shots: they differ much, and flow does not explain most of it."""
    small = [cv2.resize(frame, THUMBNAIL, interpolation=cv2.INTER_AREA) for frame in (one, two)]
    apart = float(cv2.absdiff(*small).mean())
    if apart < JUMP:
        return False
    pair = Pair(*small)
    back = warp(small[1].astype(np.float32), pair.motions.there)
    return float(np.abs(back - small[0]).mean()) > UNEXPLAINED * apart
