import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from flowanim.ops.image import (
    blur,
    colour,
    fit,
    from_uint8,
    luma,
    masked,
    over,
    premultiply,
    resize,
    thrice,
    to_linear,
    to_srgb,
    to_uint8,
)

LEVELS = np.arange(256, dtype=np.uint8).reshape(16, 16)
shares = st.floats(0, 1, width=32)


@st.composite
def sheets(draw):
    """Premultiplied images (2, 2, 4): no colour is above its alpha."""
    plain = draw(arrays(np.float32, (2, 2, 4), elements=shares))
    return premultiply(plain[..., :3], plain[..., 3])


def test_all_256_levels_come_back_from_float():
    np.testing.assert_array_equal(to_uint8(from_uint8(LEVELS)), LEVELS)


def test_what_lies_outside_0_to_1_is_clipped_and_not_folded():
    image = np.full((2, 2, 3), -0.05, np.float32)
    assert to_uint8(image).max() == 0
    assert to_uint8(image + 2).min() == 255


def test_eight_bit_rounds_to_the_nearest_level():
    levels = np.array([[0.49, 0.51, 99.4, 99.6]], np.float32) / 255
    assert to_uint8(levels).tolist() == [[0, 1, 99, 100]]


@given(arrays(np.float32, (3, 3), elements=shares))
def test_srgb_to_linear_and_back_is_the_same(image):
    np.testing.assert_allclose(to_srgb(to_linear(image)), image, atol=1e-5)


def test_middle_grey_of_the_screen_is_a_fifth_of_the_light():
    grey = to_linear(np.full((1, 1), 0.5, np.float32))
    assert grey.item() == pytest.approx(0.2140, abs=1e-4)


def test_the_srgb_curve_never_falls():
    assert (np.diff(to_linear(np.linspace(0, 1, 4096, dtype=np.float32)[None])) > 0).all()


def test_luma_of_grey_is_grey_and_green_outshines_blue():
    grey = np.full((1, 1, 3), 0.4, np.float32)
    assert luma(grey).item() == pytest.approx(0.4, abs=1e-6)
    red, green, blue = luma(np.eye(3, dtype=np.float32)[None])[0]
    assert green > red > blue


@pytest.mark.parametrize("size", [(32, 24), (128, 96), (50, 40), (200, 17)])
def test_resizing_keeps_a_ramp_straight_and_in_place(size):
    """Places follow pixel edges: x of the new picture is (x + 0.5) * scale - 0.5 of the old."""
    ramp = np.tile(np.arange(64, dtype=np.float32), (48, 1))
    places = (np.arange(size[0]) + 0.5) * 64 / size[0] - 0.5
    inner = (places > 1) & (places < 62)
    np.testing.assert_allclose(
        resize(ramp, size)[size[1] // 2, inner], places[inner], atol=0.6 if size[0] < 64 else 0.05
    )


def test_going_down_averages():
    checkers = (np.indices((8, 8)).sum(0) % 2).astype(np.float32)
    np.testing.assert_allclose(resize(checkers, (4, 4)), 0.5)


@given(st.tuples(st.integers(1, 9000), st.integers(1, 9000)), st.integers(1, 4000))
def test_fit_bounds_the_long_side_and_never_enlarges(size, longest):
    fitted = fit(size, longest)
    assert 1 <= max(fitted) <= min(longest, max(size))
    assert min(fitted) >= 1


@given(sheets(), sheets(), sheets())
def test_over_is_associative(a, b, c):
    np.testing.assert_allclose(over(over(a, b), c), over(a, over(b, c)), atol=1e-6)


@given(sheets())
def test_clear_is_neutral_and_solid_hides(sheet):
    clear = np.zeros_like(sheet)
    np.testing.assert_array_equal(over(clear, sheet), sheet)
    np.testing.assert_array_equal(over(sheet, clear), sheet)
    solid = np.ones_like(sheet)
    np.testing.assert_array_equal(over(solid, sheet), solid)


@given(arrays(np.float32, (2, 2, 3), elements=shares), st.floats(2**-6, 1, width=32))
def test_colour_undoes_premultiply(rgb, alpha):
    sheet = premultiply(rgb, np.full((2, 2), alpha, np.float32))
    np.testing.assert_allclose(colour(sheet), rgb, atol=1e-5)


def test_colour_of_nothing_is_black():
    assert not colour(np.zeros((2, 2, 4), np.float32)).any()


@pytest.mark.parametrize("sigma", [0.0, 1.5, 6.0, 25.0])
def test_blur_keeps_what_is_flat_and_the_mean_of_the_rest(sigma):
    flat = np.full((40, 60), 0.3, np.float32)
    np.testing.assert_allclose(blur(flat, sigma), flat, atol=1e-5)
    spot = np.zeros((201, 201), np.float32)
    spot[100, 100] = 1000
    assert blur(spot, sigma).sum() == pytest.approx(1000, rel=0.1)


@pytest.mark.parametrize("sigma", [2.0, 10.0, 24.0])
def test_blur_is_as_wide_as_it_says(sigma):
    step = np.zeros((16, 400), np.float32)
    step[:, 200:] = 1
    x = np.arange(400) - 199.5
    edge = np.gradient(blur(step, sigma)[8])
    width = np.sqrt((edge * x**2).sum() / edge.sum())
    assert width == pytest.approx(sigma, rel=0.12)


def test_masked_keeps_what_is_inside_and_nothing_else():
    image = np.random.default_rng(0).random((6, 8, 3), np.float32)
    mask = np.arange(48).reshape(6, 8) % 3 == 0
    np.testing.assert_array_equal(masked(image, mask), image * mask[..., None])
    np.testing.assert_array_equal(masked(image[..., 0].copy(), mask), image[..., 0] * mask)
    below = np.ones_like(image)
    np.testing.assert_array_equal(masked(image, mask, below), np.where(mask[..., None], image, 1))
    assert below.min() == 1


def test_thrice_is_the_plane_in_three_channels():
    plane = np.random.default_rng(0).random((6, 8), np.float32)
    np.testing.assert_array_equal(thrice(plane), np.repeat(plane[..., None], 3, 2))
