"""A short clip -> the part of it that loops best, and that part closed by flow.

Frame j may be followed by frame i where both look alike and move alike: where the frames around them agree too. The
loop then plays i .. j - 1, and its last frames go over, by flow, into those that came before i, so that the step from
the last to the first is one that the clip itself made.
Source: Schoedl et al., Video Textures, 2000.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np

from flowanim.datatypes import Array, Clip, Frame
from flowanim.errors import InputError
from flowanim.ops.image import thrice, to_uint8
from flowanim.video.between import Pair
from flowanim.video.blend import Network
from flowanim.video.interpolate import is_cut

THUMBNAIL = (48, 27)
AROUND = (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16)
"""Weights of the frames around a transition that must agree too."""
MOST_FRAMES = 3000
BLEND = 8
"""Frames over which the end goes over into what came before the beginning, at most."""
LEAST_S = 1.0
FINE_PX = 1.5
"""What is finer counts as detail."""
DARK = 1.0
"""Energy, in levels squared, that is only noise."""
MOST_GAIN = 2.5
LONG = 0.3
"""By so much of a usual step may the seam be worse for a loop as long as the whole clip."""


@dataclass(frozen=True)
class Span:
    """A loop in a clip: frames first .. last - 1, the last `blend` of them mixed with those before `first`.

    seam, step: how far, in levels, the frames that are joined differ, and neighbours in the clip do.
    """

    first: int
    last: int
    blend: int
    seam: float
    step: float

    def __len__(self) -> int:
        return self.last - self.first


@dataclass
class _Seen:
    thumbnails: list[Array] = field(default_factory=list)
    shots: list[int] = field(default_factory=list)


def find_loop(clip: Clip, seconds: float | None = None) -> Span:
    """Return the best loop among the clip's first MOST_FRAMES frames, within one shot.

    seconds: about how long it should be; None: a second or longer. InputError where the clip is too short for that.
    """
    seen = _look(clip.frames)
    count = len(seen.thumbnails)
    blend = max(1, min(BLEND, count // 8))
    least, most = _lengths(count - blend, clip.fps, seconds)
    if least > count - blend:
        raise InputError(f"the clip has only {count} frames: a loop of {least} does not fit, give a shorter --seconds")
    apart = _apart(seen.thumbnails)
    step = float(np.median(np.diagonal(apart, 1)))
    shots = np.array(seen.shots)
    first, last = np.meshgrid(np.arange(count), np.arange(count), indexing="ij")
    length = last - first
    allowed = (first >= blend) & (length >= least) & (length <= most)
    allowed &= shots[np.maximum(first - blend, 0)] == shots[last]
    if not allowed.any():
        raise InputError("no shot of the clip is long enough for a loop: give a shorter --seconds, or another clip")
    cost = np.where(allowed, _smoothed(apart) - LONG * step * length / count, np.inf)
    i, j = (int(n) for n in np.unravel_index(int(cost.argmin()), cost.shape))
    return Span(i, j, blend, float(apart[i, j]), step)


def looped(clip: Clip, span: Span, network: Network | None = None) -> Clip:
    """Return the loop `span` of the clip, which is read anew from its first frame."""
    return Clip(_joined(clip.frames, span, network), clip.size, clip.fps, len(span))


def _joined(frames: Iterator[Frame], span: Span, network: Network | None) -> Iterator[Frame]:
    before: deque[Frame] = deque(maxlen=span.blend)
    for number, frame in enumerate(frames):
        if number < span.first:
            before.append(frame)
        elif number < span.last - span.blend:
            yield frame
        elif number < span.last:
            k = number - (span.last - span.blend)
            share = (k + 1) / (span.blend + 1)
            yield _with_contrast(Pair(frame, before[k], network).at(share), frame, before[k], share)
        else:
            return


def _with_contrast(mixed: Frame, first: Frame, second: Frame, share: float) -> Frame:
    """Return a frame between two with as much detail everywhere as they have.

    Where nothing can be followed from one to the other, as in foam, a mixture is their mean, and that is soft.
    """
    (low, high), *others = (_parts(frame) for frame in (mixed, first, second))
    wanted = sum(weight * _energy(fine) for weight, (_, fine) in zip((1 - share, share), others, strict=True))
    gain = np.clip(np.sqrt((wanted + DARK) / (_energy(high) + DARK)), 1, MOST_GAIN).astype(np.float32)
    return to_uint8((low + cv2.multiply(high, thrice(gain))) / np.float32(255))


def _parts(frame: Frame) -> tuple[Array, Array]:
    """Return a frame's soft part and its detail, (H, W, 3) each, in levels."""
    whole = frame.astype(np.float32)
    low = np.asarray(cv2.GaussianBlur(whole, (0, 0), FINE_PX))
    return low, whole - low


def _energy(detail: Array) -> Array:
    """Return the mean square (H, W) of a detail around each pixel."""
    return np.asarray(cv2.GaussianBlur((detail**2).mean(-1), (0, 0), 2 * FINE_PX))


def _look(frames: Iterator[Frame]) -> _Seen:
    seen, last = _Seen(), None
    for frame in frames:
        shot = seen.shots[-1] if seen.shots else 0
        seen.shots.append(shot + 1 if last is not None and is_cut(last, frame) else shot)
        seen.thumbnails.append(cv2.resize(frame, THUMBNAIL, interpolation=cv2.INTER_AREA).astype(np.float32))
        last = frame
        if len(seen.shots) == MOST_FRAMES:
            break
    if len(seen.shots) < 4:
        raise InputError(f"the clip has {len(seen.shots)} frames: a loop wants a clip of a second or more")
    return seen


def _lengths(room: int, fps: float, seconds: float | None) -> tuple[int, int]:
    """Return the least and the most frames of a loop."""
    if seconds is None:
        return max(2, min(round(LEAST_S * fps), room // 2)), room
    return max(2, round(0.8 * seconds * fps)), max(2, round(1.2 * seconds * fps))


def _apart(thumbnails: list[Array]) -> Array:
    """Return how far any two frames differ (N, N): the root of the mean squared difference, in levels."""
    flat = np.stack(thumbnails).reshape(len(thumbnails), -1)
    square = (flat**2).sum(1)
    return np.asarray(np.sqrt(np.maximum(square[:, None] + square - 2 * flat @ flat.T, 0) / flat.shape[1]))


def _smoothed(apart: Array) -> Array:
    """Return the mean along the diagonal: what comes before and after must agree too."""
    kernel = np.diag(np.array(AROUND, np.float32))
    return np.asarray(cv2.filter2D(apart, cv2.CV_32F, kernel, borderType=cv2.BORDER_REPLICATE))
