import numpy as np
import pytest

from flowanim.scene.depth import FLOOR, anchor, compose, ground_law, indoor_field, outdoor_fields, subject_level
from tests.scene.landscapes import flower

SHAPE = (120, 200)


def rows(low: float, high: float) -> np.ndarray:
    mask = np.zeros(SHAPE, bool)
    mask[int(low * 120) : int(high * 120)] = True
    return mask


def pole() -> np.ndarray:
    """A thing 8 px wide from row 30 to row 89, which stands on the ground."""
    mask = np.zeros(SHAPE, bool)
    mask[30:90, 100:108] = True
    return mask


def test_ground_is_proportional_to_the_rows_below_the_horizon():
    law = ground_law((101, 4), 0.5)
    assert law[-1, 0] == 1
    np.testing.assert_allclose(law[75, 0], 0.5, atol=1e-6)
    np.testing.assert_allclose(np.diff(law[60:, 0]), 0.02, atol=1e-6)
    assert law[:50].max() == pytest.approx(FLOOR)


def test_sky_is_at_infinity_and_mountains_are_far():
    fields = outdoor_fields({"sky": rows(0, 0.3), "mountain": rows(0.3, 0.5), "ground": rows(0.5, 1)}, 0.5)
    assert fields["sky"].max() == 0
    mountain = fields["mountain"][rows(0.3, 0.5)]
    assert 0.02 < mountain.min() < mountain.max() <= 0.1


def test_an_upright_thing_stands_where_it_meets_the_ground():
    fields = outdoor_fields({"sky": rows(0, 0.5), "ground": rows(0.5, 1) & ~pole(), "building": pole()}, 0.5)
    inside = fields["building"][pole()]
    assert np.ptp(inside) < 1e-6
    assert inside[0] == pytest.approx(fields["ground"][90, 100], abs=0.03)


def test_vegetation_that_fills_the_bottom_lies_like_ground():
    fields = outdoor_fields({"sky": rows(0, 0.4), "vegetation": rows(0.4, 1)}, 0.4)
    np.testing.assert_allclose(fields["vegetation"][60:], ground_law(SHAPE, 0.4)[60:], atol=1e-5)


def test_indoors_lower_and_sharper_are_nearer_and_nothing_steps():
    field = indoor_field(flower())
    assert field[-20:].mean() > field[:20].mean()
    assert np.abs(np.diff(field, axis=0)).max() < 0.05
    assert np.abs(np.diff(field, axis=1)).max() < 0.05


def test_a_subject_is_as_near_as_the_ground_at_its_foot():
    law = ground_law(SHAPE, 0.5)
    assert subject_level(law, pole()) == pytest.approx(law[89, 0])


def test_each_pixel_takes_the_field_of_the_region_it_shows():
    near, far = np.full((10, 20), 0.8, np.float32), np.full((10, 20), 0.2, np.float32)
    left = np.zeros((40, 80), np.float32)
    left[:, :37] = 1
    chosen = compose([near, far], [left, 1 - left])
    assert set(np.unique(chosen)) == {np.float32(0.8), np.float32(0.2)}
    assert (chosen[:, :37] == np.float32(0.8)).all()


def test_without_sky_the_farthest_is_a_tenth_and_the_nearest_1():
    ramp = np.linspace(0.3, 0.5, 10000, dtype=np.float32).reshape(100, 100)
    anchored = anchor(ramp, sky=False)
    assert np.quantile(anchored, 0.02) == pytest.approx(0.1, abs=0.02)
    assert np.quantile(anchored, 0.99) == pytest.approx(1, abs=0.02)


def test_with_sky_zero_stays_zero():
    ramp = np.linspace(0, 0.5, 10000, dtype=np.float32).reshape(100, 100)
    anchored = anchor(ramp, sky=True)
    assert anchored[0, 0] == 0
    assert anchored.max() == 1
