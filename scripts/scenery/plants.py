"""Random strokes -> trees and grass: flat cards that stand in the view, painted from far to near.

A card is (h, w, 2): how much of the sun each point catches, premultiplied, and its alpha.
"""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from flowanim.datatypes import Array, vector
from scenery.ground import Light, through_air
from scenery.paint import VEGETATION
from scenery.view import View

HIGH, WIDE = 720, 320


def stroke(card: Array, start: tuple[float, float], end: tuple[float, float], value: float, width: int = 1) -> None:
    """Draw one line of brightness `value` on a card, in sixteenths of a pixel."""
    points = [tuple(int(16 * c) for c in p) for p in (start, end)]
    cv2.line(card, points[0], points[1], (max(value, 0.02), 1.0), width, cv2.LINE_AA, 4)


def bough(card: Array, rng: np.random.Generator, root: tuple[float, float], reach: float, droop: float) -> None:
    """Draw a spruce's bough, `reach` to the right as seen, with twigs that hang from it; the sun is on the left."""
    count, side = int(5 + abs(reach) / 5), 0.44 - 0.22 * float(np.tanh(reach / 25))
    for s in np.linspace(0.05, 1, count):
        x, y = root[0] + reach * s, root[1] + abs(reach) * droop * s**1.4 - 5 * s
        value = side * (0.3 + 0.7 * s) * rng.uniform(0.5, 1.35)
        size = (4 + 10 * (1 - 0.6 * s) * min(1, root[1] / 200)) * rng.uniform(0.6, 1.3)
        for lean in rng.uniform(-0.9, 0.9, 3):
            tip = (x + np.sign(reach) * 3 + lean * size, y + size * rng.uniform(0.3, 1))
            stroke(card, (x, y), tip, value * rng.uniform(0.6, 1.3))
        stroke(card, (x, y - 1), (x + np.sign(reach) * 6, y + 2), value * 1.5)


@lru_cache(maxsize=16)
def spruce(seed: int) -> Array:
    """Return a card of a spruce."""
    rng = np.random.default_rng(seed)
    card = np.zeros((HIGH, WIDE, 2), np.float32)
    middle, slim = WIDE / 2, rng.uniform(0.17, 0.21)
    stroke(card, (middle, 6), (middle + rng.uniform(-3, 3), HIGH), 0.16, 5)
    lopsided = rng.uniform(0.8, 1.15, 2)
    t = rng.uniform(0.93, 0.97)
    while t > 0.015:
        for angle in rng.uniform(0, np.pi, 5):
            wide = slim * HIGH * t**0.8 * lopsided[int(angle > np.pi / 2)] * rng.uniform(0.55, 1.12)
            reach = max(wide, 3) * float(np.cos(angle))
            bough(card, rng, (middle, HIGH * t + 0.12 * wide * float(np.sin(angle))), reach, rng.uniform(0.1, 0.5))
        t -= (0.008 + 0.012 * t) * rng.uniform(0.7, 1.4)
    return card


@dataclass(frozen=True)
class Stand:
    """Trees: place x, z, foot y, height tall (N,), metres; card number which (N,); sun 0..1 (N,); tint (N, 3)."""

    x: Array
    z: Array
    y: Array
    tall: Array
    which: Array
    sun: Array
    tint: Array


def window(view: View, at: tuple[float, float], size: tuple[int, int]) -> tuple[slice, slice, slice, slice] | None:
    """Return canvas rows and columns, and card rows and columns, of a card that stands on `at`; None when outside."""
    left, top = round(at[0] - size[0] / 2), round(at[1] - size[1])
    x0, x1, y0, y1 = max(left, 0), min(left + size[0], view.shape[1]), max(top, 0), min(top + size[1], view.shape[0])
    if x1 <= x0 or y1 <= y0:
        return None
    return slice(y0, y1), slice(x0, x1), slice(y0 - top, y1 - top), slice(x0 - left, x1 - left)


