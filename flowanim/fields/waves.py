"""Fields that swing: sums of sines with whole numbers of cycles in the clip.

    field(u) = sum_m (cos(2 pi n_m u) - 1) C_m + sin(2 pi n_m u) S_m

Zero at u = 0 and the same at u = 1 by construction: the first frame is the photo, and every loop closes. What grows and
fades over the clip is that times a factor, which in a loop ends as it begins.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, pi, sin

import cv2
import numpy as np

from flowanim.datatypes import Array
from flowanim.fields.easing import factor_at
from flowanim.parts import Moment


@dataclass(frozen=True)
class Term:
    """One frequency: whole cycles in the clip, and the fields (h, w[, C]) of its cosine and its sine.

    over: how much of it there is over the clip; empty: always all.
    """

    cycles: int
    cos: Array
    sin: Array
    over: tuple[Moment, ...] = ()

    def rows(self, rows: slice) -> "Term":
        """Return some rows of the fields only."""
        return replace(self, cos=self.cos[rows], sin=self.sin[rows])


Waves = tuple[Term, ...]
MOMENTS, COARSE = 24, 4


def travelling(amount: Array, phase: Array, cycles: int) -> Term:
    """Return amount * sin(phase - 2 pi cycles u) less its start; amount (h, w[, C]), phase (h, w) in radians."""
    angle = phase[..., None] if amount.ndim == 3 else phase
    return Term(cycles, np.asarray(amount * np.sin(angle), np.float32), np.asarray(-amount * np.cos(angle), np.float32))


def begun_calmly(waves: Waves) -> Waves:
    """Return the waves from another moment on, the one when they are slowest: a loop's seam is then no jolt.

    The first frame alone is not resampled, and so a little sharper than the rest: that adds to the steps beside it.
    f(u + s) - f(s) is again a sum of such waves: at the angle a = 2 pi n s the fields turn into each other.
    """
    if not waves:
        return waves
    moments = [k / MOMENTS for k in range(MOMENTS)]
    pace = [float(np.abs(_change(waves, u)).mean()) for u in moments]
    start = moments[int(np.argmin(pace))]
    return tuple(_from(term, 2 * pi * term.cycles * start) for term in waves)


def _change(waves: Waves, u: float) -> Array:
    """Return how fast the sum changes at `u`, per clip, at every few points."""
    total = np.zeros(1, np.float32)
    for term in waves:
        angle, turns = 2 * pi * term.cycles * u, 2 * pi * term.cycles
        there = (term.sin * np.float32(cos(angle)) - term.cos * np.float32(sin(angle)))[::COARSE, ::COARSE]
        total = np.asarray(total + there * np.float32(turns))
    return total


def _from(term: Term, angle: float) -> Term:
    c, s = np.float32(cos(angle)), np.float32(sin(angle))
    return replace(term, cos=term.cos * c + term.sin * s, sin=term.sin * c - term.cos * s)


def field_at(waves: Sequence[Term], u: float) -> Array | None:
    """Return the sum of `waves` at progress `u`, or None where there are none. Summed in order: no thread decides."""
    total: Array | None = None
    for term in waves:
        angle, much = 2 * pi * term.cycles * u, factor_at(term.over, u)
        for weight, field in ((much * (cos(angle) - 1), term.cos), (much * sin(angle), term.sin)):
            total = field * np.float32(weight) if total is None else cv2.scaleAdd(field, weight, total)
    return total


def gathered(waves: Sequence[Term]) -> Waves:
    """Return the same sum with what swings alike in one term: less to add up in every frame."""
    alike: dict[tuple[int, tuple[Moment, ...]], Term] = {}
    for term in waves:
        key = term.cycles, term.over
        alike[key] = _together(alike[key], term) if key in alike else term
    return tuple(alike.values())


def plain(waves: Waves) -> Waves:
    """Return the same waves of one channel, (h, w), if all channels are alike in all of them."""
    fields = [field for term in waves for field in (term.cos, term.sin)]
    if not all(field.ndim == 3 and (field == field[..., :1]).all() for field in fields):
        return waves
    return tuple(replace(term, cos=_first(term.cos), sin=_first(term.sin)) for term in waves)


def _first(field: Array) -> Array:
    return np.ascontiguousarray(field[..., 0])


def _together(a: Term, b: Term) -> Term:
    return Term(a.cycles, np.asarray(a.cos + b.cos), np.asarray(a.sin + b.sin), a.over)


def farthest(waves: Sequence[Term]) -> float:
    """Return a bound on the length of `field_at` at any point and time, in the unit of the fields.

    |A (cos - 1) + B sin| is at most |A| + sqrt(A^2 + B^2), times the largest factor of what grows and fades.
    """
    total = 0.0
    for term in waves:
        a, b = (np.linalg.norm(field, axis=-1) if field.ndim == 3 else np.abs(field) for field in (term.cos, term.sin))
        much = max((moment.value for moment in term.over), default=1.0)
        total += much * float((a + np.hypot(a, b)).max())
    return total
