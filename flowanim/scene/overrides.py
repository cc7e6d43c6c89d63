"""What the user knows better: masks and depth of the user's own replace what the analysis thought."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from flowanim.datatypes import Alpha, Analysis, Disparity
from flowanim.scene.depth import anchor

SUBJECTS = {"person", "animal", "vehicle", "building", "other"}
"""Regions that are what a subject is: they leave it whole."""
SURE_SKY = 0.9
LEFT = 0.4
"""A subject of which less is left is none."""


def with_masks(analysis: Analysis, masks: Mapping[str, Alpha]) -> Analysis:
    """Return `analysis` in which each region of `masks` is exactly its mask (H, W); "subject" marks the subject.

    A subject that was only found gives up what the user calls something else: its hair, or a fire taken for it.
    """
    for name, mask in masks.items():
        analysis = _with_subject(analysis, mask) if name == "subject" else _with_region(analysis, name, mask)
    taken = [mask for name, mask in masks.items() if name not in SUBJECTS]
    if analysis.subject is None or "subject" in masks or not taken:
        return analysis
    left = np.asarray(analysis.subject * (1 - np.max(taken, 0)), np.float32)
    whole = float(analysis.subject.sum())
    return replace(analysis, subject=left if left.sum() > LEFT * whole else None)


def with_depth(analysis: Analysis, disparity: Disparity) -> Analysis:
    """Return `analysis` with the user's disparity (H, W)."""
    return replace(analysis, disparity=disparity)


def with_relative_depth(analysis: Analysis, near: Disparity) -> Analysis:
    """Return `analysis` with a disparity (H, W) that is known but for scale and shift: the sky is at none, or else the
    farthest 2 % at a tenth; the nearest 1 % is at 1.
    """
    sky = analysis.regions.get("sky")
    if sky is None or not (sky > SURE_SKY).any():
        return replace(analysis, disparity=anchor(near, sky=False))
    shifted = np.maximum(near - float(np.median(near[sky > SURE_SKY])), 0) * (1 - sky)
    return replace(analysis, disparity=anchor(np.asarray(shifted, np.float32), sky=True))


def _with_subject(analysis: Analysis, mask: Alpha) -> Analysis:
    return replace(analysis, subject=mask, confidence={**analysis.confidence, "subject": 1.0})


def _with_region(analysis: Analysis, name: str, mask: Alpha) -> Analysis:
    others = {n: a for n, a in analysis.regions.items() if n != name}
    claimed = np.sum(list(others.values()), 0) if others else np.zeros_like(mask)
    share = np.where(claimed > 1e-3, (1 - mask) / np.maximum(claimed, 1e-3), 0)
    regions = {n: np.asarray(a * share, np.float32) for n, a in others.items()}
    rest = np.where(claimed > 1e-3, 0, 1 - mask)
    regions["other"] = np.asarray(regions.get("other", 0) + rest, np.float32)
    return replace(analysis, regions={**regions, name: mask}, confidence={**analysis.confidence, name: 1.0})
