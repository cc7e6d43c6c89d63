"""Files of others -> wishes: what was drawn in labelme, or for Kling, becomes arrows, anchors, masks and brushes.

labelme: a line is an arrow (a strip one for each of its parts), a point an anchor, an area a region that has its label
for a name; an area labelled freeze, frozen, still or static does not move.
Kling (the JSON of its motion brush): the static mask is frozen, each dynamic mask is a brush that goes the way of its
trajectory, from its first to its last point, in `duration` seconds. Kling counts y from the bottom of the picture.
"""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from flowanim.datatypes import Wishes
from flowanim.errors import PlanError, show_name
from flowanim.ops.files import read_json
from flowanim.ops.labelme import AREAS, FREEZE, Drawing, is_labelme, read_labelme
from flowanim.plan import REFERENCE_PX

STATIC, DYNAMIC, MASK = ("static_mask_url", "static_mask"), ("dynamic_masks",), ("mask_url", "mask")
USUAL_SECONDS = 5.0
BRUSH_PX_S = 400.0


def with_hints(wishes: Wishes, full: tuple[int, int]) -> tuple[Wishes, tuple[str, ...]]:
    """Return `wishes` with what the JSON file `wishes.hints` says, and notes. full: (W, H) of the photo.

    PlanError says what is wrong with the file. What is wished for by name wins.
    """
    if wishes.hints is None or Path(wishes.hints).suffix.lower() == ".flo":
        return wishes, ()
    data = read_json(wishes.hints, error=PlanError)
    if is_labelme(data):
        return _labelled(wishes, read_labelme(wishes.hints), full)
    if isinstance(data, dict) and any(key in data for key in (*STATIC, *DYNAMIC)):
        return _brushed(wishes, data, full), ()
    raise PlanError(
        f"{show_name(wishes.hints)} holds no hints: want labelme's shapes or Kling's dynamic_masks, or a .flo file"
    )


def _labelled(wishes: Wishes, drawing: Drawing, full: tuple[int, int]) -> tuple[Wishes, tuple[str, ...]]:
    file = str(wishes.hints)
    areas = [shape.label for shape in drawing.shapes if shape.kind in AREAS]
    regions = {label: file for label in areas if label and label.lower() not in FREEZE}
    frozen = any(label.lower() in FREEZE for label in areas)
    (w, h), lines = full, [shape for shape in drawing.shapes if shape.kind in ("line", "linestrip")]
    ends = [
        (start[0] * w, start[1] * h, end[0] * w, end[1] * h)
        for shape in lines
        for start, end in pairwise(shape.points)
        if start != end
    ]
    points = [(s.points[0][0] * w, s.points[0][1] * h) for s in drawing.shapes if s.kind == "point"]
    unnamed = ("an area without a label is left out: its label is the region's name",) if "" in areas else ()
    made = replace(
        wishes,
        masks={**regions, **wishes.masks},
        freeze=(*wishes.freeze, *((file,) if frozen else ())),
        arrows=(*wishes.arrows, *ends),
        anchors=(*wishes.anchors, *points),
    )
    return made, (*drawing.left_out, *unnamed)


def _brushed(wishes: Wishes, data: dict[str, Any], full: tuple[int, int]) -> Wishes:
    name, folder = show_name(wishes.hints or ""), Path(wishes.hints or "").parent
    static = _first(data, STATIC)
    frozen = [_local(static, folder, f"{name}: {STATIC[0]}")] if static else []
    seconds = _seconds(data.get("duration", USUAL_SECONDS), name)
    masks = data.get("dynamic_masks") or []
    if not isinstance(masks, list):
        raise PlanError(f"{name}: dynamic_masks must be a list")
    scale = REFERENCE_PX / max(full) / seconds
    brushes = []
    for i, given in enumerate(masks):
        where = f"{name}: dynamic_masks[{i}]"
        if not isinstance(given, dict):
            raise PlanError(f"{where} must be an object with mask_url and trajectories")
        right, up = _way(given.get("trajectories"), where)
        speed = tuple(max(-BRUSH_PX_S, min(BRUSH_PX_S, way * scale)) for way in (right, up))
        brushes.append((_local(_first(given, MASK), folder, f"{where}.{MASK[0]}"), speed[0], speed[1], 0.0, 0.0))
    return replace(wishes, freeze=(*wishes.freeze, *frozen), brushes=(*wishes.brushes, *brushes))


def _first(data: dict[str, Any], keys: tuple[str, ...]) -> object:
    return next((data[key] for key in keys if data.get(key)), None)


def _local(value: object, folder: Path, where: str) -> str:
    """Return the path of a mask beside the JSON file; nothing is fetched."""
    if not isinstance(value, str) or not value:
        raise PlanError(f"{where} is missing: want the path of a mask")
    if value.startswith("data:") or ("://" in value and not value.startswith("file://")):
        raise PlanError(f"{where} is not on this computer: save the mask beside the JSON file and give its path")
    return str(folder / value.removeprefix("file://"))


def _seconds(value: object, name: str) -> float:
    try:
        seconds = float(str(value))
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 600:
        raise PlanError(f"{name}: duration must be a number of seconds, not {show_name(str(value))[:40]}")
    return seconds


def _way(given: object, where: str) -> tuple[float, float]:
    """Return the way (right, up) of a trajectory in pixels of the photo."""
    try:
        if not isinstance(given, list) or len(given) < 2:
            raise ValueError
        ends = [(float(point["x"]), float(point["y"])) for point in (given[0], given[-1])]
    except (TypeError, KeyError, ValueError) as fault:
        raise PlanError(f"{where}.trajectories must be a list of two or more points with x and y") from fault
    way = ends[1][0] - ends[0][0], ends[1][1] - ends[0][1]
    if not all(abs(step) < 1e6 for step in way):
        raise PlanError(f"{where}.trajectories must hold finite numbers of pixels")
    return way
