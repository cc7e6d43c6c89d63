import numpy as np
import pytest

from flowanim.review import ink

SIZE = (120, 200)


def canvas() -> np.ndarray:
    return np.full((*SIZE, 3), 128, np.uint8)


def drawn(picture: np.ndarray) -> np.ndarray:
    return (picture != 128).any(-1)


def test_a_line_has_a_dark_halo_on_both_sides():
    picture = canvas()
    ink.line(picture, np.float32([[20, 60], [180, 60]]), ink.WHITE)
    assert (picture[60, 100] == ink.WHITE).all()
    assert (picture[57, 100] < 60).all() and (picture[63, 100] < 60).all()


def test_an_arrow_is_thick_at_its_end():
    picture = canvas()
    ink.arrow(picture, np.float32([40, 60]), np.float32([150, 60]), ink.YELLOW)
    height = drawn(picture).sum(0)
    assert height[144] > height[60] and height[46] == pytest.approx(height[60], abs=1)


def test_a_swing_has_two_heads():
    picture = canvas()
    ink.arrow(picture, np.float32([40, 60]), np.float32([150, 60]), ink.YELLOW, two_heads=True)
    height = drawn(picture).sum(0)
    assert height[144] > height[90] < height[46]


def test_dashes_leave_gaps():
    picture = canvas()
    ink.dashes(picture, np.float32([[20, 20], [180, 20], [180, 100], [20, 100]]), ink.YELLOW)
    row = (picture[20, 30:170] == ink.YELLOW).all(-1)
    assert 0.2 < row.mean() < 0.8


def test_an_outline_leaves_the_inside_as_it_is():
    picture, region = canvas(), np.zeros(SIZE, bool)
    region[30:90, 50:150] = True
    ink.outline(picture, region, ink.WHITE)
    assert not drawn(picture)[45:75, 65:135].any() and drawn(picture)[60, 50]


def test_stripes_cover_the_region_alone():
    picture, region = canvas(), np.zeros(SIZE, bool)
    region[30:90, 50:150] = True
    ink.stripes(picture, region)
    assert drawn(picture)[40:80, 60:140].mean() > 0.18 and not drawn(picture)[:24].any()


def test_a_pin_marks_its_point():
    picture = canvas()
    ink.pin(picture, np.float32([100, 60]))
    assert picture[60, 100, 0] > 200 > picture[60, 100, 1]
    assert not drawn(picture)[:, :80].any()


def test_labels_lie_in_their_regions_and_not_on_each_other():
    left, right = np.zeros(SIZE, bool), np.zeros(SIZE, bool)
    left[:, :100], right[:, 100:] = True, True
    names = [ink.Label("a", left, ink.WHITE), ink.Label("b", right, ink.YELLOW), ink.Label("c", left, ink.YELLOW)]
    one = drawn(ink.write(canvas(), names[:1], "")[: SIZE[0]])
    assert one[:, :100].any() and not one[:, 100:].any()
    both, apart = (drawn(ink.write(canvas(), some, "")[: SIZE[0]]).sum() for some in (names[::2], names[:2]))
    assert both == pytest.approx(apart, rel=0.1)


def test_many_labels_in_a_small_picture_break_nothing():
    region = np.ones(SIZE, bool)
    names = [ink.Label(f"a very long name, number {i}", region, ink.WHITE) for i in range(30)]
    assert ink.write(canvas(), names, "legend").shape == (SIZE[0] + ink.LEGEND_PX, SIZE[1], 3)


def test_a_legend_that_is_too_long_is_cut():
    picture = ink.write(canvas(), [], "word " * 100)
    assert (picture[SIZE[0] :, -10:] == ink.DARK).all()
