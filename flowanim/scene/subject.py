"""The chance that a network gives each place of being the main subject -> its mask on the photo's edges, or none.

GrabCut (Rother et al., 2004) starts from the chance. What it finds is refused unless the chance is high inside it, it
agrees with the chance's own outline, and it looks like somebody or something that stands: a thing cut in two looks
worse than one that is not cut out. Chosen on 210 photos; of what is claimed two thirds is right, as with the rules.
"""

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Frame, Image, Mask
from flowanim.ops.image import fit, resize, to_uint8
from flowanim.ops.mask import without_specks

CUT = 200
"""Long side, in pixels, at which the border is sought."""
NEVER, SURELY = 0.2, 0.95
"""A chance below which a place is the background, and one above which it is the subject, whatever its colour."""
LEAST_TRUST = 0.5
LEAST, MOST = 0.01, 0.95
"""Shares of the photo that a subject has: less is a speck, more has nothing to stand apart from."""


def cut_out(small: Image, chance: Alpha, stands: Alpha) -> tuple[Alpha | None, float]:
    """Return the subject (h, w) of a `small` photo, hard, with how far it is to be trusted, or (None, 0).

    chance: (h', w') of being the subject. stands: (h', w') chance of a person, an animal or a vehicle.
    """
    h, w = small.shape[:2]
    size = fit((w, h), CUT)
    likely, upright = resize(chance, size), resize(stands, size)
    mask = _grabcut(to_uint8(resize(small, size)), likely)
    if not LEAST < mask.mean() < MOST:
        return None, 0.0
    trust = float(likely[mask].mean()) * _overlap(mask, likely > 0.5) * (0.5 + 0.5 * float(upright[mask].mean()))
    if trust < LEAST_TRUST:
        return None, 0.0
    return np.asarray(resize(mask.astype(np.float32), (w, h)) > 0.5, np.float32), trust


def _grabcut(frame: Frame, likely: Alpha) -> Mask:
    """Return where GrabCut sees the subject in an 8-bit picture (h, w, 3), started from its chance (h, w)."""
    hints = np.where(likely > 0.5, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    hints[likely < NEVER] = cv2.GC_BGD
    hints[likely > SURELY] = cv2.GC_FGD
    inside = (hints & 1) == 1
    if not inside.any() or inside.all():
        return np.zeros(likely.shape, bool)
    cv2.setRNGSeed(1)
    cv2.grabCut(frame, hints, None, np.zeros((1, 65)), np.zeros((1, 65)), 2, cv2.GC_INIT_WITH_MASK)
    found = np.asarray((hints & 1) == 1)
    return without_specks(found, found.size // 300) if found.any() else found


def _overlap(one: Mask, other: Mask) -> float:
    return float((one & other).sum()) / max(int((one | other).sum()), 1)
