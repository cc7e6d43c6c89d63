"""Shallow depth of field: layers out of focus are blurred by a disc, in linear light, before anything moves.

    (scene, plan) -> the scene as it is focused; of a rack focus the few of them that it goes through

The circle of confusion of a thin lens grows with the difference of 1 / distance from the plane in focus, which is the
difference of disparity (Potmesil and Chakravarty, 1981). Each layer is blurred by itself, its colours among its own
pixels only, so that nothing sharp bleeds into what lies behind it. Its outline softens over what is farther, and not
where something nearer covers it. Blurring takes the photo's grain away: as much is laid over again, fixed to the layer.
The first frame then is not the photo.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Image, Layer, Scene
from flowanim.fields.easing import factor_at
from flowanim.fields.noise import generator
from flowanim.ops.grain import grain, noise
from flowanim.ops.image import colour, luma, premultiply, resize, to_linear, to_srgb
from flowanim.ops.mask import smoothstep
from flowanim.parts import FocusEffect
from flowanim.plan import MotionPlan

SHARP = 0.08
"""Difference of disparity up to which things are in focus."""
LEVELS = (0.25, 0.5, 1.0)
"""Shares of the widest blur between which pixels are blended."""
STEP_PX = 2.0
"""By so much at most the widest blur differs between neighbouring states of a rack focus."""
MOST_STATES = 8
FINE_PX = 8
"""Wider discs are laid at a lower size."""
EMPTY = 1e-3


@dataclass(frozen=True)
class Focus:
    """What a plan wants in focus. states: disparities that the focus goes through, far to near; one if it rests."""

    effect: FocusEffect
    states: tuple[float, ...]
    radius: float

    @classmethod
    def of(cls, plan: MotionPlan) -> "Focus | None":
        """Return the last focus of `plan` that blurs anything, or None."""
        wanted = [effect for effect in plan.effects if isinstance(effect, FocusEffect) and effect.blur_px]
        if not wanted:
            return None
        effect, radius = wanted[-1], wanted[-1].blur_px * plan.scale
        values = [moment.value for moment in effect.rack] or [effect.disparity]
        low, high = min(values), max(values)
        count = min(int(np.ceil((high - low) * radius / STEP_PX)) + 1, MOST_STATES) if high > low else 1
        return cls(effect, tuple(float(v) for v in np.linspace(low, high, count)), radius)

    def at(self, u: float) -> tuple[int, int, float]:
        """Return the two states between which the focus is at progress `u`, and the share of the second."""
        last = len(self.states) - 1
        if not last:
            return 0, 0, 0.0
        value = factor_at(self.effect.rack, u)
        place = (value - self.states[0]) / (self.states[-1] - self.states[0]) * last
        first = min(max(int(place), 0), last - 1)
        return first, first + 1, min(max(place - first, 0.0), 1.0)


@dataclass(frozen=True)
class Lens:
    """A scene seen through a focus."""

    scene: Scene
    focus: Focus
    seed: int

    @cached_property
    def grain(self) -> Array:
        """Noise (H, W, 1) as strong as the photo's own."""
        rgb = self.scene.photo.rgb
        return grain(rgb.shape[:2], noise(luma(rgb)), generator(self.seed, "focus"))[..., None]

    def focused(self, state: int) -> Scene:
        """Return the scene as it is focused in a state: an index of the focus's `states`."""
        return self._changed(lambda layer, covered: self._defocused(layer, covered, self.focus.states[state]))

    def softened(self) -> Scene:
        """Return the scene with its outlines as soft as they get over the clip, its colours as they are."""
        return self._changed(self._widened)

    def _changed(self, change: Callable[[Layer, Alpha], Layer]) -> Scene:
        covered, layers = np.zeros_like(self.scene.layers[0].alpha), list[Layer]()
        for layer in reversed(self.scene.layers):
            layers.insert(0, change(layer, covered))
            covered = np.maximum(covered, layer.alpha)
        return replace(self.scene, layers=tuple(layers))

    def _defocused(self, layer: Layer, covered: Alpha, disparity: float) -> Layer:
        amount = blurred_by(layer, disparity)
        if not amount.any():
            return layer
        light = _light(layer.rgba)
        steps = _steps(amount, self.focus.radius, lambda radius: _spread(light, covered, radius))
        rgba, sharp = _blended(layer.rgba, steps)
        lost = np.sqrt(1 - sharp**2)
        rgba[..., :3] += lost * self.grain * rgba[..., 3:]
        return replace(layer, rgba=np.clip(rgba, 0, rgba[..., 3:]))

    def _widened(self, layer: Layer, covered: Alpha) -> Layer:
        amount = np.maximum(*(blurred_by(layer, self.focus.states[end]) for end in (0, -1)))
        if not amount.any():
            return layer
        steps = _steps(amount, self.focus.radius, lambda radius: _outline(layer.alpha, covered, radius)[..., None])
        alpha, _ = _blended(layer.alpha[..., None], steps)
        return replace(layer, rgba=premultiply(colour(layer.rgba), alpha[..., 0]))


