from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowanim.fields.easing import EASINGS, factor_at, mean_factor, paced
from flowanim.parts import Easing, Moment

each_easing = pytest.mark.parametrize("name", EASINGS)


def test_every_easing_of_a_plan_is_there():
    assert set(EASINGS) == set(get_args(Easing))


@each_easing
def test_an_easing_starts_at_0_and_arrives_at_1(name):
    assert EASINGS[name](0.0) == pytest.approx(0, abs=1e-12)
    assert EASINGS[name](1.0) == pytest.approx(1, abs=1e-12)


@each_easing
@given(st.floats(0, 1), st.floats(0, 1))
def test_an_easing_never_turns_back(name, a, b):
    low, high = sorted((a, b))
    assert EASINGS[name](low) <= EASINGS[name](high) + 1e-12


@pytest.mark.parametrize(
    ("name", "start", "end"), [("linear", 1, 1), ("ease", 0, 0), ("ease_in", 0, 1.57), ("ease_out", 1.57, 0)]
)
def test_how_fast_it_starts_and_ends(name, start, end):
    h = 1e-4
    assert EASINGS[name](h) / h == pytest.approx(start, abs=0.01)
    assert (1 - EASINGS[name](1 - h)) / h == pytest.approx(end, abs=0.01)


def test_there_and_back_by_ease_is_one_smooth_cosine():
    ease = EASINGS["ease"]
    assert ease(0.3) == pytest.approx(1 - ease(0.7))


OVER = (Moment(u=0, value=1), Moment(u=0.5, value=0.2), Moment(u=1, value=1))


def test_without_moments_there_is_always_all():
    assert factor_at((), 0.3) == 1 and mean_factor(()) == 1 and paced((), 0.3) == 0.3


def test_a_factor_goes_through_its_moments():
    assert [factor_at(OVER, u) for u in (0, 0.25, 0.5, 1)] == pytest.approx([1, 0.6, 0.2, 1])
    assert mean_factor(OVER) == pytest.approx(0.6, abs=1e-3)


def test_a_pace_begins_and_ends_with_the_clip_and_is_slow_where_there_is_little():
    assert (paced(OVER, 0), paced(OVER, 1)) == (0, 1)
    step = 0.01
    for u in (0.1, 0.5, 0.8):
        pace = (paced(OVER, u + step) - paced(OVER, u - step)) / (2 * step)
        assert pace == pytest.approx(factor_at(OVER, u) / mean_factor(OVER), rel=0.03)
