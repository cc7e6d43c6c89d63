"""The in-painting network for the scripts that compare it: any weights, and asked as a regression."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from flowanim.datatypes import Array
from flowanim.nets.inpaint import load
from flowanim.nets.specs import INPAINT
from flowanim.render.paint import Network
from flowanim.render.sampler import Denoise


def by_mean(network: Network) -> Network:
    """Return the network as a regression: whatever the noise, it is asked for the mean of all that may be there."""

    def told(*around: Array) -> Denoise:
        denoise = network(*around)
        return lambda noisy, sigma: denoise(noisy, np.inf)

    return told


def network_of(folder: Path) -> Network:
    """Return the network whose inpaint.onnx lies in `folder`, whatever its sha256."""
    return load(replace(INPAINT, onnx=sha256((folder / "inpaint.onnx").read_bytes()).hexdigest()), folder)
