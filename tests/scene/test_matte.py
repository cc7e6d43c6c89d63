import numpy as np
import pytest

from flowanim.ops.image import over
from flowanim.ops.warp import pixel_grid
from flowanim.scene.matte import carried, least_alpha, peel, refine, threads, tighten

H, W = 48, 64


def soft_disc(radius=12.0, blur=3.0):
    grid = pixel_grid(H, W)
    distance = np.hypot(grid[..., 0] - W / 2, grid[..., 1] - H / 2)
    return np.clip(0.5 - (distance - radius) / blur, 0, 1).astype(np.float32)


def painted(alpha, front=(0.9, 0.2, 0.1), back=(0.1, 0.4, 0.8)):
    a = alpha[..., None]
    return (a * np.float32(front) + (1 - a) * np.float32(back)).astype(np.float32)


EVERYWHERE = np.ones((H, W), bool)


def opaque(rgb):
    return np.dstack([rgb, np.ones(rgb.shape[:2], np.float32)])


def test_a_layer_over_what_is_below_it_gives_back_the_picture():
    noise = np.random.default_rng(1).random((H, W, 3)).astype(np.float32)
    rgba, rest = peel(noise, soft_disc(), EVERYWHERE)
    np.testing.assert_allclose(over(rgba, opaque(rest))[..., :3], noise, atol=1e-5)


def test_a_peeled_layer_has_its_own_colour_up_to_its_border():
    alpha = soft_disc()
    rgba, rest = peel(painted(alpha), alpha, EVERYWHERE)
    band = (alpha > 0.3) & (alpha < 0.9)
    colour = rgba[band][:, :3] / rgba[band][:, 3:]
    assert np.abs(colour - np.float32([0.9, 0.2, 0.1])).mean() < 0.05
    assert np.abs(rest[band] - np.float32([0.1, 0.4, 0.8])).mean() < 0.05


def test_least_alpha_is_nothing_where_the_picture_is_the_background():
    picture = np.full((4, 4, 3), 0.3, np.float32)
    assert least_alpha(picture, picture).max() == 0
    assert least_alpha(np.ones_like(picture), picture).min() == pytest.approx(1)


@pytest.mark.parametrize("off", [-3.0, 3.0])
def test_a_border_that_misses_the_edge_is_moved_onto_it(off):
    size = (192, 256)
    grid = pixel_grid(*size)
    distance = np.hypot(grid[..., 0] - 128, grid[..., 1] - 96)
    truth = np.clip(60.5 - distance, 0, 1).astype(np.float32)
    wrong = np.clip(60.5 + off - distance, 0, 1).astype(np.float32)
    rng = np.random.default_rng(0)
    picture = np.clip(painted(truth) + rng.normal(0, 0.02, (*size, 3)), 0, 1).astype(np.float32)
    better = refine(picture, wrong, np.ones(size, bool))
    assert np.abs(better - truth).mean() < 0.5 * np.abs(wrong - truth).mean()


def test_refine_leaves_a_border_alone_that_no_colour_tells():
    alpha = (pixel_grid(H, W)[..., 0] > 30).astype(np.float32)
    flat = np.full((H, W, 3), 0.5, np.float32)
    assert np.abs((refine(flat, alpha, EVERYWHERE) > 0.5) ^ (alpha > 0.5)).mean() < 0.02


def test_a_corner_is_no_thread_and_a_twig_is_one():
    """At 1280 px: a jagged block leaves crumbs when a disc is laid into it; they must not get an alpha of their own."""
    alpha = np.zeros((400, 1280), np.float32)
    alpha[100:300, 200:500] = 1
    alpha[96:100, 220:480:9] = 1
    picture = painted(alpha)
    everywhere = np.ones(alpha.shape, bool)
    near, _ = threads(picture, alpha, everywhere)
    assert not near.any()
    alpha[199:202, 500:560] = 1
    near, fine = threads(painted(alpha), alpha, everywhere)
    assert near[200, 550]
    assert fine[200, 550] > 0.9


def test_carried_colours_come_from_the_pure_pixels():
    picture = np.random.default_rng(0).random((H, W, 3)).astype(np.float32)
    pure = pixel_grid(H, W)[..., 0] < 20
    picture[pure] = 0.25
    np.testing.assert_allclose(carried(picture, pure), 0.25, atol=1e-5)


def test_tighten_makes_nearly_clear_clear_and_nearly_solid_solid():
    np.testing.assert_array_equal(tighten(np.float32([0.0, 0.015, 0.985, 1.0])), [0, 0, 1, 1])
