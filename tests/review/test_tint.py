"""Delta E of known colours, and of a picture with itself."""

import numpy as np
import pytest

from flowanim.review.tint import drift, mean_lab
from tests.review.pictures import texture


def test_white_is_a_hundred_and_black_nothing():
    white, black = (np.full((8, 8, 3), value, np.float32) for value in (1, 0))
    np.testing.assert_allclose(mean_lab(white), (100, 0, 0), atol=0.01)
    assert drift(mean_lab(white), mean_lab(black)) == pytest.approx(100, abs=0.01)


def test_a_picture_does_not_drift_from_itself_and_a_warmer_one_does():
    picture = texture()
    warmer = picture * np.array([1.05, 1, 0.95], np.float32)
    assert drift(mean_lab(picture), mean_lab(picture)) == 0
    assert 2 < drift(mean_lab(picture), mean_lab(warmer)) < 10
