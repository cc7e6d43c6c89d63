"""Light that changes: exposure, warmth, a soft gradient that travels, the unevenness of a flame.

The result is a log2 gain for each channel: 0 is the photo's own light.
"""

import numpy as np

from flowanim.datatypes import vector
from flowanim.fields.place import Place, heading
from flowanim.fields.waves import Waves, travelling
from flowanim.plan import LightEffect

FLICKER = ((1, 0.5), (3, 0.3), (4, 0.25), (7, 0.2), (11, 0.12))
"""(multiples of the cycles, share of the amount) of a flame's flicker."""


def light(effect: LightEffect, place: Place) -> Waves:
    """Return the log2 gain (h, w, 3) of a LightEffect over its layer."""
    gain = vector(
        effect.exposure_ev + effect.warmth_ev / 2, effect.exposure_ev, effect.exposure_ev - effect.warmth_ev / 2
    )
    amount = place.alpha[..., None] * gain
    across = (place.grid.offsets @ heading(effect.angle_deg)) / np.float32(max(place.grid.size))
    phase = across * np.float32(2 * np.pi * effect.gradient)
    rng = place.random("light")
    waves = [travelling(amount * np.float32(1 - effect.flicker), phase, effect.cycles)]
    for multiple, share in FLICKER if effect.flicker else ():
        start = np.float32(rng.uniform(0, 2 * np.pi))
        waves.append(travelling(amount * np.float32(share * effect.flicker), phase + start, effect.cycles * multiple))
    return tuple(waves)
