import numpy as np
import pytest

from flowanim.errors import PlanError
from flowanim.motion.borrowed import MOST_ARROWS, laid_over, of_photo, region_of
from tests.render.stages import small_scene

FULL = (320, 192)
WHOLE = np.float32([0, 0, 1, 1])


def steady(dx, dy, shape=(60, 80)):
    return np.broadcast_to(np.float32([dx, dy]), (*shape, 2)), np.ones(shape, bool)


def region(rows=slice(96, 192), columns=slice(None)):
    mask = np.zeros(FULL[::-1], np.float32)
    mask[rows, columns] = 1
    return mask


def test_a_current_is_scaled_with_the_box_it_is_laid_on():
    """80 x 60 onto 320 x 96: four times wider, 1.6 times higher."""
    arrows = np.array(laid_over(*steady(5, 2), region(), crop=WHOLE, full=FULL))
    np.testing.assert_allclose(arrows[:, 2:] - arrows[:, :2], np.broadcast_to([20, 3.2], (len(arrows), 2)), atol=0.01)


def test_arrows_start_in_the_region_and_are_not_too_many():
    arrows = np.array(laid_over(*steady(5, 2), region(), crop=WHOLE, full=FULL))
    assert 20 < len(arrows) <= 1.3 * MOST_ARROWS and (arrows[:, 1] >= 96).all()


def test_only_the_part_of_the_clip_that_moves_is_laid_on_the_region():
    """A river in the lower right quarter of the clip, half as fast at its left end."""
    flow, moving = np.zeros((60, 80, 2), np.float32), np.zeros((60, 80), bool)
    moving[30:, 40:] = True
    flow[30:, 40:, 0] = np.linspace(1, 2, 40)
    arrows = np.array(laid_over(flow, moving, region(), crop=WHOLE, full=FULL))
    way = (arrows[:, 2] - arrows[:, 0]) / 8
    np.testing.assert_allclose(way, 1 + arrows[:, 0] / 320, atol=0.1)


def test_a_crop_puts_arrows_where_the_region_lies_in_the_photo():
    crop = np.float32([0.5, 0.5, 0.5, 0.5])
    mask = np.ones((96, 160), np.float32)
    arrows = np.array(laid_over(*steady(5, 0), mask, crop=crop, full=FULL))
    assert (arrows[:, 0] >= 160).all() and (arrows[:, 1] >= 96).all()
    np.testing.assert_allclose(arrows[:, 2] - arrows[:, 0], 10, atol=0.01)


@pytest.mark.parametrize("size", [(40, 24), (320, 192), (640, 384)])
def test_a_flow_of_the_photo_keeps_its_way_whatever_its_size(size):
    flow = np.broadcast_to(np.float32([size[0] / 20, 0]), (size[1], size[0], 2))
    arrows = np.array(of_photo(flow, region(), crop=WHOLE, full=FULL))
    np.testing.assert_allclose(arrows[:, 2] - arrows[:, 0], 16, atol=0.01)


def test_a_flow_of_the_photo_is_cropped_with_it():
    """Only the right half moves, and the crop shows it alone."""
    flow = np.zeros((192, 320, 2), np.float32)
    flow[:, 160:, 0] = 12
    arrows = np.array(of_photo(flow, np.ones((96, 80), np.float32), crop=np.float32([0.5, 0, 0.5, 1]), full=FULL))
    assert (arrows[:, 0] >= 160).all()
    np.testing.assert_allclose(np.median(arrows[:, 2] - arrows[:, 0]), 12, atol=0.01)


def test_what_hardly_moves_has_no_arrows():
    assert laid_over(*steady(0.001, 0), region(), crop=WHOLE, full=FULL) == ()
    assert laid_over(*steady(5, 0), region(slice(0, 0)), crop=WHOLE, full=FULL) == ()


def test_what_moves_too_fast_is_held_back():
    arrows = np.array(laid_over(*steady(5000, 0), region(), crop=WHOLE, full=FULL))
    assert (arrows[:, 2] - arrows[:, 0]).max() < 100.1


def test_a_region_is_found_by_name_or_what_there_is_said():
    assert region_of(small_scene(), "water").max() == 1
    with pytest.raises(PlanError, match=r"--region lava: the photo has no such region, it has sky, water, subject"):
        region_of(small_scene(), "lava")
