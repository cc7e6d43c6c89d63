"""Linear light -> a photograph: glow, exposure, a film's curve, a lens's falling off, fine grain."""

from dataclasses import dataclass

import cv2
import numpy as np

from flowanim.datatypes import Frame, Image, vector
from flowanim.ops.image import blur, to_srgb, to_uint8


def curve(light: Image) -> Image:
    """Return sRGB of scene light with a soft shoulder and toe. Narkowicz's fit of the ACES film curve, 2015."""
    x = np.maximum(light, 0)
    shown = x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14)
    return to_srgb(np.asarray(np.clip(shown, 0, 1), np.float32))


def vignette(image: Image, amount: float) -> Image:
    """Darken towards the corners by `amount`, as cos^4 does."""
    h, w = image.shape[:2]
    y, x = np.mgrid[:h, :w].astype(np.float32)
    r2 = ((x - w / 2) ** 2 + (y - h / 2) ** 2) / ((w / 2) ** 2 + (h / 2) ** 2)
    return np.asarray(image * (1 - amount * r2[..., None]), np.float32)


@dataclass(frozen=True)
class Film:
    """exposure: factor on the light. glow: share of it that spreads. saturation: 1 as it is. grain: in 255ths.

    balance: factors on red, green, blue.
    """

    exposure: float = 0.24
    glow: float = 0.03
    saturation: float = 1.0
    grain: float = 0.55
    balance: tuple[float, float, float] = (1.0, 1.0, 1.0)


def photograph(light: Image, film: Film, seed: int = 1) -> Frame:
    """Return the 8-bit picture (H, W, 3) of linear light (H, W, 3)."""
    light = np.asarray(light * (film.exposure * vector(*film.balance)), np.float32)
    bright, width = np.minimum(light, 12), light.shape[1]
    halo = 0.6 * blur(bright, width / 40) + 0.4 * blur(bright, width / 300)
    light = (1 - film.glow) * light + film.glow * halo
    grey = (light @ vector(0.2126, 0.7152, 0.0722))[..., None]
    shown = curve(vignette(np.maximum(grey + film.saturation * (light - grey), 0), 0.22))
    sharp = shown + 0.35 * (shown - cv2.GaussianBlur(shown, (0, 0), 1.0))
    grain = np.random.default_rng(seed).standard_normal(shown.shape).astype(np.float32)
    return to_uint8(np.clip(sharp + grain * (film.grain / 255), 0, 1))
