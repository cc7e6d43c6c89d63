import numpy as np
import pytest

from flowanim.render.finish import level_border, match_grain


@pytest.fixture
def hole():
    mask = np.zeros((90, 90), bool)
    mask[30:60, 30:60] = True
    return mask


def noise(seed=0):
    return np.random.default_rng(seed).standard_normal((90, 90, 3), np.float32)


def test_a_step_at_the_border_is_gone_and_the_slopes_inside_are_kept(hole):
    right = np.full((90, 90, 3), 0.5, np.float32)
    stripes = np.where(np.arange(90)[:, None] % 6 < 3, 0.02, -0.02).astype(np.float32)[:, :, None]
    made = np.where(hole[..., None], right + 0.06 + stripes, right).astype(np.float32)
    level = level_border(made, right, hole, ~hole)
    assert np.abs(level[30:60, 30] - right[30:60, 30]).mean() < 0.4 * np.abs(made[30:60, 30] - right[30:60, 30]).mean()
    slopes = [np.diff(image[32:58, 45, 0]) for image in (level, made)]
    np.testing.assert_allclose(*slopes, atol=0.01)


def test_what_fits_already_is_left_alone(hole):
    made = np.clip(0.5 + 0.05 * noise(), 0, 1).astype(np.float32)
    np.testing.assert_allclose(level_border(made, made, hole, ~hole), made, atol=1e-4)


def test_a_smooth_filling_gets_the_grain_of_its_photo(hole):
    grainy = (0.5 + 0.02 * noise()).astype(np.float32)
    smooth = np.where(hole[..., None], 0.5, grainy).astype(np.float32)
    matched = match_grain(smooth, hole, ~hole, noise(1))
    assert matched[35:55, 35:55].std() == pytest.approx(grainy[~hole].std(), rel=0.35)
    np.testing.assert_array_equal(matched[~hole], grainy[~hole])


def test_grain_is_not_laid_on_grain(hole):
    grainy = (0.5 + 0.02 * noise()).astype(np.float32)
    assert match_grain(grainy, hole, ~hole, noise(1))[hole].std() < 1.2 * grainy[hole].std()
