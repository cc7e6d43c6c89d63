"""The four calls, in order: photo -> Scene -> MotionPlan -> frames -> file.

`animate` is `make_plan` followed by `render_plan`: whatever shapes the picture is in the plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter

import numpy as np

from flowanim.datatypes import Alpha, Clip, Progress, Scene, Wishes, silent
from flowanim.errors import PlanError
from flowanim.motion.borrowed import laid_over, of_photo, region_of
from flowanim.motion.handfiles import with_hints
from flowanim.motion.hands import with_drawing
from flowanim.motion.planfile import changed, check_file, file_record
from flowanim.motion.planner import plan_motion
from flowanim.motion.temper import tempered
from flowanim.nets.scene_onnx import see
from flowanim.ops.labelme import FREEZE
from flowanim.plan import DepthFile, File, Finishing, MaskFile, MotionPlan
from flowanim.render.bear import bear
from flowanim.render.frames import render_frames
from flowanim.render.holes import Survey, complete, overscan, survey
from flowanim.review.findings import warning
from flowanim.scene.framing import frame
from flowanim.scene.layers import build_scene
from flowanim.scene.maps import read_depth, read_mask
from flowanim.scene.overrides import with_depth, with_masks
from flowanim.scene.photo import photo_size, read_photo
from flowanim.scene.picture import MAX_PIXELS
from flowanim.scene.seen import look_at
from flowanim.video.encode import check_target, write_video
from flowanim.video.flofile import read_flo
from flowanim.video.formats import find_format
from flowanim.video.meanflow import mean_flow

LEAST_RESTING = 0.05
"""Below this share of a clip at rest its camera may be moving."""
FOCUS_PX = 288
"""Long side at which a photo is looked at to see what a crop must keep."""


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
    base = with_drawing(_base(Path(photo), full, wishes, Path(folder)), wishes, full, Path(folder))
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


def load_scene(
    plan: MotionPlan, folder: Path | str = ".", *, max_pixels: int = MAX_PIXELS, progress: Progress = silent
) -> Scene:
    """Read the photo, masks and depth that `plan` names, relative to `folder`, and cut the photo into layers.

    The photo's `notes` tell what was adapted and which file is not the one that the plan was made for.
    """
    progress("look", 0, 1)
    base = Path(folder)
    photo = read_photo(check_file(plan.photo, base), crop=plan.crop, size=plan.size, max_pixels=max_pixels)
    analysis, doubts = look_at(photo.rgb, see)
    if plan.depth:
        file = check_file(plan.depth, base)
        disparity = read_depth(file, kind=plan.depth.kind, size=plan.size, crop=plan.crop, max_pixels=max_pixels)
        analysis = with_depth(analysis, disparity)
    masks, notes = _masks(plan, base, max_pixels)
    drawings, more = _drawings(plan, base, max_pixels)
    scene = build_scene(replace(photo, notes=photo.notes + doubts + notes + more), with_masks(analysis, masks))
    scene = replace(scene, drawings=drawings, faces=analysis.faces)
    progress("look", 1, 1)
    return scene


def _with_borrowed(
    wishes: Wishes, scene: Scene, plan: MotionPlan, full: tuple[int, int]
) -> tuple[Wishes, tuple[str, ...]]:
    """Return `wishes` with arrows for the motion of a clip and of a .flo file, and notes."""
    crop, arrows, notes = np.array(plan.crop, np.float32), wishes.arrows, list[str]()
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


def _masks(plan: MotionPlan, folder: Path, max_pixels: int) -> tuple[dict[str, Alpha], tuple[str, ...]]:
    """Return the plan's masks by name, and what is to be said of all of its files."""
    found, notes = _read_masks([(mask.name, mask, mask.name) for mask in plan.masks], plan, folder, max_pixels)
    return found, notes + tuple(note for file in plan.files for note in changed(file, folder))


def _drawings(plan: MotionPlan, folder: Path, max_pixels: int) -> tuple[dict[str, Alpha], tuple[str, ...]]:
    """Return the masks of brushes and of what is frozen by their path in the plan, and notes."""
    labels = {file.path: FREEZE[0] for file in plan.freeze}
    files = [(file.path, file, labels.get(file.path, "")) for file in plan.drawings]
    return _read_masks(files, plan, folder, max_pixels)


