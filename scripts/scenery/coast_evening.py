"""A bay at sunset, seen from a dune: a headland with rocks before it, surf, and grass against the light."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from flowanim.datatypes import Array, vector
from flowanim.ops.mask import smoothstep
from scenery.bank import FAR, blend, near_map
from scenery.film import Film
from scenery.ground import Light, bend, daylight, lit, relief, through_air
from scenery.noise import fbm, ridged
from scenery.paint import GROUND, MOUNTAIN, SKY, VEGETATION, WATER, mix
from scenery.plants import Grass, blades
from scenery.sky import Clouds, Sun, cloudy, disc, dome
from scenery.terrain import Map, grid, normals, openness, shadow
from scenery.view import View, depths, trace
from scenery.water import Waves, glitter, shine

SUN = Sun(azimuth=-0.17, height=0.058, haze=8e-6)
CLOUDS = Clouds(base=2600, top=3300, scale=2100, cover=0.17, thick=0.013, seed=14, far=60e3, silver=1.6)
WAVES = Waves(length=15.0, steep=0.022, octaves=10, stretch=2.6, gain=0.95)
GRASS = Grass(tall=0.62, wide=0.0026, lean=0.35, green=(0.045, 0.066, 0.022), straw=(0.2, 0.15, 0.065))
FILM, LENS, EYE = Film(exposure=0.36, glow=0.07, balance=(1.0, 0.94, 1.04)), 0.9, 6.0
CORNER, SIDE = (-260.0, 20.0), 900.0
STACKS = (
    (62, 300, 13, 24),
    (36, 352, 8, 13),
    (88, 262, 8, 9),
    (-30, 150, 5, 2.6),
    (-44, 166, 4, 1.8),
    (14, 190, 5, 3.2),
)


def offshore(x: Array, z: Array) -> Array:
    """Return how far (metres, signed) a place lies out at sea from the beach."""
    return np.asarray(
        z - (45 + 0.25 * x + 0.0011 * np.maximum(x, 0) ** 2 + 3 * fbm(x / 40, 0 * x, 3, seed=131)), np.float32
    )


def rocks(x: Array, z: Array) -> Array:
    """Return heights of the headland and the stacks; below 0 away from them."""
    rough, crack = fbm(x / 34, z / 34, 6, gain=0.5, seed=133), ridged(x / 130, z / 130, 4, gain=0.42, seed=137)
    inside = 1 - np.hypot((x - 395) / 275, (z - 470) / 270) + 0.09 * rough + 0.16 * (crack - 0.4)
    rise = np.where(inside > 0, 1 - np.exp(-3.2 * np.maximum(inside, 0)), 2.4 * np.maximum(inside, -0.2))
    head = 60 * rise + 34 * np.maximum(inside, 0) + 2.2 * rough
    for px, pz, r, high in STACKS:
        near = 1 - np.hypot(x - px, (z - pz) * 0.8) / r + 0.22 * fbm((x + px) / r, z / r, 4, seed=139)
        lump = np.where(near > 0, 1 - np.exp(-2.6 * np.maximum(near, 0)), max(2.4, 24 / high) * near)
        head = np.maximum(head, high * (1.15 * lump + 0.10 * rough * (near > -0.2)))
    return np.asarray(np.where(inside > -0.1, head, np.minimum(head, 30)), np.float32)


@lru_cache(maxsize=2)
def headland(count: int) -> tuple[Map, Array]:
    """Return the map of the bay and its layers (n, n, 5): normal x, y, z, sun, sky."""
    x, z = grid(count, CORNER, SIDE)
    sea = offshore(x, z)
    heights = np.maximum(np.where(sea < 0, -0.05 * sea, -0.05 * sea), rocks(x, z) - 0.6)
    cell = SIDE / (count - 1)
    layers = [normals(heights, cell), shadow(heights, cell, SUN.toward, 500, 0.03), openness(heights, cell)]
    return Map(heights, CORNER, SIDE), np.dstack(layers)


@lru_cache(maxsize=2)
def dune(count: int) -> tuple[Map, Array]:
    """Return the dune at the viewer's feet and its layers (n, n, 5)."""
    empty, x, z = near_map(count, 9.5)
    crest = 9.2 + 0.16 * x + 1.3 * fbm(x / 5, 0 * x, 3, seed=141)
    base = 3.95 + 0.24 * fbm(x / 3.4, z / 3.4, 4, gain=0.45, seed=143) + 0.045 * np.abs(x)
    heights = np.asarray(base - 3.2 * smoothstep(z, crest - 1.5, crest + 7), np.float32)
    cell = empty.cell
    layers = [normals(heights, cell), shadow(heights, cell, SUN.toward, 6, 0.12), openness(heights, cell)]
    return Map(heights, empty.corner, empty.side), np.dstack(layers)


