import cv2
import numpy as np
import pytest

from flowanim.datatypes import KINDS
from flowanim.scene.classical import analyse
from tests.scene.landscapes import HORIZON, H, disc, field, flower, lake, overlap, sea

SCENES = {"field": field, "lake": lake, "sea": sea, "flower": flower}


@pytest.mark.parametrize("name", SCENES)
def test_regions_share_out_every_pixel_and_have_kinds_and_confidences(name):
    found = analyse(SCENES[name]())
    np.testing.assert_allclose(sum(found.regions.values()), 1, atol=1e-5)
    assert set(found.regions) <= set(KINDS)
    assert all(0 <= found.confidence[kind] <= 1 for kind in found.regions)


@pytest.mark.parametrize("name", SCENES)
def test_disparity_is_float32_within_0_and_1_and_reaches_1(name):
    disparity = analyse(SCENES[name]()).disparity
    assert disparity.dtype == np.float32
    assert disparity.min() >= 0
    assert disparity.max() == pytest.approx(1)


def test_sky_is_found_to_the_pixel_row_and_is_infinitely_far():
    found = analyse(field())
    sky = found.regions["sky"] > 0.5
    assert sky[: HORIZON - 1].mean() > 0.99
    assert sky[HORIZON + 1 :].mean() < 0.01
    assert found.disparity[sky].max() == 0


def test_ground_comes_nearer_row_by_row():
    rows = analyse(field()).disparity[HORIZON + 10 : H - 5].mean(1)
    assert (np.diff(rows) > 0).all()


def test_a_sea_is_water_and_is_nearest_at_the_bottom():
    found = analyse(sea())
    assert (found.regions["water"][HORIZON + 3 :] > 0.5).mean() > 0.97
    assert found.disparity[-1].mean() > 0.95


def test_a_step_at_the_skyline_is_two_pixels_wide_at_most():
    big = cv2.resize(lake(), (1280, 720), interpolation=cv2.INTER_CUBIC).clip(0, 1)
    disparity = analyse(big).disparity
    column = disparity[:330, 640]
    edge = int(np.argmax(column > 0))
    assert column[edge - 1] == 0
    assert column[edge + 2] == pytest.approx(column[edge + 6], rel=0.25)


def test_the_subject_of_a_close_up_is_found_and_nearer_than_what_is_around_it():
    found = analyse(flower())
    true = disc(190, 110, 55)
    assert found.subject is not None
    assert overlap(found.subject > 0.5, true) > 0.9
    assert found.disparity[true].mean() > found.disparity[:, :60][:H].mean() + 0.2


def test_a_photo_without_a_clear_subject_has_none():
    assert analyse(sea()).subject is None


def test_the_answer_is_the_same_twice_and_with_one_or_two_threads():
    before = cv2.getNumThreads()
    try:
        answers = []
        for threads in (1, 2, 2):
            cv2.setNumThreads(threads)
            answers.append(analyse(flower()))
    finally:
        cv2.setNumThreads(before)
    for other in answers[1:]:
        assert np.array_equal(other.disparity, answers[0].disparity)
        assert np.array_equal(other.subject, answers[0].subject)
        assert all(np.array_equal(other.regions[kind], answers[0].regions[kind]) for kind in answers[0].regions)


@pytest.mark.parametrize("shape", [(1, 1), (5, 7), (300, 20), (64, 64)])
@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_tiny_and_empty_photos_are_answered(shape, level):
    found = analyse(np.full((*shape, 3), level, np.float32))
    assert found.disparity.shape == shape
    np.testing.assert_allclose(sum(found.regions.values()), 1, atol=1e-5)


def test_eight_bit_photos_are_refused():
    with pytest.raises(ValueError, match="want float32"):
        analyse(np.zeros((20, 20, 3), np.uint8))
