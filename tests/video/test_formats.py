"""The table of formats: every ending is found in any letters, and an unknown one is answered with those known."""

import pytest

from flowanim.errors import UsageError
from flowanim.video.formats import FORMATS, find_format


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_ending_is_found_in_small_and_large_letters(suffix):
    assert find_format("holiday" + suffix) is find_format("holiday" + suffix.upper()) is FORMATS[suffix]


@pytest.mark.parametrize("name", ["x.xyz", "x", "-", ".mp4", "x.mp4.", "\x1b[2J.exe"])
def test_an_unknown_ending_is_answered_with_all_that_are_known(name):
    with pytest.raises(UsageError) as caught:
        find_format(name)
    assert all(suffix in str(caught.value) for suffix in FORMATS)
    assert str(caught.value).isprintable()


def test_only_yuv_formats_lose_an_odd_row_and_column():
    assert find_format("a.mp4").fit((641, 481)) == (640, 480)
    assert find_format("a.mp4").fit((640, 480)) == (640, 480)
    assert find_format("a.gif").fit((641, 481)) == (641, 481)


def test_a_gif_drops_frames_that_players_would_slow_down():
    assert find_format("a.gif").graph((64, 64), 60.0).startswith("fps=50,")
    assert find_format("a.gif").graph((64, 64), 50.0).startswith("split")
    assert find_format("a.mp4").graph((64, 64), 240.0) == find_format("a.mp4").filters


def test_the_frames_that_choose_a_palette_fit_into_memory():
    assert "trim=end_frame=113," in find_format("a.gif").graph((1280, 720), 24.0)
    assert "trim=end_frame=1," in find_format("a.gif").graph((16384, 16384), 24.0)