def ground_height(lands: tuple[Map, Map], x: Array, z: Array, foot: Array) -> Array:
    """Return the ground's height: the bay, a far shore on the left, the dune near by."""
    far, near = lands
    h = np.where(z < CORNER[1] + SIDE - 5, far.read(far.heights, x, z), -20)
    high = h > 0.4
    h[high] += (
        1.1 * fbm(x[high] / 5, z[high] / 5, 5, gain=0.6, seed=145, footprint=foot[high] / 5) * smoothstep(h[high], 2, 8)
    )
    away = (z > 7000) & (z < 15000)
    u = x[away]
    slope = smoothstep(-u + 700 * fbm(u / 2500, z[away] / 2500, 3, seed=147), 900, 5200)
    h[away] = 560 * slope * (0.35 + ridged(u / 3600, z[away] / 3600, 7, seed=149)) * smoothstep(z[away], 7000, 9500) - 4
    close = z < FAR
    h[close] = blend(near.read(near.heights, x[close], z[close]), h[close], z[close])
    return np.asarray(h, np.float32)


def far_surface(
    land: Map, layers: Array, light: Light, place: tuple[Array, Array, Array, Array]
) -> tuple[Array, Array]:
    """Return the light and region of the bay's ground at (x, z, height, footprint)."""
    x, z, h, foot = place
    read, open_sky = (
        land.read(np.ascontiguousarray(layers[..., :4]), x, z),
        land.read(np.ascontiguousarray(layers[..., 4]), x, z),
    )
    rugged = smoothstep(h, 1.2, 4)
    normal = bend(read[..., :3], relief(x, z, foot, scale=9, amount=0.02 + 0.34 * rugged, seed=151))
    fine = fbm(x / 6, z / 6, 6, gain=0.6, seed=153, footprint=foot / 6)
    rock = (0.085 * (1 + 0.3 * fine))[..., None] * vector(1, 0.86, 0.74)
    turf = (0.07 * (1 + 0.3 * fine))[..., None] * vector(0.8, 0.9, 0.35)
    green = smoothstep(read[..., 1] + 0.12 * fine, 0.66, 0.86) * smoothstep(h, 12, 24)
    wet = smoothstep(h, 0.15, 1.1)[..., None]
    sand = (
        vector(0.33, 0.26, 0.18)
        * (1 + (0.1 * fine + 0.13 * fbm(x / 0.3, z / 0.3, 5, gain=0.6, seed=169, footprint=foot / 0.3))[..., None])
        * (0.4 + 0.6 * wet)
    )
    sandy = (1 - rugged) * (rocks(x, z) < 0.9)
    colour = mix(mix(rock * (0.5 + 0.5 * smoothstep(h, 0.5, 3.5)[..., None]), turf, green), sand, sandy)
    kind = np.where(
        (green > 0.5) & (z < 5000), VEGETATION, np.where((sandy > 0.5) & (z < 5000), GROUND, MOUNTAIN)
    ).astype(np.uint8)
    return lit(light, colour, normal, read[..., 3], open_sky), kind


