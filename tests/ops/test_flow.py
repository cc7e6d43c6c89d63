import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowanim.ops.flow import advect, colour_wheel, compose, invert, jacobian, resize_flow, speed
from flowanim.ops.warp import centre, pixel_grid, splat, warp

SHAPE = (48, 64)
steps_px = st.floats(-5, 5, width=32)
vectors = st.tuples(steps_px, steps_px)


def constant(dx: float, dy: float) -> np.ndarray:
    """The same flow everywhere, (48, 64, 2)."""
    return np.full((*SHAPE, 2), (dx, dy), np.float32)


def waves(amplitude_px: float = 3.0, length_px: float = 40.0) -> np.ndarray:
    """A smooth push that does not fold, still at the border."""
    x, y = np.moveaxis(pixel_grid(*SHAPE), -1, 0)
    rest = np.sin(np.pi * x / (SHAPE[1] - 1)) * np.sin(np.pi * y / (SHAPE[0] - 1))
    flow = np.stack([np.sin(2 * np.pi * y / length_px), np.cos(2 * np.pi * x / length_px)], -1)
    return (amplitude_px * rest[..., None] * flow).astype(np.float32)


def turning(degrees: float) -> np.ndarray:
    """Velocity of a rotation around the centre, in pixels a step."""
    x, y = np.moveaxis(pixel_grid(*SHAPE) - centre(*SHAPE), -1, 0)
    return (np.radians(degrees) * np.stack([-y, x], -1)).astype(np.float32)


@given(vectors, vectors)
def test_constant_flows_add(first, second):
    both = compose(constant(*first), constant(*second))
    np.testing.assert_allclose(both, constant(*np.add(first, second)), atol=1e-5)


def test_composing_with_rest_changes_nothing():
    np.testing.assert_array_equal(compose(constant(0, 0), waves()), waves())
    np.testing.assert_array_equal(compose(waves(), constant(0, 0)), waves())


def test_composing_is_associative_where_flows_are_smooth():
    a, b, c = waves(1.5), waves(1, 64), constant(1, 0.5)
    inner = np.s_[6:-6, 6:-6]
    np.testing.assert_allclose(compose(compose(a, b), c)[inner], compose(a, compose(b, c))[inner], atol=0.02)


@given(vectors)
def test_a_constant_push_is_undone_by_its_opposite(vector):
    np.testing.assert_allclose(invert(constant(*vector)), -constant(*vector), atol=1e-5)


@pytest.mark.parametrize("amplitude_px", [0.01, 1.0, 3.0])
def test_push_then_its_inverse_comes_home(amplitude_px):
    push = waves(amplitude_px)
    home = compose(push, invert(push))
    assert np.abs(home).max() < 0.02 * amplitude_px + 1e-4


def test_warping_by_the_inverse_is_splatting_by_the_push():
    picture = np.sin(pixel_grid(*SHAPE).sum(-1, keepdims=True) / 6)
    there, cover = splat(picture, waves(), np.ones(SHAPE, np.float32))
    seen = cover > 0.5
    fetched = warp(picture, invert(waves())).reshape(there.shape)
    assert np.abs(there - fetched)[seen].mean() < 0.01


@pytest.mark.parametrize("size", [(128, 96), (32, 24), (100, 30)])
def test_a_resized_flow_moves_the_same_share_of_the_picture(size):
    resized = resize_flow(constant(8, -6), size)
    np.testing.assert_allclose(resized, np.full((size[1], size[0], 2), (size[0] / 8, -size[1] / 8)), rtol=1e-5)


def test_the_jacobian_of_a_shift_is_one_and_of_a_zoom_its_area():
    np.testing.assert_array_equal(jacobian(constant(3, -2)), 1)
    zoom = 0.5 * (pixel_grid(*SHAPE) - centre(*SHAPE))
    np.testing.assert_allclose(jacobian(zoom), 1.5**2, rtol=1e-5)


def test_the_jacobian_of_a_mirror_is_negative():
    mirror = -2 * (pixel_grid(*SHAPE) - centre(*SHAPE)) * np.array([1, 0], np.float32)
    assert (jacobian(mirror) < 0).all()


def test_speed_is_the_length():
    np.testing.assert_allclose(speed(constant(3, -4)), 5)


@pytest.mark.parametrize(
    ("vector", "rgb"),
    [((1, 0), (1, 0, 0)), ((0, 1), (0.5, 1, 0)), ((-1, 0), (0, 1, 1)), ((0, -1), (0.5, 0, 1)), ((0, 0), (1, 1, 1))],
)
def test_the_colour_wheel_starts_red_at_the_right_and_is_white_at_rest(vector, rgb):
    np.testing.assert_allclose(colour_wheel(constant(*vector), largest=1)[5, 5], rgb, atol=1e-3)


def test_half_the_speed_is_half_the_colour():
    np.testing.assert_allclose(colour_wheel(constant(1, 0), largest=2)[0, 0], (1, 0.5, 0.5), atol=1e-3)


def test_the_colour_wheel_of_a_still_field_is_white():
    np.testing.assert_allclose(colour_wheel(constant(0, 0)), 1)


@given(vectors, st.integers(0, 6))
def test_a_constant_velocity_carries_its_number_of_steps(velocity, steps):
    there = constant(*np.multiply(velocity, steps))
    np.testing.assert_allclose(advect(constant(*velocity), steps, pull=False), there, atol=1e-3)
    np.testing.assert_allclose(advect(constant(*velocity), steps), -there, atol=1e-3)


def test_a_rotation_keeps_the_distance_to_its_centre():
    start = pixel_grid(*SHAPE) - centre(*SHAPE)
    inside = speed(start) < 20
    end = start + advect(turning(3), 30, pull=False)
    np.testing.assert_allclose(speed(end)[inside], speed(start)[inside], rtol=0.01, atol=0.01)


def test_thirty_steps_of_three_degrees_make_a_quarter_turn_clockwise():
    """y runs down: from the right of the centre a positive turn goes down."""
    end = pixel_grid(*SHAPE) + advect(turning(3), 30, pull=False)
    x, y = centre(*SHAPE)
    np.testing.assert_allclose(end[round(y + 0.5), round(x + 15.5)], (x - 0.5, y + 15.5), atol=0.1)


def test_forth_and_back_comes_home():
    forth, back = advect(turning(3), 20, pull=False), advect(turning(3), 20)
    inside = speed(pixel_grid(*SHAPE) - centre(*SHAPE)) < 20
    assert speed(compose(forth, back))[inside].max() < 0.05
