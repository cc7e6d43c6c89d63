"""A face -> its eyes, or nothing where one is not sure: two dark spots on one level, each below its brow.

An eye is darker than the skin around it and finer than a shadow: what a closing fills (black hat; Meyer, 1979) in the
band of the face where eyes are. They are sought in both halves at once: a pair must lie level and evenly.
"""

import cv2
import numpy as np

from flowanim.datatypes import Array, Box, Image
from flowanim.ops.image import blur, luma, resize

WIDE = 96
BAND, HALVES = (0.28, 0.5), ((0.12, 0.44), (0.56, 0.88))
OPENING = (0.25, 0.11)
"""Width and height of an eye's opening, in widths of the face."""
LOW = 0.015
"""How far the middle of the opening is below the darkest place, which the lashes draw up, in widths of the face."""
DARK, LEVEL, EVEN, APART = 0.06, 0.06, 0.12, 0.32
"""The least darkness; how far a pair may be off level and off the middle, how far apart it is, in widths of a face."""
LEAST_PX = 20.0
"""An eye must be so wide, in pixels of the photo."""


def find_eyes(rgb: Image, face: Box) -> tuple[Box, ...]:
    """Return the boxes (x, y, width, height) of the two eyes of a face, in shares of the photo; () where not sure."""
    h, w = rgb.shape[:2]
    left, top, wide, high = round(face[0] * w), round(face[1] * h), round(face[2] * w), round(face[3] * h)
    crop = rgb[max(top, 0) : top + high, max(left, 0) : left + wide]
    if OPENING[0] * wide < LEAST_PX or crop.shape[:2] != (high, wide):
        return ()
    spots = [_spot(_darkness(crop), half) for half in HALVES]
    (x1, y1, dark1), (x2, y2, dark2) = spots
    if min(dark1, dark2) < DARK or abs(y1 - y2) > LEVEL or abs(x1 + x2 - 1) > EVEN or x2 - x1 < APART:
        return ()
    size = OPENING[0] * wide / w, OPENING[1] * wide / h
    middles = ((face[0] + x * face[2], face[1] + y * face[3] + LOW * wide / h) for x, y, _ in spots)
    return tuple((float(x - size[0] / 2), float(y - size[1] / 2), *size) for x, y in middles)


def _darkness(crop: Image) -> Array:
    """Return how much darker each point is than what is around it, at WIDE pixels of width."""
    grey = luma(resize(np.ascontiguousarray(crop), (WIDE, WIDE)))
    round_spot = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (17, 13))
    return blur(np.asarray(cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, round_spot)), 2.5)


def _spot(dark: Array, half: tuple[float, float]) -> tuple[float, float, float]:
    """Return (x, y, darkness) of the darkest spot of a half, in shares; of two alike the lower, for brows are above."""
    rows, columns = (slice(round(a * WIDE), round(b * WIDE)) for a, b in (BAND, half))
    part = dark[rows, columns]
    lower = np.linspace(0.75, 1.0, len(part), dtype=np.float32)[:, None]
    y, x = np.unravel_index(int(np.argmax(part * lower)), part.shape)
    return (x + columns.start + 0.5) / WIDE, (y + rows.start + 0.5) / WIDE, float(part[y, x])
