"""Regions of a small photo -> regions of the full photo, with borders on the photo's own edges.

Near a border every pixel of the full photo is asked anew: how well does its colour fit the colours that each region
has close by (one Gaussian a region, as in Video SnapCut, Bai et al., 2009), and how near is the region? Pieces that
come loose from their region go to the next best. Away from borders the small answer stands. A subject may have colours
of its own at its border, such as a black nose, that are like nothing around it.
"""

from collections.abc import Sequence
from functools import reduce

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Image, Mask
from flowanim.ops.image import resize
from flowanim.ops.mask import grow, shrink

BAND = 8.0
NEARBY = 10.0
NOISE = 12.0
SOFT = 0.7
ODD = (0.2, 0.02)
"""Share of a subject, and of what is around it, whose colours are like nothing close by."""
ANY = -11.0
"""Log density of a colour that may be any."""


def refine(masks: Sequence[Mask], rgb: Image, *, band: float = BAND, odd: Sequence[float] = ()) -> list[Alpha]:
    """Return each mask (h, w) of a partition of the small photo as an alpha at the size of `rgb` (H, W, 3); they
    sum to 1.

    band: how far, in pixels of the small photo, a border may move. odd: the share of each mask of any colour.
    """
    h, w = masks[0].shape
    size = (rgb.shape[1], rgb.shape[0])
    lab = np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB))
    small = resize(lab, (w, h))
    border = np.logical_or.reduce([grow(mask, band) & ~shrink(mask, band) for mask in masks])
    asked = cv2.resize(border.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    alphas = [cv2.resize(mask.astype(np.float32), size, interpolation=cv2.INTER_LINEAR) for mask in masks]
    models = [_fit(small, mask) for mask in masks]
    if asked.any():
        for alpha, belief in zip(alphas, _ask(models, lab, asked, odd), strict=True):
            alpha[asked] = belief
    _take_back(alphas, asked, [model[..., 4] for model in models])
    return share_out([cv2.GaussianBlur(alpha, (0, 0), SOFT) for alpha in share_out(alphas)])


def _fit(lab: Array, mask: Mask) -> Array:
    """Return (h, w, 5): the mean colour nearby (3), its variance, and the log of how near the region is."""
    core = shrink(mask, 2.5)
    weight = (core if core.sum() > 0.2 * mask.sum() else mask).astype(np.float32)
    near = np.maximum(cv2.GaussianBlur(weight, (0, 0), NEARBY), 1e-6)[..., None]
    mean = cv2.GaussianBlur(lab * weight[..., None], (0, 0), NEARBY) / near
    square = cv2.GaussianBlur((lab * lab).sum(2) * weight, (0, 0), NEARBY)[..., None] / near
    spread = np.maximum(square - (mean * mean).sum(2, keepdims=True), 0) / 3 + NOISE
    prior = np.log(cv2.GaussianBlur(mask.astype(np.float32), (0, 0), BAND / 2.5) + 1e-4)
    return np.dstack([mean, spread, np.where(near[..., 0] > 1e-4, prior, -50)]).astype(np.float32)


def _ask(models: Sequence[Array], lab: Array, asked: Mask, odd: Sequence[float]) -> list[Array]:
    """Return, for each model, the belief (n,) that each asked pixel of `lab` (H, W, 3) belongs to it; together 1."""
    h, w = asked.shape
    colours = lab[asked]
    logs = []
    for model, share in zip(models, odd or [0.0] * len(models), strict=True):
        local = cv2.resize(model, (w, h), interpolation=cv2.INTER_LINEAR)[asked]
        far = ((colours - local[:, :3]) ** 2).sum(1)
        fits = -far / (2 * local[:, 3]) - 1.5 * np.log(local[:, 3])
        logs.append(local[:, 4] + (np.logaddexp(fits, np.float32(ANY + np.log(share))) if share else fits))
    top = np.max(logs, axis=0)
    odds = [np.exp(log - top) for log in logs]
    total = reduce(np.add, odds)
    return [np.asarray(odd / total, np.float32) for odd in odds]


def _take_back(alphas: Sequence[Alpha], asked: Mask, priors: Sequence[Array]) -> None:
    """Give specks that came loose from their region, in place, to the other regions by how near these are."""
    winner = np.argmax(alphas, axis=0)
    loose = [_loose(winner == k, asked) for k in range(len(alphas))]
    every = np.logical_or.reduce(loose)
    for k, alpha in enumerate(alphas):
        near = np.exp(cv2.resize(priors[k], every.shape[::-1], interpolation=cv2.INTER_LINEAR)[every])
        alpha[every] += near
        alpha[loose[k]] = 0


def _loose(mask: Mask, asked: Mask) -> Mask:
    """Return the connected parts of the mask that lie wholly among the asked pixels: specks such as windows or
    snow.
    """
    _, parts = cv2.connectedComponents(mask.astype(np.uint8))
    held = np.zeros(int(parts.max()) + 1, bool)
    held[parts[~asked]] = True
    held[0] = True
    return np.asarray(~held[parts])


def share_out(alphas: Sequence[Alpha]) -> list[Alpha]:
    """Return the alphas scaled so that they sum to 1 at each pixel; where all are clear, the last one takes it."""
    total = reduce(np.add, alphas)
    lost = total < 1e-3
    shared = [np.where(lost, 0, alpha / np.maximum(total, 1e-3)).astype(np.float32) for alpha in alphas]
    shared[-1] = np.where(lost, np.float32(1), shared[-1])
    return shared
