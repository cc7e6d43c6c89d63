"""What sways and the texture that it carries -> the same, no faster than the texture bears: patterns must not alias.

A pattern of wavelength L that moves by more than L / 2 from one frame to the next seems to move backwards (Nyquist and
Shannon); from L / 4 on it is seen in steps instead of moving (Watson, Ahumada and Farrell, Window of Visibility, 1986).
The wavelength of a texture is Rice's, 2 pi times the deviation of its brightness over that of its slope (Rice, 1944),
block by block; the finer ones of the blocks that have texture count.
"""

from math import pi

import numpy as np

from flowanim.datatypes import Array, Layer, Scene
from flowanim.fields.place import heading
from flowanim.fields.sway import fastest
from flowanim.ops.image import blur, colour, luma
from flowanim.ops.mask import shrink
from flowanim.parts import FlutterEffect
from flowanim.plan import REFERENCE_PX, Effect, SwayEffect

MOST = 0.25
"""The largest share of a wavelength in one frame."""
BLOCK_PX, CONTRAST = 24.0, 0.02
FINE = 0.25
"""The quantile of the blocks' wavelengths that counts."""


def unaliased(effect: Effect, scene: Scene, fps: float) -> tuple[Effect, tuple[str, ...]]:
    """Return a sway or flutter of at most the amplitude that its layers' texture bears, and a note if that is less."""
    if not isinstance(effect, SwayEffect | FlutterEffect) or not effect.amplitude_px:
        return effect, ()
    found = [texture_px(layer, effect.angle_deg) for layer in scene.find(effect.layer)]
    known = [length for length in found if length is not None]
    step = fastest(effect) / fps
    if not known or step <= MOST * min(known):
        return effect, ()
    less = round(effect.amplitude_px * MOST * min(known) / step, 3)
    why = f"its texture of {min(known):.1f} px would be seen in steps at {fps:g} frames a second"
    note = f"{effect.layer} {effect.effect}: reduced from {effect.amplitude_px:.3g} to {less:.3g} px ({why})"
    return effect.model_copy(update={"amplitude_px": less}), (note,)


def texture_px(layer: Layer, angle_deg: float) -> float | None:
    """Return the wavelength of a layer's finer texture along an angle, in pixels at 1280 px; None without texture."""
    h, w = layer.alpha.shape
    size = BLOCK_PX * max(h, w) / REFERENCE_PX
    inside = shrink(layer.alpha > 0.98, 2)
    bright = np.asarray(luma(colour(layer.rgba)) * inside, np.float32)
    weight = np.maximum(blur(inside.astype(np.float32), size), np.float32(0.3))
    rest = (bright - blur(bright, size) / weight) * inside
    down, right = (np.diff(rest, axis=axis, append=np.float32(0)) for axis in (0, 1))
    way = heading(angle_deg)
    slope = np.asarray((right * way[0] + down * way[1]) * inside, np.float32)
    every = max(1, round(size))
    varied, steep, full = (
        _power(np.asarray(field, np.float32), size)[::every, ::every] for field in (rest, slope, inside)
    )
    good = (full > 0.5) & (varied > CONTRAST**2 * full)
    if not good.any():
        return None
    lengths = 2 * pi * np.sqrt(varied[good] / np.maximum(steep[good], 1e-9))
    return float(np.quantile(lengths, FINE) * REFERENCE_PX / max(h, w))


def _power(field: Array, size: float) -> Array:
    return blur(np.asarray(field * field, np.float32), size)
