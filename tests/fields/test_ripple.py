import numpy as np
import pytest

from flowanim.fields.ripple import plane_of, ripple
from flowanim.fields.waves import field_at
from flowanim.plan import RippleEffect
from tests.fields.places import SIZE, place


def heights(where=None, **amounts) -> np.ndarray:
    """Return how far up and down the water goes, (moments, h, w) px; calm banks and the beginning taken out."""
    pull, _ = ripple(RippleEffect(layer="it", amplitude_px=8, **amounts), where or place())
    moments = np.stack([field_at(pull, i / 24)[..., 1] for i in range(24)])
    return moments - moments.mean(0)


def test_waves_move_up_and_down_more_than_sideways():
    pull, _ = ripple(RippleEffect(layer="it", amplitude_px=8), place())
    sideways, upright = np.abs(field_at(pull, 0.3)).mean((0, 1))
    assert upright > 2 * sideways


def test_waves_are_about_as_high_as_planned_and_low_in_the_distance():
    pull, _ = ripple(RippleEffect(layer="it", amplitude_px=8), place())
    height = np.abs(np.stack([field_at(pull, i / 24) for i in range(24)])[..., 1]).max((0, 2))
    rows = np.flatnonzero(place().alpha[:, 100])
    assert 0.8 < height.max() < 8
    assert height[rows[5]] < 0.5 * height[rows[-10]]


def test_short_waves_run_more_often_than_long_ones():
    pull, _ = ripple(RippleEffect(layer="it", amplitude_px=8, period_s=2), place())
    counts = [term.cycles for term in pull]
    assert counts == sorted(counts) and counts[0] == 2 and counts[-1] > 4


def test_without_glint_the_light_rests():
    assert ripple(RippleEffect(layer="it", amplitude_px=8, glint=0), place())[1] == ()


@pytest.mark.parametrize("angle_deg", [0, 135, 180, 270])
def test_crests_lie_across_the_view_wherever_the_waves_run(angle_deg):
    """On receding water no crest runs towards the eye: those drew a fan of rays, and curtains at the near edge."""
    moments = heights(angle_deg=angle_deg, wavelength_px=60)
    rows = slice(int(0.5 * SIZE[1]), None)
    down, along = (np.abs(np.diff(moments, axis=axis))[:, rows].mean() for axis in (1, 2))
    assert along < 0.35 * down
    foot = slice(int(0.92 * SIZE[1]), SIZE[1])
    down, along = (np.abs(np.diff(moments, axis=axis))[:, foot].mean() for axis in (1, 2))
    assert along < 0.6 * down


def test_seen_from_above_waves_run_where_the_plan_says():
    above = place(top=-1)
    flat = type(above)(**{**above.__dict__, "disparity": np.ones_like(above.disparity)})
    moments = heights(flat, angle_deg=0, wavelength_px=60)
    down, along = (np.abs(np.diff(moments, axis=axis)).mean() for axis in (1, 2))
    assert not plane_of(flat).recedes and along > down


def test_far_water_moves_too():
    """Where near waves are too fine to be drawn, longer ones are: half way to the horizon it is not still."""
    strength = heights(wavelength_px=60).std(0)[:, 40:-40].mean(1)
    y = np.arange(len(strength)) / SIZE[1]
    half, near = (strength[(y > at - 0.03) & (y < at + 0.03)].mean() for at in (0.55, 0.9))
    assert half > 0.2 * near


def test_the_plane_is_a_pinhole_view_of_level_water():
    """Squares on the water: twice as far from the horizon is half as far away, and half as wide."""
    where = place()
    plane, y = plane_of(where), where.grid.points[:, 0, 1]
    rows = [int(np.argmin(np.abs(y - (0.3 + drop) * SIZE[1]))) for drop in (0.2, 0.4)]
    for field in (plane.x, plane.y):
        np.testing.assert_allclose(field[rows[0], 250], 2 * field[rows[1], 250], rtol=0.03)
    assert plane.y[-2, 0] == pytest.approx(-SIZE[0], rel=0.03)
