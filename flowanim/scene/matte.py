"""Mattes: which share of a border pixel belongs to whom, and the clean colour of each.

A border pixel shows `I = a F + (1 - a) B`. The alpha a comes soft from the analysis; B is carried in from the pure
pixels beyond the border, so that what comes to light there is clean; F is what is left, and a is raised to the
smallest alpha for which F lies within 0..1. Laid back at rest the two give the photo, exactly.
A region's border that misses the photo's own edge by a few pixels is first moved onto it, where the colours on either
side are far enough apart to tell.
Sources: Levin et al., A Closed-Form Solution to Natural Image Matting, 2008 (the model); Germer et al., Fast
Multi-Level Foreground Estimation, 2020 (carrying colour in from the pure pixels).
"""

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Image, Mask
from flowanim.ops.image import blur, masked, premultiply, thrice
from flowanim.ops.mask import bounding_box, disc, distance_to, grow, nearest_index, shrink, smoothstep

PURE = 0.02
REACH = 8 / 1280
THIN = 12 / 1280
"""Width, in long sides, below which a part of a matte is a thread."""
LONG = 8 / 1280
"""A thread is at least so wide or high, in long sides: less is a crumb that the disc has left over."""
SIDE = 2.0
"""How far beside a thread, in pixels, its colour may be mixed in."""


def peel(image: Image, alpha: Alpha, domain: Mask) -> tuple[Image, Image]:
    """Take the layer with `alpha` (H, W) off `image` (H, W, 3), which counts only inside `domain`.

    Returns (rgba, rest): the layer, premultiplied, and the picture below it (H, W, 3), right wherever the layer is not
    solid. Laying rgba over rest gives back the image inside the domain.
    """
    band = domain & (alpha > 0) & (alpha < 1)
    rgba = _alone(image, np.where(domain, alpha, np.float32(0)))
    rest = image.copy()
    if not band.any():
        return rgba, rest
    box = bounding_box(band, 24)
    view, a = np.ascontiguousarray(image[box]), alpha[box]
    below = carried(view, domain[box] & (a <= 0))
    below = below + (view - below) * thrice(1 - smoothstep(a, 0.0, 0.12))
    a = np.maximum(a, least_alpha(view, below))
    front = np.clip(view - thrice(1 - a) * below, 0, thrice(a))
    rgba[box] = masked(cv2.merge([*cv2.split(front), a]), band[box], rgba[box])
    rest[box] = masked(below, band[box], rest[box])
    return rgba, rest


def _alone(image: Image, alpha: Alpha) -> Image:
    """Return `image` (H, W, 3) premultiplied; where nothing of it shows no memory is touched."""
    box = bounding_box(alpha > 0)
    rgba = np.zeros((*alpha.shape, 4), np.float32)
    rgba[box] = premultiply(image[box], alpha[box]) if alpha[box].size else 0
    return rgba


def refine(image: Image, alpha: Alpha, domain: Mask) -> Alpha:
    """Move the border of `alpha` (H, W) onto the edge of `image` (H, W, 3), within a few pixels.

    In a band along the border, each pixel is given to the side whose colours nearby it fits better (one Gaussian a
    side, taken from beyond the band), with the border as it was for a prior; then softened along the photo's edges.
    Threads (hair, twigs, wires) have no inside to take colours from: see `threads`.
    """
    reach = max(2.0, REACH * max(alpha.shape))
    near, fine = threads(image, alpha, domain)
    for _ in range(2):
        alpha = _refined(image, alpha, domain, reach)
    alpha[near] = fine[near]
    return alpha


def threads(image: Image, alpha: Alpha, domain: Mask) -> tuple[Mask, Alpha]:
    """Return where thin parts of the matte are (H, W), and the soft alpha there.

    A pixel's alpha is how far it lies on the way from the colour beside the thread to that of the thread itself, which
    the pixels of the thread tell that are least like what is beside it. Where the two are alike alpha stays.
    """
    front = alpha > 0.5
    result = alpha.copy()
    thick = cv2.morphologyEx(front.astype(np.uint8), cv2.MORPH_OPEN, disc(THIN / 2 * max(alpha.shape))) > 0
    thin = _long(front & ~thick & domain, LONG * max(alpha.shape))
    box = bounding_box(thin, 24)
    near = np.zeros_like(front)
    if not thin.any() or not (domain[box] & ~grow(front[box], SIDE)).any():
        return near, result
    near[box] = grow(thin[box], SIDE) & domain[box] & ~shrink(thick[box], SIDE)
    result[box] = np.where(near[box], _between(image[box], alpha[box], domain[box]), alpha[box])
    return near, result