def clumps(x: Array, z: Array) -> Array:
    """Return how thick the dune's grass stands, about -1..1."""
    return np.asarray(fbm(x / 1.4, z / 1.4, 4, gain=0.6, seed=173) + 0.16 * (np.abs(x + 0.6) - 2.6), np.float32)


def near_surface(
    land: Map, layers: Array, light: Light, place: tuple[Array, Array, Array, Array]
) -> tuple[Array, Array]:
    """Return the light and region of the dune: rippled sand."""
    x, z, _, foot = place
    read, open_sky = (
        land.read(np.ascontiguousarray(layers[..., :4]), x, z),
        land.read(np.ascontiguousarray(layers[..., 4]), x, z),
    )
    wind = z * 7.5 + 1.3 * x + 1.6 * fbm(x / 1.2, z / 1.2, 4, seed=155)
    ripple = 0.12 * np.cos(6.283 * wind) * np.clip(0.05 / (7.5 * foot) - 1, 0, 1)
    small = relief(x, z, foot, scale=0.5, amount=0.03 + 0 * x, seed=157)
    normal = bend(read[..., :3], (small[0], small[1] + ripple))
    grain = fbm(x / 0.03, z / 0.03, 4, gain=0.7, seed=159, footprint=foot / 0.03)
    colour = (1 + 0.13 * grain + 0.08 * fbm(x / 0.8, z / 0.8, 4, seed=161))[..., None] * vector(0.34, 0.27, 0.19)
    toward = light.sun.toward
    cast = smoothstep(clumps(x + 0.4 * toward[0], z + 0.4 * toward[2]), -0.2, 0.7)
    under = smoothstep(clumps(x, z), -0.3, 0.6)
    return lit(light, colour, normal, read[..., 3] * (1 - 0.8 * cast), open_sky * (1 - 0.72 * under)), np.full(
        x.shape, GROUND, np.uint8
    )


def upper(
    view: View, lands: tuple[Map, Array, Map, Array], light: Light, sky: Array, eye: float
) -> tuple[Array, Array, Array]:
    """Return (light, z, region) of the canvas without water, seen from height `eye`."""
    far, far_layers, near, near_layers = lands
    count = int(min(3000, 1.5 * view.shape[0]))
    z = trace(
        view, lambda x, z, f: ground_height((far, near), x, z, f), depths(2.2 if eye > 0 else 90, 15000, count), eye
    )
    out, region = sky.copy(), np.full(view.shape, SKY, np.uint8)
    rows, columns = np.nonzero(np.isfinite(z))
    d = z[rows, columns]
    place = (
        d * view.across[columns],
        d,
        ground_height((far, near), d * view.across[columns], d, d / view.focal),
        d / view.focal,
    )
    glow_row = sky[view.horizon - 6 * view.detail - 1]
    for land, layers, surface, at in (
        (far, far_layers, far_surface, d >= FAR - 2),
        (near, near_layers, near_surface, d < FAR - 2),
    ):
        glow, kind = surface(land, layers, light, tuple(p[at] for p in place))
        out[rows[at], columns[at]] = through_air(replace(light, far=glow_row[columns[at]]), glow, d[at])
        region[rows[at], columns[at]] = kind
    return out, z, region


