"""What makes an invented part sit in its photo: no step at its border, and the photo's own grain.

Sources: Perez, Gangnet, Blake, Poisson Image Editing, 2003; Immerkaer, Fast Noise Variance Estimation, 1996.
"""

import cv2
import numpy as np

from flowanim.datatypes import Array, Image, Mask
from flowanim.ops import mask as masks
from flowanim.ops.image import luma
from flowanim.render.seams import level_seams

AROUND = 24
"""Pixels around the hole whose grain is taken for the photo's."""
QUIET = 0.25
"""Grain is what the quietest quarter of the pixels has: the others have texture."""
CELL = 9
LAPLACE = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
MOST = 4 / 255
"""Stronger than any camera's grain: it is texture then, and is not added."""


def level_border(made: Image, right: Image, hole: Mask, source: Mask) -> Image:
    """Return `made` (H, W, 3) with its slopes kept inside the hole and those of `right` on the border to the source.

    right: another filling of the hole, whose border fits. What `made` changes at the border fades in over some pixels.
    """
    wide, beside = (np.pad(image, ((1, 1), (1, 1), (0, 0)), mode="edge") for image in (made, right))
    inner, usable = (np.pad(mask, 1).ravel() for mask in (hole, hole | source))
    w = wide.shape[1]
    targets = np.flatnonzero(inner)
    there = targets[:, None] + np.array([1, -1, w, -w])
    flat, fits = wide.reshape(-1, 3), beside.reshape(-1, 3)
    steps = np.where(
        inner[there][..., None], flat[there] - flat[targets][:, None], flat[there] - fits[targets][:, None]
    )
    flat[targets] = level_seams(flat, targets, there, steps=steps, known=usable[there])
    return np.ascontiguousarray(wide[1:-1, 1:-1])


def match_grain(image: Image, hole: Mask, source: Mask, noise: Array) -> Image:
    """Return `image` (H, W, 3) with as much grain in the hole as in the source around it; it takes none away.

    noise: (H, W, 3), of standard deviation 1.
    """
    rough = np.abs(cv2.filter2D(luma(image), -1, LAPLACE, borderType=cv2.BORDER_REFLECT))
    level = cv2.blur(rough, (CELL, CELL)) * np.float32(np.sqrt(np.pi / 2) / 6)
    near = masks.grow(hole, AROUND) & masks.shrink(source, CELL // 2 + 1)
    if not near.any() or not hole.any():
        return image
    wanted, there = (float(np.quantile(level[part], QUIET)) for part in (near, hole))
    missing = np.sqrt(max(0.0, min(wanted, MOST) ** 2 - there**2))
    grey = noise.mean(-1, keepdims=True) * np.sqrt(3)
    return np.where(hole[..., None], image + np.float32(missing) * (0.8 * grey + 0.6 * noise), image).astype(np.float32)
