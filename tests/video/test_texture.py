import numpy as np
import pytest

from flowanim.errors import InputError
from flowanim.video.texture import find_loop, looped
from tests.video.clips import clip
from tests.video.test_between import texture


def swinging(count=60, period=24):
    """Return a texture that swings sideways once in `period` frames, with a little that never comes back."""
    return [texture(6 * np.sin(2 * np.pi * i / period) + 0.01 * i) for i in range(count)]


def test_the_period_of_what_swings_is_found():
    span = find_loop(clip(swinging()))
    assert len(span) in (24, 48) or abs(len(span) % 24) in (0, 1, 23)
    assert span.seam < 1.5 * span.step


def test_the_loop_closes_as_the_clip_itself_moves():
    frames = swinging()
    span = find_loop(clip(frames))
    made = list(looped(clip(frames), span).frames)
    assert len(made) == len(span)
    steps = [np.abs(a.astype(float) - b).mean() for a, b in zip(made, made[1:] + made[:1], strict=True)]
    assert steps[-1] <= 1.2 * max(steps[:-1])
    np.testing.assert_array_equal(made[0], frames[span.first])


def test_the_length_is_as_asked_for():
    span = find_loop(clip(swinging(), fps=24), seconds=1)
    assert 19 <= len(span) <= 29


def test_a_loop_lies_within_one_shot():
    one, two = swinging(40), [255 - frame // 2 for frame in swinging(40)]
    span = find_loop(clip(one + two))
    assert span.last < 40 or span.first - span.blend >= 40


@pytest.mark.parametrize(("count", "seconds"), [(1, None), (3, None), (20, 5)])
def test_a_clip_too_short_is_refused(count, seconds):
    with pytest.raises(InputError, match="frames"):
        find_loop(clip(swinging(count)), seconds)


def test_where_nothing_can_be_followed_the_join_keeps_its_detail():
    rng = np.random.default_rng(0)
    frames = [texture(0.0) for _ in range(60)]
    foam = [np.clip(128 + 40 * rng.standard_normal((24, 40, 1)), 0, 255).astype(np.uint8) for _ in frames]
    for frame, boiling in zip(frames, foam, strict=True):
        frame[10:34, 10:50] = boiling
    made = list(looped(clip(frames), find_loop(clip(frames))).frames)
    detail = [float(np.abs(np.diff(frame[12:32, 12:48, 0].astype(float), axis=1)).mean()) for frame in made]
    assert min(detail) > 0.75 * np.median(detail)
