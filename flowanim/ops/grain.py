"""The noise of a photo: how strong it is, and as much of it made anew.

Source: Immerkaer, Fast Noise Variance Estimation, 1996.
"""

import cv2
import numpy as np

from flowanim.datatypes import Array

LAPLACE = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
BLOCK = 32
QUIET = 0.1
"""Noise is what the quietest tenth of the blocks has: the others have texture."""


def noise(bright: Array) -> float:
    """Return the standard deviation of the noise in a brightness (h, w) 0..1, in levels of 255.

    Blocks that are nearly black or white tell nothing. The quietest of n blocks of pure noise lie a little low.
    """
    rough = np.abs(np.asarray(cv2.filter2D(bright, -1, LAPLACE)))[1:-1, 1:-1]
    sigma = np.sqrt(np.pi / 2) / 6 * _blocks(rough)
    level = _blocks(np.ascontiguousarray(bright[1:-1, 1:-1]))
    useful = sigma[(level > 0.03) & (level < 0.97)]
    return float(np.quantile(useful, QUIET) * 255) if useful.size else 0.0


def _blocks(array: Array) -> Array:
    """Return the mean of each whole block."""
    h, w = (max(1, side // BLOCK) for side in array.shape)
    whole = array[: min(h * BLOCK, array.shape[0]), : min(w * BLOCK, array.shape[1])]
    return np.asarray(cv2.resize(whole, (w, h), interpolation=cv2.INTER_AREA))


def grain(shape: tuple[int, int], levels: float, rng: np.random.Generator) -> Array:
    """Return white noise (H, W) for a picture of 0..1 whose standard deviation is `levels` of 255."""
    return rng.standard_normal(shape, np.float32) * np.float32(levels / 255)
