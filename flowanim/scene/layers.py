"""Analysis -> Scene: cut the photo into a few layers, from far to near, that give it back at rest.

A region becomes one layer; upright things that stand clearly nearer than their fellows become a second one; the subject
is cut out of whatever it belongs to. The order follows what is known of the kinds (sky behind mountains behind what
stands on the ground) and, between neighbours, the disparity along their common border.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from flowanim.datatypes import KINDS, Alpha, Analysis, Array, Disparity, Image, Kind, Labels, Layer, Mask, Photo, Scene
from flowanim.ops.image import resize
from flowanim.ops.mask import bounding_box, grow, nearest_index, without_specks
from flowanim.scene.hang import hanging
from flowanim.scene.matte import peel, refine, tighten
from flowanim.scene.surface import slender, surface, upright
from flowanim.scene.weld import weld

RANK: dict[str, int] = {"sky": 0, "mountain": 1, "water": 2, "ground": 2}
LEAST_SHARE = 0.004
LEAST_LAYERS, MOST_LAYERS = 3, 8
RIM = 12 / 1280
"""Width of what a cut-out subject may leave around itself by mistake."""
CRUMB = 24 / 1280
"""Side of a square, in long sides, below which a part that a step of depth cuts off stays with what is around it."""
CARRIED = 7
"""How far beyond its border a region's own step of depth goes on, in pixels."""
PRESENT = 0.02
BODIES, VAPOURS = ("person", "animal"), ("smoke", "fire")
GAP = 0.12
VALLEY = 0.04
LITTLE = 0.1
"""Less than this share of a pixel is not divided by what the regions say."""


@dataclass(frozen=True)
class Region:
    """A layer to be. alpha: (H, W), the share of each pixel; all regions of a photo sum to 1."""

    name: str
    kind: Kind
    alpha: Alpha
    confidence: float
    subject: bool = False
    things: Labels | None = None


def build_scene(photo: Photo, analysis: Analysis) -> Scene:
    """Return the layers of `photo` as `analysis` sees them."""
    regions, disparity = _regions(analysis)
    for kind in ("water", "sky"):  # what goes on from water into the sky is one thing, and stands below
        regions = _freed(photo.rgb, regions, kind)
    return Scene(photo, _peeled(photo.rgb, _in_order(regions, disparity), disparity))


def _regions(analysis: Analysis) -> tuple[list[Region], Disparity]:
    """Return regions that partition the picture: subject out, split by distance, small ones merged; and how near."""
    found = [Region(n, _kind(n), a, analysis.confidence.get(n, 0.5)) for n, a in analysis.regions.items()]
    near = analysis.disparity
    if analysis.subject is not None:
        found, near = _subject_out(found, near, analysis.subject, analysis.confidence.get("subject", 1.0))
    found = _split(found, near)
    found.sort(key=lambda r: -float(r.alpha.mean()))
    kept = [r for r in found if r.alpha.mean() >= LEAST_SHARE][:MOST_LAYERS] or found[:1]
    return _whole(kept, near)


def _kind(name: str) -> Kind:
    return next((kind for kind in KINDS if kind == name), "other")


def _subject_out(
    regions: list[Region], disparity: Disparity, subject: Alpha, confidence: float
) -> tuple[list[Region], Disparity]:
    """Take the subject's pixels from every region; the subject is of the kind of which it takes most."""
    main = max(regions, key=lambda r: float((r.alpha * subject).sum()))
    kind = main.kind if main.kind in ("person", "animal", "vehicle", "building", "vegetation") else "other"
    rest, near = _around(regions, disparity, subject)
    names = {r.name for r in regions}
    name = "subject" if "subject" not in names else "subject-cut"
    return [*rest, Region(name, kind, subject, confidence, subject=True)], near


def _around(regions: list[Region], disparity: Disparity, subject: Alpha) -> tuple[list[Region], Disparity]:
    """Return what a subject leaves of the regions, and how near it is: both run on to it from a little way off.

    What lies between is often a rim of the region that the subject was taken from, as near as the subject: it would be
    a layer of its own around it, with nothing behind it to be filled from. A region that is nothing more goes.
    """
    reach = max(2.0, RIM * max(subject.shape))
    taken, left = subject > PRESENT, 1 - subject
    farther = ~grow(taken, 2 * reach)
    rest = [replace(r, alpha=r.alpha * left) for r in regions]
    rest = [r for r in rest if (r.alpha[farther] > 0.5).any()]
    box = bounding_box(taken, round(2 * reach))
    rim = grow(taken[box], reach)
    if not rest or not rim.any():
        return rest, disparity
    index, near = nearest_index(~rim), disparity.copy()
    for region in rest:
        carried = region.alpha[box][index[..., 0], index[..., 1]] * left[box]
        region.alpha[box] = np.where(rim, carried, region.alpha[box])
    outside = rim & (subject[box] <= 0.5)
    near[box] = np.where(outside, near[box][index[..., 0], index[..., 1]], near[box])
    return rest, near


