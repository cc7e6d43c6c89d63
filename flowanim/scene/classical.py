"""A photo -> what is where in it, and how near: the analysis that needs no network.

The photo is understood at 384 px (superpixels, hand-written scores, relaxation: `segment`; saliency and GrabCut:
`saliency`; photo pop-up: `depth`) and its regions are then fitted to the edges of the full photo (`refine`).
Deterministic, whatever the thread count.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from flowanim.datatypes import Alpha, Analysis, Image, Mask, check
from flowanim.ops.image import fit, resize
from flowanim.scene import depth
from flowanim.scene.refine import ODD, refine
from flowanim.scene.saliency import find_subject
from flowanim.scene.segment import Regions, find_regions

SMALL = 384
SURE_SUBJECT = 0.85
"""A subject less sure than this is not cut out: a cup without its rim looks worse than one that bends a little."""
LEAST = 48
SUBJECT_BAND = 4.0
"""How far, in pixels of the small photo, its border may move: GrabCut has seen more colours of it than are close by."""
SEEN = 0.15
"""Nor is one cut out in which a second opinion sees a lower mean chance of a subject."""


@dataclass(frozen=True, eq=False)
class Opinion:
    """A second opinion on a small photo: its regions, and the subject (h, w) with how sure that is, 0..1, if any.

    chance: of being a subject, at any size.
    """

    regions: Regions
    subject: Mask | None
    trust: float
    chance: Alpha


Revise = Callable[[Regions, Image], Opinion]


def analyse(rgb: Image, revise: Revise | None = None) -> Analysis:
    """Return disparity, regions with confidence, and the subject if one is clear, all at the size of `rgb` (H, W, 3).

    revise: a second opinion on the regions of the small photo and its subject, before depth and, where it sees none, a
    subject are looked for.
    Raises ValueError if `rgb` is not float32 (H, W, 3).
    """
    check(rgb, "photo", channels=(3,))
    w, h = fit((rgb.shape[1], rgb.shape[0]), SMALL)
    small = np.ascontiguousarray(resize(rgb, (max(w, LEAST), max(h, LEAST))))
    found = find_regions(small)
    opinion = Opinion(found, None, 0.0, np.ones((1, 1), np.float32)) if revise is None else revise(found, small)
    regions, subject, trust = opinion.regions, opinion.subject, opinion.trust
    masks = regions.masks()
    if subject is None:
        subject, trust = find_subject(small, regions.pieces, *_unlikely(masks, regions.horizon))
        if subject is not None and (trust < SURE_SUBJECT or _denied(subject, opinion.chance)):
            subject = None
    alphas = refine(list(masks.values()), rgb)
    full_subject = None if subject is None else refine([subject, ~subject], rgb, band=SUBJECT_BAND, odd=ODD)[0]
    if full_subject is not None and "sky" in regions.kinds:
        full_subject = full_subject * (1 - alphas[regions.kinds.index("sky")])
    disparity = _disparity(small, regions, subject, alphas if full_subject is None else [*alphas, full_subject])
    confidence = dict(regions.confidence) | ({} if subject is None else {"subject": trust})
    return Analysis(disparity, dict(zip(regions.kinds, alphas, strict=True)), confidence, full_subject)


def _denied(subject: Mask, chance: Alpha) -> bool:
    """Return whether the `chance`, of any size, is low within a subject (h, w)."""
    wide = resize(chance, (subject.shape[1], subject.shape[0]))
    return bool((wide - SEEN)[subject].sum() < 0)


def _unlikely(masks: Mapping[str, Mask], horizon: float | None) -> tuple[Mask, Mask]:
    """Return what a subject cannot be (sky, water), and what it seldom is (land, wide vegetation under the
    horizon).
    """
    nothing = np.zeros_like(next(iter(masks.values())))
    sky, water, mountain, ground, green = (
        masks.get(kind, nothing) for kind in ("sky", "water", "mountain", "ground", "vegetation")
    )
    wide = np.asarray(green if green.any(0).mean() > 0.5 else nothing).copy()
    wide[: round((horizon or 0.0) * len(wide))] = False
    return sky | water, mountain | ground | wide


def _disparity(small: Image, regions: Regions, subject: Mask | None, alphas: list[Alpha]) -> Image:
    """Return (H, W): the fields of the kinds, and of the subject above them, sorted out by the full-size alphas."""
    masks = regions.masks()
    if regions.horizon is None:
        field = depth.indoor_field(small)
        fields = dict.fromkeys(masks, field)
    else:
        fields = depth.outdoor_fields(masks, regions.horizon)
    stack = list(fields.values())
    if subject is None:
        return depth.anchor(depth.compose(stack, alphas), "sky" in masks)
    under = depth.compose(stack, [mask.astype(np.float32) for mask in masks.values()])
    level = depth.subject_level(under, subject, lift=0.25 if regions.horizon is None else 0.02)
    stack.append(np.full_like(under, level))
    above = alphas[-1]
    alphas = [alpha * (1 - above) for alpha in alphas[:-1]] + [above]
    return depth.anchor(depth.compose(stack, alphas), "sky" in masks)
