"""Clips from anywhere -> clips that can be laid side by side: one size, one rate, one length, real frames only.

frame k of the result = the frame that a player shows at k / fps      nothing is blended, nothing is invented
picture of the result = the middle of the frame in the common aspect, scaled to the common size
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from flowanim.datatypes import Clip, Frame

WHOLE = 1e-3
"""How near to a whole number a ratio of rates must be to count as one."""
CROPPED = 0.02
"""Share of a side that may be cut off without a word."""


@dataclass(frozen=True)
class Common:
    """What all clips are brought to. size: (W, H), both even. fps: frames a second. seconds: how much is compared."""

    size: tuple[int, int]
    fps: float
    seconds: float

    @property
    def count(self) -> int:
        """How many frames are compared."""
        return max(1, round(self.seconds * self.fps))


def common(clips: Sequence[Clip]) -> Common:
    """Return the size of the smallest clip, the lowest rate and the shortest length. ValueError without clips."""
    if not clips:
        raise ValueError("want at least one clip")
    w, h = min((clip.size for clip in clips), key=lambda size: size[0] * size[1])
    return Common((max(2, w - w % 2), max(2, h - h % 2)), min(clip.fps for clip in clips), min(map(length, clips)))


def length(clip: Clip) -> float:
    """Return the seconds of a clip."""
    return (clip.count or 1) / clip.fps


def fits(clip: Clip, to: Common) -> bool:
    """Whether a clip needs no change."""
    return clip.size == to.size and abs(clip.fps / to.fps - 1) < WHOLE and clip.count == to.count


def is_cut(clip: Clip, to: Common) -> bool:
    """Whether a clip goes on after what is compared: its seam cannot be judged then."""
    return length(clip) > to.seconds + 0.75 / min(clip.fps, to.fps)


def own_rate(clip: Clip, to: Common) -> Common:
    """Return `to` at the rate at which a clip can be measured fairly: the common one if it divides the clip's own.

    Else real frames would have to be left out unevenly, which no camera did.
    """
    times = clip.fps / to.fps
    return to if round(times) and abs(times - round(times)) < WHOLE * times else replace(to, fps=clip.fps)


def aligned(clip: Clip, to: Common) -> Clip:
    """Return `clip` as `to` wants it, streamed; it ends early if its frames do."""
    return Clip(_stream(clip, to), to.size, to.fps, min(to.count, _reach(clip, to)))


def adapted(name: str, clip: Clip, to: Common) -> tuple[str, ...]:
    """Return what is done to a clip, one sentence each; nothing if it fits."""
    notes = []
    if clip.size != to.size:
        cut = 1 - min(_window(clip.size, to.size)) if _window(clip.size, to.size) else 0
        way = "enlarged" if min(clip.size[0] / to.size[0], clip.size[1] / to.size[1]) < 1 else "scaled down"
        trimmed = f", with {100 * cut:.0f} % of one side cut off" if cut > CROPPED else ""
        notes.append("{}: {} from {}x{} to {}x{}{}".format(name, way, *clip.size, *to.size, trimmed))
    if abs(clip.fps / to.fps - 1) >= WHOLE:
        kept = own_rate(clip, to).fps == to.fps
        said = "and measured so" if kept else "but measured at its own rate"
        notes.append(f"{name}: {clip.fps:g} frames a second, shown at {to.fps:g} {said}")
    if is_cut(clip, to):
        notes.append(f"{name}: {length(clip):.3g} s long, compared are the first {to.seconds:.3g} s, without its seam")
    return tuple(notes)


def _reach(clip: Clip, to: Common) -> int:
    """Return how many frames of `to` a clip has pictures for."""
    return to.count if clip.count is None else max(1, int(clip.count * to.fps / clip.fps + 0.5))


def _stream(clip: Clip, to: Common) -> Iterator[Frame]:
    wanted = [int(k * clip.fps / to.fps + WHOLE) for k in range(to.count)]
    k = 0
    for i, frame in enumerate(clip.frames):
        while k < len(wanted) and wanted[k] == i:
            yield _fitted(frame, to.size)
            k += 1
        if k == len(wanted):
            return


def _window(own: tuple[int, int], size: tuple[int, int]) -> tuple[float, float]:
    """Return the shares (across, down) of a picture that have the aspect of `size`."""
    ratio = (own[0] / own[1]) / (size[0] / size[1])
    return min(1.0, 1 / ratio), min(1.0, ratio)


def _fitted(frame: Frame, size: tuple[int, int]) -> Frame:
    """Return the middle of a frame (H, W, 3) at `size` (W, H)."""
    h, w = frame.shape[:2]
    if (w, h) == size:
        return frame
    across, down = _window((w, h), size)
    wide, high = max(1, round(across * w)), max(1, round(down * h))
    x, y = (w - wide) // 2, (h - high) // 2
    way = cv2.INTER_AREA if wide >= size[0] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(np.ascontiguousarray(frame[y : y + high, x : x + wide]), size, interpolation=way))