def _split(regions: list[Region], disparity: Disparity) -> list[Region]:
    """Split regions by distance; where that leaves a photo all but whole, also those that lie less far apart."""
    parts = [part for region in regions for part in _split_by_distance(region, disparity, GAP)]
    if len(parts) >= LEAST_LAYERS:
        return parts
    return [part for region in regions for part in _split_by_distance(region, disparity, GAP / 2)]


def _split_by_distance(region: Region, disparity: Disparity, least: float) -> list[Region]:
    """Split upright things in two where their disparities form two groups that lie over `least` apart.

    What the user has named stays whole, and so does each person and animal.
    """
    inside = region.alpha > 0.5
    if region.kind in RANK or region.name != region.kind or inside.mean() < 4 * LEAST_SHARE:
        return [region]
    cut, gap = _two_groups(disparity[inside])
    if gap < least:
        return [region]
    near = _near_inside(disparity > cut, inside)
    if region.kind in BODIES:
        near = _whole_bodies(near, region.alpha)
    share = float(near[inside].mean())
    if min(share, 1 - share) * inside.mean() < 2 * LEAST_SHARE:
        return [region]
    soft = np.asarray(cv2.GaussianBlur(near, (0, 0), 1.0))
    far = replace(region, name=f"{region.name}-far", alpha=region.alpha * (1 - soft))
    return [far, replace(region, alpha=region.alpha * soft)]


def _near_inside(near: Mask, inside: Mask) -> Alpha:
    """Return `near` (H, W) as it is inside, without crumbs, and carried on from there.

    Along the border of the region the disparity is that of its neighbour: read there, the neighbour's outline would
    be drawn once more as a thread of the near part.
    """
    size = (2 * CARRIED + 1, 2 * CARRIED + 1)
    nearer, known = (cv2.blur(mask.astype(np.float32), size) for mask in (near & inside, inside))
    carried = np.where(inside, near, nearer > known / 2)
    return np.asarray(without_specks(carried, round((CRUMB * max(near.shape)) ** 2)), np.float32)


def _whole_bodies(near: Alpha, alpha: Alpha) -> Alpha:
    """Return `near` (H, W) with each body, a connected part of `alpha`, wholly near or wholly far; also around it."""
    _, parts = cv2.connectedComponents((alpha > PRESENT).astype(np.uint8))
    votes, sizes = (np.bincount(parts.ravel(), weights) for weights in ((near * alpha).ravel(), alpha.ravel()))
    nearer = (votes > 0.5 * np.maximum(sizes, 1e-6)).astype(np.float32)
    index = nearest_index(parts > 0)
    return np.asarray(nearer[parts[index[..., 0], index[..., 1]]], np.float32)


def _two_groups(values: Array) -> tuple[float, float]:
    """Return (cut, gap): Otsu's threshold, and how far the groups lie apart; 0 where one runs into the other."""
    levels = np.clip(values * 255, 0, 255).astype(np.uint8)
    cut = (float(cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[0]) + 0.999) / 255
    low, high = values[values <= cut], values[values > cut]
    if len(low) and len(high):
        cut = float(low.mean() + high.mean()) / 2
    if not len(low) or not len(high) or float((np.abs(values - cut) < VALLEY).mean()) > 0.06:
        return cut, 0.0
    return cut, float(np.quantile(high, 0.2) - np.quantile(low, 0.8))


def _whole(regions: list[Region], disparity: Disparity) -> tuple[list[Region], Disparity]:
    """Return `regions` scaled so that they sum to 1; pixels that nobody claims go to the nearest region, as near."""
    total = np.sum([r.alpha for r in regions], 0)
    claimed = total > 0.05
    if not claimed.all():
        index = nearest_index(claimed)
        regions = [replace(r, alpha=r.alpha[index[..., 0], index[..., 1]]) for r in regions]
        disparity = disparity[index[..., 0], index[..., 1]]
        total = np.sum([r.alpha for r in regions], 0)
    return [replace(r, alpha=np.asarray(r.alpha / total)) for r in regions], disparity


def _freed(image: Image, regions: list[Region], kind: str) -> list[Region]:
    """Return the regions with what hangs into that of a `kind` (stems, twigs, masts) given to what it hangs on."""
    bare = next((i for i, r in enumerate(regions) if r.kind == kind), None)
    others = [i for i, r in enumerate(regions) if r.kind not in ("sky", kind)]
    if bare is None or not others:
        return regions
    alpha, freed = regions[bare].alpha, list(regions)
    found = hanging(image, alpha, [regions[i].alpha for i in others], rising=kind == "water")
    for i, things in zip(others, found, strict=True):
        if things.any():
            freed[i] = _with_things(regions[i], alpha, things)
    freed[bare] = replace(regions[bare], alpha=np.where(np.any(found, axis=0), 0, alpha))
    return freed