def plant(view: View, canvas: tuple[Array, Array, Array], stand: Stand, light: Light, eye: float) -> None:
    """Paint the trees on (light, z, region), far to near, where nothing nearer stands."""
    for i in np.argsort(-stand.z):
        z = float(stand.z[i])
        scale = view.focal / z
        high = max(2, round(float(stand.tall[i]) * scale))
        at = (
            view.focal * float(stand.x[i]) / z + (view.shape[1] - 1) / 2,
            view.horizon - 0.5 - (float(stand.y[i]) - eye) * scale,
        )
        place = window(view, at, (max(1, round(high * WIDE / HIGH)), high))
        if place is not None:
            stamp(canvas, place, small_card(int(stand.which[i]), high), (stand, int(i), light))


@lru_cache(maxsize=600)
def small_card(which: int, high: int) -> Array:
    """Return a card `high` pixels high."""
    return np.asarray(
        cv2.resize(spruce(which), (max(1, round(high * WIDE / HIGH)), high), interpolation=cv2.INTER_AREA)
    )


def stamp(
    canvas: tuple[Array, Array, Array],
    place: tuple[slice, slice, slice, slice],
    card: Array,
    tree: tuple[Stand, int, Light],
) -> None:
    """Lay one card on the canvas."""
    out, depth, region = canvas
    stand, i, light = tree
    rows, columns, card_rows, card_columns = place
    part = card[card_rows, card_columns]
    z = stand.z[i]
    alpha = part[..., 1] * (depth[rows, columns] > z - 4)
    value = part[..., :1] / np.maximum(part[..., 1:], 0.02)
    glow = stand.tint[i] * (value * stand.sun[i] * light.direct * 1.5 + (0.25 + 0.6 * value) * light.sky)
    seen = through_air(light, glow, np.full(value.shape[:2], z, np.float32))
    out[rows, columns] += alpha[..., None] * (seen - out[rows, columns])
    solid = alpha > 0.5
    depth[rows, columns][solid] = z
    region[rows, columns][solid] = VEGETATION


@dataclass(frozen=True)
class Grass:
    """tall, wide: of a blade, metres. lean: its mean, right. green, straw: colours of most and of a few blades."""

    tall: float = 0.5
    wide: float = 0.0022
    lean: float = 0.12
    green: tuple[float, float, float] = (0.062, 0.082, 0.028)
    straw: tuple[float, float, float] = (0.13, 0.1, 0.045)
    seed: int = 41


def blades(
    view: View, canvas: tuple[Array, Array, Array], roots: tuple[Array, Array, Array, Array], light: Light, grass: Grass
) -> None:
    """Draw a blade of grass at every root (x, z, y, vigour), far to near: curved, dark below, bright at the tip."""
    rng = np.random.default_rng(grass.seed)
    x, z, y, vigour = roots
    out, depth, region = canvas
    lean, high = rng.normal(grass.lean, 0.3, len(x)), grass.tall * vigour * rng.uniform(0.35, 1.0, len(x))
    tint = (
        vector(*grass.green) * rng.uniform(0.6, 1.2, (len(x), 1)) + vector(*grass.straw) * rng.random((len(x), 1)) ** 4
    )
    root = 0.5 - 0.36 * vigour
    s = np.linspace(0, 1, 6)
    for i in np.argsort(-z):
        scale = view.focal / z[i]
        px = view.focal * x[i] / z[i] + (view.shape[1] - 1) / 2 + scale * high[i] * lean[i] * s**2
        py = view.horizon - 0.5 - scale * (y[i] - view.eye + high[i] * s * (1 - 0.35 * abs(lean[i]) * s))
        wide = np.maximum(grass.wide * scale * (1 - s) ** 0.7 * np.minimum(1, 0.4 + 4 * s), 0.3)
        edge = np.concatenate([np.stack([px - wide, py], 1), np.stack([px + wide, py], 1)[::-1]])
        shine = np.float32(rng.uniform(0.35, 1.0))
        for k in range(5):
            quad = np.stack([edge[k], edge[k + 1], edge[10 - k], edge[11 - k]])
            bright = (root[i] + (1 - root[i]) * (k / 4) ** 1.3) * (shine * light.direct * 0.8 + 0.7 * light.sky)
            points = np.round(quad * 16).astype(np.int32)
            cv2.fillConvexPoly(out, points, (tint[i] * bright).tolist(), cv2.LINE_AA, 4)
            cv2.fillConvexPoly(depth, points, float(z[i]), cv2.LINE_8, 4)
            cv2.fillConvexPoly(region, points, VEGETATION, cv2.LINE_8, 4)
