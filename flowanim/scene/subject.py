"""The chance that a network gives each place of being the main subject -> its mask on the photo's edges, or none.

The chance is raised where a superpixel stands out (`saliency`), superpixels of like colour listen to each other, and
`grabcut` starts from that. What it finds is refused unless the network's own chance is high inside it and has the same
outline: a thing cut in two looks worse than one that is not cut out. Chosen on held-out photos.
"""

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Frame, Image, Mask
from flowanim.ops.image import fit, resize, to_uint8
from flowanim.ops.mask import bounding_box, grow, shrink, without_specks
from flowanim.scene.grabcut import grabcut
from flowanim.scene.saliency import saliency
from flowanim.scene.segment import relax
from flowanim.scene.superpixels import Pieces

CUT = 200
"""Long side, in pixels, at which the border is sought."""
NEVER, SURELY = 0.1, 0.9
"""A chance below which a place is the background, and one above which it is the subject, whatever its colour."""
SALIENT, USUAL = 2.0, 0.45
"""By how much standing out raises the log odds, and how much a place of no say stands out."""
FAINT = np.float32(0.02)
CERTAIN, NEARLY = 0.9, 0.8
"""The network's own chance above which a place is the subject, whatever stands out; and next to its border."""
LARGE, AS_SURE = 0.25, 0.1
"""A part belongs to it whose mean chance is so near that of the surest large one (beside the largest, in shares)."""
BAND = 8
"""How far, in pixels of the small photo, the border moves when it is sought once more there: tips of petals."""
SAME = 0.7
LEAST_TRUST = 0.64
LEAST, MOST = 0.01, 0.95
"""Shares of the photo that a subject has: less is a speck, more has nothing to stand apart from."""


def cut_out(small: Image, chance: Alpha, pieces: Pieces) -> tuple[Mask | None, float]:
    """Return the subject (h, w) of a `small` photo with how far it is to be trusted, 0..1, or (None, 0).

    chance: (h', w') of being the subject. pieces: the photo's superpixels.
    """
    h, w = small.shape[:2]
    size = fit((w, h), CUT)
    likely, wide = resize(chance, size), resize(chance, (w, h))
    if not (likely > 0.5).any():
        return None, 0.0
    evidence = resize(_with_saliency(small, wide, pieces), size)
    mask = _found(to_uint8(resize(small, size)), evidence, likely)
    if not LEAST < mask.mean() < MOST:
        return None, 0.0
    trust = float(likely[mask].mean()) * _overlap(mask, _touched(likely > 0.5, mask))
    if trust < LEAST_TRUST:
        return None, 0.0
    mask = np.asarray(resize(mask.astype(np.float32), (w, h)) > 0.5)
    return _sharper(small, mask, np.asarray(wide > NEARLY)), trust


def _with_saliency(small: Image, chance: Alpha, pieces: Pieces) -> Alpha:
    """Return the `chance` (h, w), one a superpixel, raised where it stands out from the `small` photo."""
    seen = pieces.mean(chance)
    odds = (seen + FAINT) / (1 + FAINT - seen) * np.exp(SALIENT * (saliency(small, pieces) - USUAL))
    belief = relax(pieces, np.asarray(np.stack([np.ones_like(odds), odds], 1) / (1 + odds)[:, None], np.float32))
    return pieces.paint(belief[:, 1])


def _found(frame: Frame, evidence: Alpha, chance: Alpha) -> Mask:
    """Return where GrabCut sees the subject in an 8-bit picture (h, w, 3), started from the `evidence` (h, w).

    Only the parts of a high `chance` (h, w) are kept.
    """
    sure = (evidence > SURELY) | (chance > CERTAIN)
    found = grabcut(frame, (evidence > 0.5) | sure, sure=sure, never=(evidence < NEVER) & ~sure)
    found = without_specks(found, found.size // 300)
    return _sure_parts(found, chance) if found.any() else found


def _sharper(small: Image, mask: Mask, certain: Mask) -> Mask:
    """Return the mask (h, w) with its border sought anew at the size of the `small` photo, if that is much the same.

    Small holes are filled: a cheek in the light is more often taken for the background than a gap is that small.
    """
    box = bounding_box(mask, 2 * BAND)
    found, part = mask.copy(), mask[box]
    sure = shrink(part, BAND) | (certain[box] & grow(part, BAND))
    found[box] = grabcut(to_uint8(small[box]), part | sure, sure=sure, never=~grow(part, BAND))
    return without_specks(found if _overlap(found, mask) > SAME else mask, found.size // 100)


def _sure_parts(mask: Mask, chance: Alpha) -> Mask:
    """Return the parts of a mask (h, w) that are about as surely the subject as the surest large one."""
    _, parts = cv2.connectedComponents(mask.astype(np.uint8))
    sizes, sums = np.bincount(parts.ravel()), np.bincount(parts.ravel(), chance.ravel())
    mean, sizes[0] = sums / np.maximum(sizes, 1), 0
    kept = mean >= mean[sizes >= LARGE * sizes.max()].max() - AS_SURE
    return np.asarray(mask & kept[parts])


def _touched(parts: Mask, mask: Mask) -> Mask:
    """Return the connected parts (h, w) that a mask touches."""
    _, labels = cv2.connectedComponents(parts.astype(np.uint8))
    return parts & np.isin(labels, np.unique(labels[mask & parts]))


def _overlap(one: Mask, other: Mask) -> float:
    return float((one & other).sum()) / max(int((one | other).sum()), 1)