def _with_things(region: Region, alpha: Alpha, things: Labels) -> Region:
    """Return a region with numbered things (H, W) that are taken off an `alpha`; those that touch are one."""
    whole = region.alpha + alpha * (things > 0)
    if region.things is not None:
        joined = ((region.things > 0) | (things > 0)).astype(np.uint8)
        things = np.asarray(cv2.connectedComponents(joined)[1], np.int32)
    return replace(region, alpha=np.asarray(whole), things=things)


def _in_order(regions: list[Region], disparity: Disparity) -> list[Region]:
    """Sort far to near: by kind and median disparity, then neighbours change places if their border says so."""
    order = sorted(regions, key=lambda r: _rank(r, disparity))
    labels, d = _labels(order, disparity)
    masks = [cv2.dilate((labels == i).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0 for i in range(len(order))]
    place = list(range(len(order)))
    for _ in place:
        for k in range(len(place) - 1):
            i, j = place[k], place[k + 1]
            if order[i].kind != "sky" and _is_nearer(i, j, masks, labels, d):
                place[k], place[k + 1] = j, i
    return [order[i] for i in place]


def _rank(region: Region, disparity: Disparity) -> tuple[int, float]:
    inside = region.alpha > 0.5
    middle = float(np.median(disparity[inside])) if inside.any() else 0.0
    return RANK.get(region.kind, 3 + region.subject), middle


def _labels(regions: list[Region], disparity: Disparity) -> tuple[Array, Disparity]:
    size = (max(16, disparity.shape[1] // 4), max(16, disparity.shape[0] // 4))
    small = np.stack([resize(r.alpha, size) for r in regions])
    return small.argmax(0), resize(disparity, size)


def _is_nearer(i: int, j: int, masks: list[Mask], labels: Array, d: Disparity) -> bool:
    """Whether region i is clearly nearer than j along their common border."""
    border = masks[i] & masks[j]
    mine, yours = d[border & (labels == i)], d[border & (labels == j)]
    return len(mine) > 8 and len(yours) > 8 and float(mine.mean() - yours.mean()) > 0.05


def _peeled(image: Image, regions: list[Region], disparity: Disparity) -> tuple[Layer, ...]:
    """Take the layers off the photo one by one, nearest first."""
    rest, domain = image, np.ones(image.shape[:2], bool)
    below = np.ones(image.shape[:2], np.float32)
    cut: list[Image] = []
    for i, region in reversed(list(enumerate(regions))):
        share = _share(region.alpha, below) if i else np.ones_like(below)
        alpha = tighten(refine(rest, share, domain)) if i else share
        rgba, rest = peel(rest, alpha, domain)
        cut.insert(0, rgba)
        domain = domain & (rgba[..., 3] < 1)
        below = np.maximum(below - region.alpha, 0)
    near = _surfaces(image, regions, cut, disparity)
    return tuple(
        Layer(r.name, r.kind, rgba, smooth, r.subject, r.confidence)
        for r, rgba, smooth in zip(regions, cut, near, strict=True)
    )


def _surfaces(image: Image, regions: list[Region], cut: list[Image], disparity: Disparity) -> list[Disparity]:
    """Return the disparity of each layer, welded to its neighbours where the photo has no edge between them.

    Bodies stand at one distance, and vapours never have an edge: they are not welded.
    """
    left, shares = np.ones(image.shape[:2], np.float32), list[Alpha]()
    for rgba in reversed(cut):
        shares.insert(0, left * rgba[..., 3])
        left = left - shares[0]
    standing = [_surface(region, disparity) for region in regions]
    rigid = [flat or region.kind in (*BODIES, *VAPOURS) for (_, flat), region in zip(standing, regions, strict=True)]
    things = [region.things > 0 for region in regions if region.things is not None]
    apart = np.any(things, axis=0) if things else np.zeros(disparity.shape, bool)
    return weld(image, shares, [near for near, _ in standing], rigid, apart=apart)


def _surface(region: Region, disparity: Disparity) -> tuple[Disparity, bool]:
    """Return the disparity (H, W) of a region's layer, and whether it is flat but for what stands on it."""
    things = np.zeros(disparity.shape, np.int32) if region.things is None else region.things
    if region.kind == "building":
        towers = slender(np.asarray(region.alpha * (things == 0)))
        things = np.where(towers > 0, things.max() + towers, things)
    if not things.any():
        return surface(disparity, region.alpha, region.kind)
    own = np.asarray(region.alpha * (things == 0))
    near, flat = surface(disparity, own, region.kind)
    return upright(near, own, things), flat


def _share(alpha: Alpha, below: Alpha) -> Alpha:
    """Return alpha / below, the share of what is not taken yet; where nearly all is taken, the nearest known share.

    What little is left there is divided by chance: slivers of a far layer would lie all along a near one.
    """
    share, known = np.minimum(alpha / np.maximum(below, LITTLE), 1), below > LITTLE
    if not known.all():
        box = bounding_box(grow(~known, 2))
        index = nearest_index(known[box])
        share[box] = share[box][index[..., 0], index[..., 1]]
    return np.asarray(share, np.float32)
