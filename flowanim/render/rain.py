"""Rain: falling drops -> thin, soft streaks, laid over a frame by the light that they gather.

A drop shows the whole sky that is around it, whatever is behind (Garg and Nayar, Vision and Rain, 2007): a streak has
the colour of the scene's light. It lightens what is dark; before a bright sky it is hardly seen, and darkens a little.
The shutter smears a drop along its way, less at the ends. A streak may be finer than a pixel: it is then fainter.
"""

from math import ceil

import cv2
import numpy as np

from flowanim.datatypes import Array, Frame, Image, vector
from flowanim.fields.particles import Swarm
from flowanim.ops.image import luma

STEP_PX, LANE_PX = 1.0, 0.7
"""How close the points lie that make a streak, along it and across."""
GROUPS = 8
"""Drops come far to near: those that are about as near share the number of points that they need."""
SHUT = 3.0
"""One over the share of a streak's half that fades towards its end."""
SOFT_PX = 0.6
"""The blur of the lens, across a streak."""
LIGHTEST = 0.75
"""From this quantile of the photo's brightness on, it counts as light that drops gather."""
DARKENS = 0.15
"""How much of the way a streak goes where it is darker than what is behind."""


def gathered_light(rgb: Image) -> Array:
    """Return the colour (3,), 0..1, of drops before the photo: of its lightest part, half as strong in hue."""
    small = rgb[::8, ::8].reshape(-1, 3)
    bright = luma(small[None])[0]
    colour = small[bright >= np.quantile(bright, LIGHTEST)].mean(0)
    return np.asarray(0.5 * (colour + colour.mean()), np.float32)


def streaks(shape: tuple[int, int], place: Array, swarm: Swarm, light: Array) -> Frame:
    """Return how much of each pixel, (H, W) 0..255, the drops cover within the exposure.

    shape: (H, W). place: (n, 2) px, their middles. light: (n,) 0..1, how dense they are.
    """
    seen = np.flatnonzero(light > 0)
    groups = [group for group in np.array_split(seen, GROUPS) if len(group)]
    made = [_smear(place[group], swarm.streak[group], swarm.size[group], light[group]) for group in groups]
    if not made:
        return np.zeros(shape, np.uint8)
    points, mass = (np.concatenate(parts) for parts in zip(*made, strict=True))
    cover = cv2.GaussianBlur(_splat(shape, points, mass), (0, 0), SOFT_PX)
    return np.asarray(cv2.convertScaleAbs(cover, alpha=255.0), np.uint8)


def _smear(place: Array, streak: Array, size: Array, light: Array) -> tuple[Array, Array]:
    """Return the points (m, 2) px of some drops (n, ...), along and across their ways, and what lies at each (m,)."""
    length = np.hypot(streak[:, 0], streak[:, 1])
    steps, lanes = ceil(float(length.max()) / STEP_PX) + 1, max(1, ceil(float(size.max()) / LANE_PX))
    along = np.linspace(-0.5, 0.5, steps, dtype=np.float32)
    across = (np.arange(lanes, dtype=np.float32) - np.float32((lanes - 1) / 2)) / np.float32(lanes)
    side = streak[:, ::-1] * vector(1, -1) * (size / np.maximum(length, np.float32(1e-6)))[:, None]
    middle = place[:, None] + side[:, None] * across[:, None]
    points = middle[:, :, None] + streak[:, None, None] * along[:, None]
    shutter = np.sin(np.float32(np.pi / 2) * np.minimum(1, SHUT * (1 - 2 * np.abs(along)))) ** 2
    each = light * size * np.maximum(length, 1) / np.float32(lanes * steps)
    return points.reshape(-1, 2), np.broadcast_to(each[:, None, None] * shutter, points.shape[:3]).reshape(-1)


def _splat(shape: tuple[int, int], points: Array, weight: Array) -> Array:
    """Return the sum (H, W) of `weight` (n,) at `points` (n, 2) px, each shared by the four pixels around it."""
    h, w = shape
    inside = (points > 0).all(1) & (points < vector(w - 1, h - 1)).all(1)
    points, weight = points[inside], weight[inside]
    corner = points.astype(np.int64)
    x, y = (points - corner).T
    first = corner[:, 1] * w + corner[:, 0]
    total = np.zeros(h * w)
    for shift, part in ((0, (1 - x) * (1 - y)), (1, x * (1 - y)), (w, (1 - x) * y), (w + 1, x * y)):
        total += np.bincount(first + shift, weight * part, h * w)
    return np.asarray(total.reshape(h, w), np.float32)


def lay_rain(frame: Frame, cover: Frame, colour: Array) -> None:
    """Bring the frame (H, W, 3) nearer to `colour` (3,), 0..255, where `cover` (H, W) says, in place."""
    rows = np.flatnonzero(cover.any(1))
    if not len(rows):
        return
    part = frame[rows[0] : rows[-1] + 1]
    much = cv2.merge([cover[rows[0] : rows[-1] + 1]] * 3)
    level = np.broadcast_to(np.rint(colour).astype(np.uint8), part.shape)
    lighter = cv2.multiply(cv2.subtract(level, part), much, scale=1 / 255)
    darker = cv2.multiply(cv2.subtract(part, level), much, scale=DARKENS / 255)
    cv2.subtract(cv2.add(part, lighter), darker, dst=part)
