"""A lake under snowy mountains, in the forenoon: the heights, and what covers them."""

from functools import lru_cache

import numpy as np

from flowanim.datatypes import Array, vector
from flowanim.ops.mask import smoothstep
from scenery.bank import FAR, blend, near_map, scatter, stones
from scenery.film import Film
from scenery.ground import Light, bend, daylight, lit, relief, through_air
from scenery.noise import fbm, noise, ridged
from scenery.paint import GROUND, MOUNTAIN, SKY, VEGETATION, WATER, mix
from scenery.plants import Grass, Stand, blades, plant
from scenery.sky import Clouds, Sun, cloudy, dome
from scenery.terrain import Map, grid, normals, openness, shadow, wear
from scenery.view import View, depths, trace
from scenery.water import Waves, shine

SUN = Sun(azimuth=-1.85, height=0.62, haze=5e-6)
CLOUDS = Clouds(cover=0.2, base=2300, top=3700, seed=8)
WAVES = Waves(length=6.0, steep=0.0055)
GRASS = Grass(tall=0.5)
FILM, LENS = Film(exposure=0.24), 0.9
CORNER, SIDE = (-8000.0, -600.0), 16000.0


def basin(x: Array, z: Array) -> Array:
    """Return how far (metres, signed) a place lies outside the lake's shore."""
    bend = 160 * fbm(x / 420, z / 420, 5, seed=31)
    half = 640 + 0.05 * z
    across = np.abs(x - 120) - half
    along = z - (1500 + 260 * fbm(x / 900, 0 * x, 2, seed=33))
    return np.asarray(np.maximum(across, along) + bend, np.float32)


def raw(x: Array, z: Array) -> Array:
    """Return heights before the rain: shores that rise into walls on both sides and a range behind."""
    shore = basin(x, z)
    warp = 500 * fbm(x / 2600, z / 2600, 3, seed=41)
    peaks = ridged((x + warp) / 3000 + 0.37, (z - warp) / 3000 + 0.61, 7, gain=0.42, seed=43)
    away = smoothstep(shore, 0, 4200)
    near = smoothstep(shore, 0, 500)
    wall = 90 * near * (0.3 + peaks) + (1180 * peaks + 60) * away
    return np.asarray(
        np.where(shore > 0, 0.035 * shore + wall, 0.06 * shore) + 6 * near * fbm(x / 90, z / 90, 5, seed=47), np.float32
    )


@lru_cache(maxsize=2)
def mountains(count: int) -> tuple[Map, Array]:
    """Return the map and its layers (n, n, 5): normal x, y, z, sun, sky."""
    x, z = grid(count, CORNER, SIDE)
    start = raw(x, z)
    cell = SIDE / (count - 1)
    worn = np.clip(wear(start, cell, 7), start - 70, start + 25)
    level = smoothstep(start, 1, 30)
    heights = np.asarray(start + level * (worn - start), np.float32)
    layers = np.dstack([normals(heights, cell), shadow(heights, cell, SUN.toward), openness(heights, cell)])
    return Map(heights, CORNER, SIDE), layers


POINTS = ((-205.0, 265.0, 165.0, 42.0), (265.0, 520.0, 150.0, 40.0))


def spit(x: Array, z: Array) -> Array:
    """Return how far (metres, signed) a place lies inside the two spits of land."""
    inside = np.full_like(x, -1e3)
    for px, pz, rx, rz in POINTS:
        inside = np.maximum(inside, rz * (1 - np.hypot((x - px) / rx, (z - pz) / rz)))
    return np.asarray(inside + 7 * fbm(x / 45, z / 45, 5, seed=53), np.float32)


