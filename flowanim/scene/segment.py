"""A small photo -> its regions: which kind each pixel is, how sure that is, and where the horizon lies.

Superpixels get hand-written scores per kind (colour, texture, straight edges, place), then agree with their
neighbours in a few rounds of relaxation (Rosenfeld, Hummel and Zucker, 1976). Nothing here is fitted to labelled
pictures.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from flowanim.datatypes import Array, Image, Mask
from flowanim.ops.mask import ramp, smoothstep
from flowanim.scene.shore import Shore, find_lines, find_mirror, find_sea
from flowanim.scene.sky import TRUST, find_sky
from flowanim.scene.superpixels import Pieces, cut, to_lab
from flowanim.scene.water import blue_below, find_water, level

ORDER = ("sky", "water", "vegetation", "building", "mountain", "ground", "other")
LEAST = 0.012
SURE_MIRROR = 0.6
SURE_SEA = 0.5
HALF_TRUST = 0.42


@dataclass(frozen=True)
class Regions:
    """What a small photo (h, w) shows.

    kinds: the kinds present. index: (h, w) uint8, which of `kinds` each pixel is. confidence: kind -> 0..1.
    horizon: row 0..1 of the photo's height, or None where nothing tells (indoors, close-ups).
    """

    kinds: tuple[str, ...]
    index: NDArray[np.uint8]
    confidence: Mapping[str, float]
    horizon: float | None
    pieces: Pieces

    def masks(self) -> dict[str, Mask]:
        """Return kind -> its pixels, bool (h, w)."""
        return {kind: np.asarray(self.index == k) for k, kind in enumerate(self.kinds)}


def find_regions(rgb: Image) -> Regions:
    """Find the regions of a small photo (h, w, 3), about 400 px on its long side."""
    pieces = cut(rgb)
    mirror = find_mirror(rgb)
    sky, trust = find_sky(pieces, mirror.row if mirror.strength > SURE_MIRROR else 1.0)
    light = to_lab(rgb)[..., 0]
    outside = _has_shore(light, mirror) or _ends_level(pieces, sky, light) if TRUST >= trust > HALF_TRUST else False
    sky = sky if trust > TRUST or outside else sky * 0.0
    sky, lines = _split_sea(pieces, sky, light)
    water, shore = find_water(pieces, sky, lines, mirror)
    sky = sky * (pieces.y <= shore + 0.02)
    water = smoothstep(water, 0.2, 0.55)
    horizon = find_horizon(pieces, sky, shore)
    scores = _scores(pieces, sky, water, horizon)
    belief = relax(pieces, scores)
    index = _tidy(pieces, belief)
    kinds = tuple(kind for k, kind in enumerate(ORDER) if (index == k).any())
    compact = np.searchsorted([ORDER.index(kind) for kind in kinds], index).astype(np.uint8)
    sure = pieces.paint(belief.max(1))
    confidence = {kind: float(sure[compact == k].mean()) for k, kind in enumerate(kinds)}
    if "sky" in confidence:
        confidence["sky"] = min(confidence["sky"], trust)
    return Regions(kinds, compact, confidence, horizon, pieces)


def _has_shore(light: Array, mirror: Shore) -> bool:
    """Whether a level line and the axis of a reflection lie on one row: outdoors, then, if neither alone says so."""
    lines = find_lines(light)
    return mirror.strength > 0.4 and any(x.strength > 0.4 and abs(x.row - mirror.row) < 0.04 for x in lines)


def _ends_level(pieces: Pieces, sky: Array, light: Array) -> bool:
    """Whether a doubtful sky spans the photo and ends over level streaks with a long level line, as over a sea."""
    mask = pieces.paint(sky) > 0.5
    if mask.any(0).mean() < 0.95:
        return False
    last = (mask.shape[0] - np.argmax(mask[::-1], axis=0)) / mask.shape[0]
    bottom = float(np.quantile(last, 0.8))
    for line in find_lines(light):
        strip = (pieces.y > bottom) & (pieces.y < line.row)
        if line.strength > 0.6 and line.row < bottom + 0.2 and strip.any() and level(pieces)[strip].mean() > 0.6:
            return True
    return False


def _split_sea(pieces: Pieces, sky: Array, light: Array) -> tuple[Array, list[Shore]]:
    """Return the sky without what lies below a sea's level line, and the lines where water may begin."""
    sea = find_sea(light, pieces.paint(sky) > 0.5)
    if sea.strength < SURE_SEA:
        return sky, find_lines(light)
    return sky * (pieces.y < sea.row), [Shore(sea.row, sea.strength * blue_below(pieces, sea.row))]


def find_horizon(pieces: Pieces, sky: Array, shore: float) -> float | None:
    """Return the horizon's row 0..1: the far shore, else the middle height of the sky's lower border, else None."""
    if shore < 1:
        return shore
    mask = pieces.paint(sky) > 0.5
    columns = mask.any(0)
    if columns.mean() < 0.2:
        return None
    last = mask.shape[0] - 1 - np.argmax(mask[::-1], axis=0)
    bottom = last[columns] / mask.shape[0]
    return float(np.clip(np.quantile(bottom, 0.6), 0.15, 0.75))


