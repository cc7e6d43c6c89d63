"""Sway: what is fixed at one end bends in the wind.

Each layer is a set of damped oscillators under the one wind of the scene (`wind`): it leans with every gust that comes
along, and swings in its own modes, a slow one of the whole and faster ones of its branches and leaves, each a whole
number of cycles in the clip; gusts make the swing stronger as they pass. Branches swing out of step (phases from smooth
noise). The bend grows with the distance from the anchor like that of a loaded beam, and with nearness. A stiffer thing
has a smaller amplitude and a shorter period: both are the plan's. Sources: Chuang et al., Animating Pictures with
Stochastic Motion Textures, 2005; Habel et al., Physically Guided Animation of Trees, 2009.

Cloth fixed on one side carries waves from there to its free end, which grow on the way: a flag. Source: Argentina and
Mahadevan, Fluid-flow-induced flutter of a flag, 2005.
"""

from math import hypot, pi

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Mask
from flowanim.fields.noise import smooth_noise
from flowanim.fields.place import Place, heading
from flowanim.fields.waves import Term, Waves, travelling
from flowanim.fields.wind import GUST_PX, GUST_PX_S, gust
from flowanim.ops.mask import smoothstep
from flowanim.parts import FlutterEffect
from flowanim.plan import SwayEffect

MODES = ((1.0, 0.55, 1.0), (2.3, 0.28, 0.45), (4.1, 0.14, 0.22))
"""(frequency against the slowest, amplitude, size of what swings together as a share of the gust's wavelength)."""
LEAN = 0.45
"""How far a gust bends what it meets, against the swing."""
WAVES = ((1.0, 0.75), (1.9, 0.3))
"""(frequency against the main wave, amplitude) of cloth."""
AXES = {"left": 0.0, "bottom": 90.0, "right": 180.0, "top": 270.0}
"""Where the free end lies, seen from the anchor: degrees counter-clockwise from the right."""


def sway(effect: SwayEffect, place: Place) -> Waves:
    """Return the push (h, w, 2), in pixels, of a SwayEffect in its layer."""
    bend = effect.amplitude_px * place.scale * free_end(place, effect.anchor) * np.sqrt(place.nearness)
    wind = heading(effect.angle_deg)
    along = (place.grid.offsets @ wind) * np.float32(2 * np.pi / (effect.wavelength_px * place.scale))
    across = np.abs(np.array([wind[1], wind[0]])) * np.float32(0.25)
    blown = gust(place, effect.angle_deg)
    waves = [travelling((bend * np.float32(LEAN * effect.gust))[..., None] * wind, *blown)] if effect.gust else []
    for i, (ratio, share, size) in enumerate(MODES):
        width = max(3.0, effect.wavelength_px * place.scale * size / place.grid.step)
        noise = smooth_noise(place.alpha.shape, width, place.random(f"sway {i}"))
        cycles = place.cycles(effect.period_s / ratio)
        push = (bend * np.float32(share))[..., None] * (wind + across * np.float32(i > 0))
        waves += _gusty(push.astype(np.float32), along + noise, cycles, effect.gust, blown)
    return tuple(waves)


def _gusty(push: Array, phase: Array, cycles: int, strength: float, blown: tuple[Array, int]) -> list[Term]:
    """A sine whose strength comes with the gusts is three sines: its own frequency, one below and one above."""
    when, times = blown
    steady = travelling(push * np.float32(1 - 0.4 * strength), phase, cycles)
    if not strength or cycles <= times:
        return [steady]
    side, quarter = push * np.float32(0.3 * strength), np.float32(np.pi / 2)
    slower = travelling(side, phase - when + quarter, cycles - times)
    return [steady, slower, travelling(side, phase + when - quarter, cycles + times)]


def fastest(effect: SwayEffect | FlutterEffect) -> float:
    """Return about how fast the free end goes at most, in px/s at 1280 px.

    The modes of a sway are out of step: squares add.
    """
    if isinstance(effect, FlutterEffect):
        return effect.amplitude_px * sum(share * ratio for ratio, share in WAVES) * 2 * pi / effect.period_s
    swing = hypot(*(share * ratio for ratio, share, _ in MODES)) * 2 * pi / effect.period_s
    return effect.amplitude_px * hypot(swing, LEAN * effect.gust * 2 * pi * GUST_PX_S / GUST_PX)


def flutter(effect: FlutterEffect, place: Place) -> tuple[Waves, Waves]:
    """Return (push, light): the waves of a FlutterEffect (h, w, 2) in px, and the log2 gain (h, w, 3) of the folds."""
    free = free_end(place, effect.anchor)
    out = heading(AXES[effect.anchor])
    noise = smooth_noise(place.alpha.shape, 0.5 * max(place.alpha.shape), place.random("flutter"))
    along = (place.grid.offsets @ out) * np.float32(2 * np.pi / (effect.wavelength_px * place.scale))
    amount = np.float32(effect.amplitude_px * place.scale) * free
    across = np.array([out[1], -out[0]]) + np.float32(0.3) * out
    pushes, lights = [], []
    for ratio, share in WAVES:
        phase, cycles = np.float32(ratio) * along + noise, place.cycles(effect.period_s / ratio)
        pushes.append(travelling(((amount * np.float32(share))[..., None] * across).astype(np.float32), phase, cycles))
        fold = np.repeat((np.float32(0.3 * effect.shade * share) * free * place.alpha)[..., None], 3, 2)
        lights.append(travelling(fold, phase + np.float32(np.pi / 2), cycles))
    return tuple(pushes), tuple(lights) if effect.shade else ()


def free_end(place: Place, anchor: str) -> Alpha:
    """Return how free each point is, (h, w): 0 at the anchored end of its part of the layer, 1 at the far end.

    The distance from the anchor is counted along the anchor's axis within the layer; one layer's parts (trees of a
    row) each have their own.
    """
    turns = {"bottom": 0, "left": 1, "top": 2, "right": 3}[anchor]
    inside = np.rot90(place.alpha > 0.3, turns)
    height = _height_above_gap(inside)
    tall = float(np.quantile(height[inside], 0.95)) if inside.any() else 1.0
    share = smoothstep(height / max(tall, 1.0), 0.0, 1.15)
    soft = max(1.5, 0.02 * max(place.alpha.shape))
    weight = cv2.GaussianBlur(inside.astype(np.float32), (0, 0), soft)
    even = cv2.GaussianBlur(share * inside, (0, 0), soft) / np.maximum(weight, 1e-3)
    return np.asarray(np.rot90(even, -turns), np.float32)


def _height_above_gap(inside: Mask) -> Array:
    """Return the points in a column from the nearest clear point below; gaps of a few points do not count."""
    closed = cv2.morphologyEx(inside.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 3), np.uint8))
    height = np.zeros(inside.shape, np.float32)
    run = np.zeros(inside.shape[1], np.float32)
    for row in range(inside.shape[0] - 1, -1, -1):
        run = (run + 1) * closed[row]
        height[row] = run
    return height
