"""Faces, and the people they belong to: a person is one piece, in front of the background, and is never cut in two.

Faces are found by local binary patterns (Zhang et al., 2007, as trained and shipped by scikit-image); the person is
what GrabCut (Rother et al., 2004) makes of the face and the room below it. Coloured pictures without skin colours are
not searched.
"""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Analysis, Box, Frame, Image, Mask
from flowanim.ops.image import fit, resize, to_uint8
from flowanim.ops.mask import largest, smoothstep
from flowanim.ops.warp import pixel_grid
from flowanim.scene.overrides import with_masks

SMALL = 384
CUT = 256
SKIN_SHARE = 0.01
SKIN_FACE = 0.4
CLOSE = 0.1
GREY = 1.5
NEAR = 0.9
BELIEVED = 0.45
"""Mean chance of a person that a face must have. Of 33 found in labelled photos five are none, with 0.39 at most (the
cheek of a cat); of the others one has less, 0.33, and the rest 0.71 or more.
"""


def find_faces(rgb: Image) -> tuple[Box, ...]:
    """Return the faces of a photo (H, W, 3) as boxes (x, y, width, height) in shares of it, the largest first."""
    h, w = rgb.shape[:2]
    small = to_uint8(resize(rgb, fit((w, h), SMALL)))
    skin = skin_of(small)
    if skin.mean() < SKIN_SHARE:
        return ()
    import skimage
    from skimage.feature import Cascade

    cascade = Cascade(str(Path(skimage.__file__).parent / "data" / "lbpcascade_frontalface_opencv.xml"))
    found = cascade.detect_multi_scale(
        img=np.ascontiguousarray(small),
        scale_factor=1.2,
        step_ratio=1,
        min_size=(32, 32),
        max_size=(300, 300),
        min_neighbor_number=4,
    )
    high, wide = small.shape[:2]
    likely = [f for f in found if _middle(skin, f["c"], f["r"], f["width"]).mean() > SKIN_FACE]
    boxes = [(f["c"] / wide, f["r"] / high, f["width"] / wide, f["height"] / high) for f in likely]
    return tuple(sorted(boxes, key=lambda box: -box[2]))


def _middle(mask: Mask, x: int, y: int, side: int) -> Mask:
    inset = side // 5
    return mask[y + inset : y + side - inset, x + inset : x + side - inset]


def skin_of(small: Frame) -> Mask:
    """Return where an 8-bit picture (H, W, 3) has the chroma of skin; everywhere if it is grey and tells nothing.

    Source: Chai and Ngan, Face Segmentation Using Skin-Color Map, 1999.
    """
    chroma = cv2.cvtColor(small, cv2.COLOR_RGB2YCrCb)
    if float(chroma[..., 1:].std(axis=(0, 1)).max()) < GREY:
        return np.ones(small.shape[:2], bool)
    return np.asarray(cv2.inRange(chroma, np.array([30, 133, 77]), np.array([255, 180, 133])) > 0)


def with_people(analysis: Analysis, rgb: Image, chance: Alpha | None = None) -> Analysis:
    """Return `analysis` with a region "person" for the people whose faces are found, near, and as the subject.

    chance: (h, w), how surely each place is a person, if anybody knows: a face where nobody is likely is none.
    Other people that the analysis knows stay people. Behind a portrait a sky is doubted: it may be a wall.
    """
    faces = tuple(face for face in find_faces(rgb) if chance is None or _mean_in(face, chance) >= BELIEVED)
    if not faces:
        return analysis
    person = people(rgb, faces)
    known = analysis.regions.get("person", np.zeros_like(person))
    cut = with_masks(analysis, {"person": np.maximum(person, _apart(known, person)), "subject": person})
    near = np.where(person > 0.5, np.float32(NEAR), np.minimum(analysis.disparity, NEAR)).astype(np.float32)
    confidence = {**cut.confidence, "person": 0.9, "subject": 0.9}
    if faces[0][2] > CLOSE and "sky" in confidence:
        confidence["sky"] *= 0.5
    return replace(cut, disparity=near, confidence=confidence, faces=faces)


def _mean_in(face: Box, chance: Alpha) -> float:
    """Return the mean of a map (h, w) over a face."""
    h, w = chance.shape
    left, top = int(face[0] * w), int(face[1] * h)
    right, bottom = (max(a + 1, round(b)) for a, b in ((left, (face[0] + face[2]) * w), (top, (face[1] + face[3]) * h)))
    return float(chance[top:bottom, left:right].mean())


def _apart(known: Alpha, person: Alpha) -> Alpha:
    """Return `known` without its parts that touch the person."""
    _, parts = cv2.connectedComponents((known > 0.5).astype(np.uint8))
    touched = [0, *np.unique(parts[person > 0.5])]
    return np.where(np.isin(parts, touched), np.float32(0), known)


def people(rgb: Image, faces: tuple[Box, ...]) -> Alpha:
    """Return the people (H, W) that the `faces` belong to, softly, on the photo's edges."""
    h, w = rgb.shape[:2]
    small = to_uint8(resize(rgb, fit((w, h), CUT)))
    hints = np.full(small.shape[:2], cv2.GC_BGD, np.uint8)
    for face in faces:
        _hint(hints, face)
    cv2.setRNGSeed(0)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(small[..., ::-1].copy(), hints, None, *models, 4, cv2.GC_INIT_WITH_MASK)
    inside = largest(_filled((hints == cv2.GC_FGD) | (hints == cv2.GC_PR_FGD)), 0.2)
    radius = max(2, round(3 * w / small.shape[1]))
    soft = cv2.ximgproc.guidedFilter(rgb, resize(inside.astype(np.float32), (w, h)), radius, 1e-3)
    return smoothstep(soft, 0.15, 0.85)


def _hint(hints: Frame, face: Box) -> None:
    """Mark the face as surely the person's, and the hair, shoulders and what is below them as probably so."""
    h, w = hints.shape
    x, y, wide, high = face[0] * w, face[1] * h, face[2] * w, face[3] * h
    grid = pixel_grid(h, w)
    dx, dy = grid[..., 0] - (x + wide / 2), grid[..., 1] - (y + high / 2)
    shoulders = np.minimum(0.6 + 1.1 * np.maximum(dy / high - 0.3, 0), 1.9) * wide
    body = (dy > 0.3 * high) & (np.abs(dx) < shoulders)
    room = (dy > -1.1 * high) & (np.abs(dx) < np.where(dy > 0.4 * high, 2.6, 1.2) * wide)
    head = (dx / (0.62 * wide)) ** 2 + ((dy + 0.05 * high) / (0.85 * high)) ** 2 < 1
    sure = (dx / (0.38 * wide)) ** 2 + (dy / (0.48 * high)) ** 2 < 1
    for where, value in ((room, cv2.GC_PR_BGD), (body | head, cv2.GC_PR_FGD), (sure, cv2.GC_FGD)):
        hints[where] = np.where(hints[where] == cv2.GC_FGD, cv2.GC_FGD, value)


def _filled(mask: Mask) -> Mask:
    """Fill what the mask encloses; the lower border of the picture closes it."""
    padded = np.pad(mask.astype(np.uint8), ((1, 0), (1, 1)))
    outside = padded.copy()
    cv2.floodFill(outside, None, (0, 0), 2)
    return np.asarray((outside != 2)[1:, 1:-1])
