"""A sun and a view -> the sky's radiance, and its clouds.

Air: single scattering by air, haze and ozone along each ray, plus a flat share for what scatters twice (Nishita et al.,
Display of the Earth taking into account atmospheric scattering, 1993). Clouds: a block of fractal density in a layer of
the air, marched along each ray, lit through itself by the sun.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from scipy.ndimage import map_coordinates

from flowanim.datatypes import Array, vector
from flowanim.ops.mask import smoothstep
from scenery.noise import fbm, volume

if TYPE_CHECKING:
    from scenery.ground import Light
    from scenery.view import View

SUNPOWER = 6.0
EARTH, TOP = 6360e3, 6420e3
AIR, OZONE = vector(5.8e-6, 13.5e-6, 33.1e-6), vector(0.65e-6, 1.88e-6, 0.085e-6)


@dataclass(frozen=True)
class Sun:
    """azimuth: radians, right of the view's axis. height: radians over the horizon. haze: aerosols' scattering, 1/m."""

    azimuth: float
    height: float
    haze: float = 6e-6

    @property
    def toward(self) -> Array:
        """Unit vector (x, y, z) to the sun."""
        c = np.cos(self.height)
        return vector(c * np.sin(self.azimuth), np.sin(self.height), c * np.cos(self.azimuth))


def leave(origin: Array, ray: Array) -> Array:
    """Return the distance along `ray` (..., 3) from `origin` (..., 3), both about the earth's centre, to space."""
    b = (origin * ray).sum(-1)
    return np.asarray(-b + np.sqrt(np.maximum(b * b - (origin * origin).sum(-1) + TOP**2, 0)))


def density(place: Array) -> tuple[Array, Array, Array]:
    """Return how much air, haze and ozone (1 at their densest) there is at `place` (..., 3)."""
    high = np.maximum(np.linalg.norm(place, axis=-1) - EARTH, 0)
    return np.exp(-high / 8e3), np.exp(-high / 1.3e3), np.maximum(1 - np.abs(high - 25e3) / 15e3, 0)


def depth(origin: Array, ray: Array, haze: float, steps: int = 10) -> Array:
    """Return the optical depth (..., 3) from `origin` out to space along `ray`."""
    step = leave(origin, ray) / steps
    total = np.zeros((*step.shape, 3))
    for i in range(steps):
        air, dust, ozone = density(origin + ray * (step * (i + 0.5))[..., None])
        total += step[..., None] * (AIR * air[..., None] + 1.1 * haze * dust[..., None] + OZONE * ozone[..., None])
    return np.asarray(total)


def sunlight(sun: Sun, high: float = 50) -> Array:
    """Return the colour (3,) of sunlight `high` metres up, 1 in space."""
    return np.asarray(np.exp(-depth(np.array([[0, EARTH + high, 0]]), sun.toward[None].astype(float), sun.haze, 40))[0])


def air(sun: Sun, ray: Array, steps: int = 24) -> Array:
    """Return the sky's radiance (..., 3) along unit rays (..., 3), sunlight in space being 1 (times 20)."""
    ray = np.concatenate([ray[..., :1], np.maximum(ray[..., 1:2], 0.002), ray[..., 2:]], -1).astype(np.float64)
    start = np.zeros_like(ray) + np.array([0, EARTH + 50, 0])
    reach, light = leave(start, ray), np.broadcast_to(sun.toward, ray.shape).astype(np.float64)
    mu = (ray * sun.toward).sum(-1)[..., None]
    g = 0.78
    smooth = 0.0597 * (1 + mu * mu)
    forward = 0.0796 * (1 - g * g) / (1 + g * g - 2 * g * mu) ** 1.5
    total, passed = np.zeros(ray.shape), np.zeros(ray.shape)
    edges = reach[..., None] * (np.linspace(0, 1, steps + 1) ** 2.2)
    for i in range(steps):
        step = (edges[..., i + 1] - edges[..., i])[..., None]
        place = start + ray * ((edges[..., i] + edges[..., i + 1]) / 2)[..., None]
        a, dust, ozone = (d[..., None] for d in density(place))
        here = AIR * a + 1.1 * sun.haze * dust + OZONE * ozone
        lit = np.exp(-depth(place, light, sun.haze) - passed - here * step / 2)
        soft = np.exp(-0.35 * depth(place, light, sun.haze) - 0.7 * passed) * 0.035
        total += step * (AIR * a * (smooth * lit + soft) + sun.haze * dust * (forward * lit + soft))
        passed = passed + here * step
    return np.asarray(20 * total, np.float32)


