from fractions import Fraction

import numpy as np
import pytest

from flowanim.datatypes import Clip
from flowanim.errors import InputError
from flowanim.video.interpolate import Pace, interpolate, is_cut
from tests.video.clips import clip, smooth
from tests.video.test_between import texture


def made(frames, pace, fps=24.0):
    return list(interpolate(clip(frames, fps), pace).frames)


def test_twice_the_frames_keeps_every_real_one():
    frames = smooth(count=5)
    found = made(frames, Pace(Fraction(48)))
    assert len(found) == 9
    for i, frame in enumerate(frames):
        np.testing.assert_array_equal(found[2 * i], frame)


def test_a_loop_goes_from_the_last_frame_into_the_first():
    frames = smooth(count=4)
    found = made(frames, Pace(Fraction(48), loop=True))
    assert len(found) == 8
    assert not np.array_equal(found[7], frames[3])


@pytest.mark.parametrize(("fps", "speed"), [(60, 1), (24, Fraction(1, 4)), (30, 1), (12, 1), (25, Fraction(1, 3))])
@pytest.mark.parametrize("loop", [False, True])
def test_the_count_is_told_beforehand(fps, speed, loop):
    pace = Pace(Fraction(fps), Fraction(speed), loop)
    clip_made = interpolate(clip(smooth(count=6)), pace)
    assert clip_made.count == len(list(clip_made.frames))


def test_a_clip_that_stands_still_stays_as_it_is():
    frames = [smooth()[0]] * 3
    for frame in made(frames, Pace(Fraction(72))):
        np.testing.assert_array_equal(frame, frames[0])


def test_nothing_is_blended_across_a_cut():
    one, two = texture(seed=1), 255 - texture(seed=9) // 2
    assert is_cut(one, two)
    for frame in made([one, two], Pace(Fraction(96))):
        assert any(np.array_equal(frame, real) for real in (one, two))


def test_fast_motion_is_no_cut():
    assert not is_cut(texture(0), texture(12))
    assert not is_cut(texture(0), texture(0))


def test_a_single_frame_stays_one_and_no_frame_is_refused():
    assert len(made(smooth(count=1), Pace(Fraction(48)))) == 1
    with pytest.raises(InputError, match="no frames"):
        list(interpolate(Clip(iter(()), (64, 48), 24.0), Pace(Fraction(48))).frames)
