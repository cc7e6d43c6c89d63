"""What a fluid is made of: the layer's colour, carried on beyond its matte, ready to be transported."""

from dataclasses import dataclass

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Image, Mask
from flowanim.ops.image import blur, colour, luma
from flowanim.ops.mask import nearest_index, shrink
from flowanim.ops.warp import pixel_grid

DETAIL = 0.012
CLEAN = 5 / 1280
SOFT = 3 / 1280


@dataclass(frozen=True)
class Fluid:
    """texture: (H, W, 4), clean colour that can be carried along, and the detail of its brightness.

    remainder: (H, W, 4), what the layer shows at rest besides its texture (premultiplied colour), and its alpha. The
    sum `texture * alpha + remainder` is the layer; what sticks to its border stays where it is.
    """

    texture: Image
    remainder: Image


def fluid(rgba: Image, open_: Alpha) -> Fluid:
    """Split a layer (H, W, 4) into what flows and what stays. open_: (H, W), the share not covered at rest.

    The texture is taken from well inside the matte, where nothing of the neighbours is mixed in, and continued by its
    mirror image. The fourth channel is brightness less its local mean: what a cross-fade of two textures loses.
    """
    alpha = np.ascontiguousarray(rgba[..., 3])
    longest = max(alpha.shape)
    pure = (alpha > 0.98) & (open_ > 0.98)
    core = shrink(pure, max(1.0, CLEAN * longest))
    rgb = mirrored(colour(rgba), core if core.mean() > 0.2 * pure.mean() else pure)
    light = luma(rgb)
    detail = light - blur(light, max(2.0, DETAIL * longest))
    remainder = rgba.copy()
    remainder[..., :3] -= rgb * alpha[..., None]
    return Fluid(cv2.merge([*cv2.split(rgb), detail]), remainder)


def mirrored(image: Image, known: Mask) -> Image:
    """Return `image` (H, W, 3) with unknown pixels taken from the soft mirror image across the border."""
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
    filled = blur(np.where(known[..., None], image, image[source[..., 0], source[..., 1]]), SOFT * max(h, w))
    return np.asarray(np.where(known[..., None], image, filled))
