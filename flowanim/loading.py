"""The files that a plan rests on -> its Scene; a photo and wishes -> the plan before any motion.

Everything that is read for a picture is read here: photo, depth, masks, drawings.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from flowanim.datatypes import Alpha, Mask, Photo, Progress, Scene, Wishes, silent
from flowanim.filling import default_filler
from flowanim.motion.planfile import changed, check_file, file_record
from flowanim.nets.eyes import eye, near_of
from flowanim.nets.scene_onnx import see
from flowanim.ops.labelme import FREEZE
from flowanim.plan import DepthFile, File, Finishing, MaskFile, MotionPlan
from flowanim.repair import Inner, extended, removed, tinted
from flowanim.scene.framing import frame
from flowanim.scene.layers import build_scene
from flowanim.scene.maps import read_depth, read_mask
from flowanim.scene.overrides import with_depth, with_masks, with_relative_depth
from flowanim.scene.photo import photo_size, read_photo
from flowanim.scene.picture import MAX_PIXELS
from flowanim.scene.seen import look_at

FOCUS_PX = 288
"""Long side at which a photo is looked at to see what a crop must keep."""


def base_plan(photo: Path, full: tuple[int, int], wishes: Wishes, folder: Path) -> MotionPlan:
    """Return the plan before any motion: files, crop, size, seed. full: (W, H) of the photo."""
    framing = frame(full, wishes.size, wishes.crop, partial(_focus, photo, wishes.max_pixels or MAX_PIXELS))
    depth = wishes.depth and DepthFile(**file_record(wishes.depth, folder).model_dump(), kind=wishes.depth_kind)
    masks = tuple(MaskFile(**file_record(f, folder).model_dump(), name=n) for n, f in wishes.masks.items())
    return MotionPlan(
        photo=file_record(photo, folder),
        depth=depth or None,
        masks=masks,
        depth_model=wishes.depth_model,
        segment_model=wishes.segment_model,
        remove=tuple(file_record(file, folder) for file in wishes.remove),
        crop=framing.crop,
        beyond=wishes.beyond,
        size=framing.size,
        seed=wishes.seed,
        fill=wishes.filler or default_filler(),
        refine=wishes.refine or "none",
        finishing=Finishing(show_invented=wishes.show_invented),
        notes=framing.notes,
    )


def load_scene(
    plan: MotionPlan, folder: Path | str = ".", *, max_pixels: int = MAX_PIXELS, progress: Progress = silent
) -> Scene:
    """Read the photo, masks and depth that `plan` names, relative to `folder`, and cut the photo into layers.

    The photo's `notes` tell what was adapted and which file is not the one that the plan was made for.
    """
    progress("look", 0, 1)
    base = Path(folder)
    inner = Inner.of(plan.box, plan.size)
    photo, made, more = _whole_photo(plan, base, inner, max_pixels)
    analysis, doubts = look_at(photo.rgb, eye(plan.segment_model))
    if plan.depth_model:
        analysis = with_relative_depth(analysis, near_of(plan.depth_model, photo.rgb))
    if plan.depth:
        file = check_file(plan.depth, base)
        disparity = read_depth(file, kind=plan.depth.kind, size=inner.size, crop=inner.crop, max_pixels=max_pixels)
        analysis = with_depth(analysis, inner.laid(disparity))
    masks, notes = _masks(plan, base, max_pixels)
    drawings, said = _drawings(plan, base, max_pixels)
    photo = replace(tinted(photo, made, plan), notes=photo.notes + more + doubts + notes + said)
    scene = replace(build_scene(photo, with_masks(analysis, masks)), drawings=drawings, faces=analysis.faces)
    scene = replace(scene, made=made.astype(np.float32) if made.any() else None)
    progress("look", 1, 1)
    return scene


def _whole_photo(plan: MotionPlan, folder: Path, inner: Inner, max_pixels: int) -> tuple[Photo, Mask, tuple[str, ...]]:
    """Return the photo without what is to be removed, carried on beyond its frame, what was made up, and notes."""
    photo = read_photo(check_file(plan.photo, folder), crop=inner.crop, size=inner.size, max_pixels=max_pixels)
    gone, notes = np.zeros(photo.shape, bool), tuple[str, ...]()
    for file in plan.remove:
        masks, said = _read_masks([(file.path, file, "")], plan, folder, max_pixels)
        photo, hole, more = removed(photo, inner.cut(masks[file.path]), plan.fill, plan.seed)
        gone, notes = gone | hole, notes + said + more
    photo, beyond, more = extended(photo, inner, plan.fill, plan.seed)
    return photo, np.pad(gone, inner.pads) | beyond, notes + more


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
    inner = Inner.of(plan.box, plan.size)
    for name, file, label in files:
        path = folder / file.path
        mask, said = read_mask(
            path, size=inner.size, crop=inner.crop, photo_size=full, max_pixels=max_pixels, label=label
        )
        found[name] = inner.laid(mask)
        notes += said
    return found, notes


def _focus(photo: Path, max_pixels: int) -> tuple[float, float]:
    """Return the centre (x, y), in shares, of the photo's subject; its middle if it has none."""
    analysis, _ = look_at(read_photo(photo, longest=FOCUS_PX, max_pixels=max_pixels).rgb, see)
    if analysis.subject is None or analysis.subject.max() < 0.5:
        return 0.5, 0.5
    y, x = (float(places.mean()) for places in np.nonzero(analysis.subject > 0.5))
    return x / analysis.subject.shape[1], y / analysis.subject.shape[0]
