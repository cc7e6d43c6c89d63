"""Arithmetic on images: encoding, resizing, premultiplied compositing.

Images are float32 RGB(A), sRGB-encoded, 0..1; alpha is premultiplied. Source: Porter and Duff, Compositing Digital
Images, 1984; IEC 61966-2-1 for the sRGB curve.
"""

from typing import TypeVar, cast

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Frame, Image, Mask, vector

Picture = TypeVar("Picture", Array, Frame)


def from_uint8(frame: Frame) -> Image:
    """Return 0..1 float32 of an 8-bit picture."""
    return np.asarray(frame.astype(np.float32) / np.float32(255))


def to_uint8(image: Image) -> Frame:
    """Round 0..1 to 8 bits, clipped. Any (H, W[, C])."""
    return np.asarray(cv2.convertScaleAbs(np.maximum(image, 0), alpha=255), np.uint8)


def to_linear(image: Image) -> Image:
    """sRGB-encoded -> linear light."""
    low, high = image / 12.92, ((np.maximum(image, 0) + 0.055) / 1.055) ** 2.4
    return np.where(image <= 0.04045, low, high).astype(np.float32)


def to_srgb(linear: Image) -> Image:
    """Linear light -> sRGB-encoded."""
    high = 1.055 * np.maximum(linear, 0) ** (1 / 2.4) - 0.055
    return np.where(linear <= 0.0031308, linear * 12.92, high).astype(np.float32)


def luma(image: Image) -> Array:
    """Brightness (H, W) of (H, W, 3|4), Rec. 709 weights on the encoded values."""
    return np.asarray(image[..., :3] @ vector(0.2126, 0.7152, 0.0722))


def resize(array: Array, size: tuple[int, int]) -> Array:
    """Return `array` at `size` (W, H): area average going down, bilinear going up, each side on its own."""
    smaller = min(size[0], array.shape[1]), min(size[1], array.shape[0])
    for step, way in ((smaller, cv2.INTER_AREA), (size, cv2.INTER_LINEAR)):
        if (array.shape[1], array.shape[0]) != step:
            array = np.asarray(cv2.resize(array, step, interpolation=way))
    return array


def fit(size: tuple[int, int], longest: int) -> tuple[int, int]:
    """Return `size` (W, H) scaled so that its long side is at most `longest`; never larger, never below 1."""
    scale = min(1.0, longest / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def premultiply(rgb: Image, alpha: Alpha) -> Image:
    """(H, W, 3) and (H, W) -> (H, W, 4), colour times alpha."""
    opaque = cv2.cvtColor(np.asarray(rgb, np.float32), cv2.COLOR_RGB2RGBA)
    share = cv2.cvtColor(np.ascontiguousarray(alpha, np.float32), cv2.COLOR_GRAY2RGBA)
    share[..., 3] = alpha
    return np.asarray(cv2.multiply(opaque, share, dst=opaque))


def colour(rgba: Image) -> Image:
    """Return the plain colour (H, W, 3) of a premultiplied image; black where it is clear."""
    a = cv2.extractChannel(rgba, 3)
    share = np.where(a > 1e-4, 1 / np.maximum(a, 1e-4), 0).astype(np.float32)
    return np.asarray(cv2.multiply(cv2.cvtColor(rgba, cv2.COLOR_RGBA2RGB), thrice(share)))


def thrice(plane: Array) -> Array:
    """Return (H, W) as (H, W, 3): much quicker to multiply with than `plane[..., None]`."""
    return np.asarray(cv2.merge([plane] * 3))


def masked(image: Picture, mask: Mask, below: Picture | None = None) -> Picture:
    """Return `image` (H, W[, C]) inside `mask` (H, W), `below` outside, or 0. Much quicker than `np.where`."""
    rest = np.zeros_like(image) if below is None else np.array(below, copy=True)
    return cast(Picture, cv2.copyTo(image, mask.view(np.uint8), rest))


def over(top: Image, below: Image) -> Image:
    """Lay `top` on `below`; both (H, W, 4), premultiplied. Porter and Duff, 1984."""
    return np.asarray(top + (1 - top[..., 3:]) * below)


def blur(array: Array, sigma: float) -> Array:
    """Gaussian blur; wide ones at a lower size, which is as smooth and much faster. The border repeats."""
    if sigma <= 0:
        return array
    step = max(1, int(sigma / 4))
    h, w = array.shape[:2]
    small = resize(array, (max(1, w // step), max(1, h // step)))
    return resize(np.asarray(cv2.GaussianBlur(small, (0, 0), sigma / step, borderType=cv2.BORDER_REPLICATE)), (w, h))
