"""Chances of each kind, at a small size -> regions of the full photo: one kind a pixel, borders on its edges."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from flowanim.datatypes import Alpha, Analysis, Image, Mask
from flowanim.scene.refine import refine

LEAST = 0.006
"""A kind that is likeliest in less than this share of the photo is a speck, and goes to what is around it."""


def with_regions(found: Analysis, chances: Mapping[str, Alpha], rgb: Image) -> Analysis:
    """Return `found` with the regions that `chances` (h, w) tell, at the size of `rgb` (H, W, 3); the subject stays."""
    masks = partition(chances)
    alphas = dict(zip(masks, refine(list(masks.values()), rgb), strict=True))
    confidence = {kind: float(chances[kind][mask].mean()) for kind, mask in masks.items()}
    subject = found.subject
    if subject is not None:
        confidence["subject"] = found.confidence.get("subject", 1.0)
        subject = np.asarray(subject * (1 - alphas.get("sky", np.float32(0))), np.float32)
    return replace(found, regions=alphas, confidence=confidence, subject=subject)


def partition(chances: Mapping[str, Alpha]) -> dict[str, Mask]:
    """Return kind -> its pixels (h, w): each pixel the likeliest of the kinds that cover more than a speck."""
    kinds = list(chances)
    stack = np.stack([chances[kind] for kind in kinds])
    shares = np.bincount(stack.argmax(0).ravel(), minlength=len(kinds)) / stack[0].size
    kept = np.flatnonzero(shares >= min(LEAST, float(shares.max())))
    index = stack[kept].argmax(0)
    return {kinds[k]: np.asarray(index == i) for i, k in enumerate(kept)}
