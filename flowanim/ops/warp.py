"""Backward warping: each output pixel is fetched from where it came from.

    out[y, x] = image[y + dy, x + dx]   with (dx, dy) = pull[y, x], in pixels

Pixel centres sit on whole numbers. Samples outside the frame repeat the border. Bilinear with float maps: exact to
sub-pixel shifts on OpenCV 5 (fixed-point maps, two channels at once and OpenCV 4 snap to 1/32 px).
"""

from functools import lru_cache

import cv2
import numpy as np

from flowanim.datatypes import Array, Flow, Image, vector


@lru_cache(maxsize=2)
def pixel_grid(height: int, width: int) -> Flow:
    """Return the place (x, y) of every pixel, (H, W, 2), read-only."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    grid = np.dstack([x, y])
    grid.flags.writeable = False
    return grid


def centre(height: int, width: int) -> Array:
    """Return the picture's centre (x, y): half-way between the centres of the outermost pixels."""
    return vector((width - 1) / 2, (height - 1) / 2)


def sample(image: Image, place: Flow, border: int = cv2.BORDER_REPLICATE) -> Image:
    """Fetch `image` (H, W[, C]) at `place` (h, w, 2), in pixels (x, y), bilinear."""
    if image.ndim == 3 and image.shape[2] == 2:
        return np.asarray(cv2.merge([sample(plane, place, border) for plane in cv2.split(image)]))
    return np.asarray(cv2.remap(image, place, None, cv2.INTER_LINEAR, borderMode=border))


def warp(image: Image, pull: Flow) -> Image:
    """Return `image` (H, W[, C]) warped by `pull` (H, W, 2)."""
    return sample(image, pixel_grid(*pull.shape[:2]) + pull)


def splat(image: Image, push: Flow, weight: Array) -> tuple[Image, Array]:
    """Forward warp: send every pixel of `image` (H, W, C) along `push`, shared bilinearly among four neighbours.

    weight (H, W) says who wins where several land; returns (picture, cover), cover (H, W) being the weight-free share
    of each pixel that was reached. Source: Niklaus and Liu, Softmax Splatting, 2020.
    """
    h, w = weight.shape
    place = (pixel_grid(h, w) + push).reshape(-1, 2)
    corner = np.floor(place).astype(np.int64)
    part = place - corner
    values = np.concatenate([image.reshape(h * w, -1), np.ones((h * w, 1), np.float32)], 1) * weight.reshape(-1, 1)
    total, cover = np.zeros((h * w, values.shape[1])), np.zeros(h * w)
    for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
        x, y = corner[:, 0] + dx, corner[:, 1] + dy
        share = np.abs(1 - dx - part[:, 0]) * np.abs(1 - dy - part[:, 1])
        inside = (x >= 0) & (x < w) & (y >= 0) & (y < h)
        at = (y * w + x)[inside]
        np.add.at(total, at, values[inside] * share[inside, None])
        np.add.at(cover, at, share[inside])
    picture = total[:, :-1] / np.maximum(total[:, -1:], 1e-12)
    return picture.reshape(h, w, -1).astype(np.float32), cover.reshape(h, w).astype(np.float32)
