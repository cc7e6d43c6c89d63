"""Stones and noise -> the ground at the viewer's feet, on a fine map of its own, up to `FAR` metres away."""

import numpy as np

from flowanim.datatypes import Array
from flowanim.ops.mask import smoothstep
from scenery.terrain import Map, grid

FAR = 18.0


def boulder(u: Array, v: Array, rng: np.random.Generator) -> Array:
    """Return the top of a stone of radius 1: the soft minimum of random planes, so faces meet in worn edges."""
    flat, count = rng.uniform(0.45, 0.8), 9
    angles = rng.uniform(0, 6.28, count)
    steep, edge = rng.uniform(0.1, 2.2, count), rng.uniform(0.75, 1.15, count)
    total = np.zeros_like(u)
    soft = rng.uniform(0.05, 0.12)
    for angle, slope, reach in zip(angles, steep, edge, strict=True):
        plane = flat * 0.9 + slope * (reach * 0.62 - (np.cos(angle) * u + np.sin(angle) * v))
        total += np.exp(-np.clip(plane, -2, 3) / soft)
    round_off = 2.2 * (1.05 - np.hypot(u, v))
    total += np.exp(-np.clip(round_off, -2, 3) / soft)
    return np.asarray(-soft * np.log(total), np.float32)


def stones(x: Array, z: Array, heights: Array, places: Array, seed: int) -> tuple[Array, Array]:
    """Return heights with stones set into them, and which stone (0 none) lies where. places: (N, 3) x, z, radius."""
    which = np.zeros(heights.shape, np.float32)
    cell, low, base = float(x[0, 1] - x[0, 0]), (float(x[0, 0]), float(z[0, 0])), heights.copy()
    rng = np.random.default_rng(seed)
    for i, (px, pz, r) in enumerate(places):
        j, k = int((px - low[0]) / cell), int((pz - low[1]) / cell)
        reach = int(1.5 * r / cell) + 2
        box = slice(max(k - reach, 0), max(k + reach, 0)), slice(max(j - reach, 0), max(j + reach, 0))
        u, v = (x[box] - px) / r, (z[box] - pz) / r
        if not u.size:
            continue
        foot = base[min(max(k, 0), base.shape[0] - 1), min(max(j, 0), base.shape[1] - 1)]
        top = foot + r * (boulder(u, v, rng) - 0.12)
        wins = top > heights[box] + 0.004
        heights[box][wins], which[box][wins] = top[wins], i + 1
    return heights, which


def scatter(rng: np.random.Generator, count: int, wide: float, sizes: tuple[float, float]) -> Array:
    """Return (count, 3): places within the near ground, small stones many and large ones few."""
    x, z = rng.uniform(-wide, wide, count), rng.uniform(2.5, FAR - 2, count)
    return np.stack([x, z, sizes[0] * (sizes[1] / sizes[0]) ** (rng.random(count) ** 3.2)], 1)


def near_map(count: int, wide: float) -> tuple[Map, Array, Array]:
    """Return an empty fine map and its x, z."""
    x, z = grid(count, (-wide, 0.0), 2 * wide)
    return Map(np.zeros_like(x), (-wide, 0.0), 2 * wide), x, z


def blend(near: Array, far: Array, z: Array) -> Array:
    """Return the near ground's values where the near map ends in the far ones."""
    share = smoothstep(z, FAR - 4, FAR - 2)
    return np.asarray(near + share * (far - near), np.float32)