@lru_cache(maxsize=2)
def bank(count: int) -> tuple[Map, Array]:
    """Return the near bank and its layers (n, n, 6): normal x, y, z, sun, sky, stone number."""
    empty, x, z = near_map(count, 8.0)
    edge = 6.4 - 0.42 * x - 0.012 * x * x + 0.9 * fbm(x / 3, z / 3, 4, seed=91)
    land = edge - z
    base = np.where(land > 0, 0.36 * (1 - np.exp(-land * 0.4)), np.maximum(0.22 * land, -0.9)) + 0.02 * fbm(
        x, z, 5, seed=92
    )
    rng = np.random.default_rng(17)
    places = scatter(rng, 9000 if count > 400 else 900, 8, (0.022, 0.36))
    shore = 6.4 - 0.42 * places[:, 0] - 0.012 * places[:, 0] ** 2 - places[:, 1]
    keep = (shore > -0.35) & (np.abs(shore - 0.6) < 0.5 + 3.0 * rng.random(len(shore)) ** (1 + 4 * places[:, 2]))
    heights, which = stones(x, z, base.astype(np.float32), places[keep], 19)
    cell = empty.cell
    layers = [normals(heights, cell), shadow(heights, cell, SUN.toward, 4, 0.08), openness(heights, cell), which]
    return Map(heights, empty.corner, empty.side), np.dstack(layers)


def ground_height(lands: tuple[Map, Map], x: Array, z: Array, foot: Array) -> Array:
    """Return the ground's height: the map, roughened where it is steep and high, the spits, and the bank near by."""
    far, near = lands
    h = far.read(far.heights, x, z)
    rough = fbm(x / 60, z / 60, 7, gain=0.48, seed=51, footprint=foot / 60)
    h = h + rough * (0.4 + 9 * smoothstep(h, 150, 700)) * smoothstep(h, 0.0, 3.0)
    middle = (z > 100) & (z < 700)
    inside = spit(x[middle], z[middle])
    h[middle] = np.maximum(h[middle], np.where(inside > 0, 4.5 * (1 - np.exp(-inside / 9)), 0.3 * inside))
    close = z < FAR
    h[close] = blend(near.read(near.heights, x[close], z[close]), np.minimum(h[close], -1), z[close])
    return np.asarray(h, np.float32)


def cover(x: Array, z: Array, h: Array, normal: Array, foot: Array) -> tuple[Array, Array]:
    """Return the colour (..., 3) of the ground and its region, by height, slope and chance."""
    up = normal[..., 1]
    coarse, fine = (
        fbm(x / 500, z / 500, 6, seed=71, footprint=foot / 500),
        fbm(x / 40, z / 40, 7, gain=0.6, seed=73, footprint=foot / 40),
    )
    bands = noise(h / 26 + 0.5 * coarse, 0.02 * x + 0 * h, 75)
    rock = (0.24 + 0.035 * bands + 0.05 * fine)[..., None] * vector(1.0, 0.93, 0.86)
    grass = (1 + 0.25 * fine + 0.2 * coarse)[..., None] * vector(0.115, 0.125, 0.05)
    forest = (1 + 0.35 * fine)[..., None] * vector(0.035, 0.05, 0.026)
    snow_line = smoothstep(h + 130 * coarse + 40 * fine + 350 * (up - 0.7), 360, 470)
    snow = snow_line * smoothstep(up + 0.03 * fine, 0.30, 0.47)
    green = smoothstep(up + 0.08 * fine + 0.05 * coarse, 0.58, 0.74) * (1 - smoothstep(h + 120 * coarse, 380, 560))
    woods = green * (1 - smoothstep(h + 160 * coarse + 40 * fine, 190, 330)) * smoothstep(fine + coarse, -1.4, -0.6)
    beach = (1 - smoothstep(h, 0.25, 0.9))[..., None] * vector(1, 1, 1)
    colour = mix(mix(mix(rock, grass, green), forest, woods), vector(0.88, 0.90, 0.93), snow)
    colour = colour + beach * (rock * 0.8 - colour)
    return colour, np.where(np.maximum(green, woods) * (1 - snow) > 0.5, VEGETATION, MOUNTAIN).astype(np.uint8)


