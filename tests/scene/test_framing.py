import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowanim.errors import UsageError
from flowanim.scene.framing import frame, parse_aspect


def centre():
    return 0.5, 0.5


def never():
    raise AssertionError("the subject is only looked for when the aspect changes")


def test_an_even_photo_is_shown_whole_at_its_own_size():
    framing = frame((640, 480), None, None, never)
    assert (framing.crop, framing.size, framing.notes) == ((0, 0, 1, 1), (640, 480), ())


def test_an_odd_photo_loses_one_pixel_and_no_pixel_is_resampled():
    framing = frame((641, 481), None, None, never)
    assert framing.size == (640, 480)
    assert (framing.crop[2] * 641, framing.crop[3] * 481) == pytest.approx((640, 480))
    assert len(framing.notes) == 1


def test_a_large_photo_is_scaled_to_1920():
    assert frame((6000, 4000), None, None, never).size == (1920, 1280)


def test_a_long_side_never_enlarges():
    assert frame((640, 480), 1280, None, never).size == (640, 480)


def test_an_exact_size_is_obeyed_and_enlarging_is_said():
    framing = frame((640, 480), (1280, 960), None, never)
    assert framing.size == (1280, 960)
    assert "enlarged" in framing.notes[0]


def test_another_aspect_keeps_the_subject():
    framing = frame((2000, 1000), None, "1:1", lambda: (0.9, 0.5))
    assert framing.crop == pytest.approx((0.5, 0, 0.5, 1))


def test_a_box_is_taken_as_it_is():
    framing = frame((1000, 1000), None, (0.1, 0.2, 0.5, 0.4), never)
    assert framing.crop == pytest.approx((0.1, 0.2, 0.5, 0.4))
    assert framing.size == (500, 400)


@pytest.mark.parametrize("box", [(0, 0, 0, 1), (0.5, 0, 0.6, 1), (-0.1, 0, 0.5, 0.5)])
def test_a_box_outside_the_photo_is_refused(box):
    with pytest.raises(UsageError, match="inside the photo"):
        frame((100, 100), None, box, never)


@pytest.mark.parametrize(("text", "value"), [("16:9", 16 / 9), ("9x16", 9 / 16), ("1.85", 1.85), (" 4/3 ", 4 / 3)])
def test_an_aspect_is_read(text, value):
    assert parse_aspect(text) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "wide", "16:0", "0:9", "1000:1", "16:9:4"])
def test_a_wrong_aspect_is_refused(text):
    with pytest.raises(UsageError, match="16:9"):
        parse_aspect(text)


def test_a_video_too_small_is_refused():
    with pytest.raises(UsageError, match="--size"):
        frame((1000, 1000), 8, None, never)


@given(st.integers(32, 5000), st.integers(32, 5000), st.sampled_from([None, "16:9", "1:1", "4:5"]))
def test_a_framing_lies_inside_the_photo_and_is_even(width, height, crop):
    if max(width, height) > 9 * min(width, height):
        return
    framing = frame((width, height), None, crop, centre)
    x, y, w, h = framing.crop
    assert x >= 0 and y >= 0 and x + w <= 1 + 1e-9 and y + h <= 1 + 1e-9
    assert framing.size[0] % 2 == 0 == framing.size[1] % 2
    shape = (framing.size[0] / framing.size[1]) / (w * width / (h * height))
    assert shape == pytest.approx(1, abs=2.5 / min(framing.size))
