"""Ripples: waves that run over level water and are seen in perspective.

    a point of the picture `drop` px below the horizon, `x` px beside the middle, lies on the water at
    (x, focal_px) * near / drop      in px of the water's near edge, which is `near` px below the horizon

So crests are wide and low, the more so the farther, and those that run sideways would draw a fan. Water has waves of
all lengths and ways; at each place those are drawn that look as long as the plan says and shorter, down to what the
grid can carry: swell far out, wavelets near by. They obey the dispersion of deep water, omega ~ sqrt(k), up to the
plan's own wave; what is longer runs as that does, or far water would stand still in a clip of seconds. A grazing view
shows slopes along it, hardly those across it (Minnaert, Light and Colour in the Open Air, 1940): crests lie across
the view.
"""

from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from flowanim.datatypes import Alpha, Array
from flowanim.fields.fluid import calm_banks, resolved
from flowanim.fields.place import Place, heading
from flowanim.fields.waves import Term, Waves, travelling
from flowanim.ops.mask import smoothstep
from flowanim.plan import RippleEffect

RATIO, FINER, LONGER = 0.68, 6, 12
"""Of a wave's length to the next longer one; how many are as long as the plan says and finer; how many are longer."""
CROSSING = 2
"""Waves of each length in perspective, each on its own way: crests are then short."""
LOWER = 0.75
"""How much lower each finer wave is."""
SPREAD_DEG, ALONG_VIEW = 55.0, 0.6
"""How far waves run to either side of their heading; what is left of the angle to the view, in perspective."""
LEVEL = 0.06
"""How much the nearness of water varies at least that is seen in perspective."""
FARTHEST = 0.02


@dataclass(frozen=True)
class Plane:
    """The water's surface: x, y (h, w) in pixels of its near part; whether it recedes or is seen from above."""

    x: Array
    y: Array
    recedes: bool


def ripple(effect: RippleEffect, place: Place) -> tuple[Waves, Waves]:
    """Return (pull, light): the waves' displacement (h, w, 2) in px, and the log2 gain (h, w, 3) of their slopes."""
    plane, fade, rng = plane_of(place), calm_banks(place), place.random("ripple")
    wave_px = effect.wavelength_px * place.scale
    longest = np.sqrt(place.nearness) if plane.recedes else np.ones_like(fade)
    part = 1 / sqrt(CROSSING) if plane.recedes else 1.0
    pulls, lights = [], []
    for i in _lengths(plane):
        way = _way(effect.angle_deg + float(rng.uniform(-SPREAD_DEG, SPREAD_DEG)), plane)
        phase = (way[0] * plane.x + way[1] * plane.y) * np.float32(2 * np.pi / (wave_px * RATIO**i))
        phase = phase + np.float32(rng.uniform(0, 2 * np.pi))
        cycles = place.cycles(effect.period_s * sqrt(RATIO ** max(i, 0)))
        down, along = np.gradient(phase)
        steep = np.maximum(np.hypot(along, down), np.float32(1e-6))
        share = np.float32(2 * np.pi) / steep * np.float32(place.grid.step / wave_px)
        seen = fade * resolved(phase)
        if plane.recedes:
            seen = seen * _drawn(share / longest, np.abs(down) / steep)
        height = np.minimum(share, 1) ** np.float32(log(LOWER) / log(RATIO))
        amount = np.float32(effect.amplitude_px * place.scale * 0.62 * part) * height * place.nearness * seen
        pulls.append(travelling(np.dstack([amount * np.float32(0.35), amount]), phase, cycles))
        lights.append(_glint(effect.glint * 0.09 * part * exp(-0.1 * max(i, 0)), seen * longest, phase, cycles))
    return tuple(pulls), tuple(lights) if effect.glint else ()


def _lengths(plane: Plane) -> list[int]:
    """Return the waves, long to short: how many times finer than the plan's, in steps of `RATIO`."""
    return [i for i in range(-LONGER, FINER) for _ in range(CROSSING)] if plane.recedes else list(range(FINER))


def _way(angle_deg: float, plane: Plane) -> Array:
    """Return where a wave runs on the plane, (2,): on what recedes, towards us or away, more than sideways."""
    if not plane.recedes:
        return heading(angle_deg)
    view_deg = 90.0 if angle_deg % 360 < 180 else 270.0
    return heading(view_deg + ALONG_VIEW * (angle_deg % 360 - view_deg))


def _drawn(share: Array, across: Array) -> Alpha:
    """Return how much of a wave is drawn, (h, w): that looks no longer than the longest (1) and lies across.

    share: of the longest, how long it looks; across: 0..1, 1 where its crests lie across the view.
    """
    return np.asarray((1 - smoothstep(share, 1, 1 / RATIO)) * smoothstep(across, 0.8, 0.95), np.float32)


def _glint(amount: float, seen: Alpha, phase: Array, cycles: int) -> Term:
    return travelling(np.repeat((np.float32(amount) * seen)[..., None], 3, 2), phase + np.float32(np.pi / 2), cycles)


def plane_of(place: Place) -> Plane:
    """Return the water's plane; the screen's where it is seen from above. A lens of the usual angle is assumed."""
    offset = place.grid.offsets
    drop = _drop(place)
    if drop is None:
        return Plane(offset[..., 0], offset[..., 1], recedes=False)
    below, near = drop
    away = np.asarray(np.float32(near) / np.maximum(below, np.float32(FARTHEST * near)), np.float32)
    return Plane(offset[..., 0] * away, away * np.float32(-max(place.grid.size)), recedes=True)


def _drop(place: Place) -> tuple[Array, float] | None:
    """Return how far each point lies below the horizon (h, w) in px, and the near edge does; None without a horizon.

    On level water disparity grows evenly from 0 at the horizon.
    """
    inside = place.alpha > 0.5
    if not inside.any() or float(place.nearness[inside].std()) < LEVEL:
        return None
    used = np.flatnonzero(inside.sum(1) > 0.02 * inside.shape[1])
    if len(used) <= 2:
        return None
    y = place.grid.offsets[..., 1]
    mean = np.where(inside, place.disparity, 0).sum(1)[used] / inside.sum(1)[used]
    slope, rise = (float(part) for part in np.polyfit(y[used, 0], mean, 1))
    if slope <= 0:
        return None
    below = np.asarray(y + np.float32(rise / slope), np.float32)
    return below, max(float(below[used[-1], 0]), 1.0)
