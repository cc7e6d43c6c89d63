"""Smooth random fields, the same for the same seed."""

from zlib import crc32

import cv2
import numpy as np

from flowanim.datatypes import Array


def generator(seed: int, *names: str) -> np.random.Generator:
    """Return the random generator that belongs to `seed` and `names`, apart from every other."""
    return np.random.default_rng([seed, *(crc32(name.encode()) for name in names)])


def smooth_noise(shape: tuple[int, int], wavelength: float, rng: np.random.Generator) -> Array:
    """Return noise (H, W), mean 0 and deviation about 1, whose features are `wavelength` pixels wide."""
    h, w = shape
    cells = max(2, round(h / wavelength * 2) + 2), max(2, round(w / wavelength * 2) + 2)
    coarse = rng.standard_normal(cells).astype(np.float32)
    field = np.asarray(cv2.resize(coarse, (w, h), interpolation=cv2.INTER_CUBIC))
    return np.asarray((field - coarse.mean()) / max(float(coarse.std()), 1e-6), np.float32)
