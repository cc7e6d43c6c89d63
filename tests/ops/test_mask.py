import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from flowanim.ops.mask import (
    bounding_box,
    disc,
    distance_to,
    grow,
    largest,
    nearest_index,
    shrink,
    smoothstep,
    without_specks,
)

masks = arrays(np.bool_, (12, 15), elements=st.booleans())


def dot(x: int = 20, y: int = 15) -> np.ndarray:
    """A mask (31, 41) of one pixel."""
    mask = np.zeros((31, 41), bool)
    mask[y, x] = True
    return mask


@pytest.mark.parametrize("radius", [1, 2, 3.5, 7])
def test_a_grown_dot_is_a_disc_of_that_radius(radius):
    y, x = np.indices((31, 41))
    np.testing.assert_array_equal(grow(dot(), radius), np.hypot(x - 20, y - 15) <= radius)


@given(masks, st.floats(0, 4))
def test_growing_only_adds_and_shrinking_only_takes(mask, radius):
    assert (grow(mask, radius) >= mask).all()
    assert (shrink(mask, radius) <= mask).all()


@given(masks, st.floats(0, 4))
def test_shrinking_is_growing_the_outside(mask, radius):
    np.testing.assert_array_equal(shrink(mask, radius), ~grow(~mask, radius))


def test_the_frame_does_not_eat_a_mask_that_touches_it():
    assert shrink(np.ones((5, 5), bool), 3).all()


@pytest.mark.parametrize("threads", [1, 2])
def test_distance_is_the_root_of_a_whole_number_to_the_bit(threads):
    """IPP's is not, by how the array lies in memory, and OpenCV calls it where there is one thread."""
    before, (y, x) = (cv2.getNumThreads(), cv2.ipp.useIPP()), np.mgrid[:720, :1280]
    cv2.setNumThreads(threads)
    found = distance_to(np.hypot(x - 600, y - 350) > 200)
    cv2.setNumThreads(before[0])
    np.testing.assert_array_equal(found, np.sqrt(np.rint(found.astype(np.float64) ** 2)).astype(np.float32))
    assert cv2.ipp.useIPP() == before[1], "left as it was"


def test_distance_is_euclidean():
    assert distance_to(dot())[12, 24] == pytest.approx(5.0, abs=1e-3)


def test_nothing_is_very_far_from_everything():
    assert distance_to(np.zeros((4, 4), bool)).min() >= 1e6


def test_a_disc_is_symmetric_and_as_wide_as_it_says():
    element = disc(4)
    assert element.shape == (9, 9)
    np.testing.assert_array_equal(element, element.T)
    np.testing.assert_array_equal(element[4], 1)


def two_parts() -> np.ndarray:
    mask = np.zeros((20, 30), bool)
    mask[2:8, 2:12] = True
    mask[12:15, 20:24] = True
    return mask


def test_largest_keeps_the_largest_part_and_those_near_its_size():
    assert largest(two_parts()).sum() == 60
    assert largest(two_parts(), keep=0.1).sum() == 72
    assert not largest(np.zeros((5, 5), bool)).any()


def test_specks_go_and_pinholes_close():
    mask = two_parts()
    mask[4, 5] = False
    clean = without_specks(mask, 20)
    assert clean[4, 5] and not clean[12:15, 20:24].any()


@given(masks)
def test_no_speck_below_two_pixels_changes_nothing(mask):
    np.testing.assert_array_equal(without_specks(mask, 1), mask)


@given(masks, st.integers(0, 3))
def test_the_box_holds_the_whole_mask(mask, margin):
    assert mask[bounding_box(mask, margin)].sum() == mask.sum()


def test_the_box_is_tight_and_stays_in_the_frame():
    assert bounding_box(dot(3, 4)) == (slice(4, 5), slice(3, 4))
    assert bounding_box(dot(1, 1), 5) == (slice(0, 7), slice(0, 7))
    assert bounding_box(np.zeros((3, 3), bool)) == (slice(0, 0), slice(0, 0))


def test_smoothstep_goes_from_0_to_1_and_never_back():
    step = smoothstep(np.linspace(-1, 4, 101, dtype=np.float32), 1, 3)
    assert step[0] == 0 and step[-1] == 1 and step[60] == pytest.approx(0.5, abs=1e-6)
    assert (np.diff(step) >= 0).all() and step.dtype == np.float32


@given(masks.filter(np.any))
def test_the_nearest_known_pixel_is_known_and_at_most_a_hair_farther_than_the_nearest(known):
    nearest = nearest_index(known)
    assert known[nearest[..., 0], nearest[..., 1]].all()
    far = np.hypot(*np.moveaxis(nearest - np.moveaxis(np.indices(known.shape), 0, -1), -1, 0))
    np.testing.assert_array_less(far, distance_to(known) * 1.05 + 0.1)


def test_a_known_pixel_is_its_own_nearest():
    known = dot() | dot(3, 3)
    nearest = nearest_index(known)
    assert nearest[15, 20].tolist() == [15, 20] and nearest[3, 3].tolist() == [3, 3]
