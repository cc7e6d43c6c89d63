"""Glances find a known motion, and boards sum up what they are given."""

import numpy as np
import pytest

from flowanim.review.glance import COLUMNS, Step, board, glance, motion, place_words
from tests.review.pictures import levels, shifted, texture


def test_a_glance_is_small_and_never_enlarged():
    assert glance(np.zeros((600, 960, 3), np.uint8)).frame.shape == (300, 480, 3)
    assert glance(np.zeros((30, 40, 3), np.uint8)).frame.shape == (30, 40, 3)


@pytest.mark.parametrize("dx", [0.5, 2.0, -3.0])
def test_motion_is_found_to_a_tenth_of_a_pixel(dx):
    before, after = (glance(levels(shifted(texture(), x))) for x in (0, dx))
    push = motion(before, after)[16:-16, 16:-16]
    assert np.median(push[..., 0]) == pytest.approx(dx, abs=0.1)
    assert np.median(push[..., 1]) == pytest.approx(0, abs=0.1)


def test_carried_is_the_picture_where_the_next_one_has_it():
    step = Step.of(*(glance(levels(shifted(texture(), x))) for x in (0, 2)))
    inside = np.abs(step.carried - step.after.rgb)[16:-16, 16:-16]
    assert inside.mean() < 0.01 and step.known[16:-16, 16:-16].mean() > 0.98


def test_what_comes_from_nowhere_is_not_known():
    picture = texture()
    other = picture.copy()
    other[40:90, 60:130] = texture(seed=5)[40:90, 60:130]
    step = Step.of(glance(levels(picture)), glance(levels(other)))
    assert step.known[50:80, 70:120].mean() < 0.8 < step.known[:, :40].mean()


def test_a_board_keeps_means():
    array = np.random.default_rng(0).random((64, 96)).astype(np.float32)
    assert board(array).shape == (21, COLUMNS)
    assert board(array).mean() == pytest.approx(array.mean(), abs=1e-3)


@pytest.mark.parametrize(
    ("index", "words"),
    [((0, 0), "the top left"), ((5, 5), "the middle"), ((9, 5), "the bottom"), ((5, 9), "the right")],
)
def test_places_have_names(index, words):
    assert place_words(index, (10, 10)) == words
