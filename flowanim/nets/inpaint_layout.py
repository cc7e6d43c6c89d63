"""What goes into the in-painting network and what comes out, as plain arrays; no torch here.

    residual = 2 (what is true - the mean of some fillings), 0 outside the hole;  noisy = residual + sigma * noise
    clean(noisy, sigma) = SPREAD * network(keep * noisy, given, level)

The network gives the residual itself, not the noise in it nor a mixture (EDM, v): where it knows nothing it gives 0,
which leaves what patches made; one that must first cancel the noise leaves some of it in calm places.
Planes of `given`: the picture with the mean of some fillings in its hole (3), what one of them has besides (3: their
texture, which the mean has lost), hole, foreign (what stands in front: never read), nearness.
Sources: Karras et al., Elucidating the Design Space of Diffusion-Based Generative Models, 2022 (table 1); Mardani et
al., Residual Corrective Diffusion Modeling, 2023 (a mean, and a diffusion of what it lacks).
"""

from math import hypot, isinf, log

import numpy as np

from flowanim.datatypes import Array, Mask

GIVEN = 9
PLANES = 3 + GIVEN + 1
"""Planes that go in: noisy residual (3), given, noise level."""
SPREAD = 0.25
"""About the standard deviation of the residual."""
MEAN = 2.0
"""The level that asks for the mean of all that may be there, of a residual that is all noise: plain regression."""


def scales(sigma: float) -> tuple[float, float]:
    """Return (keep, level) for noise of standard deviation `sigma`; infinite: asks for the mean."""
    if isinf(sigma):
        return 0.0, MEAN
    return 1 / hypot(sigma, SPREAD), log(sigma / SPREAD) / log(16)


def conditions(picture: Array, texture: Array, *, hole: Mask, foreign: Mask, near: Array) -> Array:
    """Return `given` (N, GIVEN, h, w), float32.

    picture (N, h, w, 3), 0..1, the hole filled; texture (N, h, w, 3): one filling less the mean of some, 0 outside;
    hole, foreign (N, h, w), bool; near (N, h, w) disparity, all 0 unknown.
    """
    known = ~hole & ~foreign
    middle = (near * known).sum((1, 2), keepdims=True) / np.maximum(known.sum((1, 2), keepdims=True), 1)
    planes = np.empty((len(hole), GIVEN, *hole.shape[1:]), np.float32)
    planes[:, :3] = ((2 * picture - 1) * ~foreign[..., None]).transpose(0, 3, 1, 2)
    planes[:, 3:6] = 2 * texture.transpose(0, 3, 1, 2)
    planes[:, 6], planes[:, 7], planes[:, 8] = hole, foreign, (near - middle) * ~hole
    return planes
