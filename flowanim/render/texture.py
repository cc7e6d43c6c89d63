"""What a fluid is made of: the layer's colour, carried on beyond its matte, ready to be transported."""

import cv2
import numpy as np

from flowanim.datatypes import Image, Mask
from flowanim.ops.image import blur, colour, luma
from flowanim.ops.mask import nearest_index
from flowanim.ops.warp import pixel_grid

DETAIL_PX = 0.012


def texture(rgba: Image) -> Image:
    """Return (H, W, 4): plain colour, continued by its mirror image beyond the layer, and the detail of its brightness.

    The fourth channel is brightness less its local mean: what a cross-fade of two textures loses and `gain` gives back.
    """
    rgb = mirrored(colour(rgba), rgba[..., 3] > 1e-3)
    light = luma(rgb)
    detail = light - blur(light, max(2.0, DETAIL_PX * max(light.shape)))
    return np.asarray(cv2.merge([*cv2.split(rgb), detail]))


def mirrored(image: Image, known: Mask) -> Image:
    """Return `image` (H, W, 3) with unknown pixels taken from the mirror image across the border of the known ones."""
    if known.all() or not known.any():
        return image
    h, w = known.shape
    border = nearest_index(known)
    place = pixel_grid(h, w).astype(np.int32)[..., ::-1]
    mirror = 2 * border - place
    mirror[..., 0] = np.clip(mirror[..., 0], 0, h - 1)
    mirror[..., 1] = np.clip(mirror[..., 1], 0, w - 1)
    good = known[mirror[..., 0], mirror[..., 1]]
    source = np.where(good[..., None], mirror, border)
    filled = image[source[..., 0], source[..., 1]]
    return np.asarray(np.where(known[..., None], image, filled))
