import numpy as np

from flowanim.ops.image import premultiply
from flowanim.ops.warp import pixel_grid
from flowanim.render.texture import fluid, in_sky, in_water, mirrored
from tests.render.stages import speckle

H, W = 96, 160
OPEN = np.ones((H, W), np.float32)


def layer():
    alpha = np.clip((pixel_grid(H, W)[..., 1] - 40) / 4, 0, 1).astype(np.float32)
    return premultiply(speckle((H, W)), alpha)


def test_texture_times_alpha_plus_remainder_is_the_layer():
    rgba = layer()
    parts = fluid(rgba, OPEN)
    whole = parts.texture[..., :3] * rgba[..., 3:] + parts.remainder[..., :3]
    np.testing.assert_allclose(whole, rgba[..., :3], atol=1e-6)
    np.testing.assert_array_equal(parts.remainder[..., 3], rgba[..., 3])


def test_well_inside_nothing_is_left_over():
    parts = fluid(layer(), OPEN)
    assert np.abs(parts.remainder[60:, :, :3]).max() < 1e-6


def test_texture_goes_on_beyond_the_layer():
    beyond = fluid(layer(), OPEN).texture[:30, :, :3]
    assert beyond.std() > 0.01
    assert 0.3 < beyond.mean() < 0.7


def test_a_mirror_image_repeats_what_is_on_the_other_side():
    picture = np.dstack([pixel_grid(H, W)[..., 0] / W] * 3).astype(np.float32)
    known = pixel_grid(H, W)[..., 0] < 80
    filled = mirrored(picture, known)
    np.testing.assert_array_equal(filled[known], picture[known])
    np.testing.assert_allclose(filled[48, 90, 0], (158 - 90) / W, atol=0.01)


def test_a_picture_known_wholly_or_not_at_all_stays():
    picture = speckle((8, 8))
    for known in (np.ones((8, 8), bool), np.zeros((8, 8), bool)):
        assert mirrored(picture, known) is picture


def sky_with(draw):
    """A smooth sky of two blues over a dark ground, with something drawn into it; returns (picture, pure)."""
    grid = pixel_grid(192, 320)
    light = 0.6 + 0.1 * np.sin(grid[..., 0] / 40) * np.sin(grid[..., 1] / 50)
    rgb = np.dstack([light * 0.8, light * 0.9, light]).astype(np.float32)
    rgb[150:] = 0.1
    draw(rgb)
    return rgb, grid[..., 1] < 150


def test_a_reed_in_the_sky_is_foreign():
    def reed(rgb):
        rgb[60:150, 100:103] = (0.5, 0.35, 0.1)

    rgb, pure = sky_with(reed)
    found = in_sky(rgb, pure, max(pure.shape))
    assert found[70:145, 101].all()
    assert found[:, 130:].mean() < 0.02


def test_a_tower_in_the_sky_is_foreign_but_a_cloud_is_not():
    def tower_and_cloud(rgb):
        rgb[110:150, 60:70] = (0.3, 0.2, 0.2)
        grid = pixel_grid(192, 320)
        puff = np.exp(-(((grid[..., 0] - 220) / 30) ** 2) - ((grid[..., 1] - 60) / 15) ** 2)[..., None]
        rgb += (0.9 - rgb) * puff * 0.6

    found = in_sky(*sky_with(tower_and_cloud), 320)
    assert found[115:145, 62:68].mean() > 0.9
    assert found[40:80, 190:250].mean() < 0.05


def test_a_rock_in_calm_water_is_foreign_and_glitter_is_not():
    rng = np.random.default_rng(0)
    rgb = np.full((192, 320, 3), (0.35, 0.45, 0.55), np.float32) + rng.normal(0, 0.004, (192, 320, 1)).astype(
        np.float32
    )
    rgb[80:120, 100:150] = (0.1 + 0.15 * rng.random((40, 50, 1))).astype(np.float32)
    rgb[60:64, 200:260:6] = 1.0
    found = in_water(rgb, np.ones((192, 320), bool), 320)
    assert found[84:116, 104:146].mean() > 0.9
    assert found[:, 180:].mean() < 0.02
