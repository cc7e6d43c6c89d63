"""Random numbers -> outdoor scenes for training, with exact disparity and regions, in a few hundredths of a second.

A plane under a sky; ridges far away; cards that stand on the plane, painted far to near: trees, houses, rocks, people,
cars; walls that recede along a street; water that mirrors what is above it. Disparity is in units of the eye's height:
d = (y - horizon) / focal on the plane. Judging uses another generator (`judge_world.py`).
"""

from dataclasses import dataclass

import cv2
import numpy as np
from scenery.noise import fbm
from scenery.paint import BUILDING, GROUND, MOUNTAIN, PERSON, SKY, VEGETATION, VEHICLE, WATER

from flowanim.datatypes import Array

SIZE = (320, 240)
Random = np.random.Generator


def colour(*values: float) -> Array:
    """Return a colour (3,)."""
    return np.array(values, np.float32)


@dataclass(eq=False)
class Canvas:
    """What has been painted. rgb (H, W, 3), near (H, W), kind (H, W); horizon: its row; focal: pixels; haze: 1 / d."""

    rgb: Array
    near: Array
    kind: Array
    horizon: float
    focal: float
    haze: float
    air: Array

    def paint(self, alpha: Array, paint: Array, near: Array | float, kind: int) -> None:
        """Lay colour (H, W, 3) or (3,) at disparity `near` over the canvas where `alpha` (H, W), through the air."""
        near = np.broadcast_to(np.asarray(near, np.float32), self.near.shape)
        clear = np.exp(-self.haze / np.maximum(near, 1e-4))[..., None]
        a = alpha[..., None]
        self.rgb += a * (paint * clear + self.air * (1 - clear) - self.rgb)
        solid = alpha > 0.5
        self.near[solid], self.kind[solid] = near[solid], kind


def places() -> tuple[Array, Array]:
    """Return column and row (H, W) of each pixel."""
    w, h = SIZE
    x, y = np.meshgrid(np.arange(w, dtype=np.float32), np.arange(h, dtype=np.float32))
    return x, y


def speckle(rng: Random, x: Array, y: Array, size: float, octaves: int = 4, gain: float = 0.65) -> Array:
    """Return noise (like x) of about the given size in pixels, mean 0, deviation 1."""
    return fbm(
        x / size + rng.uniform(0, 90), y / size + rng.uniform(0, 90), octaves, gain=gain, seed=int(rng.integers(12))
    )


def start(rng: Random) -> Canvas:
    """Return a canvas with its sky."""
    w, h = SIZE
    x, y = places()
    horizon = h * float(np.clip(rng.normal(0.45, 0.16), 0.02, 0.85))
    up = np.clip((horizon - y) / h, 0, 1)
    mood = rng.random()
    pale = colour(*rng.uniform(0.75, 1.0, 3)) if mood < 0.7 else colour(1, rng.uniform(0.5, 0.8), rng.uniform(0.3, 0.6))
    deep = colour(0.25, 0.45, 0.8) * rng.uniform(0.5, 1.2) if rng.random() < 0.7 else pale * rng.uniform(0.6, 1)
    sky = pale + (deep - pale) * (1 - np.exp(-rng.uniform(1, 5) * up))[..., None]
    if rng.random() < 0.75:
        far = 1 / (up + 0.06)
        cloud = np.clip(
            speckle(rng, x * far, 60 * far, rng.uniform(40, 160), 5) * 0.6 + rng.uniform(-0.7, 0.6), 0, 0.95
        )
        light = colour(1, 1, 1) * rng.uniform(0.6, 1.0) * (1 + 0.1 * speckle(rng, x, y, 30))[..., None]
        sky += cloud[..., None] * (light - sky)
    haze = float(np.exp(rng.uniform(np.log(2e-4), np.log(0.03))))
    kind = np.full((h, w), SKY, np.uint8)
    return Canvas(sky, np.zeros((h, w), np.float32), kind, horizon, w * rng.uniform(0.7, 1.6), haze, 0.95 * pale)


