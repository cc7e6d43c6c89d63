import numpy as np
import pytest

from flowanim.ops.warp import centre, pixel_grid, sample, splat, warp


def ramp(channels: int = 4) -> np.ndarray:
    """A picture (8, 64, C) whose value is its x."""
    row = np.arange(64, dtype=np.float32)
    return np.ascontiguousarray(np.broadcast_to(row[None, :, None], (8, 64, channels)))


def shift(dx: float, dy: float = 0.0, shape: tuple[int, int] = (8, 64)) -> np.ndarray:
    """The same flow everywhere."""
    return np.full((*shape, 2), (dx, dy), np.float32)


@pytest.mark.parametrize("dx", [0.01, 0.5, 3.0, -0.01, -2.25])
def test_warp_fetches_from_dx_pixels_to_the_right(dx):
    moved = warp(ramp(), shift(dx))
    np.testing.assert_allclose(moved[:, 4:-4, 0], ramp()[:, 4:-4, 0] + dx, atol=2e-3)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("dx", [0.01, 0.02, 0.013])
def test_a_hundredth_of_a_pixel_is_not_lost(dx, channels):
    """OpenCV 4, fixed-point maps, and two channels at once would snap to 1/32 px."""
    image = ramp(channels)
    moved = warp(image, shift(dx)).reshape(image.shape) - image
    np.testing.assert_allclose(moved[:, 1:-1], dx, rtol=0.02)


def test_at_rest_nothing_changes_bit_for_bit():
    noise = np.random.default_rng(1).random((9, 13, 4), np.float32)
    np.testing.assert_array_equal(warp(noise, shift(0, 0, (9, 13))), noise)


def test_outside_the_frame_the_border_repeats():
    assert warp(ramp(), shift(100)).min() == 63
    assert warp(ramp(), shift(-100)).max() == 0


def test_dy_points_down():
    column = np.ascontiguousarray(ramp(1)[..., 0].T)
    np.testing.assert_allclose(warp(column, shift(0, 2, column.shape))[10], column[12])


def test_the_grid_holds_x_and_y_and_cannot_be_written():
    grid = pixel_grid(5, 7)
    assert grid[3, 4].tolist() == [4, 3]
    with pytest.raises(ValueError, match="read-only"):
        grid += 1


def test_the_centre_lies_half_way_between_the_outermost_pixels():
    assert centre(480, 640).tolist() == [319.5, 239.5]
    assert centre(1, 1).tolist() == [0, 0]


def test_sampling_takes_any_number_of_places():
    place = np.array([[[1.5, 0.0], [10.25, 7.0]]], np.float32)
    assert sample(ramp(1), place).ravel().tolist() == [1.5, 10.25]


def test_splat_by_whole_pixels_moves_the_picture_and_leaves_a_gap():
    picture, cover = splat(ramp(2), shift(3, 1), np.ones((8, 64), np.float32))
    np.testing.assert_allclose(picture[1:, 3:], ramp(2)[:-1, :-3], atol=1e-5)
    assert cover[1:, 3:].min() == cover.max() == 1
    assert not cover[0].any() and not cover[:, :3].any()


def test_splat_by_a_share_of_a_pixel_keeps_a_ramp_straight():
    picture, cover = splat(ramp(1), shift(0.25), np.ones((8, 64), np.float32))
    np.testing.assert_allclose(picture[:, 2:-2, 0], ramp(1)[:, 2:-2, 0] - 0.25, atol=1e-5)
    np.testing.assert_allclose(cover[:, 2:-2], 1, atol=1e-6)


def test_splat_lets_the_heavier_pixel_win():
    image = np.array([[[1.0], [2.0], [3.0]]], np.float32)
    push = np.array([[[2, 0], [0, 0], [0, 0]]], np.float32)
    weight = np.array([[1e6, 1, 1]], np.float32)
    picture, cover = splat(image, push, weight)
    assert picture[0, 2, 0] == pytest.approx(1, abs=1e-4)
    assert cover.tolist() == [[0, 1, 2]]


def test_splat_loses_nothing_that_stays_inside():
    push = np.random.default_rng(2).uniform(-3, 3, (20, 20, 2)).astype(np.float32)
    push[:4] = push[-4:] = push[:, :4] = push[:, -4:] = 0
    image, weight = np.ones((20, 20, 1), np.float32), np.ones((20, 20), np.float32)
    assert splat(image, push, weight)[1].sum() == pytest.approx(400, rel=1e-5)
