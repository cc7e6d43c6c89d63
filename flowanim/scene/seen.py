"""What is where in a photo, by the rules and the network together: regions, how near things are, the subject.

A sky that the network does not see at all is none: the rules take pale walls and ceilings for one.

    Sight.disparity (small, soft) --guided filter--> 384 px --mixed with that of the rules--> near
    near --from inside each region--> steps on the regions' borders and nowhere else

The regions of a larger model that the user has fetched need no second opinion: its Sight is `sure`.
People and animals stand: each is at one distance, so no layer ever cuts one in two. Source of the filter: He, Sun and
Tang, Guided Image Filtering, 2013.
"""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Analysis, Array, Disparity, Image, Kind, Mask, check
from flowanim.errors import WeightsError
from flowanim.ops.image import blur, fit, masked, resize
from flowanim.ops.mask import nearest_index, ramp, shrink
from flowanim.scene import classical
from flowanim.scene.depth import anchor, compose
from flowanim.scene.faces import with_people
from flowanim.scene.regions import pooled, revised, without_false_sky
from flowanim.scene.segment import Regions
from flowanim.scene.subject import cut_out
from flowanim.sight import See, Sight

SMALL = 384
RADIUS, SMOOTH = 6, 1e-3
CORE, EVEN, EVEN_LYING = 3.0, 12.0, 24.0
RELIEF, DEEP = 0.06, 0.4
"""How much of a subject lies before or behind its middle at most: outdoors, and a body, it stands and is no slope or
rubber; in a room it may be a bed.
"""
SCENERY: tuple[Kind, ...] = ("sky", "water", "ground", "mountain")
"""Kinds that are hardly ever a subject."""
BODIES, LEVEL = ("person", "animal"), ("ground", "water")
RANGE = (0.05, 0.95)
LYING = 0.4
"""Outdoors a region with such a range of classical disparity lies on the ground."""
CLASSICAL, OUTDOORS = 0.2, 0.3
"""The classical analysis's share of the disparity under a sky, and without one where it is nature; indoors none."""
NATURE = ("sky", "water", "vegetation", "mountain", "animal")
WILD = (0.1, 0.3)
"""From which mean chance of NATURE on a photo may be one of nature, and is one. Held-out rooms had 0.09 at most."""


def look_at(rgb: Image, see: See) -> tuple[Analysis, tuple[str, ...]]:
    """Return what is where in a photo (H, W, 3), people by their faces too, and notes.

    Without the network's weights the classical analysis answers, and a note says so.
    """
    try:
        found, sight = _seen(rgb, see)
        return with_people(found, rgb, sight.regions.get("person")), ()
    except WeightsError as fault:
        note = f"regions and depth are found without a network: {fault}"
        return with_people(classical.analyse(rgb), rgb), (note,)


def analyse(rgb: Image, see: See) -> Analysis:
    """Return disparity, regions with confidence, and the subject if there is one, all at the size of `rgb` (H, W, 3).

    Raises ValueError if `rgb` is not float32 (H, W, 3).
    """
    return _seen(rgb, see)[0]


def _seen(rgb: Image, see: See) -> tuple[Analysis, Sight]:
    check(rgb, "photo", channels=(3,))
    small = np.ascontiguousarray(resize(rgb, fit((rgb.shape[1], rgb.shape[0]), SMALL)))
    with ThreadPoolExecutor(1, "flowanim-see") as pool:
        seeing = pool.submit(see, small)
        found = classical.analyse(rgb, partial(_revised, seeing))
    sight = seeing.result()
    other = resize(found.disparity, (small.shape[1], small.shape[0]))
    near = _ranged(sharpened(sight.disparity, small), other)
    under = "sky" in found.regions
    wild = 1.0 if under else float(ramp(_nature(sight), *WILD))
    share = CLASSICAL if under else OUTDOORS * wild
    mixed = np.asarray(near + np.float32(share) * (other - near), np.float32)
    disparity = _in_steps(mixed, other if under else None, found, _relief(found, wild))
    return replace(found, disparity=disparity), sight


def _relief(found: Analysis, wild: float) -> float:
    """Return how much of the subject may lie before or behind its middle. wild: 0 in a room, 1 outdoors."""
    if found.subject is None:
        return RELIEF
    body = sum(float((found.regions[kind] * found.subject).sum()) for kind in BODIES if kind in found.regions)
    return RELIEF if body > 0.5 * float(found.subject.sum()) else wild * RELIEF + (1 - wild) * DEEP


def _lies_there(sight: Sight, mask: Mask) -> bool:
    """Return whether most of a mask (h, w) is of kinds that are hardly ever a subject, such as a light on water."""
    size = (mask.shape[1], mask.shape[0])
    return sum(float(resize(sight.regions[k], size)[mask].mean()) for k in SCENERY if k in sight.regions) > 0.5


def _with_whole_bodies(regions: Regions, mask: Mask) -> Mask:
    """Return a mask (h, w) with all of each person, animal, building that is mostly in it: none is cut in two."""
    whole = mask.copy()
    for kind, own in regions.masks().items():
        if kind in (*BODIES, "building"):
            _, parts = cv2.connectedComponents(own.astype(np.uint8))
            inside = np.bincount(parts[mask], minlength=int(parts.max()) + 1) > 0.5 * np.bincount(parts.ravel())
            whole |= own & inside[parts]
    return whole


def _nature(sight: Sight) -> float:
    """Return the mean chance, 0..1, of what is seldom in a room."""
    return float(sum(sight.regions[kind].mean() for kind in NATURE if kind in sight.regions))