def plane(rng: Random, canvas: Canvas) -> Array:
    """Paint the ground: grass, sand, snow, earth or stone, with a way or patches on it. Return its disparity (H, W)."""
    x, y = places()
    near = np.maximum(y - canvas.horizon, 0) / canvas.focal
    z = 1 / np.maximum(near, 1e-3)
    along, across = z, (x - SIZE[0] / 2) / canvas.focal * z
    grounds = ((0.30, 0.36, 0.16), (0.62, 0.54, 0.40), (0.9, 0.92, 0.95), (0.4, 0.32, 0.24), (0.5, 0.5, 0.5))
    tone = colour(*grounds[rng.integers(5)]) * rng.uniform(0.6, 1.15)
    fade = np.clip(near * 12, 0.1, 1)
    rough = rng.uniform(0.05, 0.3) * fade * speckle(rng, across, along, rng.uniform(0.05, 0.8), 5, 0.75)
    patch = 0.15 * speckle(rng, across, along, rng.uniform(2, 12), 3)
    paint = tone * (1 + rough + patch)[..., None]
    if rng.random() < 0.45:
        bend = rng.uniform(-0.08, 0.08) * along + rng.uniform(-1.5, 1.5)
        way = np.clip((rng.uniform(0.6, 3.5) - np.abs(across - bend)) * 4 * fade, 0, 1)
        paint += way[..., None] * (colour(1, 1, 1) * rng.uniform(0.2, 0.75) * (1 + 0.5 * rough)[..., None] - paint)
    canvas.paint((y > canvas.horizon).astype(np.float32), paint, near, GROUND)
    return near


def ridge(rng: Random, canvas: Canvas, near: float, tall: float, kind: int) -> None:
    """Paint a range of hills, or a far wood, `tall` pixels high on the horizon."""
    x, y = places()
    line = speckle(rng, x[0], 0 * x[0], rng.uniform(25, 130), 6, rng.uniform(0.3, 0.6))
    top = canvas.horizon + 2 - tall * np.clip(0.55 + 0.4 * line, 0.02, 2)
    alpha = np.clip(y - top[None], 0, 1) * (y < canvas.horizon + 3)
    greens, stones = colour(0.2, 0.28, 0.13), colour(0.45, 0.42, 0.4)
    tone = (greens if kind == VEGETATION or rng.random() < 0.5 else stones) * rng.uniform(0.5, 1.3)
    paint = tone * (1 + 0.3 * speckle(rng, x, 1.5 * y, rng.uniform(4, 25), 4))[..., None]
    if kind == MOUNTAIN and rng.random() < 0.35:
        snow = np.clip((0.6 * tall - (y - top.min())) / 12 + speckle(rng, x, y, 12), 0, 1)
        paint += snow[..., None] * (colour(0.93, 0.94, 0.97) - paint)
    rise = near * (0.75 + 0.5 * np.clip((y - top.min()) / max(tall, 1), 0, 1))
    canvas.paint(alpha.astype(np.float32), paint, rise, kind)


def box_of(canvas: Canvas, x: float, near: float, wide: float, tall: float) -> tuple[Array, Array, float]:
    """Return columns and rows (H, W) of a card's own: -1..1 across, 0 at the foot .. 1 at the top; and its pixels."""
    columns, rows = places()
    foot, unit = canvas.horizon + near * canvas.focal, near * canvas.focal
    return (columns - x) / (wide * unit / 2), (foot - rows) / (tall * unit), unit


def tree(rng: Random, canvas: Canvas, near: float) -> None:
    """Paint a tree or a bush: a trunk and a crown whose border is noise."""
    columns, rows = places()
    bush = rng.random() < 0.35
    tall = rng.uniform(0.3, 1.2) if bush else rng.uniform(1.5, 7)
    u, v, unit = box_of(canvas, rng.uniform(-0.1, 1.1) * SIZE[0], near, tall * rng.uniform(0.4, 1.1), tall)
    if rng.random() < 0.4 and not bush:
        shape = 1.05 * (1 - v) - np.abs(u)
        shape = np.where(v > 0.08, shape, -1)
    else:
        low = 0.45 if bush else rng.uniform(0.55, 0.68)
        shape = 1 - np.hypot(u, (v - low) / (1 - low))
    size = max(tall * unit * rng.uniform(0.05, 0.14), 1.5)
    crown = np.clip((shape * 1.6 + 0.4 * speckle(rng, columns, rows, size, 3, 0.8)) * tall * unit / 12, 0, 1)
    trunk = np.clip((rng.uniform(0.03, 0.08) - np.abs(u)) * tall * unit / 2, 0, 1) * ((v > 0) & (v < 0.55)) * (not bush)
    tone = colour(rng.uniform(0.1, 0.35), rng.uniform(0.18, 0.36), rng.uniform(0.04, 0.16)) * rng.uniform(0.6, 1.2)
    if rng.random() < 0.15:
        tone = tone[[1, 0, 2]] * 1.4
    leaf = tone * (1 + 0.35 * speckle(rng, columns, rows, max(size / 3, 1.2), 3, 0.9) + 0.3 * (v - 0.5))[..., None]
    canvas.paint(trunk.astype(np.float32), colour(0.22, 0.17, 0.13) * rng.uniform(0.5, 1.3), near, VEGETATION)
    canvas.paint(crown.astype(np.float32), leaf, near, VEGETATION)


