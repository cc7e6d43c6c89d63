"""A clip whose light or texture flickers -> the same clip, steady: every frame is averaged with its neighbours, moved
onto it by flow, where they agree.

First the light: soft brightness and colour (on a coarse board) become the mean over the window, so that flicker of any
strength goes. Then the texture: neighbours under the same light count by how little they differ around a pixel.

    out(p) = sum_s w_s(p) g_s(p) frame_s(p + flow_s(p)),   w_s ~ exp(-(difference_s / SOFT)^2)

Flow to farther frames is composed of that between neighbours. The window never reaches across a cut. A change of light
that goes on for longer than the window stays.
Source: Lang et al., Practical Temporal Consistency, 2012 (averaging along flow).
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from flowanim.datatypes import Array, Clip, Flow, Frame, Image
from flowanim.ops.flow import compose, resize_flow
from flowanim.ops.image import fit, from_uint8, resize, to_uint8
from flowanim.ops.warp import warp
from flowanim.video.interpolate import is_cut

FLOW_PX = 512
REACH = 4
"""Frames before and after that count."""
SOFT = 20 / 255
AROUND = 2.0
BOARD = 24
"""Cells of the light along the long side."""
LEAST_ALIKE = 0.5
"""Correlation of two frames of one shot: measured over 0.9, and under 0.2 across cuts."""
PLAIN = 2.0
"""Levels of contrast below which a frame has no structure to tell a cut by."""
DARK = 6 / 255
MOST_GAIN = 1.6
LEAST_PX = 16


@dataclass(frozen=True, eq=False)
class _Seen:
    """A frame and its flow. frame: (H, W, 3). small: (h, w, 3) at flow's size, grey: (h, w).

    before, after: the pull (h, w, 2) that fetches the frame before it, and that after it; nothing across a cut.
    """

    frame: Frame
    small: Image
    grey: Frame
    before: list[Flow]
    after: list[Flow]


def deflickered(clip: Clip, *, reach: int = REACH, strength: float = 1.0) -> Clip:
    """Return the clip steadied. reach: frames either way. strength: factor on SOFT: more averages what differs more."""
    return Clip(_steady(clip.frames, reach, np.float32(SOFT * strength)), clip.size, clip.fps, clip.count)


def _steady(frames: Iterator[Frame], reach: int, soft: np.float32) -> Iterator[Frame]:
    window: deque[_Seen] = deque()
    waiting = 0
    for frame in frames:
        window.append(_look(frame, window[-1] if window else None))
        waiting += 1
        if waiting > reach:
            yield _mixed(list(window), len(window) - waiting, reach, soft)
            waiting -= 1
        if len(window) > 2 * reach:
            window.popleft()
    while waiting:
        yield _mixed(list(window), len(window) - waiting, reach, soft)
        waiting -= 1


def _look(frame: Frame, last: _Seen | None) -> _Seen:
    size = fit((frame.shape[1], frame.shape[0]), FLOW_PX)
    small = from_uint8(np.asarray(cv2.resize(frame, size, interpolation=cv2.INTER_AREA)))
    grey = _evened(small)
    if last is None or min(size) < LEAST_PX:
        return _Seen(frame, small, grey, [], [])
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    after = search.calc(last.grey, grey, None)
    if _cut(last, frame, grey, after):
        return _Seen(frame, small, grey, [], [])
    last.after.append(after)
    return _Seen(frame, small, grey, [search.calc(grey, last.grey, None)], [])


def _cut(last: _Seen, frame: Frame, grey: Frame, after: Flow) -> bool:
    """Whether there is a cut: under even light, and moved by flow, nothing of one frame is in the other."""
    one, two = last.grey.astype(np.float32), warp(grey.astype(np.float32), after)
    if min(one.std(), two.std()) < PLAIN:
        return is_cut(last.frame, frame)
    return bool(np.corrcoef(one.ravel(), two.ravel())[0, 1] < LEAST_ALIKE)


def _evened(small: Image) -> Frame:
    """Return brightness under even light, so that flow does not see the flicker."""
    luma = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    light = cv2.GaussianBlur(luma, (0, 0), max(small.shape[:2]) / BOARD)
    return to_uint8(np.asarray(np.float32(0.45) * (luma + np.float32(DARK)) / (light + np.float32(DARK))))


def _mixed(window: list[_Seen], at: int, reach: int, soft: np.float32) -> Frame:
    own = window[at]
    others = list(_reached(window, at, reach, forwards=True)) + list(_reached(window, at, reach, forwards=False))
    if not others:
        return own.frame
    lights = [_light(own.small), *(_light(warp(seen.small, pull)) for seen, pull in others)]
    mean = np.asarray(np.mean(lights, axis=0))
    even = _relit(own.small, lights[0], mean)
    total, weight = _relit(from_uint8(own.frame), lights[0], mean), np.ones(own.frame.shape[:2], np.float32)
    h, w = own.frame.shape[:2]
    for (seen, pull), light in zip(others, lights[1:], strict=True):
        share = _share(_relit(warp(seen.small, pull), light, mean), even, soft)
        large = cv2.resize(share, (w, h), interpolation=cv2.INTER_LINEAR)
        moved = _relit(warp(from_uint8(seen.frame), resize_flow(pull, (w, h))), light, mean)
        total = cv2.add(total, cv2.multiply(moved, cv2.merge([large] * 3)))
        weight = cv2.add(weight, large)
    return to_uint8(np.asarray(cv2.divide(total, cv2.merge([weight] * 3))))


def _reached(window: list[_Seen], at: int, reach: int, *, forwards: bool) -> Iterator[tuple[_Seen, Flow]]:
    """Yield the frames on one side, nearest first, with the pull that fetches each; up to a cut."""
    pull: Flow | None = None
    for far in range(1, reach + 1):
        here, there = (at + far - 1, at + far) if forwards else (at - far + 1, at - far)
        if not 0 <= there < len(window):
            return
        steps = window[here].after if forwards else window[here].before
        if not steps:
            return
        pull = steps[0] if pull is None else compose(pull, steps[0])
        yield window[there], pull


def _share(moved: Image, own: Image, soft: np.float32) -> Array:
    apart = cv2.transform(cv2.absdiff(moved, own), np.full((1, 3), 1 / 3, np.float32))
    return np.asarray(np.exp(-((cv2.GaussianBlur(apart, (0, 0), AROUND) / soft) ** 2)), np.float32)


def _light(small: Image) -> Image:
    """Return the soft light of a frame, on a board of cells."""
    h, w = small.shape[:2]
    size = fit((w, h), BOARD)
    return np.asarray(cv2.GaussianBlur(resize(small, size), (0, 0), 1.0))


def _relit(image: Image, light: Image, wanted: Image) -> Image:
    """Return `image` as if its soft light were `wanted`."""
    gain = np.clip((wanted + np.float32(DARK)) / (light + np.float32(DARK)), 1 / MOST_GAIN, MOST_GAIN)
    return np.asarray(image * cv2.resize(gain, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_CUBIC))
