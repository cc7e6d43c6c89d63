"""Colour drift: how far a picture's mean colour is from a reference's, in Delta E (CIE 1976, CIELAB, D65)."""

import cv2
import numpy as np

from flowanim.datatypes import Array, Image


def mean_lab(rgb: Image) -> Array:
    """Return the mean (L, a, b) of a picture (h, w, 3)."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB).reshape(-1, 3).mean(0), np.float32)


def drift(one: Array, other: Array) -> float:
    """Return Delta E of two mean colours; about 2 is just seen."""
    return float(np.linalg.norm(one - other))