def softened(scene: Scene, plan: MotionPlan) -> Scene:
    """Return `scene` with outlines as soft as its focus will make them; without one the same scene."""
    focus = Focus.of(plan)
    return Lens(scene, focus, plan.seed).softened() if focus else scene


def blurred_by(layer: Layer, disparity: float) -> Array:
    """Return (H, W): the share of the widest blur that each pixel of the layer gets; 0 where the layer is not."""
    amount = np.maximum(np.abs(layer.disparity - np.float32(disparity)) - np.float32(SHARP), 0)
    return amount if (amount[layer.alpha > 0] > 0).any() else np.zeros_like(amount)


Steps = Iterator[tuple[Array, Array]]
"""Blurs, from little to much: the share (H, W, 1) that each takes of what was there, and its picture (H, W, C)."""


def _steps(amount: Array, widest: float, blurred: Callable[[float], Array]) -> Steps:
    low = 0.0
    for level in LEVELS:
        share = smoothstep(amount, low, level)[..., None]
        if not share.any():
            return
        yield share, blurred(widest * level)
        low = level


def _blended(sharp: Array, steps: Steps) -> tuple[Array, Array]:
    """Return the picture and how much of it is still the sharp one, (H, W, 1)."""
    result, left = sharp.copy(), np.ones((*sharp.shape[:2], 1), np.float32)
    for share, blurred in steps:
        result += share * (blurred - result)
        left *= 1 - share
    return result, left


def _light(rgba: Image) -> Image:
    """Return the picture (H, W, 4) in linear light, premultiplied."""
    return premultiply(to_linear(colour(rgba)), np.ascontiguousarray(rgba[..., 3]))


def _spread(light: Image, covered: Alpha, radius: float) -> Image:
    """Return the picture blurred: colours among their own, the outline over what is farther only."""
    wide = _laid(light, radius)
    alpha = np.where(wide[..., 3] > EMPTY, _outline(light[..., 3], covered, radius), 0)
    return premultiply(to_srgb(colour(wide)), alpha)


def _outline(alpha: Alpha, covered: Alpha, radius: float) -> Alpha:
    """Return the alpha softened over what is farther; behind what covers it the layer gets no larger."""
    soft = _laid(np.maximum(alpha, covered), radius)
    return np.asarray(soft - covered * np.maximum(soft - alpha, 0))


def _laid(array: Array, radius: float) -> Array:
    """Return the mean over a disc around each pixel; the border repeats."""
    step = max(1, int(radius / FINE_PX))
    h, w = array.shape[:2]
    small = resize(array, (max(1, w // step), max(1, h // step)))
    reach = int(np.ceil(radius / step))
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius / step + 0.5 - np.hypot(x, y), 0, 1)
    kernel = (disc / disc.sum()).astype(np.float32)
    return resize(np.asarray(cv2.filter2D(small, -1, kernel, borderType=cv2.BORDER_REPLICATE)), (w, h))