def far_surface(
    land: Map, layers: Array, light: Light, place: tuple[Array, Array, Array, Array]
) -> tuple[Array, Array]:
    """Return the light and region of ground at (x, z, height, footprint)."""
    x, z, h, foot = place
    read, open_sky = (
        land.read(np.ascontiguousarray(layers[..., :4]), x, z),
        land.read(np.ascontiguousarray(layers[..., 4]), x, z),
    )
    low = (z < 700) & (spit(x, z) > -1)
    normal, shade = read[..., :3], read[..., 3]
    normal[low], shade[low], open_sky[low] = vector(0, 1, 0), 1, 0.9
    tilt = relief(x, z, foot, scale=90, amount=0.08 + 0.15 * smoothstep(h, 150, 700), seed=81)
    colour, kind = cover(x, z, h, bend(normal, (0.4 * tilt[0], 0.4 * tilt[1])), foot)
    normal = bend(normal, tilt)
    return lit(light, colour, normal, shade, open_sky), kind


def near_surface(
    land: Map, layers: Array, light: Light, place: tuple[Array, Array, Array, Array]
) -> tuple[Array, Array]:
    """Return the light and region of the bank: stones, wet at the water's edge, on earth and grass."""
    x, z, h, foot = place
    read, more = (
        land.read(np.ascontiguousarray(layers[..., :4]), x, z),
        land.read(np.ascontiguousarray(layers[..., 4:]), x, z),
    )
    number = np.round(more[..., 1])
    fine = fbm(x / 0.35, z / 0.35, 7, gain=0.62, seed=93, footprint=foot / 0.35)
    speck = fbm(x / 0.02, z / 0.02, 3, seed=94, footprint=foot / 0.02)
    own = np.random.default_rng(23).uniform(0.5, 1.5, 10000).astype(np.float32)[np.clip(number, 0, 9999).astype(int)]
    warm = np.random.default_rng(24).uniform(0.8, 1.06, 10000).astype(np.float32)[np.clip(number, 0, 9999).astype(int)]
    tone = (0.088 * own * (1 + 0.16 * fine + 0.10 * speck))[..., None]
    stone = tone * np.stack([np.ones_like(warm), 0.97 + 0 * warm, warm], -1)
    earth = (0.05 * (1 + 0.4 * fine + 0.3 * speck))[..., None] * vector(1.0, 0.82, 0.58)
    colour = np.where((number > 0.5)[..., None], stone, earth)
    wet = 1 - smoothstep(h + 0.015 * fine, 0.02, 0.075)
    colour = colour * (1 - 0.55 * wet)[..., None]
    normal = bend(read[..., :3], relief(x, z, foot, scale=0.3, amount=0.04 + 0.07 * np.minimum(number, 1), seed=95))
    return lit(light, colour, normal, read[..., 3], more[..., 0]), np.full(x.shape, GROUND, np.uint8)


def woods(world: Map, layers: Array, share: float) -> Stand:
    """Return the trees: a few on the spits, many on the far shores."""
    rng = np.random.default_rng(29)
    many = int(60000 * share)
    x, z = rng.uniform(-1500, 1500, many).astype(np.float32), rng.uniform(600, 2900, many).astype(np.float32)
    sx = np.concatenate([px + 1.1 * rx * rng.uniform(-1, 1, int(330 * share)) for px, _, rx, _ in POINTS]).astype(
        np.float32
    )
    sz = np.concatenate([pz + 1.1 * rz * rng.uniform(-1, 1, int(330 * share)) for _, pz, _, rz in POINTS]).astype(
        np.float32
    )
    h, read = world.read(world.heights, x, z), world.read(np.ascontiguousarray(layers[..., :4]), x, z)
    thick = fbm(x / 180, z / 180, 4, seed=97)
    keep = (
        (h > 1.5)
        & (h < 330 + 60 * thick)
        & (read[..., 1] > 0.72)
        & (thick > -0.35 - 0.4 * (h < 30))
        & (np.abs(x) < 0.62 * z)
    )
    keep_near = spit(sx, sz) > 2.5
    x, z = np.concatenate([x[keep], sx[keep_near]]), np.concatenate([z[keep], sz[keep_near]])
    y = np.concatenate([h[keep], 4.5 * (1 - np.exp(-spit(sx, sz)[keep_near] / 9))]) - 0.4
    sun = np.concatenate([read[keep, 3], np.ones(keep_near.sum(), np.float32)])
    tall = rng.uniform(0.4, 1.0, len(x)) * np.where(z < 600, 19, 22 - 0.03 * np.maximum(y, 0))
    tint = (
        vector(0.062, 0.085, 0.038) * rng.uniform(0.7, 1.3, (len(x), 1))
        + vector(0.03, 0.018, 0) * rng.random((len(x), 1)) ** 2
    )
    return Stand(x, z, y, tall, rng.integers(0, 12 if share == 1 else 2, len(x)), sun, tint)


