"""Easing curves: share of the time -> share of the way, both 0..1.

"ease" is the half cosine: a way there and back with it is one whole cosine, smooth where it turns and where it loops.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import cos, pi, sin

from flowanim.parts import Easing, Moment


def linear(x: float) -> float:
    """Even speed."""
    return x


def ease(x: float) -> float:
    """Slow, fast, slow."""
    return 0.5 - 0.5 * cos(pi * x)


def ease_in(x: float) -> float:
    """Starts slowly, stops at full speed."""
    return 1 - cos(pi * x / 2)


def ease_out(x: float) -> float:
    """Starts at full speed, comes to rest."""
    return sin(pi * x / 2)


EASINGS: Mapping[Easing, Callable[[float], float]] = {
    "linear": linear,
    "ease": ease,
    "ease_in": ease_in,
    "ease_out": ease_out,
}

PACES = 512
"""Steps in which a changing pace is summed up."""


def factor_at(over: Sequence[Moment], u: float) -> float:
    """Return how much there is at progress `u`, by moments from 0 to 1; without any always all."""
    if not over:
        return 1.0
    i = min(max(bisect_right([moment.u for moment in over], u) - 1, 0), len(over) - 2)
    a, b = over[i], over[i + 1]
    share = EASINGS[a.easing](min(max((u - a.u) / (b.u - a.u), 0.0), 1.0))
    return a.value + (b.value - a.value) * share


def mean_factor(over: tuple[Moment, ...]) -> float:
    """Return how much there is on average over the clip."""
    return _summed(over)[-1] / PACES if over else 1.0


def paced(over: tuple[Moment, ...], u: float) -> float:
    """Return the progress of what moves on at a changing pace, 0..1: fast where there is much."""
    if not over:
        return u
    sums, place = _summed(over), min(max(u, 0.0), 1.0) * PACES
    i = min(int(place), PACES - 1)
    return (sums[i] + (sums[i + 1] - sums[i]) * (place - i)) / sums[-1]


@lru_cache(maxsize=64)
def _summed(over: tuple[Moment, ...]) -> tuple[float, ...]:
    sums = [0.0]
    for i in range(PACES):
        sums.append(sums[-1] + factor_at(over, (i + 0.5) / PACES))
    return tuple(sums)
