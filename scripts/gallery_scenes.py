"""Name -> a painted scene of our own for the gallery, with its regions: (picture (H, W, 3) uint8 RGB, {name: mask}).

They stand in for photographs that the samples lack: a waterfall, flames, a flag, a wood. Painted with
noise and shapes from fixed seeds; masks are (H, W) uint8, 255 inside.
"""

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from flowanim.datatypes import Array, Frame
from flowanim.fields.noise import generator, smooth_noise
from flowanim.ops.image import to_uint8
from flowanim.ops.mask import smoothstep

W, H = 640, 400
Painted = tuple[Frame, dict[str, Frame]]
Y, X = np.mgrid[:H, :W].astype(np.float32)


def noise(name: str, width: float, squeeze: float = 1.0) -> Array:
    """Return noise (H, W), mean 0, deviation 1, features `width` px high and `width / squeeze` wide, in two octaves."""
    rng = generator(7, name)
    wide = max(2, round(W * squeeze))
    total = sum(smooth_noise((H, wide), width / 2**i, rng) * 0.6**i for i in range(3))
    return np.asarray(cv2.resize(np.asarray(total, np.float32), (W, H), interpolation=cv2.INTER_AREA) / 1.3)


def tint(level: Array, dark: tuple[float, ...], light: tuple[float, ...]) -> Array:
    """Return colours (H, W, 3) from dark to light by a level (H, W) 0..1."""
    share = np.clip(level, 0, 1)[..., None]
    return np.float32(dark) * (1 - share) + np.float32(light) * share


def lay(picture: Array, top: Array, mask: Array) -> Array:
    """Lay one picture over another where a mask (H, W) 0..1 says."""
    return picture + mask[..., None] * (top - picture)


def done(picture: Array, **masks: Array) -> Painted:
    """Return the painting with a little grain, and its masks, as 8 bit."""
    grain = generator(7, "grain").normal(0, 0.012, (H, W, 1)).astype(np.float32)
    return to_uint8(picture + grain), {name: to_uint8(mask) for name, mask in masks.items()}


def waterfall() -> Painted:
    """A cliff, a fall between its rocks, a pool."""
    rock = tint(0.45 + 0.2 * noise("rock", 40) + 0.1 * noise("fine", 9), (0.1, 0.11, 0.1), (0.46, 0.44, 0.38))
    moss = smoothstep(noise("moss", 50) + 0.5, 0.4, 1.2) * 0.7
    rock = lay(rock, tint(0.5 + 0.3 * noise("leaf", 7), (0.06, 0.14, 0.04), (0.32, 0.42, 0.14)), moss)
    edge = 62 + 0.08 * Y + 5 * np.sin(Y / 31) + 3 * np.sin(Y / 17 + 1)
    fall = smoothstep(edge + 4 - np.abs(X - 320), 0, 8) * smoothstep(Y, 24, 34)
    streaks = 0.72 + 0.16 * noise("streak", 60, 8.0) + 0.08 * noise("drop", 12, 2.0)
    pool = smoothstep(Y, 322, 330)
    water = tint(
        0.4 + 0.2 * noise("pool", 12, 0.25) + 0.5 * np.exp(-(((X - 320) / 130) ** 2)),
        (0.08, 0.16, 0.17),
        (0.8, 0.88, 0.9),
    )
    picture = lay(rock, tint(streaks, (0.36, 0.46, 0.5), (0.95, 0.98, 1.0)), fall)
    return done(lay(picture, water, pool), water=np.maximum(fall * (1 - pool), 0))


def flames(middle: float, base: float, wide: float, high: float) -> tuple[Array, Array]:
    """Return (colours, cover) of a flame that stands at (middle, base)."""
    up = np.clip((base - Y) / high, 0, 1)
    bend = 0.16 * wide * noise("bend", 60) * up
    across = np.abs(X - middle - bend) / (wide * np.clip(1.25 * np.sqrt(1 - up) * (0.6 + 0.9 * np.sqrt(up)), 0.02, 2))
    tongues = 0.35 * noise("tongue", 46, 2.5) * np.sqrt(up)
    heat = (1.1 - across - 0.55 * up + tongues) * (base > Y) * smoothstep(base - Y, 0, 8)
    colours = lay(
        tint(heat * 1.6, (0.75, 0.14, 0.02), (1.0, 0.55, 0.08)),
        np.broadcast_to(np.float32((1, 0.93, 0.62)), (H, W, 3)),
        smoothstep(heat, 0.45, 0.95),
    )
    return colours, smoothstep(heat, 0.08, 0.4)


