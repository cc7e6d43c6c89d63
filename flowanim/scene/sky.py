"""Superpixels -> how surely each is sky.

Sky reaches the top of the photo, is smooth for its colour, and is left only over an edge: a walk from the top costs
what it meets on the way (steps of colour, borders, texture), and the sky is what can be reached cheaply. Clouds
cost little, silhouettes much.
"""

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from flowanim.datatypes import Array, Mask
from flowanim.ops.mask import ramp, smoothstep
from flowanim.scene.superpixels import Pieces, walk

TRUST = 0.53
WALL_DARKER = 22.0
WALL_BORDER = 2.0
WALL_ROUGHER = 1.4


def sky_colour(pieces: Pieces) -> Array:
    """Return (n,) 0..1: whether the colour can be a sky's at all (blue, grey, white, sunset, night; not grass or
    earth).
    """
    light, chroma, hue = pieces.lab[:, 0], pieces.chroma, pieces.hue_deg
    vivid = smoothstep(chroma, 12, 30)
    green = smoothstep(chroma, 6, 14) * _between(hue, 92, 150, 8) * (1 - smoothstep(light, 78, 90) * (1 - vivid))
    teal = smoothstep(chroma, 3, 8) * _between(hue, 140, 205, 10) * (1 - smoothstep(light, 30, 50))
    earth = vivid * _between(hue, 30, 95, 10) * (1 - smoothstep(light, 50, 70))
    red = vivid * (_between(hue, 0, 40, 10) + _between(hue, 350, 370, 10)) * (1 - smoothstep(light, 35, 60))
    dim = (1 - smoothstep(light, 8, 62)) * (1 - 0.6 * _between(hue, 232, 335, 15) * smoothstep(chroma, 4, 12))
    wall = _between(chroma, 6, 22, 3) * _between(hue, 20, 95, 10) * (1 - smoothstep(light, 86, 94))
    against = 0.9 * green + 0.8 * earth + 0.5 * red + 0.6 * teal + 0.5 * dim + 0.25 * wall
    return np.asarray(np.clip(1 - against, 0.02, 1), np.float32)


def find_sky(pieces: Pieces, lowest: float = 1.0) -> tuple[Array, float]:
    """Return (n,) how surely each superpixel is sky, and the confidence 0..1 that there is a sky.

    lowest: the row 0..1 below which nothing is sky (where a lake mirrors it).
    Once there is one, patches that it encloses without an edge belong to it even where their colour is odd.
    """
    colour = sky_colour(pieces)
    smooth = np.exp(-((pieces.texture / 5.0) ** 2))
    sure = (pieces.y < lowest) * _reach(pieces, -np.log(np.maximum(colour * smooth, 1e-3)))
    trust = _confidence(pieces, sure, colour)
    if trust > TRUST:
        again = _reach(pieces, -np.log(np.maximum(np.sqrt(colour) * smooth, 1e-3)), (2.5, 1.2))
        sure = np.maximum(sure, (pieces.y < lowest) * again)
        sure = np.maximum(sure, _enclosed(pieces, sure > 0.5))
        sure = sure * ~_wall(pieces, sure > 0.5)
    return np.asarray(sure * (1 - smoothstep(pieces.y, 0.85, 1.0)), np.float32), trust


def _enclosed(pieces: Pieces, sky: Mask) -> Array:
    """Return (n,) 1 for small connected patches that touch nothing but sky, over faint borders or as white as
    clouds.
    """
    i, j = pieces.pairs.T
    n = len(sky)
    both = ~sky[i] & ~sky[j]
    _, patch = connected_components(coo_matrix((np.ones(both.sum()), (i[both], j[both])), shape=(n, n)), directed=False)
    area = np.bincount(patch, pieces.size)
    across = sky[i] != sky[j]
    outer = patch[np.where(sky[i], j, i)[across]]
    faint = np.bincount(outer, pieces.border[across], len(area)) < 3 * np.bincount(outer, minlength=len(area))
    bright = pieces.lab[:, 0] - 1.5 * pieces.chroma > np.average(pieces.lab[:, 0], weights=pieces.size * sky)
    white = np.bincount(patch, pieces.size * bright) > 0.7 * area
    small = area < 0.05 * pieces.size.sum()
    return np.asarray(~sky & (small & (faint | white))[patch], np.float32)


