"""Where the light of a photo comes from, as far as one can tell: the brightest broad place, and its colour."""

from dataclasses import dataclass

import numpy as np

from flowanim.datatypes import Scene
from flowanim.ops.image import blur, fit, luma, resize

THUMBNAIL_PX = 96
BRIGHT = 0.97


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
    angle = float(np.degrees(np.arctan2((0.5 - y) * bright.shape[0], (x - 0.5) * bright.shape[1])))
    lit, usual = small[shining].mean(0) + 0.02, small.reshape(-1, 3).mean(0) + 0.02
    warmth = float(np.log2(lit[0] / lit[2]) - np.log2(usual[0] / usual[2]))
    return Lamp(x, y, angle % 360, min(max(warmth, -1.0), 1.0))
