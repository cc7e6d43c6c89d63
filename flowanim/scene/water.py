"""Superpixels and a sky -> how surely each superpixel is water, and where the water begins.

Three signs, none of which is enough alone: what is above is mirrored below a level line (a lake); a long level line
with calm, sky-like or blue colour and level streaks under it (a sea); saturated blue or teal that is no sky (seen
from above). A false water is worse than a missed one.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from flowanim.datatypes import Array, Image, Mask
from flowanim.ops.image import luma, resize
from flowanim.ops.mask import ramp, smoothstep
from flowanim.scene.superpixels import Pieces

MIRROR_WIDTH = 160


@dataclass(frozen=True)
class Shore:
    """A level line where water may begin: row 0..1 of the photo's height, and how strong it is 0..1."""

    row: float
    strength: float


def find_mirror(rgb: Image) -> Shore:
    """Return the row about which the photo is most like its own reflection; strength is the correlation beyond
    chance.

    Mean columns are taken out first, for upright things go on below a line without being mirrored in it.
    """
    h, w = rgb.shape[:2]
    grey = luma(resize(rgb, (MIRROR_WIDTH, max(8, round(h * MIRROR_WIDTH / w)))))
    detail = np.asarray(cv2.GaussianBlur(grey, (0, 0), 1) - cv2.GaussianBlur(grey, (0, 0), 8))
    rows = len(detail)
    least = 0.2 * rows
    best = Shore(1.0, 0.0)
    for y in range(round(rows * 0.3), round(rows * 0.9)):
        reach = min(y, rows - y, round(rows * 0.3))
        score = _likeness(detail[y - reach : y][::-1], detail[y : y + reach]) * min(1.0, reach / least)
        if score > best.strength:
            best = Shore(y / rows, score)
    return best


def _likeness(a: Array, b: Array) -> float:
    """Correlation of what is left of two strips when columns (upright things) and rows (streaks) are taken out; 0
    if one is empty.
    """
    a, b = (p - p.mean(0) - p.mean(1, keepdims=True) for p in (a, b))
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


def find_line(light: Array) -> Shore:
    """Return the lower edge of the strongest group of level lines between rows 0.15 and 0.9.

    It is weaker if there are more such lines well below it, as on roads and stairs.
    """
    lines = level_lines(light)
    h = len(lines)
    low, high = round(0.15 * h), round(0.9 * h)
    row = low + int(np.argmax(lines[low:high]))
    top = float(lines[row])
    near = lines[row : row + round(0.06 * h)]
    row += int(np.flatnonzero(near >= 0.8 * top)[-1]) if top > 0 else 0
    below = lines[row + round(0.08 * h) : round(0.93 * h)]
    again = float(below.max()) / max(top, 1e-6) if len(below) else 0.0
    single = 1 - ramp(again, 0.7, 0.9)
    return Shore(row / h, float(ramp(top, 0.35, 0.7) * single))


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


def blue_below(pieces: Pieces, row: float) -> float:
    """Return 0..1: how blue or teal, and coloured at all, the strip under a row is."""
    strip = (pieces.y > row) & (pieces.y < row + 0.08)
    if not strip.any():
        return 0.0
    blue = _blue(pieces) * smoothstep(pieces.chroma, 8, 14)
    return ramp(blue[strip].mean(), 0.25, 0.6)


def level(pieces: Pieces) -> Array:
    """Return (n,) 0..1: how much a superpixel's texture consists of level streaks."""
    share = (pieces.down + 0.05) / (pieces.across + pieces.down + 0.1)
    return smoothstep(share, 0.5, 0.72)


def find_water(pieces: Pieces, sky: Array, line: Shore, mirror: Shore) -> tuple[Array, float]:
    """Return (n,) how surely each superpixel is water, and the row 0..1 where water begins (1 = none)."""
    found = np.zeros(len(sky), np.float32)
    start = 1.0
    for shore, sure in ((line, _by_line(pieces, sky, line)), (mirror, _by_mirror(pieces, sky, mirror))):
        good = _from_shore(pieces, sure, shore.row)
        if good.max() > found.max():
            start = shore.row
        found = np.maximum(found, good)
    found = np.maximum(found, np.maximum(_from_above(pieces, sky), _large(pieces, _by_colour(pieces, sky))))
    return np.asarray(found * (1 - sky), np.float32), start if found.max() > 0.5 else 1.0


def _by_mirror(pieces: Pieces, sky: Array, mirror: Shore) -> Array:
    if sky.max() < 0.5:
        return np.zeros(len(sky), np.float32)
    strength = ramp(mirror.strength, 0.48, 0.62)
    below = smoothstep(pieces.y, mirror.row - 0.01, mirror.row + 0.02)
    return np.asarray(strength * below * (1 - 0.8 * _green(pieces)), np.float32)


def _by_line(pieces: Pieces, sky: Array, line: Shore) -> Array:
    below = smoothstep(pieces.y, line.row - 0.01, line.row + 0.03)
    calm = np.exp(-((pieces.texture / 4) ** 2))
    grey = _like_sky(pieces, sky) * (0.25 + 0.75 * level(pieces))
    colour = np.maximum(grey, _blue(pieces) * (0.6 + 0.4 * level(pieces)))
    return np.asarray(line.strength * below * calm * colour * _gloss(pieces, sky) * (1 - _green(pieces)), np.float32)


