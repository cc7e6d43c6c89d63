"""For the scripts that compare fillers: the in-painting network with any weights or as a regression, patches kept."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from flowanim.datatypes import Array, Disparity, Image, Mask
from flowanim.nets.inpaint import load
from flowanim.nets.specs import INPAINT
from flowanim.render.fill import Filler
from flowanim.render.paint import Brush, Network, fillings, mean_filling
from flowanim.render.sampler import Denoise


def remembered(filler: Filler) -> Filler:
    """Return the filler for one hole alone: what it made with a seed at a size it does not make again."""
    made: dict[tuple[int, tuple[int, ...]], Image] = {}

    def fill(rgb: Image, hole: Mask, source: Mask, seed: int, *, disparity: Disparity | None = None) -> Image:
        key = seed, rgb.shape
        if key not in made:
            made[key] = filler(rgb, hole, source, seed, disparity=disparity)
        return made[key]

    return fill


def average(brush: Brush, rgb: Image, hole: Mask, source: Mask) -> Image:
    """Return the mean of some fillings, from which the network begins."""
    return mean_filling(brush, fillings(brush.first, rgb, hole, source, seed=0), hole, source, seed=0)


def nothing_missing(*around: Array) -> Denoise:
    """Be a network that finds nothing missing: to see what is made without one."""
    return lambda noisy, sigma: np.zeros_like(noisy)


def by_mean(network: Network) -> Network:
    """Return the network as a regression: whatever the noise, it is asked for the mean of all that may be there."""

    def told(*around: Array) -> Denoise:
        denoise = network(*around)
        return lambda noisy, sigma: denoise(noisy, np.inf)

    return told


def network_of(folder: Path) -> Network:
    """Return the network whose inpaint.onnx lies in `folder`, whatever its sha256."""
    return load(replace(INPAINT, onnx=sha256((folder / "inpaint.onnx").read_bytes()).hexdigest()), folder)
