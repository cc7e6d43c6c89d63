"""Sway: what is fixed at one end bends in the wind.

Each layer is a set of damped oscillators under one wind: a slow mode of the whole, two faster ones of its branches,
each a whole number of cycles in the clip. Branches swing out of step (phases from smooth noise), gusts travel along
the wind. The bend grows with the distance from the anchor like that of a loaded beam. Source: Chuang et al., Animating
Pictures with Stochastic Motion Textures, 2005; Habel et al., Physically Guided Animation of Trees, 2009.
"""

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Mask
from flowanim.fields.noise import smooth_noise
from flowanim.fields.place import Place, heading
from flowanim.fields.waves import Term, Waves, travelling
from flowanim.ops.mask import smoothstep
from flowanim.plan import SwayEffect

MODES = ((1.0, 0.6, 1.0), (2.3, 0.28, 0.45), (4.1, 0.14, 0.22))
"""(frequency against the slowest, amplitude, size of what swings together as a share of the gust's wavelength)."""


def sway(effect: SwayEffect, place: Place) -> Waves:
    """Return the push (h, w, 2), in pixels, of a SwayEffect in its layer."""
    bend = effect.amplitude_px * place.scale * free_end(place, effect.anchor) * np.sqrt(place.nearness)
    wind = heading(effect.angle_deg)
    along = (place.grid.offsets @ wind) * np.float32(2 * np.pi / (effect.wavelength_px * place.scale))
    across = np.abs(np.array([wind[1], wind[0]])) * np.float32(0.25)
    waves: list[Term] = []
    for i, (ratio, share, size) in enumerate(MODES):
        width = max(3.0, effect.wavelength_px * place.scale * size / place.grid.step)
        noise = smooth_noise(place.alpha.shape, width, place.random(f"sway {i}"))
        cycles = place.cycles(effect.period_s / ratio)
        push = (bend * np.float32(share))[..., None] * (wind + across * np.float32(i > 0))
        waves += _gusty(push.astype(np.float32), along + noise, effect.gust, cycles)
    return tuple(waves)


def _gusty(push: Array, phase: Array, gust: float, cycles: int) -> Waves:
    """A sine whose strength comes in gusts is three sines: its own frequency, one below and one above."""
    steady = travelling(push * np.float32(1 - 0.5 * gust), phase, cycles)
    if not gust or cycles < 2:
        return (steady,)
    side = push * np.float32(0.25 * gust)
    slow = phase * np.float32(0.5)
    return steady, travelling(side, phase - slow, cycles - 1), travelling(side, phase + slow, cycles + 1)


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
