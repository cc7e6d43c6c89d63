"""A strongly compressed JPEG has blocks; clipped light is counted."""

import cv2
import numpy as np
import pytest

from flowanim.ops.image import from_uint8, luma
from flowanim.review.grain import blocking, clipped, exposure
from tests.review.pictures import levels, texture


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
