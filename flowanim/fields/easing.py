"""Easing curves: share of the time -> share of the way, both 0..1.

"ease" is the half cosine: a way there and back with it is one whole cosine, smooth where it turns and where it loops.
"""

from collections.abc import Callable, Mapping
from math import cos, pi, sin

from flowanim.plan import Easing


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