def fireplace() -> Painted:
    """Bricks around an opening, logs, flames."""
    row, column = (Y // 26).astype(int), ((X + 30 * ((Y // 26) % 2)) // 60).astype(int)
    seam = np.minimum(Y % 26, (X + 30 * ((Y // 26) % 2)) % 60)
    tone = generator(7, "bricks").uniform(0.3, 0.7, (40, 40)).astype(np.float32)[row % 40, column % 40]
    bricks = (
        tint(tone + 0.12 * noise("brick", 8), (0.16, 0.07, 0.05), (0.46, 0.2, 0.14))
        * (0.35 + 0.65 * smoothstep(seam, 1, 4))[..., None]
    )
    lit = 0.35 + 0.9 * np.exp(-(((X - 320) / 210) ** 2 + ((Y - 280) / 170) ** 2))
    opening = smoothstep(150 - np.abs(X - 320), 0, 4) * smoothstep(Y, 118, 122) * smoothstep(372 - Y, 0, 4)
    picture = lay(
        bricks * lit[..., None], tint(0.2 + 0.1 * noise("soot", 30), (0.02, 0.015, 0.01), (0.2, 0.1, 0.06)), opening
    )
    for x, y, slope in ((320, 352, 0.05), (300, 338, -0.16), (345, 338, 0.18)):
        log = smoothstep(13 - np.abs(Y - y - slope * (X - x)), 0, 4) * smoothstep(88 - np.abs(X - x), 0, 4)
        picture = lay(picture, tint(0.4 + 0.3 * noise("bark", 10, 0.3), (0.06, 0.03, 0.02), (0.5, 0.24, 0.1)), log)
    colours, cover = flames(320, 346, 84, 190)
    cover = cover * opening
    return done(lay(picture, colours, cover), fire=smoothstep(cover, 0.02, 0.3))


def candle() -> Painted:
    """One candle before a dark wall."""
    near = np.exp(-(((X - 320) / 190) ** 2 + ((Y - 150) / 170) ** 2))
    picture = tint(0.05 + 0.55 * near + 0.02 * noise("wall", 30), (0.03, 0.02, 0.025), (0.62, 0.36, 0.16))
    table = smoothstep(Y, 330, 334)
    picture = lay(
        picture, tint(0.25 + 0.15 * noise("wood", 10, 0.1) + 0.3 * near, (0.06, 0.03, 0.02), (0.6, 0.32, 0.14)), table
    )
    body = smoothstep(38 - np.abs(X - 320), 0, 3) * smoothstep(Y, 196, 199) * smoothstep(352 - Y, 0, 3)
    shine = 1.05 - np.abs(X - 306) / 90 - (Y - 196) / 260
    picture = lay(picture, tint(shine, (0.3, 0.2, 0.12), (1.0, 0.86, 0.62)), body)
    picture = lay(
        picture, np.zeros((H, W, 3), np.float32), smoothstep(2.5 - np.abs(X - 320), 0, 1) * (Y > 180) * (Y < 198)
    )
    up = np.clip((190 - Y) / 92, 0, 1)
    edge = 19 * np.sqrt(up) * (1 - up) ** 0.75 * 2.4
    cover = smoothstep(edge - np.abs(X - 320), 0, 4) * (Y < 190) * (Y > 98)
    heat = 1 - np.abs(X - 320) / (edge + 1)
    flame = lay(
        tint(heat, (1.0, 0.5, 0.08), (1.0, 0.95, 0.7)),
        np.broadcast_to(np.float32((0.25, 0.3, 0.75)), (H, W, 3)),
        0.6 * smoothstep(Y, 168, 188),
    )
    return done(lay(picture, flame, cover), fire=smoothstep(cover, 0.02, 0.5))


def clouded(low: tuple[float, ...] = (0.72, 0.84, 0.94), high: tuple[float, ...] = (0.25, 0.5, 0.8)) -> Array:
    """Return a sky with clouds that are flatter towards the horizon."""
    blue = tint(Y / H, high, low)
    puffs = smoothstep(noise("cloud", 90, 0.6) + 0.4 * noise("wisp", 24, 0.6), 0.1, 1.5)
    return lay(blue, tint(0.75 + 0.15 * noise("shade", 60), (0.6, 0.64, 0.7), (1, 1, 1)), puffs * 0.9)


def flag() -> Painted:
    """A flag of three stripes on a pole before clouds."""
    wave = 7 * np.sin((X - 200) / 26.0) * np.clip((X - 200) / 200, 0, 1)
    inside = (
        smoothstep(X, 199, 202)
        * smoothstep(470 - X, 0, 3)
        * smoothstep(Y - wave, 70, 73)
        * smoothstep(232 - Y + wave, 0, 3)
    )
    stripe = ((Y - wave - 70) // 54).astype(int)
    colours = np.float32([(0.1, 0.35, 0.62), (0.96, 0.94, 0.88), (0.85, 0.3, 0.18)])[np.clip(stripe, 0, 2)]
    shade = 1 + 0.16 * np.cos((X - 200) / 26.0) * np.clip((X - 200) / 120, 0, 1) + 0.03 * noise("weave", 4)
    picture = lay(clouded(), np.clip(colours * shade[..., None], 0, 1), inside)
    pole = smoothstep(4.5 - np.abs(X - 196), 0, 1.5) * (Y > 52)
    picture = lay(picture, tint(1 - np.abs(X - 194) / 6, (0.25, 0.25, 0.27), (0.9, 0.9, 0.92)), pole)
    return done(picture, flag=inside, sky=(1 - inside) * (1 - pole))


def wood() -> Painted:
    """Broad trees on a meadow."""
    rng = generator(7, "wood")
    picture = lay(
        clouded(),
        tint(0.5 + 0.25 * noise("grass", 9, 1.5), (0.16, 0.26, 0.06), (0.55, 0.66, 0.22)),
        smoothstep(Y, 310, 316),
    )
    crowns = np.zeros((H, W), np.float32)
    for x, y, size in ((90, 200, 105), (330, 170, 130), (560, 215, 100)):
        trunk = smoothstep(size / 11 - np.abs(X - x), 0, 3) * (y < Y) * (Y < 330)
        picture = lay(picture, tint(0.4 + 0.2 * noise("bark", 9, 3), (0.1, 0.07, 0.05), (0.4, 0.3, 0.2)), trunk)
        crown = np.zeros((H, W), np.float32)
        for _ in range(60):
            dx, dy = rng.normal(0, 0.36, 2) * size * (1, 0.75)
            crown = np.maximum(
                crown, smoothstep(size * 0.26 - np.hypot(X - x - dx, Y - y - dy) + 6 * noise("twig", 8), 0, 6)
            )
        light = 0.45 + 0.2 * noise("leaf", 8) + 0.12 * noise("bough", 34) - (Y - y) / (3.2 * size)
        picture = lay(picture, tint(light, (0.05, 0.11, 0.03), (0.5, 0.62, 0.2)), crown)
        crowns = np.maximum(crowns, np.maximum(crown, trunk))
    return done(picture, vegetation=crowns)


def cup() -> Painted:
    """A glazed cup of coffee on a table, lit from the upper left, before a dim wall; the cup is the subject."""
    wall = tint(0.5 - X / 1600 - Y / 1200 + 0.03 * noise("wall", 50), (0.1, 0.09, 0.1), (0.42, 0.38, 0.36))
    table = tint(0.4 + 0.15 * noise("table", 12, 0.15) - X / 2400, (0.14, 0.08, 0.05), (0.6, 0.4, 0.25))
    picture = lay(wall, table, smoothstep(Y, 284, 290))
    shadow = np.exp(-(((X - 400) / 130) ** 2 + ((Y - 342) / 20) ** 2))
    picture = picture * (1 - 0.6 * shadow[..., None])
    wide = 92 - 26 * np.clip((Y - 190) / 150, 0, 1) ** 1.6
    body = smoothstep(wide - np.abs(X - 310), 0, 3) * smoothstep(Y, 186, 190)
    body = body * smoothstep(346 + 8 * np.sqrt(np.clip(1 - ((X - 310) / 80) ** 2, 0, 1)) - Y, 0, 3)
    ring = np.hypot((X - 408) / 40, (Y - 250) / 46)
    handle = smoothstep(0.2 - np.abs(ring - 0.85), 0, 0.06) * smoothstep(X, 376, 384)
    rim = smoothstep(1 - np.hypot((X - 310) / 92, (Y - 190) / 24), 0, 0.04)
    coffee = smoothstep(1 - np.hypot((X - 310) / 82, (Y - 193) / 18), 0, 0.05)
    round_ = np.clip((X - 310) / 92, -1, 1)
    shine = 0.62 - 0.42 * round_ + 0.9 * np.exp(-(((round_ + 0.5) / 0.09) ** 2)) * smoothstep(Y, 205, 235)
    glaze = tint(shine, (0.07, 0.14, 0.2), (0.72, 0.86, 0.92))
    cover = np.maximum(np.maximum(body, handle), rim)
    picture = lay(picture, glaze, cover)
    picture = lay(picture, tint(0.85 - 0.2 * round_, (0.2, 0.25, 0.3), (0.8, 0.88, 0.92)), rim)
    brown = tint(0.3 - 0.3 * round_, (0.07, 0.035, 0.02), (0.4, 0.23, 0.12))
    return done(lay(picture, brown, coffee), subject=cover)


SCENES: Mapping[str, Callable[[], Painted]] = {
    "waterfall": waterfall,
    "fireplace": fireplace,
    "candle": candle,
    "cup": cup,
    "flag": flag,
    "wood": wood,
}
