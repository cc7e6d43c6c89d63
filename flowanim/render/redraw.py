"""A picture gone over by the in-painting network, stronger here and weaker there: (picture, strength) -> picture.

    x = sigma * noise;   at each level sigma only what may be changed that much is denoised, the rest keeps its noise

The network tells what is missing from the picture as it is, so that without noise nothing is. Sources: Meng et al.,
SDEdit, 2022; Levin and Fried, Differential Diffusion, 2023 (a strength for each pixel).
"""

import numpy as np

from flowanim.datatypes import Alpha, Array, Disparity, Image
from flowanim.ops.mask import bounding_box
from flowanim.render.fill import background_of
from flowanim.render.paint import REACH, Network, streams
from flowanim.render.refine import Redraw
from flowanim.render.sampler import ddim, noise_levels
from flowanim.render.tiles import cover, cut, join

HIGHEST, LOWEST, COUNT = 0.12, 0.04, 3
"""Of the noise: at strength 1, at the end; and how many levels."""


def redrawer(network: Network) -> Redraw:
    """Return the network as what `refine` redraws with. Where the strength is 0 the picture stays, bit for bit."""

    def redraw(rgb: Image, strength: Alpha, disparity: Disparity, seed: int) -> Image:
        limit = np.float32(HIGHEST) * strength
        where = limit >= LOWEST
        if not where.any():
            return rgb
        box = bounding_box(where, margin=REACH)
        change = _change(network, rgb[box], limit[box], disparity[box], next(streams(rgb.shape[:2], box, seed)))
        made = rgb.copy()
        made[box] = np.where(where[box][..., None], np.clip(rgb[box] + change, 0, 1), rgb[box])
        return made

    return redraw


def _change(network: Network, rgb: Image, limit: Alpha, near: Disparity, noise: Array) -> Array:
    """Return what is to be added to the picture (H, W, 3). limit: (H, W), the most noise for each pixel."""
    where = limit >= LOWEST
    tiles = cover(where)
    foreign = ~where & ~background_of(where, near)
    picture = cut(rgb, tiles)
    clean = network(picture, np.zeros_like(picture), cut(where, tiles), cut(foreign, tiles), cut(near, tiles))

    def denoise(noisy: Array, sigma: float) -> Array:
        return np.asarray(join(clean(cut(noisy, tiles), sigma), tiles) * (limit >= sigma)[..., None], np.float32)

    levels = noise_levels(COUNT, max(LOWEST, float(limit.max())), LOWEST)
    start = np.float32(levels[0]) * noise * where[..., None]
    return np.asarray(ddim(denoise, start, levels) / 2, np.float32)
