import cv2
import numpy as np
import pytest

from flowanim.fields.hints import Hints, spread, spread_without_divergence

SHAPE = (130, 200)
SPREADS = pytest.mark.parametrize("solve", [spread, spread_without_divergence])


def hints(points, values, still=None) -> Hints:
    still = np.zeros(SHAPE, bool) if still is None else still
    return Hints(np.array(points, np.float32), np.array(values, np.float32), still)


def box(top=0, bottom=SHAPE[0], left=0, right=SHAPE[1]) -> np.ndarray:
    inside = np.zeros(SHAPE, bool)
    inside[top:bottom, left:right] = True
    return inside


def river() -> np.ndarray:
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]]
    return np.abs(y - 65 - 20 * np.sin(x / 30)) < 25 + 8 * np.cos(x / 22)


def divergence(field: np.ndarray) -> np.ndarray:
    return np.gradient(field[..., 0], axis=1) + np.gradient(field[..., 1], axis=0)


@SPREADS
def test_alike_arrows_give_one_even_field(solve):
    field = solve(hints([(30, 90), (150, 20)], [(12, -5), (12, -5)]), box())
    np.testing.assert_allclose(field, np.broadcast_to(np.float32([12, -5]), field.shape), atol=0.05)


@SPREADS
def test_the_field_is_zero_where_it_is_still_and_outside(solve):
    still = box(40, 60, 90, 120)
    field = solve(hints([(30, 85)], [(12, 0)], still), river())
    assert not field[still].any() and not field[~river()].any()
    assert field[85, 40, 0] > 3


def test_a_hint_is_met():
    field = spread(hints([(50, 60), (150, 60)], [(10, 0), (0, 10)]), box())
    np.testing.assert_allclose(field[60, 50], (10, 0), atol=0.7)
    np.testing.assert_allclose(field[60, 150], (0, 10), atol=0.7)


def test_between_an_arrow_and_still_points_the_field_falls_evenly():
    """As a cloth does between the pole and the hand: a straight line."""
    still = box(left=0, right=6)
    field = spread(hints([(197, y) for y in range(0, 130, 3)], [(0, 10)] * 44, still), box())
    middle = field[65, :, 1]
    np.testing.assert_allclose(middle[20:180], 10 * (np.arange(20, 180) - 6) / 190, atol=0.4)


def test_nothing_leaks_across_the_border_of_a_region():
    """Two ponds that do not touch: what is said of one says nothing of the other."""
    ponds = box(right=98) | box(left=104)
    field = spread(hints([(40, 60)], [(9, 3)]), ponds)
    assert np.abs(field[:, 104:]).max() < 1e-3
    np.testing.assert_allclose(field[:, :94], np.broadcast_to(np.float32([9, 3]), (130, 94, 2)), atol=0.05)


def test_an_edge_of_colour_holds_the_field_back():
    colours = np.zeros((*SHAPE, 3), np.float32)
    colours[:, 100:] = 0.6
    known = hints([(60, 60)], [(10, 0)])
    plain, coloured = (spread(known, box(), colours=c, reach=60) for c in (None, colours))
    assert coloured[60, 115, 0] < 0.4 * plain[60, 115, 0]
    assert coloured[60, 85, 0] > 0.9 * plain[60, 85, 0]


@pytest.mark.parametrize("reach", [15, 40])
def test_a_hint_fades_with_its_reach(reach):
    field = spread(hints([(100, 65)], [(10, 0)]), box(), reach=reach)
    assert 0.05 < field[65, 100 - reach, 0] / field[65, 100, 0] < 0.5


def test_water_neither_gathers_nor_vanishes():
    known = hints([(20, 70), (150, 40)], [(10, 4), (10, -2)])
    free, bound = spread_without_divergence(known, river()), spread(known, river())
    core = cv2.erode(river().astype(np.uint8), np.ones((13, 13))) > 0
    assert np.abs(divergence(free))[core].mean() < 0.012 * np.abs(free[core]).max()
    across = [field[..., 0].sum(0)[10:190] for field in (free, bound)]
    assert np.ptp(across[0]) < 0.15 * across[0].mean(), "as much water passes everywhere"
    assert np.ptp(across[1]) > 0.3 * across[1].mean(), "which is not so by itself"


def test_water_runs_along_its_banks():
    field = spread_without_divergence(hints([(20, 80)], [(10, 4)]), river())
    distance = cv2.distanceTransform(river().astype(np.uint8), cv2.DIST_L2, 5)
    normal = np.dstack(np.gradient(distance)[::-1])
    bank = (distance > 1) & (distance < 5) & (np.abs(np.mgrid[:130, :200][1] - 100) < 80)
    through, along = np.abs((field * normal).sum(-1)), np.hypot(*np.moveaxis(field, -1, 0))
    assert through[bank].mean() < 0.25 * along[bank].mean()


@SPREADS
@pytest.mark.parametrize("points", [[], [(400, 400)], [(20, 2)]], ids=["none", "far off", "beside the region"])
def test_hints_that_touch_no_region_move_nothing(solve, points):
    field = solve(hints(np.reshape(points, (-1, 2)), np.ones((len(points), 2))), box(top=60))
    assert field.shape == (*SHAPE, 2) and not field.any()


@SPREADS
@pytest.mark.parametrize("inside", [box(0, 0), box(60, 61), box(60, 62, 90, 92)], ids=["none", "a line", "a dot"])
def test_tiny_regions_break_nothing(solve, inside):
    assert np.isfinite(solve(hints([(91, 60)], [(5, 5)]), inside)).all()