def _cloudy(pieces: Pieces) -> Array:
    """Return (n,) 0..1: as pale and as soft as a cloud; such borders cost a walk through the sky little."""
    pale = smoothstep(pieces.lab[:, 0] - 1.2 * pieces.chroma, 40, 62)
    return np.asarray(pale * np.exp(-((pieces.texture / 5.5) ** 2)), np.float32)


def _wall(pieces: Pieces, sky: Mask) -> Mask:
    """Return what of a supposed sky is much darker and rougher than most of it, over a clear border: a wall or a rock.

    Storm clouds are as dark, but smooth and without an edge.
    """
    if not sky.any():
        return sky
    order = np.argsort(pieces.lab[sky, 0])
    half = np.searchsorted(np.cumsum(pieces.size[sky][order]), pieces.size[sky].sum() / 2)
    dark = sky & (pieces.lab[:, 0] < pieces.lab[sky, 0][order][half] - WALL_DARKER)
    i, j = pieces.pairs.T
    across = sky[i] & sky[j] & (dark[i] != dark[j])
    if not across.any() or float(pieces.border[across].mean()) < WALL_BORDER:
        return np.zeros_like(sky)
    rougher = float(pieces.texture[dark].mean()) > WALL_ROUGHER * float(pieces.texture[sky & ~dark].mean())
    return dark if rougher else np.zeros_like(sky)


def _reach(pieces: Pieces, doubt: Array, free: tuple[float, float] = (4.0, 2.2)) -> Array:
    """Return (n,) 0..1: how cheaply each superpixel is reached from above the photo."""
    enter = {int(top): float(doubt[top]) for top in np.unique(pieces.labels[0])}
    cost = walk(pieces, enter, 0.35 * np.maximum(doubt - 0.25, 0), free=free, ease=1 - 0.75 * _cloudy(pieces))
    return np.asarray(np.exp(-((cost / 1.6) ** 2)), np.float32)


def _confidence(pieces: Pieces, sure: Array, colour: Array) -> float:
    """How far what was reached is a sky: wide at the top, ending above the bottom, brighter, bluer or calmer than
    the rest.
    """
    sky = sure > 0.5
    if not sky.any() or sky.all():
        return 0.0
    inside, outside = pieces.size * sky, pieces.size * ~sky
    mean, rest = (np.average(pieces.lab, axis=0, weights=part) for part in (inside, outside))
    brighter = ramp(mean[0] - rest[0], -15, 12)
    bluer = ramp(rest[2] - mean[2], 5, 25)
    calm, rough = (float(np.average(pieces.texture, weights=part)) for part in (inside, outside))
    calmer = max(ramp(1 - calm / max(rough, 1e-3), 0.2, 0.6), bluer)
    closed = 1 - float(np.mean(sky[pieces.labels[-1]]))
    looks = 0.25 + 0.75 * max(brighter, bluer, 0.65 * closed)
    wide = ramp(float(np.mean(sky[pieces.labels[0]])), 0.1, 0.5) * ramp(inside.sum() / pieces.size.sum(), 0.01, 0.06)
    return float(np.average(colour, weights=inside) * looks * (0.4 + 0.6 * calmer) * (0.4 + 0.6 * closed) * wide)


def _between(value: Array, low: float, high: float, soft: float) -> Array:
    """1 inside low..high, falling to 0 over `soft` on both sides."""
    return np.asarray(smoothstep(value, low - soft, low + soft) * (1 - smoothstep(value, high - soft, high + soft)))
