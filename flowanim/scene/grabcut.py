"""Where something likely, surely and never is -> its mask on the colours' edges: GrabCut (Rother et al., 2004)."""

import cv2
import numpy as np

from flowanim.datatypes import Frame, Mask

ROUNDS = 2


def grabcut(frame: Frame, likely: Mask, *, sure: Mask, never: Mask) -> Mask:
    """Return what of an 8-bit picture (h, w, 3) is like what lies inside the masks (h, w); the same each time.

    never wins over sure, and sure over likely. Nothing is found where all or nothing is likely.
    """
    hints = np.where(likely, cv2.GC_PR_FGD, cv2.GC_PR_BGD).astype(np.uint8)
    hints[sure] = cv2.GC_FGD
    hints[never] = cv2.GC_BGD
    inside = (hints & 1) == 1
    if not inside.any() or inside.all():
        return np.zeros(likely.shape, bool)
    cv2.setRNGSeed(1)
    cv2.grabCut(frame, hints, None, np.zeros((1, 65)), np.zeros((1, 65)), ROUNDS, cv2.GC_INIT_WITH_MASK)
    return np.asarray((hints & 1) == 1)
