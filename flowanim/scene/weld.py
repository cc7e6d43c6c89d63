"""Borders between layers that the photo shows no edge for: there the layers are welded, at one disparity.

    layers, their disparities -> the disparities, alike along such borders, with a soft ramp beside them

Where the analysis cuts through a thing, or through a blurred wood, a step of depth would tear it apart when the camera
moves. An edge is a step of colour right at the border that is large beside what changes a little farther in, on the
calmer side: averaged along the border, so that texture does not count. Things that are flat (sky, ground, water,
walls) give way to nothing: their neighbour comes to them.
The ramp is the heat that a welded border sheds in a while: all of it at the border, fading a few steps away.
"""

from collections.abc import Sequence
from itertools import combinations

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Disparity, Image, Mask, vector
from flowanim.ops.image import blur, fit, masked, resize, thrice
from flowanim.ops.mask import bounding_box, distance_to, grow, shrink, smoothstep

WIDE, COARSE = 640, 320
NEAR, DEEP = (1.0, 3.0), (4.5, 8.0)
"""How far from the border its own colour, and that of what lies farther in, are looked at; in pixels of WIDE."""
ALONG = 10
EDGE = (1.3, 2.4)
"""How large the step is beside the change farther in: no edge, surely an edge."""
FAINT = 2.0
"""What a colour, in Lab, changes by anyway."""
UNLIKE = (0.5, 0.9)
"""How far a thin part's colour is from that of the rest, beside how far it is from what is around: one of it, none."""
FEW = np.float32(1e-4)
THREAD = 7
"""Radius below which a part of a layer is thin."""
SPREAD, ROUNDS = 2.0, 60
ROOM = 40
"""How far from what stands free a weld is whole, in pixels of WIDE."""


def weld(
    image: Image, shares: Sequence[Alpha], surfaces: Sequence[Disparity], rigid: Sequence[bool], *, apart: Mask
) -> list[Disparity]:
    """Return each of the `surfaces` (H, W), welded to its neighbours where the photo shows no edge between them.

    shares: how much of each pixel shows that layer, (H, W). rigid: whether the layer's surface must stay as it is.
    apart: (H, W), things that stand free: their borders are not looked at, and nothing bends next to them.
    """
    if len(shares) < 2 or all(rigid):
        return list(surfaces)
    h, w = image.shape[:2]
    size, coarse = fit((w, h), WIDE), fit((w, h), COARSE)
    labels = np.stack([resize(share, size) for share in shares]).argmax(0)
    free = resize(apart.astype(np.float32), size) > 0.5
    labels[free] = len(shares)
    room = resize(np.asarray(np.clip(distance_to(free) / ROOM, 0, 1), np.float32), coarse)
    lab = np.asarray(cv2.cvtColor(resize(image, size), cv2.COLOR_RGB2LAB))
    small = [resize(surface, size) for surface in surfaces]
    away = [distance_to(labels == k) for k in range(len(shares))]
    strange = [0 * away[k] if fixed else _strange(lab, labels == k) for k, fixed in enumerate(rigid)]
    pull = [np.zeros((*labels.shape, 2), np.float32) for _ in shares]
    for i, j in combinations(range(len(shares)), 2):
        if rigid[i] and rigid[j]:
            continue
        loose = unbacked(lab, labels == i, labels == j, (away[i], away[j]))
        loose = np.maximum(loose, _behind(strange[i], away[j]) * (small[i] < small[j]))
        loose = np.maximum(loose, _behind(strange[j], away[i]) * (small[j] < small[i]))
        meet = small[i] if rigid[i] else small[j] if rigid[j] else (small[i] + small[j]) / 2
        for k in (i, j):
            pull[k] += np.dstack([loose, loose * (meet - small[k])])
    return [
        surface if fixed or not moved[..., 0].any() else surface + resize(room * _ramp(moved, coarse), (w, h))
        for surface, fixed, moved in zip(surfaces, rigid, pull, strict=True)
    ]


