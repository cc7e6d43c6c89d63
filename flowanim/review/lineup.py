"""Aligned clips -> two videos of them: all side by side, and one that is wiped away from another.

Streamed, one frame of each clip at a time. A strip below says which clip is which.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import cos, pi

import cv2
import numpy as np

from flowanim.datatypes import Clip, Frame
from flowanim.review.align import Common
from flowanim.review.ink import LEGEND_PX, WHITE, line, write

MOST_SIZE = (1920, 1200)
SHAPE = 16 / 9
REACH = 0.46
"""How far from the middle the divider goes, as a share of the width."""


def side_by_side(moments: Iterable[Sequence[Frame]], names: Sequence[str], like: Common) -> Clip:
    """Return one clip of all that run beside each other. moments: the frames of each moment. ValueError for none."""
    columns = _columns(len(names), like.size)
    if not columns:
        raise ValueError("want at least one clip")
    rows = -(-len(names) // columns)
    cell = _cell(like.size, columns, rows)
    labels = [strip(name, cell[0]) for name in names]
    size = cell[0] * columns, (cell[1] + LEGEND_PX) * rows

    def tiled() -> Iterator[Frame]:
        for frames in moments:
            canvas = np.zeros((size[1], size[0], 3), np.uint8)
            for i, (frame, label) in enumerate(zip(frames, labels, strict=True)):
                y, x = i // columns * (cell[1] + LEGEND_PX), i % columns * cell[0]
                canvas[y : y + cell[1], x : x + cell[0]] = cv2.resize(frame, cell, interpolation=cv2.INTER_AREA)
                canvas[y + cell[1] : y + cell[1] + LEGEND_PX, x : x + cell[0]] = label
            yield canvas

    return Clip(tiled(), size, like.fps, like.count)


def wipe(opened: Callable[[int], Clip], names: Sequence[str]) -> Clip:
    """Return the first clip, wiped away from each other one in turn. opened: number of a clip -> it, aligned, anew."""
    first = opened(0)
    w, h = first.size

    def wiped() -> Iterator[Frame]:
        for k in range(1, len(names)):
            pair = (first if k == 1 else opened(0)), opened(k)
            label = strip(f"left: {names[0]}   ·   right: {names[k]}", w)
            count = max(1, min(pair[0].count or 1, pair[1].count or 1))
            for i, (left, right) in enumerate(zip(*(clip.frames for clip in pair), strict=False)):
                yield np.concatenate([_wiped(left, right, 0.5 - REACH * cos(2 * pi * i / count)), label])

    return Clip(wiped(), (w, h + LEGEND_PX), first.fps)


def strip(text: str, width: int) -> Frame:
    """Return (LEGEND_PX, width, 3) with words in it."""
    return write(np.zeros((0, width, 3), np.uint8), (), text)


def _wiped(left: Frame, right: Frame, share: float) -> Frame:
    """Return the left picture up to `share` of the width, the right one from there on."""
    h, w = left.shape[:2]
    at = round(share * w)
    frame = np.concatenate([left[:, :at], right[:, at:]], 1)
    line(frame, np.array([(at, -4), (at, h + 4)], np.float32), WHITE, thick=2)
    return frame


def _columns(count: int, size: tuple[int, int]) -> int:
    """Return in how many columns so many pictures of `size` come nearest to SHAPE."""
    fit = {c: abs(np.log(c * size[0] / (-(-count // c) * size[1]) / SHAPE)) for c in range(1, count + 1)}
    return min(fit, key=lambda c: float(fit[c]), default=0)


def _cell(size: tuple[int, int], columns: int, rows: int) -> tuple[int, int]:
    """Return the even size (W, H) of one picture, so that all of them fit into MOST_SIZE."""
    room = MOST_SIZE[0] / columns / size[0], (MOST_SIZE[1] / rows - LEGEND_PX) / size[1]
    scale = min(1.0, *room)
    return max(2, round(size[0] * scale) // 2 * 2), max(2, round(size[1] * scale) // 2 * 2)
