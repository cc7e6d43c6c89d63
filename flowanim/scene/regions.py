"""Chances of each kind at a small size -> regions of a small photo: those of the rules, revised by the network."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from flowanim.datatypes import Alpha, Mask
from flowanim.scene.segment import Regions

LEAST = 0.006
"""A kind that is likeliest in less than this share of the photo is a speck, and goes to what is around it."""
LOWEST_HORIZON = 0.7


def revised(regions: Regions, chances: Mapping[str, Alpha]) -> Regions:
    """Return `regions` as `chances` (h, w), of the same size, have them.

    A horizon that was seen under a sky goes with the sky; a sky that is new brings one, where it ends.
    """
    masks = partition(chances)
    index = np.argmax(list(masks.values()), axis=0).astype(np.uint8)
    confidence = {kind: float(chances[kind][mask].mean()) for kind, mask in masks.items()}
    horizon = regions.horizon
    if "sky" in regions.kinds and "sky" not in masks:
        horizon = None
    elif "sky" in masks and horizon is None:
        horizon = _under(masks["sky"])
    return replace(regions, kinds=tuple(masks), index=index, confidence=confidence, horizon=horizon)


def _under(sky: Mask) -> float:
    """Return the row, 0..1, at which a sky ends in most of its columns."""
    columns = sky[:, sky.any(0)]
    ends = len(sky) - np.argmax(columns[::-1], axis=0)
    return min(float(np.quantile(ends, 0.8)) / len(sky), LOWEST_HORIZON)


def partition(chances: Mapping[str, Alpha]) -> dict[str, Mask]:
    """Return kind -> its pixels (h, w): each pixel the likeliest of the kinds that cover more than a speck."""
    kinds = list(chances)
    stack = np.stack([chances[kind] for kind in kinds])
    shares = np.bincount(stack.argmax(0).ravel(), minlength=len(kinds)) / stack[0].size
    kept = np.flatnonzero(shares >= min(LEAST, float(shares.max())))
    index = stack[kept].argmax(0)
    return {kinds[k]: np.asarray(index == i) for i, k in enumerate(kept)}
