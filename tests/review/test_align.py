"""Clips of any size, rate and length come out alike, and of real frames only."""

import numpy as np
import pytest

from flowanim.datatypes import Clip
from flowanim.review.align import Common, adapted, aligned, common, fits, is_cut, own_rate


def numbered(count, fps, size=(32, 16)):
    """Return a clip whose frame i is i everywhere."""
    w, h = size
    return Clip((np.full((h, w, 3), i, np.uint8) for i in range(count)), size, fps, count)


def shown(clip, to):
    """Return the numbers of the frames that are shown."""
    return [int(frame[0, 0, 0]) for frame in aligned(clip, to).frames]


def test_all_are_brought_to_the_smallest_the_slowest_and_the_shortest():
    found = common([numbered(48, 24, (65, 33)), numbered(90, 30, (32, 16)), numbered(60, 60, (320, 160))])
    assert found == Common((32, 16), 24, 1.0)
    assert common([numbered(4, 24, (65, 33))]).size == (64, 32)
    with pytest.raises(ValueError):
        common([])


@pytest.mark.parametrize(
    ("fps", "frames"),
    [(24, [0, 1, 2, 3, 4, 5]), (48, [0, 2, 4, 6, 8, 10]), (30, [0, 1, 2, 3, 5, 6]), (12, [0, 0, 1, 1, 2, 2])],
)
def test_the_frame_is_shown_that_a_player_shows(fps, frames):
    assert shown(numbered(40, fps), Common((32, 16), 24, 0.25)) == frames


def test_what_ends_early_is_not_made_longer():
    clip = numbered(3, 24)
    to = Common((32, 16), 24, 1.0)
    assert aligned(clip, to).count == 3 and shown(numbered(3, 24), to) == [0, 1, 2]


def test_the_middle_of_another_aspect_is_kept_and_scaled():
    frame = np.zeros((20, 80, 3), np.uint8)
    frame[:, 20:60] = 200
    clip = Clip(iter([frame]), (80, 20), 24, 1)
    (made,) = aligned(clip, Common((20, 10), 24, 1 / 24)).frames
    assert made.shape == (10, 20, 3) and made.min() >= 199


def test_a_clip_is_measured_at_its_own_rate_where_frames_would_be_left_out_unevenly():
    to = Common((32, 16), 24, 1)
    assert own_rate(numbered(10, 48), to) == to
    assert own_rate(numbered(10, 30), to).fps == 30
    assert own_rate(numbered(10, 12), to).fps == 12


def test_what_fits_is_left_alone_and_nothing_is_said():
    to = Common((32, 16), 24, 1)
    clip = numbered(24, 24)
    assert fits(clip, to) and adapted("a", clip, to) == () and not is_cut(clip, to)


def test_what_is_done_to_a_clip_is_said():
    to = Common((32, 16), 24, 1)
    said = " ".join(adapted("kling.mp4", numbered(60, 30, (64, 64)), to))
    assert "scaled down from 64x64 to 32x16" in said and "50 % of one side cut off" in said
    assert "30 frames a second, shown at 24 but measured at its own rate" in said
    assert "first 1 s, without its seam" in said and is_cut(numbered(60, 30), to)
    assert "enlarged" in adapted("a", numbered(24, 24, (16, 8)), to)[0]
