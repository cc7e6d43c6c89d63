import numpy as np
import pytest

from flowanim.fields.grid import Grid, paired, parted
from flowanim.ops.warp import pixel_grid

SIZES = [((64, 48), 480), ((1280, 720), 480), ((101, 67), 20), ((641, 481), 100), ((17, 900), 90)]
each_size = pytest.mark.parametrize(("size", "longest"), SIZES)


def linear(places: np.ndarray) -> np.ndarray:
    """A field that rises evenly in x and y."""
    return np.asarray(0.5 * places[..., 0] - 0.25 * places[..., 1] + 3, np.float32)


@each_size
def test_the_grid_surrounds_the_picture_and_is_no_larger_than_asked(size, longest):
    grid = Grid.of(size, longest)
    assert grid.points.shape[:2] == grid.shape and max(grid.shape) <= longest + 2
    assert (grid.points[0, 0] <= 0).all() and (grid.points[-1, -1] >= np.array(size) - 1).all()


@each_size
def test_enlarging_a_linear_field_is_exact_up_to_the_border(size, longest):
    grid = Grid.of(size, longest)
    whole = grid.enlarge(linear(grid.points), slice(0, size[1]))
    np.testing.assert_allclose(whole, linear(pixel_grid(size[1], size[0])), atol=0.01)


@each_size
def test_strips_are_parts_of_the_whole(size, longest):
    grid = Grid.of(size, longest)
    field = np.random.default_rng(0).random((*grid.shape, 2), np.float32)
    whole = grid.enlarge(field, slice(0, size[1]))
    for top in range(0, size[1], 2 * grid.step):
        rows = slice(top, min(top + 2 * grid.step, size[1]))
        np.testing.assert_allclose(grid.enlarge(field, rows), whole[rows], atol=1e-5)


@each_size
def test_sampling_at_the_points_gives_the_field(size, longest):
    grid = Grid.of(size, longest)
    field = np.random.default_rng(1).random((*grid.shape, 3), np.float32)
    np.testing.assert_allclose(grid.sample(field, grid.points), field, atol=1e-3)


@each_size
def test_shrinking_a_linear_picture_gives_its_values_at_the_points(size, longest):
    grid = Grid.of(size, longest)
    small = grid.shrink(linear(pixel_grid(size[1], size[0])))
    np.testing.assert_allclose(small[2:-2, 2:-2], linear(grid.points)[2:-2, 2:-2], atol=0.5 * grid.step)


def test_offsets_count_from_the_centre_of_the_picture():
    grid = Grid.of((100, 60), 20)
    np.testing.assert_allclose(grid.points - grid.offsets, np.broadcast_to((49.5, 29.5), grid.points.shape))


def test_two_flows_go_together_and_come_apart_again():
    flows = [np.random.default_rng(i).random((5, 7, 2), np.float32) for i in (0, 1)]
    np.testing.assert_array_equal(paired(*flows), np.dstack(flows))
    np.testing.assert_array_equal(parted(paired(*flows)), flows)
