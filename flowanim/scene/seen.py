"""What a network sees -> Analysis, on the photo's own edges; the classical analysis where the network is unsure.

    Sight (small, soft) --guided filter--> chances at 384 px --one kind a pixel, refined--> regions of the full photo
          disparity     --from inside each region--> steps on the regions' borders and nowhere else

People and animals stand: each is at one distance, so no layer ever cuts one in two. Source of the filter: He, Sun and
Tang, Guided Image Filtering, 2013.
"""

from collections.abc import Mapping

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Analysis, Array, Disparity, Image, Mask, check
from flowanim.errors import WeightsError
from flowanim.ops.image import fit, resize
from flowanim.ops.mask import largest, nearest_index, shrink
from flowanim.scene import classical
from flowanim.scene.depth import anchor, compose
from flowanim.scene.faces import with_people
from flowanim.scene.refine import refine
from flowanim.scene.trust import weighed
from flowanim.sight import See

SMALL = 384
RADIUS, SMOOTH = 6, 1e-3
LEAST = 0.006
CORE = 3.0
BODIES = ("person", "animal")
CLASSICAL = 0.4
"""The classical analysis's share of the disparity."""
LIKELY_SUBJECT, SURE_SUBJECT, MOST_SUBJECT = 0.5, 0.68, 0.7


def look_at(rgb: Image, see: See) -> tuple[Analysis, tuple[str, ...]]:
    """Return what is where in a photo (H, W, 3), people by their faces too, and notes.

    Without the network's weights the classical analysis answers, and a note says so.
    """
    try:
        return with_people(analyse(rgb, see), rgb), ()
    except WeightsError as fault:
        note = f"regions and depth are found without a network: {fault}"
        return with_people(classical.analyse(rgb), rgb), (note,)


def analyse(rgb: Image, see: See) -> Analysis:
    """Return disparity, regions with confidence, and the subject if there is one, all at the size of `rgb` (H, W, 3).

    Raises ValueError if `rgb` is not float32 (H, W, 3).
    """
    check(rgb, "photo", channels=(3,))
    small = np.ascontiguousarray(resize(rgb, fit((rgb.shape[1], rgb.shape[0]), SMALL)))
    sight = see(small)
    other = classical.analyse(small)
    chances = weighed({kind: sharpened(chance, small) for kind, chance in sight.regions.items()}, other.regions)
    near = sharpened(sight.disparity, small)
    near = near / max(float(np.quantile(near, 0.99)), 1e-3)
    near += np.float32(CLASSICAL) * (other.disparity - near)
    wanted = sharpened(sight.subject, small) if other.subject is None else other.subject
    return _on_edges(rgb, _partition(chances), _subject(wanted), near, {**chances, "subject": wanted})


def sharpened(field: Array, small: Image) -> Array:
    """Return a soft field (h, w) at the size of the `small` photo, its steps drawn to the photo's edges."""
    wide = resize(field, (small.shape[1], small.shape[0]))
    return np.asarray(cv2.ximgproc.guidedFilter(small, wide, RADIUS, SMOOTH), np.float32)


def _partition(chances: Mapping[str, Alpha]) -> dict[str, Mask]:
    """Return kind -> its pixels: each pixel the likeliest of the kinds that cover more than a trifle."""
    kinds = list(chances)
    stack = np.stack([chances[kind] for kind in kinds])
    shares = np.bincount(stack.argmax(0).ravel(), minlength=len(kinds)) / stack[0].size
    kept = np.flatnonzero(shares >= min(LEAST, float(shares.max())))
    index = stack[kept].argmax(0)
    return {kinds[k]: np.asarray(index == i) for i, k in enumerate(kept)}


def _subject(chance: Alpha) -> Mask | None:
    """Return the subject's pixels, or None where none is sure enough."""
    mask = largest(chance > LIKELY_SUBJECT, 0.2)
    sure = mask.any() and float(chance[mask].mean()) > SURE_SUBJECT
    return mask if sure and LEAST < mask.mean() < MOST_SUBJECT else None


def _on_edges(
    rgb: Image,
    masks: Mapping[str, Mask],
    subject: Mask | None,
    near: Disparity,
    chances: Mapping[str, Alpha],
) -> Analysis:
    """Return the Analysis at the size of `rgb`: borders refined, disparity taken from inside each region."""
    alphas = dict(zip(masks, refine(list(masks.values()), rgb), strict=True))
    fields = [_field(kind, mask, near) for kind, mask in masks.items()]
    stack = list(alphas.values())
    confidence = {kind: float(chances[kind][mask].mean()) for kind, mask in masks.items()}
    whole = None
    if subject is not None:
        whole = refine([subject, ~subject], rgb)[0]
        whole = whole * (1 - alphas["sky"]) if "sky" in alphas else whole
        fields.append(_inside(near, subject))
        stack = [*(alpha * (1 - whole) for alpha in stack), whole]
        confidence["subject"] = float(chances["subject"][subject].mean())
    return Analysis(anchor(compose(fields, stack), "sky" in masks), alphas, confidence, whole)


def _field(kind: str, mask: Mask, near: Disparity) -> Disparity:
    """Return the disparity (h, w) of one kind, defined everywhere: sky at none, bodies each at one, others as seen."""
    if kind == "sky":
        return np.zeros_like(near)
    if kind not in BODIES:
        return _inside(near, mask)
    _, parts = cv2.connectedComponents(mask.astype(np.uint8))
    levels = np.array([np.median(near[parts == part]) for part in range(parts.max() + 1)], np.float32)
    return _inside(levels[parts], mask, core=0.0)


def _inside(values: Disparity, mask: Mask, core: float = CORE) -> Disparity:
    """Return `values` as they are well inside the mask, carried on from there beyond its border."""
    inner = shrink(mask, core)
    index = nearest_index(inner if inner.any() else mask)
    return np.asarray(values[index[..., 0], index[..., 1]], np.float32)
