"""Regions of a small photo -> disparity: automatic photo pop-up (Hoiem, Efros and Hebert, 2005).

    sky 0 | ground and water rise linearly from 0 at the horizon to 1 at the bottom | mountains 0.03 .. 0.1
    upright things stand, at one disparity, where their lowest row meets the ground

Every kind has its own smooth field over the whole photo, and each pixel of the full photo takes the value of the
kind it shows: steps lie on the borders of regions and nowhere else. Without sky or horizon (indoors, close-ups):
lower is nearer, sharper is nearer, the subject is nearest.
"""

from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Disparity, Image, Mask
from flowanim.ops.image import blur, luma, resize
from flowanim.ops.mask import nearest_index, ramp

FLOOR = 0.03
MOUNTAIN = (0.03, 0.1)
UPRIGHT = ("vegetation", "building", "other", "person", "animal", "vehicle")


def ground_law(shape: tuple[int, int], horizon: float) -> Disparity:
    """Return the disparity (h, w) of level ground: 0 at the horizon's row (a share of h), 1 at the bottom, never
    under FLOOR.
    """
    h, w = shape
    rows = np.arange(h, dtype=np.float32) / max(h - 1, 1)
    law = np.maximum((rows - horizon) / (1 - horizon), FLOOR)
    return np.repeat(law[:, None], w, axis=1).astype(np.float32)


def outdoor_fields(masks: Mapping[str, Mask], horizon: float) -> dict[str, Disparity]:
    """Return kind -> smooth disparity (h, w), defined everywhere, for a photo with a horizon. masks: kind -> bool
    (h, w).
    """
    shape = next(iter(masks.values())).shape
    law = ground_law((shape[0], shape[1]), horizon)
    contact = _contact(np.logical_or.reduce([masks[k] for k in masks if k in UPRIGHT] or [np.zeros(shape, bool)]), law)
    fields = {}
    for kind, mask in masks.items():
        if kind == "sky":
            fields[kind] = np.zeros_like(law)
        elif kind == "mountain":
            fields[kind] = np.maximum(law, _rise(mask))
        else:
            fields[kind] = _stand(mask, contact, law) if kind in UPRIGHT else law
    return fields


def _rise(mask: Mask) -> Disparity:
    """Mountains come nearer towards their foot, column by column, smoothly."""
    rows = np.flatnonzero(mask.any(1))
    top, foot = (int(rows[0]), int(rows[-1])) if len(rows) else (0, 1)
    share = np.clip((np.arange(len(mask), dtype=np.float32) - top) / max(foot - top, 1), 0, 1)
    return np.repeat((MOUNTAIN[0] + (MOUNTAIN[1] - MOUNTAIN[0]) * share)[:, None], mask.shape[1], axis=1).astype(
        np.float32
    )


def _contact(upright: Mask, law: Disparity) -> Disparity:
    """Return (h, w): the ground's disparity at the lowest row of the upright run that each pixel belongs to."""
    contact = law.copy()
    for y in range(len(law) - 2, -1, -1):
        contact[y] = np.where(upright[y] & upright[y + 1], contact[y + 1], law[y])
    return contact


def _stand(mask: Mask, contact: Disparity, law: Disparity) -> Disparity:
    """Return the disparity of one upright kind: each connected part at its contact; wide masses that fill
    the bottom, and what does not rise above the horizon, lie on the law."""
    count, parts, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    h, w = mask.shape
    field = np.zeros((h, w), np.float32)
    sunk = int(np.argmax(law[:, 0] > 2 * FLOOR))
    for part in range(1, count):
        inside = parts == part
        smooth = _blur_inside(contact, inside, w / 20)
        width = stats[part, cv2.CC_STAT_WIDTH] / w
        steady = float(np.quantile(contact[inside], 0.8))
        wide = ramp(width, 0.25, 0.5)
        low = bool(stats[part, cv2.CC_STAT_TOP] > sunk)
        lies = 1.0 if low else ramp(inside[-1].mean(), 0.15, 0.4)
        standing = steady + (smooth - steady) * wide
        field[inside] = (standing + (law - standing) * lies)[inside]
    return _extend(field, mask)


def _blur_inside(values: Array, inside: Mask, sigma: float) -> Array:
    weight = inside.astype(np.float32)
    return np.asarray(blur(values * weight, sigma) / np.maximum(blur(weight, sigma), 1e-4))


def _extend(field: Array, known: Mask) -> Array:
    """Continue a field from where it is known by its nearest known value."""
    if not known.any():
        return field
    index = nearest_index(known)
    return np.asarray(field[index[..., 0], index[..., 1]])


def indoor_field(rgb: Image) -> Disparity:
    """Return smooth disparity (h, w) of a small photo without a horizon: lower is nearer, sharper is nearer."""
    h, w = rgb.shape[:2]
    grey = luma(rgb)
    detail = blur(np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 1.5)), w / 12)
    sharp = detail / max(float(np.quantile(detail, 0.95)), 1e-4)
    rows = np.repeat(np.linspace(0, 1, h, dtype=np.float32)[:, None], w, axis=1)
    near = 0.15 + 0.4 * rows**1.5 + 0.25 * np.clip(sharp, 0, 1)
    return np.asarray(near, np.float32)


def subject_level(field: Disparity, subject: Mask, lift: float = 0.0) -> float:
    """Return the one disparity of an upright subject: that of the ground at its foot, and at least `lift` nearer."""
    if not subject.any():
        return 0.0
    rows = np.flatnonzero(subject.any(1))
    foot = field[int(rows[-1])][subject[int(rows[-1])]]
    return float(min(1.0, max(float(np.median(foot)), float(np.quantile(field[subject], 0.7)) + lift)))


def compose(fields: Sequence[Disparity], alphas: Sequence[Alpha]) -> Disparity:
    """Return (H, W): each pixel takes, from the small fields (h, w), the one whose alpha (H, W) is largest there."""
    h, w = alphas[0].shape
    best, chosen = alphas[0], resize(fields[0], (w, h))
    for alpha, field in zip(alphas[1:], fields[1:], strict=True):
        wins = alpha > best
        best = np.maximum(best, alpha)
        chosen = np.where(wins, resize(field, (w, h)), chosen)
    return np.asarray(chosen, np.float32)


def anchor(disparity: Disparity, sky: bool) -> Disparity:
    """Scale so that the nearest 1 % is 1; without sky also shift so that the farthest 2 % is 0.1."""
    near = float(np.quantile(disparity[::4, ::4], 0.99))
    if sky:
        return np.asarray(np.clip(disparity / max(near, 1e-3), 0, 1), np.float32)
    far = float(np.quantile(disparity[::4, ::4], 0.02))
    scaled = 0.1 + 0.9 * (disparity - far) / max(near - far, 1e-3)
    return np.asarray(np.clip(scaled, 0.05, 1), np.float32)
