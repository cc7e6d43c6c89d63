"""Side by side every clip has its cell and its name; a wipe shows the first left of the divider, the others right."""

import numpy as np
import pytest

from flowanim.datatypes import Clip
from flowanim.review.align import Common
from flowanim.review.ink import LEGEND_PX
from flowanim.review.lineup import MOST_SIZE, side_by_side, strip, wipe

TO = Common((64, 40), 24, 0.5)


def grey(level, size=(64, 40)):
    return np.full((size[1], size[0], 3), level, np.uint8)


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (2, 1), (3, 2), (4, 2), (6, 2)])
def test_every_clip_has_its_cell(count, columns):
    levels = [30 * i + 20 for i in range(count)]
    clip = side_by_side(iter([[grey(v) for v in levels]]), [f"clip {i}" for i in range(count)], TO)
    (frame,) = clip.frames
    assert frame.shape[:2] == clip.size[::-1]
    found = {int(v) for v in np.unique(frame[..., 0])}
    assert set(levels) <= found
    assert clip.size[0] == 64 * clip.size[0] // 64 and clip.size[0] // 64 in (columns, columns + 1)


def test_large_clips_are_made_to_fit():
    to = Common((1920, 1080), 24, 0.1)
    clip = side_by_side(iter([[grey(9, to.size)] * 4]), list("abcd"), to)
    assert clip.size[0] <= MOST_SIZE[0] and clip.size[1] <= MOST_SIZE[1]
    assert next(clip.frames).shape[:2] == clip.size[::-1]


def test_no_clip_is_refused():
    with pytest.raises(ValueError):
        side_by_side(iter([]), [], TO)


def test_a_wipe_goes_over_both_and_comes_back_and_takes_each_clip_in_turn():
    levels = (10, 120, 240)
    made = wipe(lambda i: Clip(iter([grey(levels[i])] * 12), TO.size, 24, 12), ["a", "b", "c"])
    frames = list(made.frames)
    assert len(frames) == 24 and frames[0].shape == (40 + LEGEND_PX, 64, 3)
    share = [float((frame[:40, :, 0] == 10).mean()) for frame in frames[:12]]
    assert share[0] < 0.2 and share[6] > 0.75 and abs(share[3] - 0.5) < 0.12
    assert (frames[0][:40, -4:] == 120).all() and (frames[12][:40, -4:] == 240).all()


def test_a_name_that_is_too_long_is_cut():
    assert strip("a very long name of a clip " * 20, 200).shape == (LEGEND_PX, 200, 3)


@pytest.mark.parametrize("width", [1, 8, 24, 30])
def test_a_strip_without_room_for_a_word_is_empty_and_does_not_hang(width):
    assert strip("a name", width).shape == (LEGEND_PX, width, 3)
