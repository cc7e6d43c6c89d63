"""A labelme file -> its shapes: outlines of regions, lines and points that somebody drew on a picture.

    {"imageWidth": 1920, "imageHeight": 1080,
     "shapes": [{"label": "sky", "shape_type": "polygon", "points": [[x, y], ...]}, ...]}

Points are pixels of the picture that was labelled. Source: github.com/wkentaro/labelme, file format of version 5.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, hypot, isfinite, pi, sin
from pathlib import Path

import cv2
import numpy as np

from flowanim.datatypes import Alpha
from flowanim.errors import PlanError, show_name
from flowanim.ops.files import read_json

KINDS = ("polygon", "rectangle", "circle", "line", "linestrip", "point")
AREAS = ("polygon", "rectangle", "circle")
FREEZE = ("freeze", "frozen", "still", "static")
"""Labels of what shall not move."""
MOST_SHAPES = 2000
Point = tuple[float, float]


@dataclass(frozen=True)
class Shape:
    """label: as written. kind: of KINDS. points: (x, y) as shares of the labelled picture; of an area, its corners."""

    label: str
    kind: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Drawing:
    """size: (W, H) of the picture that was labelled. left_out: what this reader cannot use, in words."""

    size: tuple[int, int]
    shapes: tuple[Shape, ...]
    left_out: tuple[str, ...]


def is_labelme(data: object) -> bool:
    """Whether what a JSON file holds looks like labelme's."""
    return isinstance(data, dict) and isinstance(data.get("shapes"), list)


def read_labelme(path: Path | str) -> Drawing:
    """Return the shapes of a labelme file. PlanError says what is wrong with it."""
    data, name = read_json(path, error=PlanError), show_name(path)
    if not is_labelme(data):
        raise PlanError(f"{name} is no labelme file: want an object with a list of shapes")
    size = _size(data.get("imageWidth"), name), _size(data.get("imageHeight"), name)
    if len(data["shapes"]) > MOST_SHAPES:
        raise PlanError(f"{name} has over {MOST_SHAPES} shapes: keep those that matter")
    shapes, left_out = [], []
    for i, given in enumerate(data["shapes"]):
        kind = given.get("shape_type", "polygon") if isinstance(given, dict) else None
        if kind in KINDS:
            shapes.append(_shape(given, kind, size, f"{name}: shapes[{i}]"))
        else:
            left_out.append(f"{name}: shapes[{i}] is left out (it reads {', '.join(KINDS)})")
    return Drawing(size, tuple(shapes), tuple(left_out))


def filled(areas: Iterable[Shape], size: tuple[int, int], crop: tuple[float, float, float, float]) -> Alpha:
    """Return the areas as a mask (H, W) at `size`, of the part `crop` (x, y, w, h in shares) of the picture."""
    mask = np.zeros(size[::-1], np.uint8)
    for area in areas:
        points = (np.array(area.points, np.float64) - crop[:2]) / crop[2:] * size - 0.5
        corners = np.rint(np.clip(points, -1e5, 1e5) * 16).astype(np.int32)
        cv2.fillPoly(mask, [corners.reshape(-1, 1, 2)], 255, cv2.LINE_AA, shift=4)
    return np.asarray(mask.astype(np.float32) / np.float32(255))


def _size(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 10**6:
        raise PlanError(f"{name} does not say how large its picture is: want imageWidth and imageHeight in pixels")
    return value


def _shape(given: dict[str, object], kind: str, size: tuple[int, int], where: str) -> Shape:
    points = _points(given.get("points"), where)
    least = {"polygon": 3, "point": 1}.get(kind, 2)
    if len(points) < least:
        raise PlanError(f"{where} is a {kind} of {len(points)} points: want {least} or more")
    corners = {"rectangle": _box, "circle": _ring}.get(kind, list)(points)
    return Shape(str(given.get("label", "")).strip(), kind, tuple((x / size[0], y / size[1]) for x, y in corners))


def _points(given: object, where: str) -> list[Point]:
    right = isinstance(given, list) and all(
        isinstance(point, list) and len(point) == 2 and all(_number(value) for value in point) for point in given
    )
    if not right:
        raise PlanError(f"{where}.points must be a list of [x, y] in pixels")
    assert isinstance(given, list)
    return [(float(x), float(y)) for x, y in given]


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9 and isfinite(value)


def _box(points: list[Point]) -> list[Point]:
    (left, top), (right, bottom) = points[:2]
    return [(left, top), (right, top), (right, bottom), (left, bottom)]


def _ring(points: list[Point]) -> list[Point]:
    """Return the corners of a circle that is given by its centre and a point on it."""
    (x, y), (edge_x, edge_y) = points[:2]
    radius = hypot(edge_x - x, edge_y - y)
    return [(x + radius * cos(a * pi / 32), y + radius * sin(a * pi / 32)) for a in range(64)]