def _gloss(pieces: Pieces, sky: Array) -> Array:
    """Return (n,) 0..1: not much darker than the sky that water mirrors."""
    if sky.max() < 0.5:
        return np.ones(len(sky), np.float32)
    light = float(np.average(pieces.lab[:, 0], weights=sky * pieces.size))
    return smoothstep(pieces.lab[:, 0] / max(light, 1.0), 0.2, 0.36)


def _by_colour(pieces: Pieces, sky: Array) -> Array:
    """Return (n,): clearly blue or teal, calm, well below the sky's lower border, without straight edges."""
    if sky.max() < 0.5:
        return np.zeros(len(sky), np.float32)
    last = float(np.quantile(pieces.y[sky > 0.5], 0.9))
    below = smoothstep(pieces.y, last + 0.03, last + 0.1)
    hue = pieces.hue_deg
    blue = smoothstep(pieces.chroma, 8, 15) * smoothstep(hue, 165, 185) * (1 - smoothstep(hue, 255, 275))
    calm = np.exp(-((pieces.texture / 4) ** 2)) * (1 - smoothstep(pieces.straight, 0.1, 0.2))
    return np.asarray(0.8 * below * blue * calm * _gloss(pieces, sky), np.float32)


def _from_above(pieces: Pieces, sky: Array) -> Array:
    """Return (n,): saturated blue or teal with some texture and without straight edges, where there is no sky."""
    if sky.max() > 0.5:
        return np.zeros(len(sky), np.float32)
    sure = _blue(pieces) * smoothstep(pieces.chroma, 14, 26) * (1 - smoothstep(pieces.straight, 0.1, 0.25))
    weight = sure * pieces.size
    if weight.sum() < 0.05 * pieces.size.sum():
        return np.zeros(len(sky), np.float32)
    rough = ramp(float(np.average(pieces.texture, weights=weight)), 0.5, 1.2)
    lit = ramp(float(np.average(pieces.lab[:, 0], weights=weight)), 18, 32)
    return np.asarray(0.8 * sure * rough * lit, np.float32)


def _from_shore(pieces: Pieces, sure: Array, row: float, least: float = 0.35) -> Array:
    """Return `sure`, or nothing unless it fills most of the strip under the shore and a fiftieth of the photo.

    Where most of what lies below the shore is water, calm remains of another colour (lights, reflections) are water
    too, but not what is darker and rougher than the water at the shore.
    """
    mask = pieces.paint(sure) > least
    h = len(mask)
    top = round(row * h)
    strip, below = mask[top + round(0.01 * h) : top + round(0.06 * h)], mask[top:]
    if not strip.size or mask.mean() < 0.02:
        return np.zeros_like(sure)
    filled = ramp(strip.mean(), 0.35, 0.6)
    mostly = ramp(below.mean(), 0.3, 0.5)
    under = smoothstep(pieces.y, row + 0.01, row + 0.04) * np.exp(-((pieces.texture / 4) ** 2))
    sure = np.maximum(sure, 0.8 * mostly * under)
    return np.asarray(filled * sure * (1 - _object(pieces, sure, row, least)), np.float32)


def _object(pieces: Pieces, sure: Array, row: float, least: float) -> Array:
    """Return (n,) 0..1: both darker and rougher than the calmer part of the water at the shore, as stones and piers
    are.
    """
    strip = (sure > least) & (np.abs(pieces.y - row - 0.04) < 0.04)
    if not strip.any():
        return np.zeros_like(sure)
    darker = float(np.median(pieces.lab[strip, 0])) - pieces.lab[:, 0]
    rougher = pieces.texture - 1.5 * float(np.quantile(pieces.texture[strip], 0.3))
    return np.asarray(smoothstep(darker, 4, 12) * smoothstep(rougher, 0.0, 0.6), np.float32)


def _large(pieces: Pieces, sure: Array, least: float = 0.03) -> Array:
    """Return `sure`, or nothing if it covers less than a share `least` of the photo."""
    share = float((sure * pieces.size).sum() / pieces.size.sum())
    return np.asarray(sure * (share > least), np.float32)


def _green(pieces: Pieces) -> Array:
    hue = pieces.hue_deg
    return np.asarray(smoothstep(pieces.chroma, 8, 18) * smoothstep(hue, 88, 105) * (1 - smoothstep(hue, 150, 175)))


def _blue(pieces: Pieces) -> Array:
    hue = pieces.hue_deg
    return np.asarray(smoothstep(pieces.chroma, 4, 11) * smoothstep(hue, 175, 200) * (1 - smoothstep(hue, 290, 310)))


def _like_sky(pieces: Pieces, sky: Array) -> Array:
    """Return (n,) 0..1: hue and saturation near those of some sky above (water is its darker mirror)."""
    above = sky > 0.5
    if not above.any():
        return np.zeros(len(sky), np.float32)
    ab = pieces.lab[above][:, 1:]
    nearest = np.linalg.norm(pieces.lab[:, None, 1:] - ab[None], axis=2).min(1)
    return np.asarray(np.exp(-((nearest / 9) ** 2)), np.float32)