def _read_masks(
    files: Sequence[tuple[str, File, str]], plan: MotionPlan, folder: Path, max_pixels: int
) -> tuple[dict[str, Alpha], tuple[str, ...]]:
    """Return masks by name; files: (name, file, label that counts if it is labelme's)."""
    found: dict[str, Alpha] = {}
    notes: tuple[str, ...] = ()
    full = photo_size(check_file(plan.photo, folder), max_pixels=max_pixels) if files else None
    for name, file, label in files:
        path = folder / file.path
        found[name], said = read_mask(
            path, size=plan.size, crop=plan.crop, photo_size=full, max_pixels=max_pixels, label=label
        )
        notes += said
    return found, notes


def render_clip(plan: MotionPlan, scene: Scene, *, progress: Progress = silent) -> Clip:
    """Return the frames of `plan`, streamed. Hidden pixels that will show are filled first, once."""
    return render_frames(_filled(plan, scene, progress)[0], plan)


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


def _base(photo: Path, full: tuple[int, int], wishes: Wishes, folder: Path) -> MotionPlan:
    """Return the plan before any motion: files, crop, size, seed. full: (W, H) of the photo."""
    framing = frame(full, wishes.size, wishes.crop, partial(_focus, photo, wishes.max_pixels or MAX_PIXELS))
    depth = wishes.depth and DepthFile(**file_record(wishes.depth, folder).model_dump(), kind=wishes.depth_kind)
    masks = tuple(MaskFile(**file_record(f, folder).model_dump(), name=n) for n, f in wishes.masks.items())
    return MotionPlan(
        photo=file_record(photo, folder),
        depth=depth or None,
        masks=masks,
        crop=framing.crop,
        size=framing.size,
        seed=wishes.seed,
        finishing=Finishing(show_invented=wishes.show_invented),
        notes=framing.notes,
    )


def _focus(photo: Path, max_pixels: int) -> tuple[float, float]:
    """Return the centre (x, y), in shares, of the photo's subject; its middle if it has none."""
    analysis, _ = look_at(read_photo(photo, longest=FOCUS_PX, max_pixels=max_pixels).rgb, see)
    if analysis.subject is None or analysis.subject.max() < 0.5:
        return 0.5, 0.5
    y, x = (float(places.mean()) for places in np.nonzero(analysis.subject > 0.5))
    return x / analysis.subject.shape[1], y / analysis.subject.shape[0]


def _without_borders(plan: MotionPlan, scene: Scene) -> MotionPlan:
    """Return `plan` with the smallest constant zoom that never shows the photo's border."""
    zoom = overscan(scene, plan)
    if zoom == 1:
        return plan
    note = f"frame: enlarged by {100 * (zoom - 1):.1f} % so that the photo's border never shows"
    camera = plan.camera.model_copy(update={"overscan": round(zoom + 5e-5, 4)})
    return plan.model_copy(update={"camera": camera, "notes": (*plan.notes, note)})


def _filled(plan: MotionPlan, scene: Scene, progress: Progress, *, reuse: bool = False) -> tuple[Scene, Survey]:
    if scene.photo.size != plan.size:
        raise PlanError(f"the scene is {scene.photo.size} pixels, the plan {plan.size}: load the scene from the plan")
    progress("fill", 0, 1)
    found = survey(scene, plan)
    whole = complete(scene, found, plan, reuse=reuse)
    progress("fill", 1, 1)
    return whole, found


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
    whole, found = _filled(plan, scene, progress, reuse=reuse)
    path = write_video(render_frames(whole, plan), target, force=force, progress=progress)
    size = find_format(path).fit(plan.size)
    if size != plan.size:
        cropped = f"cropped to even sides: {size[0]}x{size[1]} (this format wants them)"
        plan = plan.model_copy(update={"notes": (*plan.notes, cropped)})
    return Result(path, plan, size, tuple(one.name for one in scene.layers), found.invented, perf_counter() - start)
