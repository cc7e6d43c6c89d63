"""Turbulence: eddies that drift through flames, smoke and steam, and bend what is there.

Hot air rises and breaks up into eddies of many sizes; they are carried along while they turn. The displacement is the
curl of a stream function, a sum of waves with phases bent by noise, so that nothing gathers or thins out:

    d = sum_i  a_i / k_i  rot grad sin(phase_i - 2 pi n_i u),    a_i ~ size_i^(2/3)   (Kolmogorov, 1941)

Every wave drifts whole lengths in the clip: the loop closes. Source: Bridson et al., Curl-Noise for Procedural Fluid
Flow, 2007.
"""

import numpy as np

from flowanim.datatypes import Alpha
from flowanim.fields.fluid import calm_banks, resolved
from flowanim.fields.noise import smooth_noise
from flowanim.fields.place import Place, heading
from flowanim.fields.waves import Term, Waves, begun_calmly, travelling
from flowanim.ops.mask import smoothstep
from flowanim.parts import TurbulenceEffect

EDDIES = 6
FINER = 0.72
FANNED_DEG = 50


def turbulence(effect: TurbulenceEffect, place: Place) -> Waves:
    """Return the pull (h, w, 2), in pixels, of a TurbulenceEffect in its layer."""
    rng = place.random("turbulence")
    room = effect.amplitude_px * place.scale * calm_banks(place) * _spread(effect, place)
    waves: list[Term] = []
    for i in range(EDDIES):
        length = effect.size_px * place.scale * FINER**i
        way = heading(effect.angle_deg + float(rng.uniform(-FANNED_DEG, FANNED_DEG)))
        bent = smooth_noise(place.alpha.shape, max(4.0, 1.5 * length / place.grid.step), rng)
        phase = (place.grid.offsets @ way) * np.float32(2 * np.pi / length) + np.float32(1.3) * bent
        dy, dx = np.gradient(phase)
        steep = np.float32(length / (2 * np.pi * place.grid.step))
        across = np.dstack([dy, -dx]) * steep * (room * np.float32(0.8 * FINER ** (i * 2 / 3)))[..., None]
        passed = place.seconds * effect.speed_px_s / (effect.size_px * FINER**i)
        waves.append(travelling(across * resolved(phase)[..., None], phase, max(1, round(passed))))
    return begun_calmly(tuple(waves))


def _spread(effect: TurbulenceEffect, place: Place) -> Alpha:
    """Return the share of the displacement: all of it, or growing along the drift from 0.25 at its source."""
    along = place.grid.offsets @ heading(effect.angle_deg)
    inside = place.alpha > 0.5
    if not inside.any() or not effect.spread:
        return np.ones_like(place.alpha)
    low, high = (float(np.quantile(along[inside], q)) for q in (0.02, 0.9))
    grown = np.float32(0.25) + np.float32(0.75) * smoothstep(along, low, max(high, low + 1))
    return 1 + np.float32(effect.spread) * (grown - 1)
