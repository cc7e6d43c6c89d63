"""A filler's name -> the filler that makes up hidden pixels. The one place where it is chosen.

    none         the nearest pixel repeated: what a plain warp shows
    telea        marched inwards, smooth
    patch        patches of the photo, by PatchMatch; wants nothing else
    diffusion    the in-painting network; wants torch and its weights

A filler that wants what is not there is stood in for by `patch`, with a note. Networks are loaded at their first use:
where nothing must be filled they cost nothing.
"""

from dataclasses import dataclass

from flowanim.datatypes import Progress, Scene, silent
from flowanim.errors import PlanError
from flowanim.plan import MotionPlan
from flowanim.render.fill import FILLERS, Filler
from flowanim.render.holes import complete, survey

STAND_IN, REFINER = "patch", "diffusion"
UNREFINED = "refine: the frames are shown as they were warped ({})"


@dataclass(frozen=True)
class Filled:
    """scene: with nothing open in any frame. invented: share of the shown pixels. plan: with notes on how."""

    scene: Scene
    invented: float
    plan: MotionPlan


def filled(plan: MotionPlan, scene: Scene, *, reuse: bool = False, progress: Progress = silent) -> Filled:
    """Make up what `plan` will reveal, once for all frames. reuse: as in `complete`. PlanError if the sizes differ."""
    if scene.photo.size != plan.size:
        raise PlanError(f"the scene is {scene.photo.size} pixels, the plan {plan.size}: load the scene from the plan")
    progress("fill", 0, 1)
    found = survey(scene, plan)
    filler, notes = filler_of(plan)
    whole = complete(scene, found, plan, reuse=reuse, filler=filler)
    progress("fill", 1, 1)
    if not any(mask.any() for mask in found.needed):
        return Filled(whole, found.invented, plan)
    lack = missing(REFINER) if plan.refine == "frames" else ""
    notes += (UNREFINED.format(lack),) if lack else ()
    return Filled(whole, found.invented, plan.model_copy(update={"notes": (*plan.notes, *notes)}))


def default_filler() -> str:
    """Return the filler that is used when nobody names one."""
    return STAND_IN


def missing(name: str) -> str:
    """Return what the filler `name` wants and is not here, in words; "" if it can be used."""
    if name in FILLERS:
        return ""
    return "its weights are not part of this version"


def filler_of(plan: MotionPlan) -> tuple[Filler, tuple[str, ...]]:
    """Return the filler of `plan`, and notes."""
    lack = missing(plan.fill)
    if lack:
        return FILLERS[STAND_IN], (f"filler: {STAND_IN} instead of {plan.fill} ({lack})",)
    return FILLERS[plan.fill], ()
