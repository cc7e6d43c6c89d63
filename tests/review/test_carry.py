"""Pure motion has almost no warp error and no twinkle; a change in place has just what was planted."""

import numpy as np
import pytest

from flowanim.review.carry import twinkle, warp_error
from flowanim.review.glance import Step, glance
from tests.review.pictures import levels, shifted, texture


def step(before, after):
    return Step.of(glance(levels(before)), glance(levels(after)))


def test_a_frozen_step_has_no_error():
    assert warp_error(step(texture(), texture())) == 0
    assert twinkle(step(texture(), texture())) == pytest.approx(0, abs=1e-6)


def test_pure_motion_has_less_than_a_hundredth_of_the_plain_difference():
    one, two = texture(), shifted(texture(), 3)
    assert warp_error(step(one, two)) < 0.05 * float(np.square(one - two).sum(-1).mean())


def test_a_brightness_planted_evenly_is_measured_as_its_square():
    flat = np.full((96, 128, 3), 100 / 255, np.float32)
    assert warp_error(step(flat, flat + np.float32(10 / 255))) == pytest.approx(3 * (10 / 255) ** 2, rel=0.01)


def test_detail_that_is_new_in_every_frame_twinkles():
    ground = texture(soft=4)
    new = [ground + (texture(seed=i, soft=0.7) - np.float32(0.45)) * np.float32(0.5) for i in (1, 2)]
    assert twinkle(step(*new)) > 0.5


def test_a_picture_without_detail_does_not_twinkle():
    flat = np.full((96, 128, 3), 0.5, np.float32)
    assert twinkle(step(flat, flat)) == 0
