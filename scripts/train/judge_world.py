"""Fixed seeds -> outdoor scenes with exact distance, for judging depth outdoors. No training ever sees them.

Rays are cast, in closed form, at a plane, ellipsoids and boxes: a generator of another kind than the cards of
`cards.py`, which training uses. World axes: x right, y up, z forward, metres; the ground is y = 0.
"""

from dataclasses import dataclass

import numpy as np
from scenery.noise import fbm
from scenery.paint import BUILDING, GROUND, MOUNTAIN, OTHER, PERSON, SKY, VEGETATION, WATER

from flowanim.datatypes import Array, vector

SEEDS = tuple(range(7000, 7060))
SIZE = (320, 240)
FAR = 1e5


@dataclass(frozen=True)
class Solid:
    """centre, radii (3,): metres. box: a box, else an ellipsoid. colour (3,): linear. grain: metres of its texture."""

    centre: Array
    radii: Array
    colour: Array
    kind: int
    box: bool = False
    grain: float = 1.0


def hit_box(eye: Array, ray: Array, solid: Solid) -> tuple[Array, Array]:
    """Return the ray's parameter (N,) at the box, FAR where missed, and the outward normal (N, 3). Slab test."""
    safe = np.where(np.abs(ray) < 1e-9, np.float32(1e-9), ray)
    one, two = (solid.centre - solid.radii - eye) / safe, (solid.centre + solid.radii - eye) / safe
    low, high = np.minimum(one, two), np.maximum(one, two)
    enter, leave = low.max(1), high.min(1)
    axis = np.eye(3, dtype=np.float32)[low.argmax(1)]
    hit = (enter < leave) & (enter > 0.3)
    return np.where(hit, enter, FAR).astype(np.float32), -axis * np.sign(ray)


def hit_ellipsoid(eye: Array, ray: Array, solid: Solid) -> tuple[Array, Array]:
    """Return the ray's parameter (N,) at the ellipsoid, FAR where missed, and the outward normal (N, 3)."""
    start, way = (eye - solid.centre) / solid.radii, ray / solid.radii
    a, b, c = (way * way).sum(1), way @ start, start @ start - 1
    root = b * b - a * c
    t = (-b - np.sqrt(np.maximum(root, 0))) / a
    t = np.where((root > 0) & (t > 0.3), t, FAR).astype(np.float32)
    normal = (start + way * t[:, None]) / solid.radii
    return t, normal / np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)


def furnish(rng: np.random.Generator) -> list[Solid]:
    """Return the things of a world: hills far away, then houses, trees, rocks and people nearer by."""
    things: list[Solid] = []
    for _ in range(rng.integers(0, 6)):
        z, wide = rng.uniform(500, 3000), rng.uniform(300, 1200)
        tall = wide * rng.uniform(0.15, 0.6)
        colour = vector(0.16, 0.16, 0.13) if rng.random() < 0.5 else vector(0.07, 0.10, 0.04)
        place = vector(rng.uniform(-0.9, 0.9) * z, 0, z + wide)
        things.append(Solid(place, vector(wide, tall, wide), colour, MOUNTAIN, grain=120))
    for _ in range(rng.integers(0, 7)):
        z = rng.uniform(14, 150)
        half = vector(rng.uniform(3, 9), rng.uniform(2.5, 14), rng.uniform(3, 9))
        colour = (rng.uniform(0.08, 0.6) * vector(1, *rng.uniform(0.65, 1.05, 2))).astype(np.float32)
        things.append(Solid(vector(rng.uniform(-0.8, 0.8) * z, half[1], z), half, colour, BUILDING, True, 2.5))
    for _ in range(rng.integers(0, 14)):
        things += tree(rng, rng.uniform(5, 120))
    for _ in range(rng.integers(0, 8)):
        z, r = rng.uniform(3, 30), rng.uniform(0.2, 1.2)
        spot = vector(rng.uniform(-0.7, 0.7) * z, 0.3 * r, z)
        things.append(Solid(spot, r * vector(1.3, 0.8, 1), vector(0.22, 0.2, 0.18), OTHER, grain=0.4))
    for _ in range(rng.integers(0, 4)):
        things += figure(rng, rng.uniform(2.5, 40))
    return things


