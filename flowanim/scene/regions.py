"""Chances of each kind at a small size -> regions of a small photo: a network's, the rules', or both together."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from flowanim.datatypes import Alpha, Array, Mask, vector
from flowanim.scene.segment import Regions, relax, take_in, without_islands
from flowanim.scene.superpixels import Pieces

LEAST = 0.006
"""A kind that is likeliest in less than this share of the photo is a speck, and goes to what is around it."""
LOWEST_HORIZON = 0.7
DOUBTED = 0.18
"""A sky whose mean chance is less is none. On held-out photos false ones had 0.11 at most, true ones 0.25 at least."""
FOR: dict[str, float] = {"sky": 4.0, "vegetation": 0.7, "water": 4.0}
AGAINST: dict[str, float] = {"sky": 2.0, "vegetation": 0.7, "water": 0.5}
"""By how much the rules raise the log of a network's chance of a kind where they see it, and lower it elsewhere."""
SHORE = 4.0
"""The same off the water that they have found: they saw where it ends; and without a sky it is seen from above."""
FAINT = np.float32(0.01)
LIKELY = 0.25
WANTED: dict[str, float] = {
    "other": 0.0,
    "water": 0.5,
    "person": 0.55,
    "animal": 0.55,
    "vehicle": 0.6,
    **dict.fromkeys(("building", "ground", "mountain"), 0.36),
}
"""Mean chance that a connected part needs to be of a kind (others: LIKELY): one that flows or stands more, a river of
planks would flow. Twice a part may be of the next likely kind; then it is what is around it, but for sky and water.

Chosen on held-out photos, where more kinds are claimed falsely below and fewer found above.
"""


def pooled(regions: Regions, chances: Mapping[str, Alpha]) -> Regions:
    """Return the regions of a photo of which the rules see `regions` and a network `chances` (h, w), together 1.

    One opinion a superpixel: the network's, raised and lowered by the rules for what they know (logarithmic pool,
    Genest and Zidek, 1986). Then neighbours of like colour listen to each other, as in the rules themselves.
    """
    kinds, pieces, masks = tuple(chances), regions.pieces, regions.masks()
    none = np.zeros_like(regions.index, bool)
    seen = np.stack([pieces.mean(chance) for chance in chances.values()], 1)
    called = np.stack([pieces.mean(masks.get(kind, none).astype(np.float32)) for kind in kinds], 1)
    against = AGAINST
    if "water" in masks:
        against = against | {"water": SHORE} | ({} if "sky" in masks else {"sky": SHORE})
    more, less = (vector(*(table.get(kind, 0.0) for kind in kinds)) for table in (FOR, against))
    opinion = (seen + FAINT) * np.exp(called * more - (1 - called) * less)
    opinion = np.asarray(opinion / opinion.sum(1, keepdims=True), np.float32)
    belief = relax(pieces, opinion)
    for _ in range(2):
        belief[_doubted(belief, opinion, pieces, kinds)] = 0
    belief[_doubted(belief, opinion, pieces, kinds).any(1)] = 0
    counts = np.bincount(belief.argmax(1)[pieces.labels].ravel(), minlength=len(kinds)) / regions.index.size
    belief[:, counts < min(LEAST, float(counts.max()))] = 0
    index = without_islands(_joined(belief, pieces, kinds))
    found = {kind: np.asarray(index == k) for k, kind in enumerate(kinds) if (index == k).any()}
    return _with(regions, found, {kind: pieces.paint(opinion[:, kinds.index(kind)]) for kind in found})


def _doubted(belief: Array, opinion: Array, pieces: Pieces, kinds: Sequence[str]) -> Mask:
    """Return (n, kinds) which superpixels are in a connected part of a kind of too low a mean opinion, for that kind.

    belief, opinion: (n, kinds).
    """
    index = belief.argmax(1)[pieces.labels]
    doubted = np.zeros(belief.shape, bool)
    for k, kind in enumerate(kinds):
        count, parts = cv2.connectedComponents((index == k).astype(np.uint8))
        sums = np.bincount(parts.ravel(), pieces.paint(opinion[:, k]).ravel(), count)
        weak = sums < WANTED.get(kind, LIKELY) * np.bincount(parts.ravel(), minlength=count)
        weak[0] = False
        doubted[np.unique(pieces.labels[weak[parts]]), k] = True
    return doubted


def _joined(belief: Array, pieces: Pieces, kinds: Sequence[str]) -> NDArray[np.uint8]:
    """Return the likeliest kind (h, w); a part of which nothing is believed any more is what is most common around.

    It is never sky or water, which would take a whole mountain along.
    """
    index = np.asarray(belief.argmax(1)[pieces.labels], np.uint8)
    lost = np.asarray(belief.max(1) == 0)[pieces.labels]
    fluid = [k for k, kind in enumerate(kinds) if kind in ("sky", "water")]
    _, parts = cv2.connectedComponents(lost.astype(np.uint8))
    for part in range(1, int(parts.max()) + 1):
        take_in(index, np.asarray(parts == part), ~lost & ~np.isin(index, fluid))
    return index


def revised(regions: Regions, chances: Mapping[str, Alpha]) -> Regions:
    """Return `regions` as `chances` (h, w), of the same size, have them.

    A horizon that was seen under a sky goes with the sky; a sky that is new brings one, where it ends.
    """
    return _with(regions, partition(chances), chances)


def _with(regions: Regions, masks: Mapping[str, Mask], chances: Mapping[str, Alpha]) -> Regions:
    """Return `regions` with other `masks` (h, w), a partition, of the given chances."""
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
