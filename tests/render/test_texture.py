import numpy as np

from flowanim.ops.image import premultiply
from flowanim.ops.warp import pixel_grid
from flowanim.render.texture import fluid, mirrored
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
