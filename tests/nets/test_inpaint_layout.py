import numpy as np
import pytest

from flowanim.nets.inpaint_layout import GIVEN, MEAN, SPREAD, conditions, scales


@pytest.mark.parametrize("sigma", [0.01, 0.25, 2.0])
def test_what_goes_in_has_a_spread_of_one(sigma):
    rng = np.random.default_rng(0)
    noisy = SPREAD * rng.standard_normal(100_000) + sigma * rng.standard_normal(100_000)
    assert np.std(scales(sigma)[0] * noisy) == pytest.approx(1, rel=0.02)


def test_endless_noise_is_not_shown():
    assert scales(float("inf")) == (0, MEAN)


def test_foreign_colours_and_the_disparity_inside_the_hole_are_not_told():
    rng = np.random.default_rng(0)
    picture, near = rng.random((1, 8, 8, 3), np.float32), rng.random((1, 8, 8), np.float32)
    texture = np.zeros_like(picture)
    hole, foreign = np.zeros((2, 1, 8, 8), bool)
    hole[:, :3], foreign[:, 3:5] = True, True
    told = conditions(picture, texture, hole=hole, foreign=foreign, near=near)
    picture[foreign], near[hole] = 1, 9
    np.testing.assert_array_equal(conditions(picture, texture, hole=hole, foreign=foreign, near=near), told)
    assert told.shape == (1, GIVEN, 8, 8) and told.dtype == np.float32
