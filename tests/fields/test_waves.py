from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowanim.fields.easing import factor_at
from flowanim.fields.waves import MOMENTS, Term, begun_calmly, farthest, field_at, gathered, plain, travelling
from flowanim.parts import Moment

AMOUNT = np.random.default_rng(0).uniform(1, 3, (5, 7, 2)).astype(np.float32)
PHASE = np.random.default_rng(1).uniform(-4, 4, (5, 7)).astype(np.float32)
cycles = st.integers(1, 20)


@given(cycles)
def test_a_wave_is_still_at_the_start_and_back_at_the_end(n):
    waves = (travelling(AMOUNT, PHASE, n),)
    assert not field_at(waves, 0.0).any()
    np.testing.assert_allclose(field_at(waves, 1.0), 0, atol=1e-5)


@given(cycles, st.floats(0, 1))
def test_a_wave_is_its_sine_less_its_start(n, u):
    sine = AMOUNT * (np.sin(PHASE - 2 * np.pi * n * u) - np.sin(PHASE))[..., None]
    np.testing.assert_allclose(field_at((travelling(AMOUNT, PHASE, n),), u), sine, atol=1e-4)


@given(st.floats(0, 1))
def test_waves_add(u):
    one, two = travelling(AMOUNT, PHASE, 1), travelling(AMOUNT, 2 * PHASE, 3)
    both = field_at((one, two), u)
    np.testing.assert_allclose(both, field_at((one,), u) + field_at((two,), u), atol=1e-5)


def test_a_field_without_channels_may_swing_too():
    assert field_at((travelling(AMOUNT[..., 0], PHASE, 2),), 0.3).shape == PHASE.shape


def test_no_waves_are_no_field():
    assert field_at((), 0.5) is None


OVER = (Moment(u=0, value=0.5), Moment(u=0.4, value=2), Moment(u=1, value=0.5))


@given(cycles, st.floats(0, 1))
def test_a_wave_that_grows_and_fades_is_the_wave_times_a_factor(n, u):
    plain = travelling(AMOUNT, PHASE, n)
    grown = field_at((replace(plain, over=OVER),), u)
    np.testing.assert_allclose(grown, field_at((plain,), u) * factor_at(OVER, u), atol=1e-4)


def test_a_wave_that_grows_and_fades_still_starts_at_the_photo_and_loops():
    waves = (replace(travelling(AMOUNT, PHASE, 3), over=OVER),)
    assert not field_at(waves, 0.0).any()
    np.testing.assert_allclose(field_at(waves, 1.0), 0, atol=1e-5)


@pytest.mark.parametrize("over", [(), (Moment(u=0, value=0.5), Moment(u=0.4, value=6), Moment(u=1, value=0.5))])
def test_nothing_goes_farther_than_the_bound_and_something_nearly_as_far(over):
    rng = np.random.default_rng(3)
    term = Term(1, *(rng.normal(size=(5, 7, 2)).astype(np.float32) for _ in range(2)), over)
    longest = max(float(np.linalg.norm(field_at((term,), u), axis=-1).max()) for u in np.linspace(0, 1, 200))
    assert 0.6 * farthest((term,)) < longest <= farthest((term,))
    assert farthest(()) == 0


def test_waves_begun_calmly_are_the_same_from_another_moment_on():
    """Their values are those of the old ones at a moment s later, less what these are at s; the first is zero."""
    rng = np.random.default_rng(2)
    old = tuple(Term(n, *rng.normal(size=(2, 8, 8, 2)).astype(np.float32)) for n in (1, 2, 3))
    new = begun_calmly(old)
    found = [
        max(
            float(np.abs(field_at(new, u) - (field_at(old, u + k / MOMENTS) - field_at(old, k / MOMENTS))).max())
            for u in (0.1, 0.4, 0.77)
        )
        for k in range(MOMENTS)
    ]
    assert min(found) < 1e-4 and not field_at(new, 0.0).any()


def test_waves_begun_calmly_do_not_begin_at_their_fastest():
    burst = tuple(Term(n, np.zeros((8, 8), np.float32), np.full((8, 8), 1 / n, np.float32)) for n in (1, 2, 3, 4))
    calm = begun_calmly(burst)
    steps = [float(np.abs(field_at(calm, (i + 1) / 96) - field_at(calm, i / 96)).mean()) for i in range(96)]
    assert steps[-1] < 0.5 * max(steps)
    assert begun_calmly(()) == ()


def test_what_swings_alike_becomes_one_term_and_the_sum_stays():
    waves = tuple(travelling(AMOUNT * k, PHASE + k, n) for k, n in ((1, 2), (2, 3), (3, 2)))
    waves += (replace(waves[0], over=OVER),)
    assert [(term.cycles, term.over) for term in gathered(waves)] == [(2, ()), (3, ()), (2, OVER)]
    np.testing.assert_allclose(field_at(gathered(waves), 0.3), field_at(waves, 0.3), atol=1e-4)


def test_grey_light_is_one_channel_and_coloured_light_stays():
    amount, phase = np.ones((4, 5, 3), np.float32), np.linspace(0, 6, 20, dtype=np.float32).reshape(4, 5)
    grey, warm = travelling(amount, phase, 2), travelling(amount * np.float32([1, 0.5, 0]), phase, 2)
    (one,) = plain((grey,))
    np.testing.assert_array_equal(field_at([one], 0.3), field_at([grey], 0.3)[..., 0])
    assert plain((grey, warm)) == (grey, warm)
    assert plain(()) == ()