def foam(x: Array, z: Array, floor: Array) -> Array:
    """Return foam 0..1: lines of surf along the beach, white water round the rocks."""
    out = offshore(x, z)
    ragged, along = fbm(x / 2.2, z / 2.2, 5, gain=0.6, seed=163), fbm(x / 26, z / 60, 3, seed=165)
    lace = smoothstep(fbm(x / 0.9, z / 0.9, 4, gain=0.7, seed=167), -0.3, 1.1)
    total = np.zeros_like(x)
    for middle, wide, strong in ((1.2, 1.6, 1.0), (11, 2.0, 0.9), (25, 2.4, 0.7), (44, 2.2, 0.4)):
        off = (out - middle - 2.2 * along - 0.8 * ragged) / wide
        body = np.where(off > 0, np.exp(-((off / 0.35) ** 2)), np.exp(np.minimum(off, 0) / 1.3))
        total = np.maximum(total, strong * body * smoothstep(along * (1 if middle > 5 else 0.2), -0.5, 0.3))
    shallow = rocks(x, z) - 0.6
    rim = smoothstep(shallow + 1.6 * ragged, -4.5, -0.3)
    return np.asarray(np.clip(np.maximum(total, 0.9 * rim) * (0.35 + 0.9 * lace), 0, 1), np.float32)


def fill_sea(
    view: View, lands: tuple[Map, Map], canvas: tuple[Array, Array, Array], mirror: Array, light: Light
) -> None:
    """Paint the water where it lies before the ground."""
    out, z, region = (part[view.horizon :] for part in canvas)
    flat = np.asarray(view.eye / view.down[view.horizon :] + np.zeros_like(z), np.float32)
    wet = (flat < z) & (flat > 20)
    x = np.asarray(flat * view.across[None], np.float32)
    own = np.zeros((*flat.shape, 3), np.float32) + vector(0.010, 0.030, 0.032) * (light.sky + 0.2 * light.direct)
    sea = shine(view, mirror, (x, flat), own, WAVES, looks=6) + glitter(view, (x, flat), WAVES, light)
    white = np.zeros_like(flat)
    white[wet] = foam(x[wet], flat[wet], flat[wet]) * (flat[wet] < 900)
    froth = 1.9 * (light.sky + 0.45 * light.direct)
    far = replace(light, far=canvas[0][view.horizon - 6 * view.detail - 1][None])
    sea = through_air(far, mix(sea, froth, white), flat)
    damp = (flat >= z) & (z > 25) & (z < 140)
    film = 0.6 * smoothstep(
        -ground_height(lands, z[damp] * np.broadcast_to(view.across, z.shape)[damp], z[damp], 0 * z[damp] + 0.05),
        -0.55,
        -0.05,
    )
    out[damp] = mix(out[damp], sea[damp], film)
    out[wet], region[wet], z[wet] = sea[wet], WATER, flat[wet]


def tufts(near: Map, share: float) -> tuple[Array, Array, Array, Array]:
    """Return the roots of the dune's grass, in clumps."""
    rng = np.random.default_rng(171)
    x = rng.uniform(-8, 8, int(120000 * share)).astype(np.float32)
    z = rng.uniform(2.6, 13, len(x)).astype(np.float32)
    keep = (clumps(x, z) > rng.uniform(0.0, 0.9, len(x))) & (np.abs(x) < 0.72 * z)
    x, z = x[keep], z[keep]
    return x, z, near.read(near.heights, x, z) - 0.03, np.clip(0.45 + 0.6 * clumps(x, z), 0.35, 1)


def render(size: tuple[int, int], detail: int = 2) -> tuple[Array, Array, Array, View]:
    """Return the canvas's light, z and regions, and its view."""
    view = View(size, -0.015, EYE, LENS, detail)
    lands = headland(int(np.clip(0.5 * size[0], 96, 900))) + dune(int(np.clip(size[0], 96, 1600)))
    directions = view.directions()
    blue = dome(SUN, directions)
    light = daylight(SUN, blue, view.horizon)
    sky, clear = cloudy(view, blue, directions, CLOUDS, light)
    canvas = upper(view, lands, light, sky + disc(SUN, directions, light) * clear, view.eye)
    mirror = upper(view, lands, light, sky, -view.eye)[0]
    fill_sea(view, (lands[0], lands[2]), canvas, mirror, light)
    blades(view, canvas, tufts(lands[2], min(1.0, size[0] / 800)), light, GRASS)
    return *canvas, view