def dome(sun: Sun, directions: tuple[Array, Array, Array], coarse: int = 24) -> Array:
    """Return `air` for every pixel (H, W, 3), computed on a coarse grid of the canvas."""
    h, w = directions[0].shape
    small = (max(8, w // coarse), max(16, h // coarse * 2))
    ray = np.dstack([cv2.resize(np.ascontiguousarray(d), small, interpolation=cv2.INTER_AREA) for d in directions])
    return np.asarray(np.maximum(cv2.resize(air(sun, ray), (w, h), interpolation=cv2.INTER_CUBIC), 0))


@dataclass(frozen=True)
class Clouds:
    """base, top, far, scale (size of a cloud): metres. cover: 0..1. thick: extinction, 1/m.

    silver: how much brighter clouds are before the sun.
    """

    base: float = 1600
    top: float = 3000
    scale: float = 2600
    cover: float = 0.45
    thick: float = 0.012
    seed: int = 5
    far: float = 45e3
    silver: float = 0.5


def block(place: tuple[Array, Array, Array], seed: int) -> Array:
    """Return noise at `place`, in voxels of the periodic block."""
    return np.asarray(map_coordinates(volume(seed), np.stack(place), order=1, mode="grid-wrap"), np.float32)


def billow(x: Array, y: Array, z: Array, clouds: Clouds, octaves: int) -> Array:
    """Return a cloud's density 0..1 at places in metres: fractal, flat below, round above."""
    unit = 4 / (clouds.scale * 0.5)
    shape = 0.0 * x
    for octave in range(octaves):
        k = unit * 2.1**octave
        shape += 0.55**octave * block((x * k + 13 * octave, y * k * 1.2, z * k + 7 * octave), clouds.seed + octave % 2)
    rise = np.clip((y - clouds.base) / (clouds.top - clouds.base), 0, 1)
    round_off = 2.6 * rise**1.5 + 1.2 * np.maximum(0.12 - rise, 0) / 0.12
    threshold = 1.25 - 2.2 * clouds.cover
    return np.asarray(np.clip(1.3 * (shape - threshold - round_off + 0.45), 0, 1), np.float32)


def march(sun: Sun, clouds: Clouds, ray: tuple[Array, Array, Array], steps: int, rng: np.random.Generator) -> Array:
    """Return (N, 3): sun's share, sky's share and what shines through, along rays (N,) each x, y, z."""
    rx, ry, rz = ray
    near, far = clouds.base / ry, np.minimum(clouds.top / ry, clouds.far)
    step = np.maximum(far - near, 0) / steps
    t = near + step * rng.random(len(rx)).astype(np.float32)
    clear, from_sun, from_sky = np.ones_like(rx), np.zeros_like(rx), np.zeros_like(rx)
    s = sun.toward
    for _ in range(steps):
        x, y, z = t * rx, t * ry, t * rz
        rough = billow(x, y, z, clouds, 3)
        at = np.flatnonzero((rough > 0) & (clear > 0.02))
        t = t + step
        if not len(at):
            continue
        px, py, pz = x[at], y[at], z[at]
        dense = billow(px, py, pz, clouds, 6) * clouds.thick
        shade = sum(
            billow(px + s[0] * d, py + s[1] * d, pz + s[2] * d, clouds, 3) * w
            for d, w in ((60, 90), (190, 170), (480, 330))
        )
        shade = shade * clouds.thick
        rise = np.clip((py - clouds.base) / (clouds.top - clouds.base), 0, 1)
        lost = clear[at] * (1 - np.exp(-dense * step[at]))
        from_sun[at] += (
            lost
            * (0.62 * np.exp(-shade) + 0.38 * np.exp(-0.22 * shade))
            * (1 - 0.6 * np.exp(-2.5 * dense / clouds.thick - 0.4))
        )
        from_sky[at] += lost * (0.45 + 0.55 * rise)
        clear[at] -= lost
    return np.stack([from_sun, from_sky, clear], -1)


def cirrus(view_dir: tuple[Array, Array, Array], seed: int, height: float = 8000, scale: float = 5000) -> Array:
    """Return the cover 0..1 of thin high streaks, drawn out along one wind."""
    x, y, z = view_dir
    t = height / np.maximum(y, 0.01) / scale
    u, v = x * t, z * t
    foot = t * t * 0.0006
    u = u + 0.35 * fbm(u * 0.7 + 3, v * 0.7, 3, seed=seed)
    along, over = 0.86 * u + 0.5 * v, -0.5 * u + 0.86 * v
    wide = fbm(along * 0.35 + 9, over * 0.5, 3, seed=seed)
    fine = fbm(along * 0.8, over * 3.2, 7, gain=0.62, seed=seed + 1, footprint=foot)
    return np.asarray(np.clip(0.5 * wide + 0.42 * fine - 0.15, 0, 1.6) / 1.6, np.float32)


def cloudy(
    view: "View", blue: Array, ray: tuple[Array, Array, Array], clouds: Clouds, light: "Light"
) -> tuple[Array, Array]:
    """Return the sky (H, W, 3) with its clouds, and how clear it is (H, W, 1); below the horizon as at it."""
    rows = view.horizon - 2 * view.detail
    step = max(1, view.detail)
    top = [np.ascontiguousarray(r[:rows]) for r in ray]
    small = [cv2.resize(r, (r.shape[1] // step, r.shape[0] // step), interpolation=cv2.INTER_AREA) for r in top]
    rng = np.random.default_rng(clouds.seed)
    seen = march(light.sun, clouds, tuple(r.ravel() for r in small), 56, rng).reshape(*small[0].shape, 3)
    seen = cv2.GaussianBlur(seen.astype(np.float32), (0, 0), 0.8)
    seen = cv2.resize(seen, (view.shape[1], rows), interpolation=cv2.INTER_CUBIC)
    thin = cirrus(tuple(top), clouds.seed)[..., None] * smoothstep(top[1], 0.06, 0.25)[..., None]
    sky, clear = blue.copy(), np.ones((*view.shape, 1), np.float32)
    toward = np.dstack(top) @ light.sun.toward
    silver = 1 + clouds.silver * np.exp(-(1 - toward) / 0.05)[..., None]
    low, high = (SUNPOWER * sunlight(light.sun, h) for h in (clouds.base, 9000))
    veiled = blue[:rows] + thin * (0.16 * high * silver + 0.3 * light.sky)
    body = seen[..., :1] * low * 0.95 * silver + seen[..., 1:2] * light.sky * 1.25
    veil = np.exp(-clouds.base / np.maximum(top[1], 0.004) / 30e3)[..., None]
    sky[:rows] = veiled * seen[..., 2:] + veil * body + (1 - veil) * (1 - seen[..., 2:]) * blue[:rows]
    clear[:rows] = seen[..., 2:] * (1 - 0.5 * thin)
    return sky, clear


def disc(sun: Sun, ray: tuple[Array, Array, Array], light: "Light") -> Array:
    """Return the sun itself (H, W, 3), a little larger than life, its edge soft."""
    away = np.arccos(np.clip(np.dstack(ray) @ sun.toward, -1, 1))
    return np.asarray(light.direct * 40 * smoothstep(-away, -0.0085, -0.006)[..., None], np.float32)
