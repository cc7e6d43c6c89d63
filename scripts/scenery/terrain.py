"""Noise -> mountains: a map of heights worn by rain, with what light reaches each place.

A map is square, `side` metres wide, from (x0, z0); rows run away from the viewer. Rain: drops that run downhill, take
soil where they are fast and leave it where they slow down (Olsen, Realtime procedural terrain generation, 2004).
"""

from dataclasses import dataclass

import cv2
import numpy as np

from flowanim.datatypes import Array
from scenery.noise import fetch


@dataclass(frozen=True)
class Map:
    """heights (n, n) in metres; corner (x0, z0); side in metres."""

    heights: Array
    corner: tuple[float, float]
    side: float

    @property
    def cell(self) -> float:
        """Metres between samples."""
        return self.side / (len(self.heights) - 1)

    def read(self, layer: Array, x: Array, z: Array) -> Array:
        """Return `layer` (n, n[, C]) at places in metres."""
        u, v = ((np.asarray(p) - c) / np.float32(self.cell) for p, c in zip((x, z), self.corner, strict=True))
        return fetch(layer, u, v)


def grid(count: int, corner: tuple[float, float], side: float) -> tuple[Array, Array]:
    """Return x and z (n, n) of a map's samples."""
    steps = np.linspace(0, side, count, dtype=np.float32)
    x, z = np.meshgrid(corner[0] + steps, corner[1] + steps)
    return np.asarray(x, np.float32), np.asarray(z, np.float32)


def corners(place: Array, n: int) -> tuple[Array, Array]:
    """Return flat indices (4, N) and weights (4, N) of the samples round places (N, 2)."""
    low = np.clip(place.astype(np.int64), 0, n - 2)
    fx, fy = (place - low).T.astype(np.float32)
    at = low[:, 1] * n + low[:, 0]
    return np.stack([at, at + 1, at + n, at + n + 1]), np.stack(
        [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy]
    )


def rain(heights: Array, cell: float, rng: np.random.Generator, drops: int, steps: int) -> Array:
    """Return `heights` after one shower of `drops`, each running for `steps` cells."""
    n = len(heights)
    h = (heights / cell).astype(np.float32).ravel()
    place = rng.random((drops, 2), np.float32) * (n - 3) + 1
    way, water, soil, speed = (
        np.zeros((drops, 2), np.float32),
        1.0,
        np.zeros(drops, np.float32),
        np.ones(drops, np.float32),
    )
    for _ in range(steps):
        at, w = corners(place, n)
        c = h[at]
        here = (c * w).sum(0)
        fx, fy = (place - np.floor(place)).T
        slope = np.stack(
            [(c[1] - c[0]) * (1 - fy) + (c[3] - c[2]) * fy, (c[2] - c[0]) * (1 - fx) + (c[3] - c[1]) * fx], 1
        )
        way = way * 0.3 - slope * 0.7
        way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)
        place = np.clip(place + way, 1, n - 2.01).astype(np.float32)
        after, v = corners(place, n)
        fall = here - (h[after] * v).sum(0)
        room = np.maximum(fall, 0.01) * speed * water * 6
        inside = ((place > 2) & (place < n - 3)).all(1)
        give = inside * np.where(fall < 0, np.minimum(-0.5 * fall, soil), np.clip(soil - room, 0, 0.3) * 0.06)
        take = inside * np.where(fall < 0, 0, np.minimum(np.maximum(room - soil, 0) * 0.12, np.maximum(fall, 0) * 0.3))
        np.add.at(h, at.ravel(), ((give - take) * w).ravel().astype(np.float32))
        soil = soil + take - give
        speed = np.sqrt(np.maximum(speed * speed + 3 * fall, 0.02)).clip(0, 3).astype(np.float32)
        water *= 0.975
    return np.asarray(h.reshape(n, n) * np.float32(cell))


def wear(heights: Array, cell: float, seed: int, showers: int = 24) -> Array:
    """Return `heights` worn by several showers, their single-cell scratches softened."""
    rng = np.random.default_rng(seed)
    n = len(heights)
    for _ in range(showers):
        heights = rain(heights, cell, rng, n * n // 24, max(12, n // 20))
    soft = cv2.GaussianBlur(heights, (0, 0), 1.8)
    return np.asarray(0.2 * heights + 0.8 * soft, np.float32)


def normals(heights: Array, cell: float) -> Array:
    """Return unit normals (n, n, 3)."""
    dz, dx = np.gradient(heights, cell)
    up = np.dstack([-dx, np.ones_like(dx), -dz])
    return np.asarray(up / np.linalg.norm(up, axis=2, keepdims=True), np.float32)


def shadow(heights: Array, cell: float, toward: Array, reach: float = 6000, soft: float = 0.03) -> Array:
    """Return how much of the sun (n, n) 0..1 reaches the ground: what stands highest on the way, with a penumbra."""
    flat = float(np.hypot(toward[0], toward[2]))
    rise = float(toward[1]) / flat
    dx, dz = float(toward[0]) / flat, float(toward[2]) / flat
    n = len(heights)
    y, x = np.mgrid[:n, :n].astype(np.float32)
    worst = np.full_like(heights, -1)
    step = 1.5
    while step * cell < reach:
        there = cv2.remap(heights, x + dx * step, y + dz * step, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        worst = np.maximum(worst, (there - heights) / (step * cell))
        step *= 1.06 if step > 20 else 1.0
        step += 1.0
    return np.asarray(np.clip((rise - worst) / soft + 0.5, 0, 1), np.float32)


def openness(heights: Array, cell: float) -> Array:
    """Return how much sky (n, n) 0..1 a place sees, from how far it lies below its surroundings at several widths."""
    total = np.zeros_like(heights)
    for wide in (3, 8, 20, 50):
        below = cv2.blur(heights, (2 * wide + 1,) * 2) - heights
        total += np.clip(below / (wide * cell), -0.3, 1)
    return np.asarray(np.clip(1 - 0.55 * total, 0.15, 1.15), np.float32)
