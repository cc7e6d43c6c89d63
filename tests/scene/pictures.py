"""Small pictures for the tests of readers: a picture in which every pixel differs, and how to save it."""

from pathlib import Path

import numpy as np
from PIL import Image

from flowanim.datatypes import Frame


def gradient(width: int = 48, height: int = 32) -> Frame:
    """Return (H, W, 3) uint8: red rises to the right, green downwards, blue marks the top left quarter."""
    y, x = np.mgrid[:height, :width]
    blue = np.where((x < width / 2) & (y < height / 2), 200, 20)
    return np.stack([x * 255 // max(1, width - 1), y * 255 // max(1, height - 1), blue], -1).astype(np.uint8)


def save(picture: Image.Image | Frame, path: Path, **options: object) -> Path:
    """Save a picture and return its path."""
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    image.save(path, **options)
    return path
