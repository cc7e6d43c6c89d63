"""A mask on the edges of a picture from rough hints."""

import numpy as np
import pytest

from flowanim.scene.grabcut import grabcut

H, W = 60, 80
NOTHING = np.zeros((H, W), bool)


def box(top, bottom, left, right):
    mask = NOTHING.copy()
    mask[top:bottom, left:right] = True
    return mask


def picture(thing):
    noise = np.random.default_rng(0).integers(-6, 7, (H, W, 3))
    return np.clip(np.where(thing[..., None], (200, 60, 40), (70, 90, 110)) + noise, 0, 255).astype(np.uint8)


def test_it_takes_all_of_a_colour_up_to_its_edge_and_nothing_of_what_is_never_in_it():
    thing, never = box(15, 45, 20, 60), box(0, H, 50, W)
    found = grabcut(picture(thing), box(18, 40, 25, 55), sure=box(25, 30, 30, 40), never=never)
    np.testing.assert_array_equal(found, thing & ~never)


def test_it_is_the_same_each_time():
    first, second = (grabcut(picture(box(9, 50, 9, 50)), box(0, 40, 0, 40), sure=NOTHING, never=NOTHING) for _ in "12")
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("likely", [NOTHING, ~NOTHING])
def test_where_all_or_nothing_is_likely_there_is_nothing(likely):
    assert not grabcut(picture(NOTHING), likely, sure=NOTHING, never=NOTHING).any()