def tree(rng: np.random.Generator, z: float) -> list[Solid]:
    """Return a trunk and a crown of a few balls, `z` metres away."""
    x, tall = rng.uniform(-0.8, 0.8) * z, rng.uniform(3, 13)
    green = vector(rng.uniform(0.04, 0.14), rng.uniform(0.09, 0.17), 0.04)
    trunk = Solid(vector(x, tall / 4, z), vector(0.03, 0.3, 0.03) * tall, vector(0.09, 0.06, 0.04), VEGETATION, True)
    crown = [
        Solid(
            vector(x, tall * rng.uniform(0.5, 0.8), z) + rng.normal(0, 0.1 * tall, 3).astype(np.float32),
            (tall * rng.uniform(0.14, 0.3, 3)).astype(np.float32),
            green,
            VEGETATION,
            grain=0.5,
        )
        for _ in range(5)
    ]
    return [trunk, *crown]


def figure(rng: np.random.Generator, z: float) -> list[Solid]:
    """Return somebody, `z` metres away."""
    x, coat = rng.uniform(-0.5, 0.5) * z, rng.uniform(0.03, 0.5, 3).astype(np.float32)
    return [
        Solid(vector(x, 0.45, z), vector(0.17, 0.5, 0.15), vector(0.05, 0.06, 0.1), PERSON, grain=0.3),
        Solid(vector(x, 1.1, z), vector(0.26, 0.42, 0.18), coat, PERSON, grain=0.3),
        Solid(vector(x, 1.65, z), vector(0.1, 0.13, 0.11), vector(0.5, 0.33, 0.25), PERSON, grain=0.3),
    ]


def rays(rng: np.random.Generator) -> tuple[Array, Array]:
    """Return the eye (3,) and a ray (N, 3) for each pixel, of length 1 along the camera's axis."""
    (w, h), focal = SIZE, SIZE[0] * rng.uniform(0.75, 1.5)
    eye = vector(0, np.exp(rng.uniform(np.log(1.2), np.log(9))), 0)
    pitch = rng.uniform(-0.22, 0.08)
    x, y = np.meshgrid((np.arange(w) - (w - 1) / 2) / focal, ((h - 1) / 2 - np.arange(h)) / focal)
    c, s = np.cos(pitch), np.sin(pitch)
    return eye, np.stack([x, c * y + s, c - s * y], -1).reshape(-1, 3).astype(np.float32)


def ground_colour(rng: np.random.Generator, place: Array) -> tuple[Array, Array]:
    """Return the colour (N, 3) and kind (N,) of the plane: grass or sand, a road or a lake on it."""
    x, z = place[:, 0], place[:, 2]
    base = (vector(0.12, 0.15, 0.05), vector(0.4, 0.33, 0.22), vector(0.75, 0.77, 0.8))[rng.integers(3)]
    colour = base * (1 + 0.25 * fbm(x / 2, z / 2, 6, seed=3) + 0.2 * fbm(x / 30, z / 30, 3, seed=4))[:, None]
    kind = np.full(len(x), GROUND)
    pick, bend = rng.random(), 0.4 * fbm(z / 50, 0 * z, 2, seed=5)
    if pick < 0.35:
        road = np.abs(x / 4 + rng.uniform(-1, 1) + 5 * bend * z / 100) < 1
        colour = np.where(road[:, None], 0.16 * (1 + 0.1 * fbm(x, z, 5, seed=6))[:, None], colour)
    elif pick < 0.75:
        lake = fbm(x / 90, z / 90, 3, seed=int(rng.integers(99))) + rng.uniform(-0.5, 1) > 0
        ripple = (0.25 + 0.06 * fbm(x / 3, z, 5, seed=7))[:, None] * vector(0.55, 0.75, 1)
        colour, kind = np.where(lake[:, None], ripple, colour), np.where(lake, WATER, kind)
    return np.asarray(colour, np.float32), kind


