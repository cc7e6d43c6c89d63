"""Small pictures and clips with known faults, for the tests of review."""

import cv2
import numpy as np
from scipy.ndimage import shift

from flowanim.datatypes import Array, Frame, Image
from flowanim.ops.image import to_uint8
from flowanim.ops.warp import pixel_grid, sample

SIZE = (192, 128)


def texture(size: tuple[int, int] = SIZE, seed: int = 0, soft: float = 2.0) -> Image:
    """Return a picture full of soft detail, darker than white, (H, W, 3)."""
    noise = np.random.default_rng(seed).random((size[1], size[0], 3)).astype(np.float32)
    noise = np.asarray(cv2.GaussianBlur(noise, (0, 0), soft))
    return np.clip(0.45 + (noise - noise.mean()) / noise.std() * np.float32(0.1), 0.02, 0.98).astype(np.float32)


def shifted(image: Image, dx: float, dy: float = 0.0) -> Image:
    """Return the picture with its content moved by (dx, dy) pixels, by splines, mirrored beyond the border."""
    planes = [shift(image[..., i], (dy, dx), order=5, mode="mirror") for i in range(3)]
    return np.clip(np.dstack(planes), 0, 1).astype(np.float32)


def panned(count: int, speed_px: float, seed: int = 0) -> list[Frame]:
    """Return frames whose content goes right at `speed_px` pixels a frame."""
    wide = texture((SIZE[0] * 2, SIZE[1]), seed)
    place = pixel_grid(SIZE[1], SIZE[0])
    offsets = [np.array([SIZE[0] / 2 - i * speed_px, 0], np.float32) for i in range(count)]
    return [to_uint8(sample(wide, place + offset)) for offset in offsets]


def swaying(count: int, period: int, reach_px: float = 4.0) -> list[Frame]:
    """Return frames whose content swings from side to side once in `period` frames."""
    image = texture()
    return [to_uint8(shifted(image, reach_px * np.sin(2 * np.pi * i / period))) for i in range(count)]


def levels(image: Array) -> Frame:
    """Return a picture as 8 bits."""
    return to_uint8(np.ascontiguousarray(image, np.float32))
