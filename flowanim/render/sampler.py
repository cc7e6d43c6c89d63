"""Diffusion as plain functions over a callable: denoise(x, sigma) -> what x is without its noise.

    x = clean + sigma * noise;   from a picture noised to `levels[0]` down to 0, one call of `denoise` a level

Sources: Song et al., Denoising Diffusion Implicit Models, 2021; Karras et al., Elucidating the Design Space, 2022.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from flowanim.datatypes import Array

Denoise = Callable[[Array, float], Array]
Noise = Callable[[int], Array]


def noise_levels(count: int, highest: float, lowest: float, bend: float = 3.0) -> tuple[float, ...]:
    """Return `count` falling levels of noise and 0: dense near the lowest. Karras et al., eq. 5, rho = `bend`."""
    if count < 1 or not 0 < lowest <= highest:
        raise ValueError(f"want one level or more, 0 < lowest <= highest; got {count}, {lowest}, {highest}")
    shares = np.linspace(0, 1, count) if count > 1 else np.zeros(1)
    roots = highest ** (1 / bend) + shares * (lowest ** (1 / bend) - highest ** (1 / bend))
    return (*(float(root**bend) for root in roots), 0.0)


def ddim(denoise: Denoise, x: Array, levels: Sequence[float], *, fresh: Noise | None = None, eta: float = 0.0) -> Array:
    """Walk x, noised to levels[0], down to the last level. eta: share of the noise that is new at each step, 0..1.

    fresh(i): standard noise of x's shape for step i, wanted where eta is above 0.
    """
    for i, (now, then) in enumerate(pairwise(levels)):
        clean = denoise(x, now)
        new = eta * min(then, np.sqrt(then**2 * (now**2 - then**2) / now**2))
        kept = np.float32(np.sqrt(then**2 - new**2) / now)
        x = clean + kept * (x - clean)
        if new and fresh is not None:
            x = x + np.float32(new) * fresh(i)
    return x