def _long(mask: Mask, least: float) -> Mask:
    """Keep the connected parts that are `least` pixels wide or high."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    keep = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(1) >= least
    keep[0] = False
    return np.asarray(keep[labels])


def _between(image: Image, alpha: Alpha, domain: Mask) -> Alpha:
    """Return how far each colour lies on the way from what is beside the front to the front's own."""
    front = domain & (alpha > 0.5)
    below = carried(image, domain & ~grow(front, SIDE))
    weight = (front * np.square(image - below).sum(-1) + 1e-8)[..., None]
    own = blur(image * weight, 2.0) / np.maximum(blur(weight[..., 0], 2.0), 1e-8)[..., None]
    way = own - below
    length = np.square(way).sum(-1)
    share = ((image - below) * way).sum(-1) / np.maximum(length, 1e-4)
    trust = smoothstep(length, 0.01, 0.04)
    return np.asarray(trust * np.clip(1.12 * share - 0.06, 0, 1) + (1 - trust) * alpha, np.float32)


def _refined(image: Image, alpha: Alpha, domain: Mask, reach: float) -> Alpha:
    front = (alpha > 0.5).astype(np.uint8)
    border = cv2.morphologyEx(front, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
    box = bounding_box(border, round(4 * reach) + 2)
    part = _along_border(image[box], alpha[box], domain[box], reach) if border.any() else None
    if part is None:
        return alpha
    result = front.astype(np.float32)
    result[box] = part
    return np.asarray(np.where(domain, result, alpha), np.float32)


def _along_border(image: Image, alpha: Alpha, domain: Mask, reach: float) -> Alpha | None:
    """Return what `_refined` makes of a part of the picture that holds the whole border; None: nothing can be told."""
    front = alpha > 0.5
    inner = np.where(front, distance_to(~front), -distance_to(front))
    band = domain & (np.abs(inner) <= reach)
    pure = domain & (inner > reach), domain & (inner < -reach)
    if not (band.any() and pure[0].any() and pure[1].any()):
        return None
    box = bounding_box(band, round(3 * reach))
    view = image[box]
    fits = [_log_fit(view, side[box], reach) for side in pure]
    odds = np.clip(fits[0] - fits[1], -5, 5) + inner[box] * np.float32(3 / reach)
    chance = 1 / (1 + np.exp(-np.clip(odds, -30, 30)))
    soft = cv2.ximgproc.guidedFilter(view, np.where(band[box], chance, alpha[box]).astype(np.float32), 2, 1e-4)
    result = np.where(inner > 0, np.float32(1), np.float32(0))
    result[box] = np.where(band[box], np.clip(soft * 1.1 - 0.05, 0, 1), result[box])
    return result


def _log_fit(image: Image, pure: Mask, reach: float) -> Array:
    """Return the log-likelihood (h, w) of each pixel's colour under the pure pixels around it."""
    known = pure.astype(np.float32)
    weight = np.maximum(blur(known, 2 * reach), 1e-6)
    fit = np.zeros_like(weight)
    for channel in cv2.split(image):
        held = channel * known
        mean = blur(held, 2 * reach) / weight
        spread = np.maximum(blur(held * channel, 2 * reach) / weight - mean**2, 0) + np.float32(3e-4)
        fit -= 0.5 * ((channel - mean) ** 2 / spread + np.log(spread))
    return np.asarray(np.where(weight > 1e-3, fit, -8), np.float32)


def least_alpha(image: Image, below: Image) -> Alpha:
    """Return the smallest alpha (H, W) for which a colour within 0..1 over `below` gives `image`."""
    brighter = (image - below) / np.maximum(1 - below, 1e-6)
    darker = (below - image) / np.maximum(below, 1e-6)
    red, green, blue = cv2.split(np.maximum(brighter, darker))
    return np.asarray(np.clip(np.maximum(np.maximum(red, green), blue), 0, 1), np.float32)


def carried(image: Image, pure: Mask) -> Image:
    """Return `image` (H, W, 3) with the colours of the `pure` pixels carried outwards, softly."""
    if not pure.any():
        return image
    index = nearest_index(pure)
    spread = image[index[..., 0], index[..., 1]]
    weight = cv2.GaussianBlur(pure.astype(np.float32), (0, 0), 2.5)
    soft = cv2.GaussianBlur(masked(image, pure), (0, 0), 2.5) / thrice(np.maximum(weight, 0.02))
    return masked(image, pure, 0.5 * spread + 0.5 * masked(soft, weight > 0.02, spread))


def tighten(alpha: Alpha) -> Alpha:
    """Return `alpha` with nearly clear pixels clear and nearly solid ones solid, contrast raised between."""
    return np.asarray(np.clip((alpha - PURE) / (1 - 2 * PURE), 0, 1), np.float32)
