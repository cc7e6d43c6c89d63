"""Superpixels and a sky -> how surely each superpixel is water, and where the water begins.

Three signs, none of which is enough alone: what is above is mirrored below a level line (a lake); a long level line
with calm, sky-like or blue colour and level streaks under it (a sea); saturated blue or teal that is no sky (seen
from above). A false water is worse than a missed one.
"""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from flowanim.datatypes import Array, Mask
from flowanim.ops.mask import ramp, smoothstep
from flowanim.scene.shore import Shore
from flowanim.scene.superpixels import Pieces

WALL = 6.0


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


def find_water(pieces: Pieces, sky: Array, lines: Sequence[Shore], mirror: Shore) -> tuple[Array, float]:
    """Return (n,) how surely each superpixel is water, and the row 0..1 where water begins (1 = none).

    A reflection whose axis lies on one of the level lines counts for more. Sky below the row is the sun's glade.
    """
    for line in lines:
        if abs(line.row - mirror.row) < 0.05 and line.strength > 0.3 and mirror.strength > 0.42:
            mirror = Shore(line.row, mirror.strength + 0.12)
            break
    lines = [line for line in lines if (sky * pieces.size)[pieces.y > line.row + 0.03].sum() < 0.02 * pieces.size.sum()]
    found = np.zeros(len(sky), np.float32)
    start, most = 1.0, 0.0
    like = _like_sky(pieces, sky)
    look = _look(pieces, sky, like)
    tries = [(line.row, _trust(pieces, sky, line, like=like) * look) for line in lines]
    tries = [
        (_climb(pieces, sky, row, sure), sure) for row, sure in tries if _from_shore(pieces, sure, row).max() > 0.5
    ]
    for row, sure in [*tries, (mirror.row, _by_mirror(pieces, sky, mirror))]:
        good = _from_shore(pieces, sure, row)
        area = float((good * pieces.size).sum())
        start, most = (row, area) if area > most else (start, most)
        found = np.maximum(found, good)
    if found.max() <= 0.5:
        found = np.maximum(_from_above(pieces, sky), _large(pieces, _by_colour(pieces, sky)))
    if found.max() <= 0.5:
        return np.asarray(found * (1 - sky), np.float32), 1.0
    drowned = sky * (pieces.y > start + 0.02)
    return np.asarray(np.maximum(found * (1 - sky), drowned), np.float32), start


def _climb(pieces: Pieces, sky: Array, row: float, sure: Array, step: float = 0.02) -> float:
    """Return where the water under a level line truly begins: the line may be a wave, or the near edge of a sea.

    It moves up while most of what lies just above it is as sure, as bright, no sky, and made of level streaks.
    """
    light = float(np.median(pieces.lab[np.abs(pieces.y - row - 0.04) < 0.04, 0]))
    more = (sure > 0.3) & (level(pieces) > 0.5) & (sky < 0.5) & (pieces.lab[:, 0] > 0.65 * light)
    while row > 0.2:
        strip = np.abs(pieces.y - row + step) < step
        if not strip.any() or more[strip].mean() < 0.5:
            break
        row -= step
    return row


def _by_mirror(pieces: Pieces, sky: Array, mirror: Shore) -> Array:
    if sky.max() < 0.5:
        return np.zeros(len(sky), np.float32)
    return np.asarray(ramp(mirror.strength, 0.42, 0.54) * (1 - 0.8 * _green(pieces)), np.float32)


def _look(pieces: Pieces, sky: Array, like: Array) -> Array:
    """Return (n,) 0..1: calm, and coloured like the sky (then with level streaks) or blue; nothing of its place."""
    lies = level(pieces)
    colour = np.maximum(like * (0.25 + 0.75 * lies), _blue(pieces) * (0.6 + 0.4 * lies))
    return np.asarray(_calm(pieces) * colour * _gloss(pieces, sky) * (1 - _green(pieces)), np.float32)


def _trust(pieces: Pieces, sky: Array, line: Shore, *, like: Array) -> float:
    """Return 0..1: how far a level line may be a shore, by its strength and the strip just below it."""
    strip = (pieces.y > line.row + 0.01) & (pieces.y < line.row + 0.07)
    if not strip.any():
        return 0.0
    mirrors = float(np.median((like * level(pieces))[strip]))
    shine = ramp(mirrors, 0.4, 0.7) * _shine(pieces, line.row)
    light = max(_against_sky(pieces, sky, strip), blue_below(pieces, line.row))
    return line.strength * light * max(1 - line.repeated, 0.9 * shine)


def _against_sky(pieces: Pieces, sky: Array, strip: Mask) -> float:
    """Return 0..1: the strip (n,) is bright enough to mirror the lowest sky at a low angle."""
    above = sky > 0.5
    if not (above.any() and strip.any()):
        return 1.0
    low = above & (pieces.y > np.quantile(pieces.y[above], 0.8))
    return ramp(float(np.median(pieces.lab[strip, 0]) / max(np.median(pieces.lab[low, 0]), 1.0)), 0.36, 0.5)


def _calm(pieces: Pieces) -> Array:
    """Return (n,) 0..1: smooth, but for level streaks."""
    return np.asarray(np.exp(-((np.minimum(pieces.texture, 2 * pieces.across) / 4) ** 2)))


def _shine(pieces: Pieces, row: float) -> float:
    """Return 0..1: below the row it is about as bright as above, as it is where water mirrors at a low angle."""
    above = (pieces.y > row - 0.08) & (pieces.y < row - 0.01)
    below = (pieces.y > row + 0.01) & (pieces.y < row + 0.08)
    if not (above.any() and below.any()):
        return 0.0
    return ramp(float(np.median(pieces.lab[below, 0]) / max(np.median(pieces.lab[above, 0]), 1.0)), 0.55, 0.85)


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
    """Return `sure` below the row, or nothing unless it fills most of the strip there and a fiftieth of the photo.

    Where most of what lies below the shore is water, calm remains of another colour (lights, reflections) are water
    too, but not what is darker and rougher than the water at the shore.
    """
    sure = sure * smoothstep(pieces.y, row - 0.01, row + 0.02)
    mask = pieces.paint(sure) > least
    h = len(mask)
    top = round(row * h)
    strip, below = mask[top + round(0.01 * h) : top + round(0.06 * h)], mask[top:]
    if not strip.size or mask.mean() < 0.02:
        return np.zeros_like(sure)
    filled = ramp(strip.mean(), 0.35, 0.6)
    mostly = ramp(below.mean(), 0.3, 0.5)
    under = smoothstep(pieces.y, row + 0.01, row + 0.04) * _calm(pieces)
    sure = np.maximum(sure, 0.8 * mostly * under)
    sure = filled * sure * (1 - _object(pieces, sure, row, least))
    return np.asarray(sure * _joined(pieces, sure > least, row), np.float32)


def _joined(pieces: Pieces, water: Mask, row: float) -> Mask:
    """Return the superpixels of `water` that one can swim to from under the shore; a deck behind its rails is none."""
    i, j = pieces.pairs.T
    both = water[i] & water[j] & (pieces.border < WALL)
    n = len(water)
    _, part = connected_components(coo_matrix((np.ones(both.sum()), (i[both], j[both])), shape=(n, n)), directed=False)
    start = water & (np.abs(pieces.y - row - 0.05) < 0.06)
    return np.asarray(water & np.isin(part, part[start]))


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