def sky_colour(rng: np.random.Generator, ray: Array) -> Array:
    """Return the light (N, 3) of sky and clouds."""
    up = np.clip(ray[:, 1] / np.linalg.norm(ray, axis=1), 0.01, 1)
    blue, pale = vector(0.18, 0.35, 0.75), rng.uniform(0.7, 1.0) * vector(1, rng.uniform(0.8, 1), rng.uniform(0.6, 1))
    sky = pale + (blue - pale) * (1 - np.exp(-4 * up))[:, None]
    cloud = fbm(ray[:, 0] / up, ray[:, 2] / up, 5, seed=int(rng.integers(99)))
    return np.asarray(sky + np.clip(cloud - rng.uniform(-0.5, 2), 0, 0.8)[:, None] * (0.95 - sky), np.float32)


def scene(seed: int) -> tuple[Array, Array, Array]:
    """Return rgb (H, W, 3) sRGB 0..1, distance (H, W) along the axis in metres (inf: sky), and regions (H, W)."""
    rng = np.random.default_rng(seed)
    eye, ray = rays(rng)
    sun = vector(rng.uniform(-1, 1), rng.uniform(0.3, 1), rng.uniform(-1, 0.6))
    sun /= np.linalg.norm(sun)
    best = np.where(ray[:, 1] < -1e-4, eye[1] / np.maximum(-ray[:, 1], 1e-4), FAR).astype(np.float32)
    best = np.where(best < 20000, best, FAR)
    light = sky_colour(rng, ray)
    colour, kind = ground_colour(rng, eye + ray * np.minimum(best, 3e4)[:, None])
    shade, kind = 0.3 + sun[1] + 0 * best, np.where(best < FAR, kind, SKY)
    for solid in furnish(rng):
        t, normal = (hit_box if solid.box else hit_ellipsoid)(eye, ray, solid)
        place = (eye + ray * np.minimum(t, 3e4)[:, None]) / solid.grain
        near = (t < best) & (place[:, 1] >= 0)
        grain = 1 + 0.3 * fbm(place[:, 0] + place[:, 2], place[:, 1] + 0.5 * place[:, 2], 5, seed=8)
        colour = np.where(near[:, None], solid.colour * grain[:, None], colour)
        shade = np.where(near, 0.35 + np.maximum(normal @ sun, 0), shade)
        best, kind = np.where(near, t, best), np.where(near, solid.kind, kind)
    air = np.exp(-best / np.exp(rng.uniform(np.log(400), np.log(8000))))[:, None]
    seen = np.maximum(colour, 0) * shade[:, None] * air + vector(0.6, 0.68, 0.78) * (1 - air)
    seen = np.where((best < FAR)[:, None], seen, light)
    rgb = np.clip(seen * rng.uniform(0.8, 1.5), 0, 1) ** (1 / 2.2)
    shape = SIZE[::-1]
    rgb = rgb + rng.normal(0, 0.01, rgb.shape)
    distance = np.where(best < FAR, best, np.inf).reshape(shape).astype(np.float32)
    return np.clip(rgb, 0, 1).reshape(*shape, 3).astype(np.float32), distance, kind.reshape(shape)


def pairs_right(disparity: Array, distance: Array, seed: int, count: int = 4000) -> tuple[int, int]:
    """Return (right, all) of random pairs of pixels whose distances differ by 1.3 times or more."""
    rng = np.random.default_rng(seed)
    i, j = rng.integers(0, distance.size, (2, count))
    z, d = distance.ravel(), disparity.ravel()
    apart = np.maximum(z[i], z[j]) > 1.3 * np.minimum(z[i], z[j])
    right = (z[i] < z[j]) == (d[i] > d[j])
    return int((right & apart).sum()), int(apart.sum())
