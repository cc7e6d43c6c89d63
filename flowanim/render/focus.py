"""Shallow depth of field: layers out of focus are blurred once, before anything moves. (scene, plan) -> scene.

The circle of confusion of a thin lens grows with the difference of 1 / distance from the plane in focus, which is the
difference of disparity (Potmesil and Chakravarty, 1981). Each layer is blurred by itself, among its own pixels only, so
that nothing sharp bleeds into what lies behind it; its outline stays. The first frame then is not the photo.
"""

from dataclasses import replace

import numpy as np

from flowanim.datatypes import Array, Image, Layer, Scene
from flowanim.ops.image import blur
from flowanim.ops.mask import smoothstep
from flowanim.parts import FocusEffect
from flowanim.plan import REFERENCE_PX, MotionPlan

SHARP = 0.08
"""Difference of disparity up to which things are in focus."""
LEVELS = (0.25, 0.5, 1.0)


def focused(scene: Scene, plan: MotionPlan) -> Scene:
    """Return `scene` as the last FocusEffect of `plan` has it; the same scene if there is none."""
    wanted = [effect for effect in plan.effects if isinstance(effect, FocusEffect) and effect.blur_px]
    if not wanted:
        return scene
    widest = wanted[-1].blur_px * max(scene.photo.size) / REFERENCE_PX
    layers = (_blurred(layer, wanted[-1].disparity, widest) for layer in scene.layers)
    return replace(scene, layers=tuple(layers))


def _blurred(layer: Layer, disparity: float, widest: float) -> Layer:
    """Blend each pixel from a few blurs, so that a plane loses its sharpness by and by."""
    amount = np.maximum(np.abs(layer.disparity - np.float32(disparity)) - np.float32(SHARP), 0)
    if not (amount[layer.alpha > 0] > 0).any():
        return layer
    result, low = layer.rgba, 0.0
    for level in LEVELS:
        share = smoothstep(amount, low, level)[..., None]
        if not share.any():
            break
        result = result + share * (_soft(layer.rgba, widest * level) - result)
        low = level
    return replace(layer, rgba=np.asarray(result, np.float32))


def _soft(rgba: Image, sigma: float) -> Array:
    """Blur the colours among themselves; alpha stays."""
    wide = blur(rgba, sigma)
    alpha = rgba[..., 3:]
    colours = wide[..., :3] / np.maximum(wide[..., 3:], 1e-3)
    return np.dstack([colours * alpha, alpha]).astype(np.float32)
