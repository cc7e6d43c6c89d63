"""A planted flicker of 2 % measures 2 %, moving or not; motion and slow light measure none."""

from itertools import pairwise

import numpy as np
import pytest

from flowanim.review.flicker import Flicker, change, vbench_score
from flowanim.review.glance import Step, glance
from tests.review.pictures import levels, panned, shifted, texture


def steps(frames):
    looks = [glance(frame) for frame in frames]
    return [Step.of(a, b) for a, b in pairwise(looks)]


def flickered(frames):
    found = Flicker()
    for step in steps(frames):
        found.add(step)
    return found


def test_a_planted_flicker_of_two_per_cent_measures_two_per_cent():
    picture = texture()
    found = flickered([levels(picture * np.float32(0.98 if i % 2 else 1)) for i in range(10)])
    assert found.percent == pytest.approx(2, rel=0.07)


def test_it_measures_as_much_while_the_picture_moves():
    picture = texture()
    frames = [levels(shifted(picture, i) * np.float32(0.98 if i % 2 else 1)) for i in range(10)]
    assert flickered(frames).percent == pytest.approx(2, rel=0.15)


def test_motion_alone_is_no_flicker():
    found = flickered(panned(10, 2))
    assert found.percent < 0.35
    assert vbench_score([change(step) for step in steps(panned(10, 2))]) < 0.99, "the published figure counts motion"


def test_a_light_that_swells_slowly_is_no_flicker():
    picture = texture() * np.float32(0.8)
    found = flickered([levels(picture * np.float32(1 + 0.1 * np.sin(i / 48 * 2 * np.pi))) for i in range(24)])
    assert found.percent < 0.15


def test_the_cell_that_flickers_is_the_worst():
    frames = [levels(texture()) for _ in range(6)]
    frames[3][:20, :20] = frames[3][:20, :20] // 2
    worst = flickered(frames).worst
    assert np.unravel_index(worst.argmax(), worst.shape) < (4, 4)


def test_vbench_score_of_a_change_of_one_level_is_254_of_255():
    frames = [np.full((48, 64, 3), 100 + i % 2, np.uint8) for i in range(5)]
    assert vbench_score([change(step) for step in steps(frames)]) == pytest.approx(254 / 255)
    assert vbench_score([]) == 1
