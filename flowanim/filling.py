"""A filler's name -> the filler that makes up hidden pixels. The one place where it is chosen.

    none         the nearest pixel repeated: what a plain warp shows
    telea        marched inwards, smooth
    patch        patches of the photo, by PatchMatch; wants nothing else
    diffusion    the in-painting network, which begins from patches; wants its weights
    hub:NAME     a pipeline of the library diffusers, from the store of models; wants both

A filler that wants what is not there is stood in for by `patch`, with a note. Networks are loaded at their first use:
where nothing must be filled they cost nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from types import MappingProxyType

from flowanim.datatypes import Array, Clip, Disparity, Image, Mask, Progress, Scene, silent
from flowanim.errors import PlanError
from flowanim.nets import hub_paint
from flowanim.nets.inpaint import load
from flowanim.nets.specs import FOLDER, INPAINT
from flowanim.ops.mask import bounding_box
from flowanim.plan import MotionPlan
from flowanim.render import fill
from flowanim.render.fill import Filler
from flowanim.render.finish import level_border
from flowanim.render.frames import render_frames
from flowanim.render.holes import complete, survey
from flowanim.render.paint import Network
from flowanim.render.paint import filler as painted
from flowanim.render.redraw import redrawer
from flowanim.render.refine import refined, without_additions

STAND_IN, REFINER, HUB = "patch", "diffusion", "hub:"
UNREFINED = "refine: the frames are shown as they were warped ({})"


def default_filler() -> str:
    """Return the filler that is used when nobody names one."""
    return STAND_IN


def _diffusion(rgb: Image, hole: Mask, source: Mask, seed: int, *, disparity: Disparity | None = None) -> Image:
    """Fill by the in-painting network."""
    return painted(network())(rgb, hole, source, seed, disparity=disparity)


FILLERS: Mapping[str, Filler] = MappingProxyType({**fill.FILLERS, REFINER: _diffusion})
"""All fillers by the names that plans use."""


@lru_cache(maxsize=1)
def network() -> Network:
    """Return the in-painting network; one picture at a time goes through it, whichever thread asks."""
    held, lock = load(), Lock()

    def told(picture: Array, texture: Array, hole: Mask, foreign: Mask, near: Array) -> Callable[[Image, float], Image]:
        denoise = held(picture, texture, hole, foreign, near)

        def alone(noisy: Image, sigma: float) -> Image:
            with lock:
                return denoise(noisy, sigma)

        return alone

    return told


def missing(name: str) -> str:
    """Return what the filler `name` wants and is not here, in words; "" if it can be used."""
    if name.startswith(HUB):
        return hub_paint.lacking(name.removeprefix(HUB))
    if name != REFINER or (INPAINT.onnx and (FOLDER / f"{INPAINT.name}.onnx").is_file()):
        return ""
    return "its weights are not here: install flowanim again"


def filler_of(name: str) -> tuple[Filler, tuple[str, ...]]:
    """Return the filler `name`, or the one that stands in for it, and notes."""
    lack = missing(name)
    if lack:
        return FILLERS[STAND_IN], (f"filler: {STAND_IN} instead of {name} ({lack})",)
    return (_of_hub(name.removeprefix(HUB)) if name.startswith(HUB) else FILLERS[name]), ()


def _of_hub(name: str) -> Filler:
    """Return a pipeline of the hub as a filler; what is neither hole nor source is smeared over first.

    What it makes is levelled to the photo at the hole's border: its colours come through a lossy encoder.
    """

    def fill_by(rgb: Image, hole: Mask, source: Mask, seed: int, *, disparity: Disparity | None = None) -> Image:
        fill.check_masks(rgb, hole, source)
        if not hole.any():
            return rgb.copy()
        plain = fill.fill_telea(rgb, ~source, source, seed) if source.any() else rgb
        made = hub_paint.inpaint(name, plain, hole, seed)
        box = bounding_box(hole, margin=1)
        return fill.paste(rgb, hole, box, level_border(made[box], plain[box], hole[box], source[box]))

    return fill_by


@dataclass(frozen=True)
class Filled:
    """scene: with nothing open in any frame. invented: share of the shown pixels. plan: with notes on how.

    opened: whether anything is uncovered.
    """

    scene: Scene
    invented: float
    plan: MotionPlan
    opened: bool

    def play(self) -> Clip:
        """Return the frames, streamed; refined, if the plan wants it and anything was uncovered."""
        if self.plan.refine == "none" or not self.opened or missing(REFINER):
            return render_frames(self.scene, self.plan)
        warped = render_frames(self.scene, without_additions(self.plan))
        return refined(warped, self.scene, self.plan, redraw=redrawer(network()))


def filled(plan: MotionPlan, scene: Scene, *, reuse: bool = False, progress: Progress = silent) -> Filled:
    """Make up what `plan` will reveal, once for all frames. reuse: as in `complete`. PlanError if the sizes differ."""
    if scene.photo.size != plan.size:
        raise PlanError(f"the scene is {scene.photo.size} pixels, the plan {plan.size}: load the scene from the plan")
    progress("fill", 0, 1)
    found = survey(scene, plan)
    filler, notes = filler_of(plan.fill)
    whole = complete(scene, found, plan, reuse=reuse, filler=filler)
    progress("fill", 1, 1)
    share = found.invented + found.made
    if not any(mask.any() for mask in found.needed):
        return Filled(whole, share, plan, opened=False)
    lack = missing(REFINER) if plan.refine == "frames" else ""
    notes += (UNREFINED.format(lack),) if lack else ()
    return Filled(whole, share, plan.model_copy(update={"notes": (*plan.notes, *notes)}), opened=True)
