"""A photo -> the level lines at which water may begin.

A far shore shows as the row about which the photo is its own reflection, as a long level line of brightness, or as a
level line inside what was taken for sky.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from flowanim.datatypes import Array, Image, Mask
from flowanim.ops.image import luma, resize
from flowanim.ops.mask import ramp

MIRROR_WIDTH = 160


@dataclass(frozen=True)
class Shore:
    """A level line where water may begin.

    row: 0..1 of the photo's height. strength: 0..1. repeated: 0..1, whether others like it lie well below, as on
    roads.
    """

    row: float
    strength: float
    repeated: float = 0.0


def find_mirror(rgb: Image) -> Shore:
    """Return the row about which the photo is most like its own reflection; strength is the correlation beyond
    chance.

    Mean columns are taken out first, for upright things go on below a line without being mirrored in it.
    """
    h, w = rgb.shape[:2]
    grey = luma(resize(rgb, (MIRROR_WIDTH, max(8, round(h * MIRROR_WIDTH / w)))))
    detail = np.asarray(cv2.GaussianBlur(grey, (0, 0), 1) - cv2.GaussianBlur(grey, (0, 0), 8))
    slope = np.asarray(cv2.Sobel(detail, -1, 1, 0))
    rows = len(detail)
    least = 0.2 * rows
    best = Shore(1.0, 0.0)
    for y in range(round(rows * 0.3), round(rows * 0.9)):
        reach = min(y, rows - y, round(rows * 0.3))
        both = [_likeness(part[y - reach : y][::-1], part[y : y + reach]) for part in (detail, slope)]
        score = sum(both) / 2 * min(1.0, reach / least)
        if score > best.strength:
            best = Shore(y / rows, score)
    return best


def _likeness(a: Array, b: Array) -> float:
    """Correlation of what is left of two strips when columns (upright things) and rows (streaks) are taken out; 0
    if one is empty.
    """
    a, b = (p - p.mean(0) - p.mean(1, keepdims=True) + p.mean() for p in (a, b))
    above, below = float((a * a).sum()), float((b * b).sum())
    alike = ramp(min(above, below) / max(above, below, 1e-6), 0.01, 0.08)
    return alike * float((a * b).sum()) / (float(np.sqrt(above * below)) + 1e-3)


def level_lines(light: Array) -> Array:
    """Return (h,) 0..1: the share of each row on which brightness (h, w, L 0..100) steps the same way, within a
    pixel.
    """
    step = np.asarray(cv2.Sobel(cv2.GaussianBlur(light, (0, 0), 1), -1, 0, 1, scale=0.125))
    clear = np.clip(step / 2, -1, 1)
    tall = np.ones((3, 1), np.uint8)
    return np.asarray(np.maximum(cv2.dilate(clear, tall).mean(1), -cv2.erode(clear, tall).mean(1)))


def find_lines(light: Array, most: int = 4) -> list[Shore]:
    """Return the longest level lines of brightness (h, w, L 0..100) between rows 0.15 and 0.9, longest first.

    Lines within 0.06 of the height are one, at their lower edge. A line under another as long is weak: it is no
    horizon.
    """
    lines = level_lines(light)
    h = len(lines)
    free = lines.copy()
    free[: round(0.15 * h)] = free[round(0.9 * h) :] = 0
    found: list[Shore] = []
    while len(found) < most and free.max() > 0.4:
        row, top = int(np.argmax(free)), float(free.max())
        near = lines[row : row + round(0.06 * h)]
        foot = row + int(np.flatnonzero(near >= 0.8 * top)[-1])
        free[max(0, row - round(0.04 * h)) : foot + round(0.04 * h)] = 0
        below = lines[foot + round(0.08 * h) : round(0.93 * h)]
        above = lines[round(0.15 * h) : max(row - round(0.06 * h), 0)]
        again, first = (1 - ramp(float(part.max()) / top, 0.7, 0.9) if len(part) else 1.0 for part in (below, above))
        found.append(Shore(foot / h, ramp(top, 0.35, 0.7) * first, 1 - again))
    return found


def find_sea(light: Array, sky: Mask) -> Shore:
    """Return the level line inside a supposed sky (h, w) under which it must be a sea, or strength 0.

    light: (h, w), L 0..100. The line must run through most of the sky's columns, with sky-like area below it.
    """
    step = np.asarray(cv2.Sobel(cv2.GaussianBlur(light, (0, 0), 1), -1, 0, 1, scale=0.125))
    h, w = sky.shape
    reach = max(2, round(0.03 * h))
    both = sky & np.roll(sky, -reach, axis=0) & np.roll(sky, reach, axis=0)
    both[: 2 * reach] = both[h - 2 * reach :] = False
    steep = np.maximum(0, -cv2.erode(np.clip(step / 1.5, -1, 1), np.ones((3, 1), np.uint8))) * both
    share = steep.sum(1) / np.maximum(both.sum(1), 1) * (both.sum(1) > 0.35 * w)
    row = int(np.argmax(share))
    return Shore(row / h, ramp(share[row], 0.5, 0.75))