def facade(rng: Random, u: Array, v: Array, tone: Array) -> Array:
    """Return the colours (H, W, 3) of a wall with rows of windows; u, v count storeys."""
    inside = np.clip(np.minimum(0.3 - np.abs(u % 1 - 0.5), 0.33 - np.abs(v % 1 - 0.5)) * 20, 0, 1)
    glass = (
        colour(1, 1, 1) * rng.uniform(0.1, 0.5) * (1 + 0.3 * np.sin(3.1 * np.floor(u) + 5.3 * np.floor(v)))[..., None]
    )
    wall = tone * (1 + 0.07 * speckle(rng, u * 20, v * 20, 6, 4))[..., None]
    return np.asarray(wall + inside[..., None] * (glass - wall) * rng.uniform(0.4, 1), np.float32)


def house(rng: Random, canvas: Canvas, near: float) -> None:
    """Paint the front of a house, sometimes with a roof."""
    tall, wide = rng.uniform(2, 9), rng.uniform(2.5, 9)
    u, v, _ = box_of(canvas, rng.uniform(-0.1, 1.1) * SIZE[0], near, wide, tall)
    tone = colour(*rng.uniform(0.3, 0.95, 3)) * 0.5 + rng.uniform(0.1, 0.45)
    storey = rng.uniform(1.2, 2)
    body = (np.abs(u) < 1) & (v > 0) & (v < 1)
    canvas.paint(body.astype(np.float32), facade(rng, u * wide / 2 / storey, v * tall / storey, tone), near, BUILDING)
    if rng.random() < 0.5:
        roof = (v >= 1) & (np.abs(u) < 1.1 * (1 - (v - 1) / rng.uniform(0.2, 0.5)))
        canvas.paint(roof.astype(np.float32), colour(0.4, 0.2, 0.15) * rng.uniform(0.5, 1.5), near, BUILDING)


def street(rng: Random, canvas: Canvas, side: int) -> None:
    """Paint a wall along the street, left (-1) or right (1), that recedes."""
    columns, rows = places()
    away, tall = rng.uniform(1.5, 5), rng.uniform(2, 10)
    offset = side * (columns - SIZE[0] * rng.uniform(0.4, 0.6)) / canvas.focal
    near = np.clip(offset / away, 1e-4, None)
    height = (canvas.horizon - rows) / canvas.focal / near + 1
    first, last = sorted(rng.uniform(0.02, 0.6, 2))
    body = (near > first) & (near < last + 0.2) & (height > 0) & (height < tall)
    tone = colour(*rng.uniform(0.3, 0.95, 3)) * 0.5 + rng.uniform(0.1, 0.4)
    storey = rng.uniform(0.7, 1.3)
    canvas.paint(body.astype(np.float32), facade(rng, 1 / near / storey, height / storey, tone), near, BUILDING)


def person(rng: Random, canvas: Canvas, near: float) -> None:
    """Paint somebody: legs, coat, arms, head."""
    tall = rng.uniform(0.9, 1.15)
    u, v, unit = box_of(canvas, rng.uniform(0.05, 0.95) * SIZE[0], near, tall, tall)
    coat, legs = colour(*rng.uniform(0.03, 0.8, 3)), colour(*rng.uniform(0.05, 0.4, 3))
    skin = colour(0.75, 0.55, 0.43) * rng.uniform(0.4, 1.2)
    parts = (
        (0.13 - np.abs(np.abs(u) - 0.13 * (1 - v)), (v > 0) & (v < 0.5), legs),
        (0.27 - np.abs(u) - 0.15 * np.abs(v - 0.65), (v > 0.42) & (v < 0.85), coat),
        (0.06 - np.abs(np.abs(u) - 0.33 + 0.1 * v), (v > 0.42) & (v < 0.8), coat * 0.9),
        (1 - np.hypot(u / 0.15, (v - 0.92) / 0.085), v > 0.8, skin),
    )
    for shape, where, tone in parts:
        alpha = np.clip(shape * tall * unit * 2, 0, 1) * where
        canvas.paint(alpha.astype(np.float32), tone * (1 + 0.25 * u)[..., None], near, PERSON)


def rock(rng: Random, canvas: Canvas, near: float) -> None:
    """Paint a boulder."""
    columns, rows = places()
    tall = rng.uniform(0.1, 0.9)
    u, v, unit = box_of(canvas, rng.uniform(0, 1) * SIZE[0], near, tall * rng.uniform(1, 2.5), tall)
    shape = 1 - np.hypot(u, v) + 0.15 * speckle(rng, columns, rows, max(tall * unit / 3, 2), 3)
    tone = colour(1, 0.95, 0.9) * rng.uniform(0.2, 0.6)
    paint = (
        tone * (0.8 + 0.3 * v - 0.15 * u + 0.2 * speckle(rng, columns, rows, max(tall * unit / 6, 1.5), 4))[..., None]
    )
    alpha = np.clip(shape * tall * unit / 2, 0, 1) * (v > -0.1)
    canvas.paint(alpha.astype(np.float32), paint, near, MOUNTAIN)


