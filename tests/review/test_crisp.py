"""Blur is Crete's published figure, and tells rows from columns; detail falls by what a blur takes."""

import cv2
import numpy as np
import pytest
from skimage.measure import blur_effect as published

from flowanim.review.crisp import blur_effect, detail, kept
from tests.review.pictures import texture


def grey(soft):
    return np.ascontiguousarray(texture(soft=soft)[..., 1])


@pytest.mark.parametrize("soft", [0.5, 1.5, 4.0])
def test_the_blur_effect_is_the_published_one(soft):
    assert max(blur_effect(grey(soft))) == pytest.approx(published(grey(soft), h_size=11), abs=0.01)


def test_more_blur_is_more():
    figures = [max(blur_effect(grey(soft))) for soft in (0.5, 1, 2, 4, 8)]
    assert figures == sorted(figures) and figures[0] < 0.3 < 0.6 < figures[-1]


def test_a_picture_smeared_sideways_is_blurred_along_its_rows():
    along, across = blur_effect(np.asarray(cv2.blur(grey(0.5), (15, 1))))
    assert along > across + 0.2


def test_a_ramp_has_its_slope_as_detail():
    ramp = np.tile(np.arange(64, dtype=np.float32) / 100, (32, 1))
    assert detail(ramp[:, 2:-2]) == pytest.approx(0.01, rel=0.05)
    assert kept(ramp * np.float32(0.5), ramp) == pytest.approx(0.5, rel=1e-3)


def test_a_flat_picture_is_no_division_by_zero():
    flat = np.full((32, 32), 0.5, np.float32)
    assert blur_effect(flat) == (1.0, 1.0) and kept(flat, flat) == 0
