"""How unlike the truth a filled hole looks: colour, texture and structure at four scales. 0 is the truth itself.

    distance = mean over scales 1, 1/2, 1/4, 1/8 of  0.25 colour + 0.5 texture + 0.25 structure

All three are local: windows are Gaussians of WINDOW pixels of the scale, and only the hole with RIM pixels around it is
averaged, so that a seam counts.
    colour     |mean(made) - mean(true)| / 0.25, at most 1
    texture    1 - (2 e f + c) / (e^2 + f^2 + c), e and f the strengths (root mean square) of a slope in both pictures
    structure  1 - (2 cov + c) / (e^2 + f^2 + c), cov the mean product of that slope in both
Slopes are taken in four directions of the brightness and in two of each colour difference. What is smeared has lost its
strength; another piece of the same texture keeps it, though pixel by pixel it is as wrong. It stands in for LPIPS where
there is no backbone, and was frozen before any in-painting network was trained.

Sources: Ding et al., DISTS, 2020 (the two similarities); Wang et al., SSIM, 2004; Simoncelli and Portilla, 1998.
"""

import cv2
import numpy as np

from flowanim.datatypes import Array, Image, Mask, check
from flowanim.ops import mask as masks
from flowanim.ops.image import blur

SCALES = 4
WINDOW = 4.0
RIM = 2
WEIGHTS = (0.25, 0.5, 0.25)
"""Of colour, texture and structure."""
FULL_COLOUR = 0.25
STEADY = 0.01**2
"""Slopes weaker than 0.01 a pixel hardly count."""
_OPPONENT = np.array([[0.299, 0.587, 0.114], [0.5, -0.5, 0.0], [0.25, 0.25, -0.5]], np.float32)


def perceptual_distance(made: Image, true: Image, hole: Mask) -> float:
    """Return how unlike `true` the hole of `made` looks, 0 (the same) to about 1; both (H, W, 3), hole (H, W) bool.

    Raises ValueError for other shapes, or where there is no hole.
    """
    check(made, "made", channels=(3,))
    check(true, "true", channels=(3,), shape=made.shape[:2])
    if hole.dtype != np.bool_ or hole.shape != made.shape[:2] or not hole.any():
        raise ValueError(f"hole: want bool {made.shape[:2]} with a hole in it, got {hole.dtype} {hole.shape}")
    a, b = (image @ _OPPONENT.T for image in (made, true))
    where = masks.grow(hole, RIM).astype(np.float32)
    total = 0.0
    for scale in range(SCALES):
        if scale:
            a, b, where = (_half(array) for array in (a, b, where))
        total += sum(weight * part for weight, part in zip(WEIGHTS, _unlike(a, b, where), strict=True))
    return total / SCALES


def _unlike(a: Array, b: Array, where: Array) -> tuple[float, float, float]:
    """Return colour, texture and structure at one scale."""
    off = np.minimum(np.linalg.norm(blur(a, WINDOW) - blur(b, WINDOW), axis=-1) / FULL_COLOUR, 1)
    pairs = [_slopes_unlike(p, q) for p, q in zip(_slopes(a), _slopes(b), strict=True)]
    share = where / where.sum()
    texture, structure = (sum(parts) / len(pairs) for parts in zip(*pairs, strict=True))
    return float((off * share).sum()), float((texture * share).sum()), float((structure * share).sum())


def _slopes_unlike(p: Array, q: Array) -> tuple[Array, Array]:
    """Return texture and structure (H, W) for one slope in both pictures."""
    e, f, both = (blur(product, WINDOW) for product in (p * p, q * q, p * q))
    total = e + f + STEADY
    return 1 - (2 * np.sqrt(e * f) + STEADY) / total, 1 - (2 * both + STEADY) / total


def _slopes(image: Array) -> list[Array]:
    """Return the differences along four directions of the first channel, along two of the others."""
    wide = np.pad(image, ((1, 1), (1, 1), (0, 0)), mode="edge")
    here = wide[1:-1, 1:-1]
    across, down = wide[1:-1, 2:] - here, wide[2:, 1:-1] - here
    falling, rising = wide[2:, 2:] - here, wide[:-2, 2:] - here
    bright = [slope[..., 0] for slope in (across, down, falling, rising)]
    return bright + [np.ascontiguousarray(slope[..., i]) for slope in (across, down) for i in (1, 2)]


def _half(array: Array) -> Array:
    """Return the array at half its size, by means over what each new pixel covers."""
    h, w = array.shape[:2]
    return np.asarray(cv2.resize(array, (max(1, w // 2), max(1, h // 2)), interpolation=cv2.INTER_AREA), np.float32)
