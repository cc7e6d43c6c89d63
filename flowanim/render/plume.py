"""A plume of steam or smoke that is added to the photo: it rises from a place, widens, curls and fades.

Its density is two octaves of noise that climb by whole periods in the clip (so that it closes), bent by slower noise,
in a column that widens as a turbulent plume does, in proportion to the height (Morton, Taylor and Turner, 1956: the
slope is about 0.12). It is laid over the frame in the light of the picture around it.
"""

from collections.abc import Callable

import cv2
import numpy as np

from flowanim.datatypes import Array, Frame, Image, vector
from flowanim.fields.noise import generator
from flowanim.ops.image import luma
from flowanim.ops.mask import smoothstep
from flowanim.ops.warp import pixel_grid
from flowanim.parts import PlumeEffect
from flowanim.render.parallax import Stage
from flowanim.render.rain import gathered_light

STEP = 4
PERIOD = 128
"""Points after which the noise repeats, both ways."""
SLOPE = 0.14
WHITE = 0.93


def plume_on(effect: PlumeEffect, stage: Stage) -> Callable[[Frame, float], None]:
    """Return what draws the plume of `effect` on frames of `stage`."""
    scale = max(stage.grid.size) / 1280
    where = _box(effect, stage.grid.size, scale)
    rows, columns = where
    points = pixel_grid((rows.stop - rows.start) // STEP + 1, (columns.stop - columns.start) // STEP + 1) * STEP
    source = vector(effect.x, effect.y) * vector(*stage.grid.size) - vector(columns.start, rows.start)
    column = _column(points, source, effect, scale)
    grains, bends = (_periodic_noise(stage.plan.seed, f"plume {i}", width) for i, width in enumerate((9.0, 22.0)))
    climbed = max(1, round(effect.speed_px_s * scale * stage.plan.seconds / (PERIOD * STEP * scale)))
    unit = points / np.float32(STEP * scale)
    light = _colour(stage.scene.photo.rgb)

    def lay(frame: Frame, u: float) -> None:
        risen = climbed * u * PERIOD
        bend = _wrapped(bends, unit * np.float32(0.6) + vector(0, risen)) - np.float32(0.5)
        bent = unit + np.dstack([bend * 34, bend * 12])
        first = _wrapped(grains, bent * vector(1.0, 0.7) + vector(0, risen))
        second = _wrapped(grains, bent * vector(1.7, 1.2) + vector(41, 2 * risen))
        density = column * smoothstep(0.65 * first + 0.35 * second, 0.38, 0.8)
        part = frame[rows, columns]
        alpha = cv2.resize(density, None, fx=STEP, fy=STEP)[: part.shape[0], : part.shape[1], None]
        frame[rows, columns] = np.rint(part + alpha * (light - part)).astype(np.uint8)

    return lay


def _colour(rgb: Image) -> Array:
    """Return the colour (3,), 0..255, of a plume before the photo: as light as that is, in the hue of its light."""
    gathered = gathered_light(rgb)
    level = WHITE * min(1.0, 0.45 + 0.75 * float(luma(rgb[::8, ::8]).mean()))
    return np.asarray(np.minimum(255 * level * gathered / max(float(gathered.mean()), 1e-3), 255), np.float32)


def _box(effect: PlumeEffect, size: tuple[int, int], scale: float) -> tuple[slice, slice]:
    """Return the rows and columns of the frame where the plume may be."""
    x, y = effect.x * size[0], effect.y * size[1]
    half = scale * (0.5 * effect.width_px + 2.5 * SLOPE * effect.height_px)
    top, bottom = y - effect.height_px * scale, y + 0.1 * effect.width_px * scale
    return (
        slice(max(0, round(top)), max(1, min(size[1], round(bottom)))),
        slice(max(0, round(x - half)), max(1, min(size[0], round(x + half)))),
    )


def _column(points: Array, source: Array, effect: PlumeEffect, scale: float) -> Array:
    """Return the share (h, w) of the density that each point can have."""
    height = (source[1] - points[..., 1]) / np.float32(effect.height_px * scale)
    radius = np.float32(scale) * (0.5 * effect.width_px * 0.75 + SLOPE * effect.height_px * np.maximum(height, 0))
    across = np.exp(-(((points[..., 0] - source[0]) / radius) ** 2) * 1.6)
    along = smoothstep(height, -0.02, 0.14) * (1 - smoothstep(height, 0.3, 1.0))
    return np.asarray(np.float32(effect.opacity * 1.6) * across * along, np.float32)


def _periodic_noise(seed: int, name: str, width: float) -> Array:
    """Return noise (PERIOD, PERIOD), 0..1 about 0.5, that goes on over its borders."""
    grain = generator(seed, name).standard_normal((PERIOD, PERIOD))
    k = np.fft.fftfreq(PERIOD)
    low = np.exp(-2 * (np.pi * width / 2.355) ** 2 * (k[:, None] ** 2 + k[None] ** 2))
    soft = np.fft.ifft2(np.fft.fft2(grain) * low).real
    return np.asarray(np.clip(0.5 + soft / (4 * soft.std()), 0, 1), np.float32)


def _wrapped(noise: Array, place: Array) -> Array:
    return np.asarray(cv2.remap(noise, place % np.float32(PERIOD), None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP))
