"""The one wind of a scene: gusts that travel along it and reach everything in turn.

All that sways asks here for the gust at its place, so that a gust bends the near tree, then the grass behind it, then
the flag. Sources: Davenport, 1961 (gusts are long waves carried by the mean wind, here 500 px long and 260 px a
second); Stam, Stochastic Dynamics: Simulating the Effects of Turbulence on Flexible Structures, 1997.
"""

import numpy as np

from flowanim.datatypes import Array
from flowanim.fields.noise import generator, smooth_noise
from flowanim.fields.place import Place, heading

GUST_PX = 500.0
GUST_PX_S = 260.0


def gust(place: Place, angle_deg: float) -> tuple[Array, int]:
    """Return (phase (h, w) in radians, whole cycles in the clip) of the gusts of the wind along `angle_deg`.

    It is the same for every layer of a plan: it depends on the seed, the wind and the place alone.
    """
    along = (place.grid.offsets @ heading(angle_deg)) * np.float32(2 * np.pi / (GUST_PX * place.scale))
    front = smooth_noise(place.alpha.shape, 0.4 * max(place.alpha.shape), generator(place.seed, "wind"))
    return np.asarray(along + np.float32(0.7) * front), place.cycles(GUST_PX / GUST_PX_S)
