"""A mirrored view -> a lake or a sea: waves tilt the mirror, Fresnel says how much it shows.

Slopes too fine for a pixel are scattered at random over several looks, so far water smears its mirror upright.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from flowanim.datatypes import Array
from scenery.ground import Light
from scenery.noise import noise
from scenery.view import View


@dataclass(frozen=True)
class Waves:
    """length: metres, the longest. steep: slope of an octave. gain: of the next. stretch: crests to lengths."""

    length: float = 9.0
    steep: float = 0.02
    octaves: int = 9
    stretch: float = 2.2
    gain: float = 0.93
    seed: int = 61


def slopes(x: Array, z: Array, foot: tuple[Array, Array], waves: Waves) -> tuple[Array, Array, Array]:
    """Return slopes (sx, sz) that show at footprints (across, along) and the deviation of those that do not."""
    sx, sz, lost = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
    k = 1 / waves.length
    for i in range(waves.octaves):
        turn = 0.35 * np.sin(2.4 * i + waves.seed)
        c, s = np.cos(turn), np.sin(turn)
        u, v = (c * x + s * z) * k / waves.stretch, (-s * x + c * z) * k
        steep = waves.steep * waves.gain**i
        coarse = np.maximum(foot[1] * abs(c) * k, foot[0] * k / waves.stretch)
        show = np.clip((1 / np.maximum(coarse, 1e-9) - 1.0) / 2.0, 0, 1)
        e = 0.12
        here = noise(u, v, waves.seed + i % 3)
        dv = (noise(u, v + e, waves.seed + i % 3) - here) / e * steep
        du = (noise(u + e, v, waves.seed + i % 3) - here) / e * steep / waves.stretch
        sx += show * (c * du - s * dv)
        sz += show * (s * du + c * dv)
        lost += (1 - show**2) * (1.3 * steep) ** 2
        k *= 1.72
    return sx, sz, np.sqrt(lost)


def fresnel(cosine: Array) -> Array:
    """Return the share of light that water mirrors at this cosine to its normal. Schlick, 1994."""
    return np.asarray(0.02 + 0.98 * (1 - np.clip(cosine, 0, 1)) ** 5, np.float32)


def look(view: View, mirror: Array, across: Array, up: Array) -> Array:
    """Return what the mirrored canvas shows towards slopes `across` and `up` (rows down from the top of the view)."""
    u = across * view.focal + (view.shape[1] - 1) / 2
    v = view.horizon - 0.5 - np.maximum(up, 0.0005) * view.focal
    return np.asarray(
        cv2.remap(
            mirror, u.astype(np.float32), v.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101
        )
    )


def shine(view: View, mirror: Array, place: tuple[Array, Array], own: Array, waves: Waves, *, looks: int = 8) -> Array:
    """Return the light (h, W, 3) of the rows under the horizon: `mirror` is the canvas seen from under the water.

    place: (x, z), metres. own: (h, W, 3), the light from within the water.
    """
    x, z = place
    down = np.broadcast_to(view.down[view.horizon :], x.shape)
    across = np.broadcast_to(view.across[None], x.shape)
    foot = z / view.focal
    sx, sz, lost = slopes(x, z, (foot, foot / np.maximum(down, 1e-4)), waves)
    rng = np.random.default_rng(waves.seed)
    total = np.zeros_like(own)
    length = np.sqrt(1 + across**2 + down**2)
    for _ in range(looks):
        wild = rng.standard_normal((2, *x.shape), np.float32) * lost
        tx, tz = sx + 0.5 * wild[0], sz + wild[1]
        facing = (down + tz + tx * across) / length
        share = fresnel(np.maximum(facing, 0.01))
        up = np.abs(down + 2 * tz)
        total += share[..., None] * look(view, mirror, across - 2 * tx * (down + np.abs(tz)), up)
        total += (1 - share[..., None]) * own
    return np.asarray(total / looks, np.float32)


def glitter(view: View, place: tuple[Array, Array], waves: Waves, light: Light) -> Array:
    """Return the sun's own mirror (h, W, 3): how likely a facet tilts just so. Cox and Munk, 1954."""
    x, z = place
    down, across = (np.broadcast_to(a, x.shape) for a in (view.down[view.horizon :], view.across[None]))
    foot = z / view.focal
    sx, sz, lost = slopes(x, z, (foot, foot / np.maximum(down, 1e-4)), waves)
    length = np.sqrt(1 + across**2 + down**2)
    s = light.sun.toward
    hx, hy, hz = s[0] - across / length, s[1] + down / length, s[2] - 1 / length
    tx, tz = -hx / hy, -hz / hy
    spread = lost**2 + 0.012**2
    chance = np.exp(-((tx - sx) ** 2 + (tz - sz) ** 2) / (2 * spread)) / (2 * np.pi * spread)
    cosine = np.clip((hx * -across + hy * down - hz) / length / np.sqrt(hx**2 + hy**2 + hz**2), 0, 1)
    grazing = np.maximum(down / length, 0.03)
    power = fresnel(cosine) * chance * (1 + tx**2 + tz**2) ** 2 / (4 * grazing)
    return np.asarray(np.minimum(power * np.pi, 60)[..., None] * light.direct, np.float32)
