"""For the scripts that compare fillers: the in-painting network with any weights or as a regression, patches kept."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from flowanim.datatypes import Array, Disparity, Image, Mask
from flowanim.nets.inpaint import load
from flowanim.nets.specs import INPAINT
from flowanim.render.fill import Filler
from flowanim.render.paint import Network
from flowanim.render.sampler import Denoise


def remembered(filler: Filler) -> Filler:
    """Return the filler for one hole alone: what it made with a seed it does not make again."""
    made: dict[int, Image] = {}

    def fill(rgb: Image, hole: Mask, source: Mask, seed: int, *, disparity: Disparity | None = None) -> Image:
        if seed not in made:
            made[seed] = filler(rgb, hole, source, seed, disparity=disparity)
        return made[seed]

    return fill


def by_mean(network: Network) -> Network:
    """Return the network as a regression: whatever the noise, it is asked for the mean of all that may be there."""

    def told(*around: Array) -> Denoise:
        denoise = network(*around)
        return lambda noisy, sigma: denoise(noisy, np.inf)

    return told


def network_of(folder: Path) -> Network:
    """Return the network whose inpaint.onnx lies in `folder`, whatever its sha256."""
    return load(replace(INPAINT, onnx=sha256((folder / "inpaint.onnx").read_bytes()).hexdigest()), folder)
