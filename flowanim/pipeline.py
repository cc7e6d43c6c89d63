"""The four calls, in order: photo -> Scene -> MotionPlan -> frames -> file.

`animate` is `make_plan` followed by `render_plan`: whatever shapes the picture is in the plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np

from flowanim.datatypes import Clip, Progress, Scene, Wishes, silent
from flowanim.filling import filled
from flowanim.loading import base_plan, load_scene
from flowanim.motion.borrowed import laid_over, of_photo, region_of
from flowanim.motion.handfiles import with_hints
from flowanim.motion.hands import with_drawing
from flowanim.motion.planner import plan_motion
from flowanim.motion.temper import tempered
from flowanim.plan import MotionPlan
from flowanim.render.bear import bear
from flowanim.render.overscan import overscan
from flowanim.repair import Inner
from flowanim.review.findings import warning
from flowanim.scene.photo import photo_size
from flowanim.scene.picture import MAX_PIXELS
from flowanim.video.encode import check_target, write_video
from flowanim.video.flofile import read_flo
from flowanim.video.formats import find_format
from flowanim.video.meanflow import mean_flow

LEAST_RESTING = 0.05
"""Below this share of a clip at rest its camera may be moving."""


@dataclass(frozen=True)
class Result:
    """What was made. size: (W, H) of the video. invented: share of shown pixels that were filled in.

    seconds_spent: wall time of filling, rendering and encoding.
    """

    path: Path
    plan: MotionPlan
    size: tuple[int, int]
    layers: tuple[str, ...]
    invented: float
    seconds_spent: float


@dataclass(frozen=True)
class Expectation:
    """What a plan will cost: frames, memory in MB, seconds on two laptop cores (from `scripts/bench.py`)."""

    frames: int
    memory_mb: float
    seconds: float


def animate(
    photo: Path | str,
    prompt: str = "",
    *,
    out: Path | str | None = None,
    wishes: Wishes = Wishes(),  # noqa: B008 (frozen)
    force: bool = False,
    progress: Progress = silent,
) -> Result:
    """Make a video of `photo` as `prompt` and `wishes` say, and return what was made.

    out: a file, or a folder for the default name; None is `<photo>.flowanim.mp4` beside the photo. force: overwrite.
    Raises a FlowanimError that names the file and the remedy; nothing is left behind then.
    """
    target = target_for(photo, out, force=force, inputs=wishes.files)
    plan, scene = make_plan(photo, prompt, wishes, progress=progress)
    return write_scene(plan, scene, target, force=force, reuse=True, progress=progress)


def render_plan(
    plan: MotionPlan,
    *,
    folder: Path | str = ".",
    out: Path | str | None = None,
    force: bool = False,
    max_pixels: int = MAX_PIXELS,
    progress: Progress = silent,
) -> Result:
    """Make the video of `plan`; its files are found from `folder`. Errors as in `animate`."""
    base = Path(folder)
    target = target_for(base / plan.photo.path, out, force=force, inputs=[base / file.path for file in plan.files])
    scene = load_scene(plan, folder, max_pixels=max_pixels, progress=progress)
    noted = plan.model_copy(update={"notes": tuple(dict.fromkeys((*plan.notes, *scene.photo.notes)))})
    return write_scene(noted, scene, target, force=force, reuse=True, progress=progress)


def make_plan(
    photo: Path | str,
    prompt: str = "",
    wishes: Wishes = Wishes(),  # noqa: B008 (frozen)
    *,
    folder: Path | str = ".",
    progress: Progress = silent,
) -> tuple[MotionPlan, Scene]:
    """Look at `photo` and choose what moves. The plan names its files relative to `folder`."""
    limit = wishes.max_pixels or MAX_PIXELS
    full = photo_size(photo, max_pixels=limit)
    wishes, said = with_hints(wishes, full)
    base = with_drawing(base_plan(Path(photo), full, wishes, Path(folder)), wishes, full, Path(folder))
    scene = load_scene(base, folder, max_pixels=limit, progress=progress)
    progress("plan", 0, 1)
    wishes, more = _with_borrowed(wishes, scene, base, full)
    base = with_drawing(base, wishes, full, Path(folder))
    more += warning(full, scene.photo.rgb)
    base = base.model_copy(update={"notes": (*base.notes, *scene.photo.notes, *said, *more)})
    plan = plan_motion(scene, base, prompt, wishes)
    plan = _without_borders(tempered(plan, scene, bear(scene, plan)), scene)
    if not wishes.draft:
        return plan, scene
    return draft(plan), load_scene(draft(plan), folder, max_pixels=limit)


def _with_borrowed(
    wishes: Wishes, scene: Scene, plan: MotionPlan, full: tuple[int, int]
) -> tuple[Wishes, tuple[str, ...]]:
    """Return `wishes` with arrows for the motion of a clip and of a .flo file, and notes."""
    crop, arrows, notes = np.array(plan.box, np.float32), wishes.arrows, list[str]()
    if wishes.motion_from:
        name, clip = wishes.region or "water", Path(wishes.motion_from).name
        found = mean_flow(wishes.motion_from)
        arrows += laid_over(found.velocity, found.moving, region_of(scene, name), crop=crop, full=full)
        notes.append(f"{name}: moves like {clip}, whose current was measured")
        if found.resting < LEAST_RESTING:
            notes.append(f"{clip}: nothing in it rests; if its camera moves, so does the current")
    if wishes.hints and Path(wishes.hints).suffix.lower() == ".flo":
        everywhere = np.ones(scene.photo.shape, np.float32)
        region = region_of(scene, wishes.region) if wishes.region else everywhere
        arrows += of_photo(read_flo(wishes.hints), region, crop=crop, full=full)
    if arrows == wishes.arrows:
        return wishes, ()
    return replace(wishes, arrows=arrows, drawn=wishes.drawn or "flow"), tuple(notes)


def render_clip(plan: MotionPlan, scene: Scene, *, progress: Progress = silent) -> Clip:
    """Return the frames of `plan`, streamed. Hidden pixels that will show are filled first, once."""
    return filled(plan, scene, progress=progress).play()


def draft(plan: MotionPlan) -> MotionPlan:
    """Return `plan` at a quarter of the pixels and half the frame rate, with the same motion."""
    size = tuple(max(16, side // 4 * 2) for side in plan.size)
    return plan.model_copy(update={"size": size, "fps": plan.fps / 2})


def expect(plan: MotionPlan, layers: int) -> Expectation:
    """Return what rendering `plan` with so many layers will cost on two laptop cores."""
    megapixels = plan.size[0] * plan.size[1] / 1e6
    seconds = 1.2 + 1.5 * megapixels + plan.frames * megapixels * (0.012 + 0.006 * layers)
    return Expectation(plan.frames, 160 + megapixels * (90 + 45 * layers), seconds)


def target_for(photo: Path | str, out: Path | str | None, *, force: bool, inputs: Sequence[Path | str] = ()) -> Path:
    """Return where the video goes, checked: `out`, or the default name beside the photo or in the folder `out`.

    inputs: the other files that are read, which must not be written to.
    """
    name = f"{Path(photo).stem}.flowanim.mp4"
    path = Path(photo).parent / name if out is None else Path(out)
    return check_target(path / name if path.is_dir() else path, force=force, inputs=[Path(photo), *map(Path, inputs)])


def _without_borders(plan: MotionPlan, scene: Scene) -> MotionPlan:
    """Return `plan` with the smallest constant zoom that never shows the photo's border."""
    zoom = max(overscan(scene, plan), plan.box[2] / Inner.of(plan.box, plan.size).crop[2])
    if zoom == 1:
        return plan
    note = f"frame: enlarged by {100 * (zoom - 1):.1f} % so that the border never shows"
    camera = plan.camera.model_copy(update={"overscan": round(zoom + 5e-5, 4)})
    return plan.model_copy(update={"camera": camera, "notes": (*plan.notes, note)})


def write_scene(
    plan: MotionPlan,
    scene: Scene,
    target: Path,
    *,
    force: bool = False,
    reuse: bool = False,
    progress: Progress = silent,
) -> Result:
    """Make the video of a plan whose scene is loaded. target: from `target_for`. Errors as in `animate`.

    reuse: as in `complete`: it saves memory, and the scene must not be used again.
    """
    start = perf_counter()
    done = filled(plan, scene, reuse=reuse, progress=progress)
    plan = done.plan
    path = write_video(done.play(), target, force=force, progress=progress)
    size = find_format(path).fit(plan.size)
    if size != plan.size:
        cropped = f"cropped to even sides: {size[0]}x{size[1]} (this format wants them)"
        plan = plan.model_copy(update={"notes": (*plan.notes, cropped)})
    return Result(path, plan, size, tuple(one.name for one in scene.layers), done.invented, perf_counter() - start)
