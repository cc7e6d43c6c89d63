"""Region numbers, and small help for colouring."""

import numpy as np

from flowanim.datatypes import Array

OTHER, SKY, WATER, PERSON, ANIMAL, VEGETATION, BUILDING, GROUND, MOUNTAIN, VEHICLE = range(10)


def mix(below: Array, top: Array, share: Array) -> Array:
    """Return colours (..., 3): `share` (...) of `top` on `below`."""
    return np.asarray(below + share[..., None] * (top - below), np.float32)
