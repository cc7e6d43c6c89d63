import cv2
import numpy as np
import pytest

from flowanim.ops.image import blur
from flowanim.review.metrics import perceptual_distance


def textured(seed, shift=0.0):
    noise = np.random.default_rng(seed).normal(0, 0.1, (96, 96, 3)).astype(np.float32)
    return np.clip(0.5 + shift + cv2.GaussianBlur(noise, (0, 0), 0.8), 0, 1).astype(np.float32)


@pytest.fixture
def hole():
    mask = np.zeros((96, 96), bool)
    mask[24:72, 24:72] = True
    return mask


def filled(true, other, hole):
    return np.where(hole[..., None], other, true).astype(np.float32)


def test_the_truth_is_no_distance_away(hole):
    assert perceptual_distance(textured(1), textured(1), hole) == pytest.approx(0, abs=1e-5)


def test_another_piece_of_the_texture_is_nearer_than_a_smear_that_is_nearer_pixel_by_pixel(hole):
    true = textured(1)
    other, smear = filled(true, textured(2), hole), filled(true, blur(true, 6), hole)
    assert np.square(smear - true).mean() < 0.7 * np.square(other - true).mean()
    assert perceptual_distance(other, true, hole) < 0.75 * perceptual_distance(smear, true, hole)


def test_a_wrong_colour_counts(hole):
    true = textured(1)
    right, wrong = filled(true, textured(2), hole), filled(true, textured(2, 0.2), hole)
    assert perceptual_distance(wrong, true, hole) > perceptual_distance(right, true, hole) + 0.05


def test_what_lies_far_from_the_hole_does_not_count(hole):
    made, true = textured(1), textured(1)
    small = np.zeros_like(hole)
    small[:6, :6] = True
    made[80:, 80:] = 0
    assert perceptual_distance(made, true, small) < 0.02


def test_a_hole_is_asked_for(hole):
    with pytest.raises(ValueError, match="hole"):
        perceptual_distance(textured(1), textured(1), np.zeros_like(hole))