def unbacked(lab: Array, one: Mask, other: Mask, away: tuple[Array, Array]) -> Alpha:
    """Return along the border (h, w) of two regions of a picture how surely there is no edge, 0..1; 0 off the border.

    away: how far each pixel is from the one, and from the other.
    """
    result = np.zeros(one.shape, np.float32)
    border = (one & (away[1] <= 1.5)) | (other & (away[0] <= 1.5))
    if not border.any():
        return result
    box = bounding_box(border, round(DEEP[1]) + 2 * ALONG)
    view, line = lab[box], border[box].astype(np.float32)
    sides = [(side[box], far[box]) for side, far in ((one, away[1]), (other, away[0]))]
    near, deep = (
        [_mean(view, side & (far > band[0]) & (far <= band[1])) for side, far in sides] for band in (NEAR, DEEP)
    )
    step = _squared(near[0] - near[1])
    slope = np.minimum(*(_squared(a - b) for a, b in zip(near, deep, strict=True)))
    size = (2 * ALONG + 1, 2 * ALONG + 1)
    known = np.maximum(cv2.blur(line, size), 1e-6)
    # The running sums of a blur end a hair below 0 where there was something large and is nothing now.
    step, slope = (np.maximum(cv2.blur(line * value, size), 0) / known for value in (step, slope))
    backed = smoothstep(np.sqrt(step / (slope + FAINT**2)), *EDGE)
    result[box] = line * (1 - backed)
    return result


def _strange(lab: Array, mask: Mask) -> Alpha:
    """Return how surely a thin part of a mask (h, w) is none of it, 0..1.

    It looks less like the rest of the mask than like what is around, so it is a thing in front and no gap.
    """
    thick = grow(shrink(mask, THREAD), THREAD + 1)
    thin = mask & ~thick
    if not thin.any() or not thick.any():
        return np.zeros(mask.shape, np.float32)
    own, rest, around = (_mean(lab, part, reach) for part, reach in ((thin, 5), (thick, 30), (~mask, ALONG)))
    unlike = np.sqrt(_squared(own - rest) / (_squared(own - around) + FAINT**2))
    return np.asarray(thin * smoothstep(unlike, *UNLIKE), np.float32)


def _behind(strange: Alpha, away: Array) -> Alpha:
    """Return how strange (h, w) the border towards another region is, on both its sides; 0 off it."""
    return np.asarray(cv2.dilate(strange * (away <= 1.5), np.ones((3, 3), np.uint8)), np.float32)


def _mean(view: Array, mask: Mask, reach: int = ALONG) -> Array:
    """Return the mean colour (h, w, 3) of the masked pixels within `reach`; where there are none, that of more."""
    size = (2 * reach + 1, 2 * reach + 1)
    weight = mask.astype(np.float32)
    near, held = cv2.blur(weight, size), cv2.blur(masked(view, mask), size)
    all_over = vector(*cv2.mean(view, mask.view(np.uint8))[:3])
    return np.asarray((held + FEW * all_over) / thrice(near + FEW))


def _squared(colour: Array) -> Array:
    return np.asarray(np.square(colour).sum(-1))


def _ramp(moved: Array, size: tuple[int, int]) -> Disparity:
    """Return by how much a surface moves (h, w), at `size`.

    moved: (..., 2), on the border how firmly the surface is held, and that times by how much it is moved; else 0.
    """
    held, amount = (cv2.resize(np.ascontiguousarray(moved[..., k]), size, interpolation=cv2.INTER_AREA) for k in (0, 1))
    target = amount / np.maximum(held, 1e-6)
    firm = np.minimum(2 * held, 1)
    warm = np.zeros_like(target)
    for _ in range(ROUNDS):
        warm = warm + firm * (target - warm)
        warm = blur(warm, SPREAD)
    return np.asarray(warm + firm * (target - warm), np.float32)