def _scores(pieces: Pieces, sky: Array, water: Array, horizon: float | None) -> Array:
    """Return (n, kinds): how well each superpixel fits each kind of ORDER, 0..1."""
    outdoors = 1.0 if horizon is not None else 0.0
    line = horizon if horizon is not None else 0.6
    below = smoothstep(pieces.y, line - 0.05, line + 0.12)
    green = greenness(pieces)
    rough = smoothstep(pieces.texture, 1.0, 4.0)
    built = smoothstep(pieces.straight, 0.05, 0.15) * (1 - green) * outdoors
    free = (1 - sky) * (1 - 0.9 * water) * (1 - 0.5 * _drowned(pieces, water, line))
    table = {
        "sky": sky,
        "water": water * (1 - sky),
        "vegetation": free * np.maximum(green * (0.55 + 0.45 * rough), 0.5 * _dark_mass(pieces) * outdoors),
        "building": free * built * (0.75 - 0.25 * below),
        "mountain": free * outdoors * (1 - below) * (1 - green) * 0.55,
        "ground": free * below * 0.5 * (0.4 + 0.6 * outdoors),
        "other": free * (0.32 - 0.12 * outdoors),
    }
    return np.stack([np.asarray(table[kind], np.float32) for kind in ORDER], 1) + 0.01


def _drowned(pieces: Pieces, water: Array, line: float) -> Array:
    """Return (n,): the share of water among what lies below the line, for what lies there and is not dark; else 0."""
    below = smoothstep(pieces.y, line + 0.01, line + 0.05) * smoothstep(pieces.lab[:, 0], 12, 25)
    share = float((water * pieces.size * below).sum() / max(float((pieces.size * below).sum()), 1.0))
    return np.asarray(below * ramp(share, 0.3, 0.6), np.float32)


def greenness(pieces: Pieces) -> Array:
    """Return (n,) 0..1: how green, or yellow-green with texture, a superpixel is."""
    hue, chroma = pieces.hue_deg, pieces.chroma
    green = smoothstep(hue, 92, 106) * (1 - smoothstep(hue, 160, 180)) * smoothstep(chroma, 5, 13)
    straw = (
        smoothstep(hue, 70, 85)
        * (1 - smoothstep(hue, 98, 110))
        * smoothstep(chroma, 22, 40)
        * smoothstep(pieces.texture, 2.5, 5)
    )
    return np.asarray(np.maximum(green, 0.6 * straw), np.float32)


def _dark_mass(pieces: Pieces) -> Array:
    """Return (n,) 0..1: dark and textured, as woods against the light are."""
    return np.asarray((1 - smoothstep(pieces.lab[:, 0], 18, 32)) * smoothstep(pieces.texture, 0.8, 2.5), np.float32)


def relax(pieces: Pieces, scores: Array, rounds: int = 10, pull: float = 2.0) -> Array:
    """Return beliefs (n, kinds), rows summing to 1, after each superpixel has listened to its neighbours of like
    colour.
    """
    i, j = pieces.pairs.T
    likeness = np.exp(-np.linalg.norm(pieces.lab[i] - pieces.lab[j], axis=1) / 10 - pieces.border / 6)
    n = len(scores)
    weight = np.bincount(i, likeness, n) + np.bincount(j, likeness, n) + 0.3
    belief = scores / scores.sum(1, keepdims=True)
    for _ in range(rounds):
        heard = np.zeros_like(scores)
        for k in range(scores.shape[1]):
            heard[:, k] = (
                np.bincount(i, likeness * belief[j, k], n) + np.bincount(j, likeness * belief[i, k], n)
            ) / weight
        belief = scores * np.exp(pull * heard)
        belief = belief / belief.sum(1, keepdims=True)
    return np.asarray(belief, np.float32)


def _tidy(pieces: Pieces, belief: Array) -> NDArray[np.uint8]:
    """Return (h, w) index into ORDER with small regions, lone patches and islands given to the next best kind."""
    belief = belief.copy()
    for _ in range(3):
        index = belief.argmax(1)[pieces.labels]
        small = [k for k in range(len(ORDER)) if 0 < (index == k).mean() < LEAST]
        if not small:
            break
        belief[:, small] *= 0.0
    built, sky = ORDER.index("building"), ORDER.index("sky")
    index = belief.argmax(1)[pieces.labels]
    lone = _embedded(index == built, index == sky)
    belief[np.unique(pieces.labels[lone]), built] = 0
    index = belief.argmax(1)[pieces.labels]
    if (index == built).mean() > 0.25 * (index == ORDER.index("mountain")).mean():
        belief[:, built] += belief[:, ORDER.index("mountain")]
        belief[:, ORDER.index("mountain")] = 0
    return without_islands(belief.argmax(1)[pieces.labels].astype(np.uint8))


def _embedded(mask: Mask, beside: Mask, most: float = 0.1) -> Mask:
    """Return the parts of `mask` that do not touch `beside` and cover less than `most` of the photo."""
    _, parts, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    touching = np.unique(parts[cv2.dilate(beside.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0])
    small = stats[:, cv2.CC_STAT_AREA] < most * mask.size
    small[0] = False
    small[touching] = False
    return np.asarray(small[parts])


def without_islands(index: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return `index` (h, w) with connected parts of less than a 150th of it replaced by what is most common around."""
    index, least = index.copy(), max(20, index.size // 150)
    for kind in np.unique(index):
        _, parts, stats, _ = cv2.connectedComponentsWithStats((index == kind).astype(np.uint8))
        for part in np.flatnonzero(stats[:, cv2.CC_STAT_AREA] < least):
            if part:
                mask = parts == part
                take_in(index, mask, ~mask)
    return index


def take_in(index: NDArray[np.uint8], mask: Mask, others: Mask) -> None:
    """Give the pixels of a mask (h, w), in place, to what is most common around it among `others`, if anything is."""
    ring = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool) & others
    if ring.any():
        index[mask] = np.bincount(index[ring]).argmax()
