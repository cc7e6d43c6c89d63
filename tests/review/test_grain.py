"""Planted noise measures its deviation; a strongly compressed JPEG has blocks; clipped light is counted."""

import cv2
import numpy as np
import pytest

from flowanim.ops.image import from_uint8, luma
from flowanim.review.grain import blocking, clipped, exposure, noise
from tests.review.pictures import levels, texture


@pytest.mark.parametrize("sigma", [1.0, 4.0, 12.0])
def test_planted_noise_is_measured(sigma):
    grains = np.random.default_rng(0).normal(0, sigma / 255, (256, 320)).astype(np.float32)
    assert noise(np.float32(0.5) + grains) == pytest.approx(sigma, rel=0.08)


def test_soft_texture_is_no_noise_and_a_white_wall_tells_nothing():
    assert noise(luma(texture((320, 256), soft=5))) < 0.7
    assert noise(np.ones((128, 128), np.float32)) == 0


def jpeg(quality, shift=0):
    _, data = cv2.imencode(".jpg", levels(texture((320, 256))), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return luma(from_uint8(cv2.imdecode(data, cv2.IMREAD_COLOR)))[shift:, shift:]


@pytest.mark.parametrize("shift", [0, 3])
def test_blocks_show_in_a_poor_jpeg_and_not_in_a_good_one(shift):
    poor, good = (np.ascontiguousarray(jpeg(quality, shift)) for quality in (10, 95))
    assert blocking(poor) > 1 > 0.2 > blocking(good)


def test_clipped_light_and_dark_are_counted():
    picture = np.full((10, 10, 3), 0.5, np.float32)
    picture[:2], picture[-1] = 1, 0
    assert clipped(picture) == (0.2, 0.1)


def test_exposure_is_the_median_and_the_contrast():
    ramp = np.tile(np.linspace(0, 1, 101, dtype=np.float32)[None, :, None], (5, 1, 3))
    middle, contrast = exposure(ramp)
    assert middle == pytest.approx(0.5, abs=0.01) and contrast == pytest.approx(0.9, abs=0.02)
