"""Where the light of a photo comes from, as far as one can tell, and its colour.

The brightest place says it where it is one place and not in the middle; else the way the picture gets brighter does.
"""

from dataclasses import dataclass

import numpy as np

from flowanim.datatypes import Array, Scene
from flowanim.ops.image import blur, fit, luma, resize

THUMBNAIL_PX = 96
BRIGHT = 0.97
WIDE, CENTRAL = 0.2, 0.12
"""Bright places that lie farther apart than this, or nearer to the middle than that, give no direction."""


@dataclass(frozen=True)
class Lamp:
    """x, y: shares of the picture. angle_deg: from its middle to the light, counter-clockwise from the right.

    warmth: how much redder than bluer the light is than the rest, in stops, -1..1.
    """

    x: float
    y: float
    angle_deg: float
    warmth: float


def find_lamp(scene: Scene) -> Lamp:
    """Return the light of a photo: the middle of its brightest 3 %, after a blur, and the colour there."""
    rgb = scene.photo.rgb
    small = blur(resize(rgb, fit(scene.photo.size, THUMBNAIL_PX)), 2.0)
    bright = luma(small)
    shining = bright >= np.quantile(bright, BRIGHT)
    rows, columns = np.nonzero(shining)
    x, y = (float(np.median(columns)) + 0.5) / bright.shape[1], (float(np.median(rows)) + 0.5) / bright.shape[0]
    aside, up = (x - 0.5) * bright.shape[1], (0.5 - y) * bright.shape[0]
    apart = max(float(np.std(rows)), float(np.std(columns))) / max(bright.shape)
    if apart > WIDE or np.hypot(aside, up) < CENTRAL * max(bright.shape):
        aside, up = _brighter(bright)
    angle = float(np.degrees(np.arctan2(up, aside)))
    lit, usual = small[shining].mean(0) + 0.02, small.reshape(-1, 3).mean(0) + 0.02
    warmth = float(np.log2(lit[0] / lit[2]) - np.log2(usual[0] / usual[2]))
    return Lamp(x, y, angle % 360, min(max(warmth, -1.0), 1.0))


def _brighter(bright: Array) -> tuple[float, float]:
    """Return the way (right, up) in which a picture (h, w) gets brighter: the slope of the plane that fits it best."""
    h, w = bright.shape
    y, x = np.mgrid[:h, :w].reshape(2, -1).astype(np.float32)
    slope, *_ = np.linalg.lstsq(np.stack([x, -y, np.ones_like(x)], 1), bright.ravel(), rcond=None)
    return float(slope[0]), float(slope[1])
