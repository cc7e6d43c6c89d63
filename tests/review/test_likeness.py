"""A face that only moves is the same; one that melts or is another is not."""

import numpy as np
import pytest

from flowanim.review.glance import glance
from flowanim.review.likeness import EVERY, Likeness, unlike
from tests.review.pictures import levels, shifted, texture

FACE = (0.4, 0.3, 0.2, 0.3)


def watched(frames):
    found = Likeness((FACE,))
    for frame in frames:
        found.add(glance(frame))
    return found.worst


def test_a_still_face_has_not_changed_and_a_moving_one_hardly():
    frame = levels(texture())
    assert watched([frame] * (EVERY + 1))[0] == pytest.approx(0, abs=1e-5)
    assert watched([frame] * EVERY + [levels(shifted(texture(), 6, 3))])[0] < 0.05


def test_another_face_in_its_place_has_changed_and_the_frame_is_named():
    change, frame = watched([levels(texture())] * EVERY + [levels(texture(seed=3))] * EVERY)
    assert change > 0.4 and frame == EVERY


def test_without_a_face_there_is_nothing_to_say():
    found = Likeness(())
    for _ in range(20):
        found.add(glance(levels(texture())))
    assert found.worst is None


def test_a_speck_of_a_face_is_not_judged():
    assert unlike(np.zeros((4, 4), np.uint8), np.ones((20, 20), np.uint8)) == 0