def upper(
    view: View, lands: tuple[Map, Array, Map, Array], light: Light, sky: Array, eye: float
) -> tuple[Array, Array, Array]:
    """Return (light, z, region) of the canvas without water, seen from height `eye`."""
    far, far_layers, near, near_layers = lands
    count = int(min(3400, 1.6 * view.shape[0]))
    z = trace(
        view, lambda x, z, f: ground_height((far, near), x, z, f), depths(2.5 if eye > 0 else 40, 15000, count), eye
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
    for land, layers, surface, at in (
        (far, far_layers, far_surface, d >= FAR - 2),
        (near, near_layers, near_surface, d < FAR - 2),
    ):
        here = tuple(p[at] for p in place)
        glow, kind = surface(land, layers, light, here)
        out[rows[at], columns[at]] = through_air(light, glow, d[at])
        region[rows[at], columns[at]] = kind
    plant(view, (out, z, region), woods(far, far_layers, min(1.0, (view.size[0] / 500) ** 2)), light, eye)
    return out, z, region


def fill_lake(view: View, canvas: tuple[Array, Array, Array], mirror: Array, light: Light) -> None:
    """Paint the water where it lies before the ground."""
    out, z, region = (part[view.horizon :] for part in canvas)
    flat = np.asarray(view.eye / view.down[view.horizon :] + np.zeros_like(z), np.float32)
    wet = flat < z
    bed = np.exp(-np.maximum(flat - 5, 0) / 5)[..., None] * vector(0.02, 0.018, 0.009)
    own = (bed + vector(0.006, 0.026, 0.027)) * light.direct
    x = flat * view.across[None]
    lake = through_air(light, shine(view, mirror, (x, flat), own, WAVES, looks=6), flat)
    out[wet], region[wet], z[wet] = lake[wet], WATER, flat[wet]


def tufts(near: Map, number: Array, share: float) -> tuple[Array, Array, Array, Array]:
    """Return the roots of the bank's grass, and how well it grows there."""
    rng = np.random.default_rng(37)
    x = rng.uniform(-7, 7, int(90000 * share)).astype(np.float32)
    z = rng.uniform(2.6, 12, len(x)).astype(np.float32)
    y = near.read(near.heights, x, z)
    thick = fbm(x / 1.1, z / 1.1, 4, seed=98)
    bare = near.read(number, x, z) < 0.5
    keep = bare & (y > 0.1) & (thick + 3 * (y - 0.26) + 0.25 * (np.abs(x) - 2.5) > 0.5) & (np.abs(x) < 0.7 * z)
    return x[keep], z[keep], y[keep], np.clip(0.5 + 0.5 * thick[keep], 0.3, 1)


def render(size: tuple[int, int], detail: int = 2) -> tuple[Array, Array, Array, View]:
    """Return the canvas's light, z and regions, and its view."""
    view = View(size, -0.02, 2.2, LENS, detail)
    lands = mountains(int(np.clip(size[0] * 0.8, 96, 1536))) + bank(int(np.clip(1.15 * size[0], 96, 2200)))
    directions = view.directions()
    blue = dome(SUN, directions)
    light = daylight(SUN, blue, view.horizon)
    sky, _ = cloudy(view, blue, directions, CLOUDS, light)
    canvas = upper(view, lands, light, sky, view.eye)
    mirror = upper(view, lands, light, sky, -view.eye)[0]
    fill_lake(view, canvas, mirror, light)
    blades(view, canvas, tufts(lands[2], np.ascontiguousarray(lands[3][..., 5]), min(1.0, size[0] / 800)), light, GRASS)
    return *canvas, view
