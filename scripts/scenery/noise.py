"""Places -> smooth random numbers: value noise from a periodic texture, and its sums over octaves.

A texture of random knots, interpolated by cubics, is read bilinearly at any place; it repeats after `KNOTS` cells.
Octaves finer than a pixel's footprint fade out, so nothing shimmers. Source: Ebert et al., Texturing and Modeling.
"""

from functools import lru_cache

import cv2
import numpy as np

from flowanim.datatypes import Array

KNOTS, CELL = 128, 8
TURN = np.array([[0.8, 0.6], [-0.6, 0.8]], np.float32)


@lru_cache(maxsize=8)
def texture(seed: int) -> Array:
    """Return a periodic texture (KNOTS * CELL, KNOTS * CELL) of mean 0 and deviation 1."""
    knots = np.random.default_rng(seed).standard_normal((KNOTS, KNOTS)).astype(np.float32)
    padded = np.pad(knots, 4, mode="wrap")
    big = cv2.resize(padded, None, fx=CELL, fy=CELL, interpolation=cv2.INTER_CUBIC)
    inner = big[4 * CELL : -4 * CELL, 4 * CELL : -4 * CELL]
    return np.ascontiguousarray((inner - inner.mean()) / inner.std())


def fetch(image: Array, u: Array, v: Array, border: int = cv2.BORDER_REPLICATE) -> Array:
    """Return `image` (h, w[, C]) at columns `u` and rows `v` of any one shape, bilinear (remap wants short rows)."""
    if not u.size:
        return np.zeros((*u.shape, *image.shape[2:]), np.float32)
    row = 4096
    spare = -u.size % row
    maps = [np.pad(np.asarray(p, np.float32).ravel(), (0, spare)).reshape(-1, row) for p in (u, v)]
    out = cv2.remap(image, maps[0], maps[1], cv2.INTER_LINEAR, borderMode=border)
    return np.asarray(out.reshape(-1, *image.shape[2:])[: u.size].reshape(*u.shape, *image.shape[2:]))


def wrapped(place: Array) -> Array:
    """Return texture coordinates of places in knots."""
    turns = np.floor(place * np.float32(1 / KNOTS))
    return np.asarray((place - turns * np.float32(KNOTS)) * np.float32(CELL), np.float32)


def noise(x: Array, y: Array, seed: int = 0) -> Array:
    """Return value noise at (x, y), of any one shape; one knot a unit; mean 0, deviation about 1."""
    u, v = (wrapped(np.asarray(p, np.float32)) for p in (x, y))
    return fetch(texture(seed), u, v, cv2.BORDER_WRAP)


def weights(frequency: float, footprint: Array | None) -> Array | float:
    """Return how much of an octave shows: all while its cell is over 3 footprints, none below 1.2."""
    return 1.0 if footprint is None else np.clip((1 / (frequency * footprint) - 1.2) / 1.8, 0, 1)


def fbm(x: Array, y: Array, octaves: int, *, gain: float = 0.5, seed: int = 0, footprint: Array | None = None) -> Array:
    """Return the sum of `octaves` of noise, each turned, twice as fine and `gain` as strong; deviation about 1."""
    total, power, scale = np.zeros_like(x, np.float32), 1.0, 0.0
    frequency = 1.0
    for octave in range(octaves):
        total += np.float32(power) * noise(x, y, seed + octave % 3) * weights(frequency, footprint)
        scale += power * power
        x, y = 2.03 * (TURN[0, 0] * x + TURN[0, 1] * y) + 17.3, 2.03 * (TURN[1, 0] * x + TURN[1, 1] * y) + 5.9
        power, frequency = power * gain, frequency * 2.03
    return np.asarray(total / np.sqrt(scale), np.float32)


def ridged(x: Array, y: Array, octaves: int, *, gain: float = 0.5, seed: int = 0) -> Array:
    """Return ridges 0..1: 1 - |noise|, each octave strong where the one before was. Musgrave, 1993."""
    total, power, scale = np.zeros_like(x, np.float32), 1.0, 0.0
    before: Array | float = 1.0
    for octave in range(octaves):
        ridge = np.maximum(1 - 0.75 * np.abs(noise(x, y, seed + octave % 3)), 0) ** 2
        total += np.float32(power) * ridge * before
        before = np.clip(1.6 * ridge, 0, 1)
        scale += power
        x, y = 2.07 * (TURN[0, 0] * x + TURN[0, 1] * y) + 11.1, 2.07 * (TURN[1, 0] * x + TURN[1, 1] * y) + 3.7
        power *= gain
    return np.asarray(total / scale, np.float32)


@lru_cache(maxsize=4)
def volume(seed: int, side: int = 64) -> Array:
    """Return a periodic block (side, side, side) of smooth noise, four voxels a knot, deviation 1."""
    block = np.random.default_rng(seed).standard_normal((side, side, side)).astype(np.float32)
    waves = np.meshgrid(*[np.fft.fftfreq(side)] * 2, np.fft.rfftfreq(side), indexing="ij")
    reach = np.exp(-((sum(w * w for w in waves)) / (2 * 0.085**2)))
    smooth = np.fft.irfftn(np.fft.rfftn(block) * reach, s=block.shape, axes=(0, 1, 2)).astype(np.float32)
    return np.asarray(smooth / smooth.std(), np.float32)
