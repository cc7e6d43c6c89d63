"""Places on the ground -> the light they send to the eye.

Fine relief is added to the map's own normals from noise, no finer than a pixel; sunlight, skylight and the air between
(what it swallows and what it adds) follow.
"""

from dataclasses import dataclass

import numpy as np

from flowanim.datatypes import Array, vector
from scenery.noise import fbm
from scenery.sky import AIR, SUNPOWER, Sun, sunlight


@dataclass(frozen=True)
class Light:
    """sun: where it stands. direct: its colour (3,) on a white wall. sky: skylight (3,) on it.

    far: the far air's colour, (3,) or one a place. mist: how much thicker than clear air.
    """

    sun: Sun
    direct: Array
    sky: Array
    far: Array
    mist: float = 1.0


def daylight(sun: Sun, dome: Array, horizon: int, mist: float = 1.0) -> Light:
    """Return the light under a sky `dome` (H, W, 3) whose horizon is at a row."""
    sky = dome[:horizon].mean((0, 1)) * vector(0.8, 0.9, 1.0)
    far = dome[int(0.93 * horizon) : horizon - 2].mean((0, 1))
    return Light(sun, SUNPOWER * sunlight(sun), sky, far, mist)


def relief(x: Array, z: Array, foot: Array, *, scale: float, amount: Array, seed: int) -> tuple[Array, Array]:
    """Return the slopes (dx, dz) of fine relief: `amount` steep, its coarsest cell `scale` metres."""
    step = np.maximum(foot, 0.02)
    u, v, e, f = x / scale, z / scale, step / scale, foot / scale
    here = fbm(u, v, 8, gain=0.48, seed=seed, footprint=f)
    right = fbm(u + e, v, 8, gain=0.48, seed=seed, footprint=f)
    back = fbm(u, v + e, 8, gain=0.48, seed=seed, footprint=f)
    return (right - here) / e * amount, (back - here) / e * amount


def bend(normal: Array, slope: tuple[Array, Array]) -> Array:
    """Return normals (..., 3) tilted by slopes."""
    tilted = normal - np.stack([slope[0], np.zeros_like(slope[0]), slope[1]], -1)
    return np.asarray(tilted / np.linalg.norm(tilted, axis=-1, keepdims=True), np.float32)


def lit(light: Light, colour: Array, normal: Array, shade: Array, open_sky: Array) -> Array:
    """Return the light (..., 3) that a matt surface sends out: sun, sky from above, a little from the ground."""
    facing = np.clip(normal @ light.sun.toward, 0, 1) * shade
    above = (0.55 + 0.45 * normal[..., 1]) * open_sky
    bounce = 0.05 * (1 - normal[..., 1:2]) * light.direct
    return np.asarray(colour * (facing[..., None] * light.direct + above[..., None] * light.sky + bounce), np.float32)


def through_air(light: Light, radiance: Array, distance: Array) -> Array:
    """Return `radiance` (..., 3) seen from `distance` (...) metres: dimmed, and veiled by the air's own light."""
    thick = light.mist * (1.3 * AIR + 1.6 * light.sun.haze)
    passed = np.exp(-distance[..., None] * thick)
    return np.asarray(radiance * passed + light.far * (1 - passed), np.float32)