def _revised(seeing: Future[Sight], regions: Regions, small: Image) -> classical.Opinion:
    """Return the regions of a `small` photo that the rules and the network see, or those of one sure of its own.

    With them the subject that the network sees.
    """
    sight = seeing.result()
    if sight.sure:
        regions = revised(regions, {kind: sharpened(chance, small) for kind, chance in sight.regions.items()})
    else:
        chances = {kind: resize(chance, (small.shape[1], small.shape[0])) for kind, chance in sight.regions.items()}
        regions = pooled(without_false_sky(regions, chances["sky"]), chances)
    subject, trust = cut_out(small, sight.subject, regions.pieces)
    if subject is None or _lies_there(sight, subject):
        return classical.Opinion(regions, None, 0.0, sight.subject)
    return classical.Opinion(regions, _with_whole_bodies(regions, subject), trust, sight.subject)


def _ranged(near: Disparity, other: Disparity) -> Disparity:
    """Return `near` with the range that `other` has below the sky: a network knows disparity but for scale and shift.

    Unshifted, far mountains would slide along the sky as if they stood half as far as the foreground.
    """
    ground = other > 0
    if not ground.any():
        return near
    low, high = np.quantile(near[ground], RANGE)
    least, most = np.quantile(other[ground], RANGE)
    return np.asarray(least + np.maximum(near - low, 0) * ((most - least) / max(float(high - low), 1e-3)), np.float32)


def sharpened(field: Disparity, small: Image) -> Disparity:
    """Return a soft field (h, w) at the size of the `small` photo, its steps drawn to the photo's edges."""
    wide = resize(field, (small.shape[1], small.shape[0]))
    return np.asarray(cv2.ximgproc.guidedFilter(small, wide, RADIUS, SMOOTH), np.float32)


def _in_steps(near: Disparity, other: Disparity | None, found: Analysis, relief: float) -> Disparity:
    """Return the disparity (H, W) of `near` (h, w), taken from inside each region and the subject.

    Under a sky ground, water and what covers the ground run to the horizon: theirs is `other`, the classical law, and
    only how far they are from `near` all in all, so that they stay as even as the law is. relief: of the subject.
    """
    above = found.subject if found.subject is not None else np.zeros_like(found.disparity)
    alphas = {kind: np.asarray(alpha * (1 - above)) for kind, alpha in found.regions.items()} | {"subject": above}
    masks = _partition(alphas, (near.shape[1], near.shape[0]))
    fields = [
        _lying(near, other, mask)
        if other is not None and _lies(kind, other[mask], "sky" in masks)
        else _field(kind, mask, near, relief)
        for kind, mask in masks.items()
    ]
    return anchor(compose(fields, [alphas[kind] for kind in masks]), "sky" in masks)


def _lying(near: Disparity, law: Disparity, mask: Mask) -> Disparity:
    """Return the disparity (h, w) of what lies: the law, moved smoothly to where `near` has it."""
    moved = law + _inside(near - law, mask, EVEN_LYING)
    return _carried(np.maximum(moved, np.float32(0)), mask)


def _lies(kind: str, law: Array, under_sky: bool) -> bool:
    """Return whether a kind with such classical disparities lies on the ground."""
    if kind in LEVEL or kind == "subject" or not under_sky:
        return kind in LEVEL
    low, high = np.quantile(law, (0.1, 0.9))
    return float(high - low) > LYING


def _partition(alphas: dict[str, Alpha], size: tuple[int, int]) -> dict[str, Mask]:
    """Return kind -> its pixels at `size` (w, h), each given to the kind that has most of it; kinds without any go."""
    index = np.stack([resize(alpha, size) for alpha in alphas.values()]).argmax(0)
    masks = {kind: np.asarray(index == i) for i, kind in enumerate(alphas)}
    return {kind: mask for kind, mask in masks.items() if mask.any()}


def _field(kind: str, mask: Mask, near: Disparity, relief: float) -> Disparity:
    """Return the disparity (h, w) of one kind, defined everywhere: sky at none, bodies each at one, others as seen."""
    if kind == "sky":
        return np.zeros_like(near)
    if kind == "subject":
        middle = np.float32(np.median(near[mask]))
        return _inside(np.clip(near, middle - np.float32(relief), middle + np.float32(relief)), mask, EVEN)
    if kind not in BODIES:
        return _inside(near, mask, EVEN)
    _, parts = cv2.connectedComponents(mask.astype(np.uint8))
    levels = np.array([np.median(near[parts == part]) for part in range(parts.max() + 1)], np.float32)
    return _carried(np.asarray(levels[parts], np.float32), mask)


def _inside(values: Disparity, mask: Mask, even: float) -> Disparity:
    """Return `values` as they are well inside the mask, smoothed by `even` px, and carried on beyond its border.

    What a network sees is blotchy: unsmoothed, straight lines would bend when the camera moves sideways.
    """
    inner = shrink(mask, CORE)
    inner = inner if inner.any() else mask
    weight = blur(inner.astype(np.float32), even)
    soft = blur(masked(values, inner), even) / np.maximum(weight, np.float32(1e-3))
    return _carried(np.asarray(soft, np.float32), inner)


def _carried(values: Disparity, mask: Mask) -> Disparity:
    """Return `values` inside the mask, and beyond it those of the nearest pixel inside."""
    index = nearest_index(mask)
    return np.asarray(values[index[..., 0], index[..., 1]], np.float32)
