"""Planted noise measures its deviation, and what is made anew measures what was asked for."""

import numpy as np
import pytest

from flowanim.ops.grain import grain, noise
from flowanim.ops.image import luma
from tests.review.pictures import texture


@pytest.mark.parametrize("sigma", [1.0, 4.0, 12.0])
def test_planted_noise_is_measured(sigma):
    grains = np.random.default_rng(0).normal(0, sigma / 255, (256, 320)).astype(np.float32)
    assert noise(np.float32(0.5) + grains) == pytest.approx(sigma, rel=0.08)


def test_soft_texture_is_no_noise_and_a_white_wall_tells_nothing():
    assert noise(luma(texture((320, 256), soft=5))) < 0.7
    assert noise(np.ones((128, 128), np.float32)) == 0


@pytest.mark.parametrize("levels", [0.0, 1.5, 5.0])
def test_grain_that_is_made_measures_what_was_asked_for(levels):
    made = grain((256, 320), levels, np.random.default_rng(1))
    assert noise(np.float32(0.5) + made) == pytest.approx(levels, rel=0.08, abs=1e-4)
