"""Sharpness: how blurred a picture is, along rows and columns, and how much of a reference's detail is left.

Source: Crete et al., The Blur Effect, 2007: a picture that loses little by another blur was blurred already. Detail is
the mean gradient (Tenenbaum, 1970; Krotkov, 1987) of brightness.
"""

import cv2
import numpy as np

from flowanim.datatypes import Array

SIDE = 11
"""Pixels of the second blur."""


def blur_effect(bright: Array) -> tuple[float, float]:
    """Return the blur along the rows and along the columns of a brightness (h, w): 0 sharp, 1 blurred."""
    return _blur_along(bright, 1), _blur_along(bright, 0)


def _blur_along(bright: Array, axis: int) -> float:
    side = (SIDE, 1) if axis == 1 else (1, SIDE)
    blurred = np.asarray(cv2.blur(bright, side, borderType=cv2.BORDER_REFLECT))
    sharp, soft = _slope(bright, axis), _slope(blurred, axis)
    total = float(sharp.sum())
    return 1 - float(np.maximum(sharp - soft, 0).sum()) / total if total > 0 else 1.0


def _slope(bright: Array, axis: int) -> Array:
    """Return the slope along one axis, without the picture's rim."""
    return np.asarray(np.abs(cv2.Sobel(bright, cv2.CV_32F, axis, 1 - axis, ksize=3))[2:-1, 2:-1])


def detail(bright: Array) -> float:
    """Return the mean gradient of a brightness (h, w), 0..1 a pixel, above what noise of half a level gives."""
    return float(slopes(bright).mean())


def slopes(bright: Array) -> Array:
    """Return the gradient's length (h, w) of a brightness, 0..1 a pixel."""
    dx, dy = (cv2.Sobel(bright, cv2.CV_32F, x, 1 - x, ksize=3, scale=1 / 8) for x in (1, 0))
    return np.asarray(cv2.magnitude(dx, dy))


def kept(bright: Array, reference: Array) -> float:
    """Return the share of the reference's detail that a picture of the same size has; above 1 it has more."""
    return detail(bright) / max(detail(reference), 1e-6)
