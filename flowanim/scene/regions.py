"""Chances of each kind at a small size -> regions of a small photo: those of the rules, revised by a network."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from flowanim.datatypes import Alpha, Mask
from flowanim.scene.segment import Regions

LEAST = 0.006
"""A kind that is likeliest in less than this share of the photo is a speck, and goes to what is around it."""
LOWEST_HORIZON = 0.7
DOUBTED = 0.18
"""A sky whose mean chance is less is none. On held-out photos false ones had 0.11 at most, true ones 0.25 at least."""


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


def without_false_sky(regions: Regions, chance: Alpha) -> Regions:
    """Return `regions` less a sky that the network does not see, `chance` (h, w): pale walls and ceilings.

    The horizon under it goes too, and what it was is "other".
    """
    sky = regions.masks().get("sky")
    if sky is None or not sky.any() or chance[sky].mean() >= DOUBTED:
        return regions
    kinds = (*(kind for kind in regions.kinds if kind not in ("sky", "other")), "other")
    place = [kinds.index("other" if kind == "sky" else kind) for kind in regions.kinds]
    confidence = {kind: trust for kind, trust in regions.confidence.items() if kind != "sky"}
    index = np.array(place, np.uint8)[regions.index]
    return replace(regions, kinds=kinds, index=index, confidence={"other": 0.0} | confidence, horizon=None)


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