def car(rng: Random, canvas: Canvas, near: float) -> None:
    """Paint a car from the side."""
    u, v, _ = box_of(canvas, rng.uniform(0, 1) * SIZE[0], near, rng.uniform(1.6, 3), 0.9)
    tone = colour(*rng.uniform(0.05, 0.9, 3))
    body = (np.abs(u) < 1) & (v > 0.12) & (v < np.where(np.abs(u) < 0.55, 1 - 0.2 * np.abs(u), 0.58))
    canvas.paint(body.astype(np.float32), tone * (0.8 + 0.4 * v)[..., None], near, VEHICLE)
    window = (np.abs(u) < 0.45) & (v > 0.6) & (v < 0.85)
    canvas.paint(window.astype(np.float32), colour(0.12, 0.14, 0.17), near, VEHICLE)
    wheel = np.hypot((np.abs(u) - 0.6) * 1.3, v - 0.16) < 0.17
    canvas.paint(wheel.astype(np.float32), colour(0.05, 0.05, 0.05), near, VEHICLE)


def water(rng: Random, canvas: Canvas, near: Array) -> None:
    """Paint a lake, a river or the sea: the picture above the horizon, upside down and rippled, and its own colour."""
    x, y = places()
    z = 1 / np.maximum(near, 1e-3)
    across = (x - SIZE[0] / 2) / canvas.focal * z
    shore = speckle(rng, across, z, rng.uniform(4, 40), 4) + rng.uniform(-0.6, 2)
    alpha = np.clip(shore * 8, 0, 1) * (y > canvas.horizon + 0.5)
    calm = rng.uniform(0, 1)
    ripple = speckle(rng, across * 0.6, z * 3, rng.uniform(0.5, 3), 4) * np.clip(near * 30, 0.2, 1) * (1.2 - calm)
    mirror = cv2.remap(
        canvas.rgb,
        (x + ripple).astype(np.float32),
        (2 * canvas.horizon - y + 8 * ripple).astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )
    deep = (
        colour(rng.uniform(0.05, 0.35), rng.uniform(0.2, 0.5), rng.uniform(0.25, 0.55)) * (1 + 0.15 * ripple)[..., None]
    )
    share = np.clip(rng.uniform(0.2, 0.9) - 0.6 * near, 0.05, 1)[..., None]
    canvas.paint(alpha.astype(np.float32), deep + share * (mirror - deep), near, WATER)


STANDING = (tree, tree, tree, house, person, rock, car)


def cover(rng: Random, canvas: Canvas) -> None:
    """Paint what stands on the plane, far to near, with a few kinds in each scene."""
    kinds = [STANDING[i] for i in rng.choice(len(STANDING), rng.integers(1, 4))]
    deepest = (SIZE[1] - canvas.horizon) / canvas.focal
    nears = np.sort(np.exp(rng.uniform(np.log(0.008), np.log(max(0.95 * deepest, 0.02)), rng.integers(0, 16))))
    for near in nears:
        kinds[rng.integers(len(kinds))](rng, canvas, float(near))


def scene(rng: Random) -> tuple[Array, Array, Array]:
    """Return rgb (H, W, 3) 0..1, disparity (H, W), sky 0 and nearest 1, and region numbers (H, W)."""
    canvas = start(rng)
    near = plane(rng, canvas)
    for step in np.sort(rng.uniform(0.0008, 0.006, rng.integers(0, 4))):
        kind = MOUNTAIN if rng.random() < 0.65 else VEGETATION
        ridge(rng, canvas, float(step), rng.uniform(5, 70) if kind == MOUNTAIN else rng.uniform(4, 22), kind)
    pick = rng.random()
    if pick < 0.45:
        water(rng, canvas, near)
    elif pick < 0.7:
        for side in rng.permutation([-1, 1])[: rng.integers(1, 3)]:
            street(rng, canvas, int(side))
    cover(rng, canvas)
    grain = rng.normal(0, 0.012, canvas.rgb.shape)
    rgb = np.clip(canvas.rgb * rng.uniform(0.75, 1.2) + grain, 0, 1).astype(np.float32)
    return rgb, canvas.near / max(float(np.quantile(canvas.near, 0.99)), 1e-3), canvas.kind
