import numpy as np

from flowanim.render.redraw import redrawer
from tests.render.stages import speckle

NEAR = np.zeros((96, 160), np.float32)


def to_mean(picture, texture, hole, foreign, near):
    """A network that wants every pixel it is asked for half as bright again."""

    def denoise(noisy, sigma):
        return np.full_like(noisy, 0.4) * hole[..., None]

    return denoise


def strengths():
    strength = np.zeros((96, 160), np.float32)
    strength[30:60, 40:80], strength[30:60, 80:120] = 1, 0.1
    return strength


def test_only_what_has_strength_is_redrawn():
    rgb = speckle((96, 160)) * 0.5
    made = redrawer(to_mean)(rgb, strengths(), NEAR, 3)
    assert np.array_equal(made[:30], rgb[:30]) and np.array_equal(made[30:60, 80:120], rgb[30:60, 80:120])
    np.testing.assert_allclose(made[35:55, 45:75], rgb[35:55, 45:75] + 0.2, atol=0.02)


def test_a_picture_without_strength_comes_back_and_the_same_seed_gives_the_same():
    rgb = speckle((96, 160)) * 0.5
    redraw = redrawer(to_mean)
    assert redraw(rgb, np.zeros_like(NEAR), NEAR, 0) is rgb
    np.testing.assert_array_equal(redraw(rgb, strengths(), NEAR, 1), redraw(rgb, strengths(), NEAR, 1))
