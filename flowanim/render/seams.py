"""Seams: (picture put together from patches, the steps inside those patches) -> the picture without colour jumps.

    sum over neighbours of weight * ((out_q - out_p) - step)^2  +  HOLD * sum of (out_p - made_p)^2   is made least

The source around stands fixed. A step that the picture contradicts strongly, such as the edge of a thing, weighs
little, so that its colour does not bleed. Solved by Jacobi steps with Chebyshev's acceleration: no sum runs over
the whole picture, so the result does not depend on the number of threads.

Sources: Perez, Gangnet, Blake, Poisson Image Editing, 2003; Bhat et al., Fourier Analysis of the 2D Screened Poisson
Equation, 2008; Golub and Varga, Chebyshev Semi-iterative Methods, 1961.
"""

import numpy as np
from numpy.typing import NDArray

from flowanim.datatypes import Array

Index = NDArray[np.intp]

HOLD = 0.002
"""How strongly a pixel keeps to its made-up colour: corrections reach about 1 / sqrt(HOLD) pixels far."""
JUMP = 0.2
"""The contradiction, in colour, at which a step weighs a quarter."""
ROUNDS = 80


def level_seams(pixels: Array, targets: Index, neighbours: Index, *, steps: Array, known: NDArray[np.bool_]) -> Array:
    """Return the targets' new colours (N, C).

    pixels: (n, C), all of them. targets: (N,) into pixels. neighbours: (N, 4), likewise. steps: (N, 4, C), colour of
    the neighbour less that of the target, as the patches have it. known: (N, 4), whether that step counts at all.
    """
    made, beside = pixels[targets], pixels[neighbours]
    contradiction = np.square(beside - made[:, None] - steps).sum(2)
    weight = np.where(known, 1 / (1 + contradiction / JUMP**2) ** 2, 0).astype(np.float32)
    place = np.full(len(pixels), -1, np.intp)
    place[targets] = np.arange(len(targets))
    inner = place[neighbours] >= 0
    total = weight.sum(1, keepdims=True) + HOLD
    fixed = HOLD * made - (weight[..., None] * steps).sum(1)
    fixed += ((weight * ~inner)[..., None] * beside).sum(1)
    return relax(made, (weight * inner / total)[..., None], np.maximum(place[neighbours], 0), fixed / total)


def relax(start: Array, mix: Array, neighbours: Index, fixed: Array) -> Array:
    """Iterate x = sum(mix * x[neighbours]) + fixed, accelerated; mix is (N, 4, 1)."""
    radius = 4 / (4 + HOLD)
    before, now, omega = start, (mix * start[neighbours]).sum(1) + fixed, 1.0
    for i in range(ROUNDS):
        omega = 1 / (1 - radius**2 * (0.5 if i == 0 else omega / 4))
        after = before + np.float32(omega) * ((mix * now.take(neighbours, axis=0)).sum(1) + fixed - before)
        before, now = now, after
    return np.asarray(now, np.float32)
