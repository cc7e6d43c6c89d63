"""Fields that swing: sums of sines with whole numbers of cycles in the clip.

    field(u) = sum_m (cos(2 pi n_m u) - 1) C_m + sin(2 pi n_m u) S_m

Zero at u = 0 and the same at u = 1 by construction: the first frame is the photo, and every loop closes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

import cv2
import numpy as np

from flowanim.datatypes import Array


@dataclass(frozen=True)
class Term:
    """One frequency: whole cycles in the clip, and the fields (h, w[, C]) of its cosine and its sine."""

    cycles: int
    cos: Array
    sin: Array


Waves = tuple[Term, ...]


def travelling(amount: Array, phase: Array, cycles: int) -> Term:
    """Return amount * sin(phase - 2 pi cycles u) less its start; amount (h, w[, C]), phase (h, w) in radians."""
    angle = phase[..., None] if amount.ndim == 3 else phase
    return Term(cycles, np.asarray(amount * np.sin(angle), np.float32), np.asarray(-amount * np.cos(angle), np.float32))


def field_at(waves: Sequence[Term], u: float) -> Array | None:
    """Return the sum of `waves` at progress `u`, or None where there are none. Summed in order: no thread decides."""
    total: Array | None = None
    for term in waves:
        angle = 2 * pi * term.cycles * u
        for weight, field in ((cos(angle) - 1, term.cos), (sin(angle), term.sin)):
            total = field * np.float32(weight) if total is None else cv2.scaleAdd(field, weight, total)
    return total
