from itertools import pairwise

import numpy as np
import pytest

from flowanim.render.sampler import ddim, noise_levels

LEVELS = noise_levels(8, 0.8, 0.02)


def best_guess(mean, spread):
    """What denoises best where every pixel is drawn from one bell curve: known in closed form."""
    return lambda x, sigma: np.float32(mean + (x - mean) * spread**2 / (spread**2 + sigma**2))


def normal(seed):
    return np.random.default_rng(seed).standard_normal((64, 64, 3), np.float32)


def test_levels_fall_from_the_highest_to_the_lowest_and_end_at_nothing():
    assert LEVELS[0] == pytest.approx(0.8) and LEVELS[-2] == pytest.approx(0.02) and LEVELS[-1] == 0
    assert all(a > b for a, b in pairwise(LEVELS))


@pytest.mark.parametrize("eta", [0.0, 0.5, 1.0])
def test_samples_are_as_widely_spread_as_what_they_are_drawn_from(eta):
    guess = best_guess(0.3, 0.25)
    start = 0.3 + np.float32(np.hypot(0.25, 0.8)) * normal(0)
    made = ddim(guess, start, noise_levels(40, 0.8, 0.01), fresh=lambda step: normal(step + 1), eta=eta)
    assert made.mean() == pytest.approx(0.3, abs=0.02) and made.std() == pytest.approx(0.25, rel=0.08)


def test_a_denoiser_that_knows_the_answer_is_believed():
    answer = normal(3)
    np.testing.assert_allclose(ddim(lambda x, sigma: answer, normal(1), LEVELS), answer, atol=1e-5)


def test_levels_that_make_no_sense_are_refused():
    with pytest.raises(ValueError, match="one level or more"):
        noise_levels(0, 1.0, 0.1)
