"""A small photo -> the mask of its main subject, or none where nothing stands out.

Spectral residual saliency (Hou and Zhang, 2007) on colour, rarity of colour, and a preference for the centre start
`grabcut`, which finds the border. The answer is refused when it is too small, too large, in many parts, or lies along
the photo's border.
"""

import cv2
import numpy as np

from flowanim.datatypes import Array, Image, Mask
from flowanim.ops.image import fit, resize, to_uint8
from flowanim.ops.mask import largest, ramp, without_specks
from flowanim.scene.grabcut import grabcut
from flowanim.scene.superpixels import Pieces, to_lab

GRABCUT_SIZE = 200
LEAST_TRUST = 0.45
RESIDUAL_SIZE = 64


def residual(picture: Array) -> Array:
    """Return the spectral residual saliency (h, w), 0..1, of one channel (h, w)."""
    h, w = picture.shape
    small = cv2.resize(picture, (RESIDUAL_SIZE, RESIDUAL_SIZE), interpolation=cv2.INTER_AREA)
    spectrum = np.fft.fft2(small)
    amplitude = np.log(np.abs(spectrum) + 1e-6).astype(np.float32)
    rest = amplitude - cv2.blur(amplitude, (3, 3))
    back = np.abs(np.fft.ifft2(np.exp(rest + 1j * np.angle(spectrum)))).astype(np.float32) ** 2
    smooth = cv2.resize(cv2.GaussianBlur(back, (0, 0), 2.5), (w, h), interpolation=cv2.INTER_LINEAR)
    return np.asarray(smooth / max(float(smooth.max()), 1e-6), np.float32)


def saliency(rgb: Image, pieces: Pieces) -> Array:
    """Return (n,) 0..1: how much each superpixel stands out: residual of the spectrum, unlike the border's colours,
    central.
    """
    lab = to_lab(rgb)
    spectral = pieces.mean(np.mean([residual(lab[..., c]) for c in range(3)], axis=0, dtype=np.float32))
    rim = np.unique(np.concatenate([pieces.labels[0], pieces.labels[:, 0], pieces.labels[:, -1]]))
    apart = np.linalg.norm(pieces.lab[:, None] - pieces.lab[rim][None], axis=2)
    rare = np.sort(apart, axis=1)[:, : max(3, len(rim) // 12)].mean(1)
    centre = np.exp(-(((pieces.x - 0.5) / 0.33) ** 2) - ((pieces.y - 0.55) / 0.36) ** 2)
    value = (spectral / max(float(spectral.max()), 1e-6) + 1.5 * rare / max(float(rare.max()), 20.0)) * (
        0.25 + 0.75 * centre
    )
    return np.asarray(value / max(float(value.max()), 1e-6), np.float32)


def find_subject(rgb: Image, pieces: Pieces, never: Mask, terrain: Mask) -> tuple[Mask | None, float]:
    """Return the subject (h, w) with its confidence 0..1, or (None, 0).

    never (h, w): what it cannot be, such as the sky. terrain (h, w): what it is unlikely to be, such as mountains.
    """
    stands_out = np.where(never, 0, pieces.paint(saliency(rgb, pieces))).astype(np.float32)
    mask = _standing_out(rgb, stands_out, never)
    mask = without_specks(largest(mask, 0.4), mask.size // 300)
    if not 0.01 < mask.mean() < 0.5:
        return None, 0.0
    trust = _clear_border(mask, to_lab(rgb)) * _compact(mask) * _salient(mask, stands_out)
    trust *= 1 - 0.5 * float(terrain[mask].mean())
    return (mask, trust) if trust > LEAST_TRUST else (None, 0.0)


def _standing_out(rgb: Image, stands_out: Array, never: Mask) -> Mask:
    h, w = never.shape
    size = fit((w, h), GRABCUT_SIZE)
    small, value = to_uint8(resize(rgb, size)), resize(stands_out, size)
    high = float(np.quantile(value, 0.93))
    outside = (value < 0.15 * high) | (resize(never.astype(np.float32), size) > 0.5)
    outside[:2] = outside[:, :2] = outside[:, -2:] = True
    found = grabcut(small, value > 0.55 * high, sure=value > high, never=outside)
    return np.asarray(cv2.resize(found.astype(np.float32), (w, h), interpolation=cv2.INTER_LINEAR) > 0.5)


def _clear_border(mask: Mask, lab: Array) -> float:
    """Return 0..1: the share of the mask's border, the photo's own border included, where its two sides differ in
    colour.
    """
    weight = mask.astype(np.float32)
    inside, outside = _near(lab, weight), _near(lab, 1 - weight)
    edge = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    clear = np.linalg.norm(inside - outside, axis=2)[edge] > 14
    cut = int(mask[0].sum() + mask[-1].sum() + mask[:, 0].sum() + mask[:, -1].sum())
    share = float(clear.sum()) / max(len(clear) + 2 * cut, 1)
    return ramp(share, 0.45, 0.85)


def _near(lab: Array, weight: Array) -> Array:
    """Return (h, w, 3): the mean colour, close by, of the pixels with weight."""
    total = cv2.GaussianBlur(lab * weight[..., None], (0, 0), 3.0)
    return np.asarray(total / np.maximum(cv2.GaussianBlur(weight, (0, 0), 3.0), 1e-3)[..., None])


def _compact(mask: Mask) -> float:
    """Return 0..1: one or two solid parts, mostly away from the photo's border."""
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hull = sum(cv2.contourArea(cv2.convexHull(contour)) for contour in contours)
    rim = np.concatenate([mask[0], mask[:, 0], mask[:, -1]])
    few = 1.0 if len(contours) <= 2 else 0.5
    return few * ramp(float(mask.sum()) / max(hull, 1.0), 0.35, 0.7) * (1 - ramp(float(rim.mean()), 0.05, 0.3))


def _salient(mask: Mask, stands_out: Array) -> float:
    return ramp(float(stands_out[mask].mean() - stands_out[~mask].mean()), 0.1, 0.4)
