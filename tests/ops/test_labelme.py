import json

import numpy as np
import pytest

from flowanim.errors import PlanError
from flowanim.ops.labelme import filled, is_labelme, read_labelme

SQUARE = {"label": "flag", "shape_type": "polygon", "points": [[20, 10], [60, 10], [60, 40], [20, 40]]}


def written(tmp_path, *shapes, **changes):
    data = {"version": "5.5.0", "imageWidth": 100, "imageHeight": 50, "imageData": None, "shapes": list(shapes)}
    path = tmp_path / "hints.json"
    path.write_text(json.dumps({**data, **changes}))
    return path


def shape(kind, *points, label=""):
    return {"label": label, "shape_type": kind, "points": [list(point) for point in points]}


def test_points_are_shares_of_the_labelled_picture(tmp_path):
    (line,) = read_labelme(written(tmp_path, shape("line", (10, 5), (50, 25)))).shapes
    assert line.points == ((0.1, 0.1), (0.5, 0.5))


def test_a_filled_area_covers_its_pixels(tmp_path):
    mask = filled(read_labelme(written(tmp_path, SQUARE)).shapes, (100, 50), (0, 0, 1, 1))
    assert mask.dtype == np.float32 and mask[12:38, 22:58].min() == 1
    assert mask[:8].max() == mask[43:].max() == mask[:, :18].max() == mask[:, 63:].max() == 0
    assert mask.sum() == pytest.approx(40 * 30, rel=0.1)


def test_a_crop_and_a_size_scale_an_area(tmp_path):
    mask = filled(read_labelme(written(tmp_path, SQUARE)).shapes, (200, 200), (0.2, 0.2, 0.4, 0.6))
    assert mask.mean() > 0.99


@pytest.mark.parametrize(
    ("kind", "points", "area"),
    [("rectangle", [(20, 10), (60, 40)], 1200), ("circle", [(50, 25), (60, 25)], 314)],
)
def test_other_areas_are_filled_too(tmp_path, kind, points, area):
    mask = filled(read_labelme(written(tmp_path, shape(kind, *points))).shapes, (100, 50), (0, 0, 1, 1))
    assert mask.sum() == pytest.approx(area, rel=0.15)


def test_shapes_that_cannot_be_used_are_named(tmp_path):
    drawing = read_labelme(written(tmp_path, shape("mask", (1, 1), (5, 5)), SQUARE, 7))
    assert len(drawing.shapes) == 1
    assert [note.split(": ")[1].split(" ")[0] for note in drawing.left_out] == ["shapes[0]", "shapes[2]"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"shapes": "many"}, "is no labelme file"),
        ({"imageWidth": None}, "how large its picture is"),
        ({"imageHeight": 0}, "how large its picture is"),
        ({"shapes": [shape("polygon", (1, 1), (2, 2))]}, r"shapes\[0\] is a polygon of 2 points: want 3"),
        ({"shapes": [shape("line", (1, 1))]}, r"shapes\[0\] is a line of 1 points: want 2"),
        ({"shapes": [{"shape_type": "point", "points": [["a", 1]]}]}, r"shapes\[0\]\.points must be a list"),
        ({"shapes": [{"shape_type": "point"}]}, r"shapes\[0\]\.points must be a list"),
        ({"shapes": [shape("point", (1e300, 1))]}, r"shapes\[0\]\.points must be a list"),
        ({"shapes": [SQUARE] * 2001}, "over 2000 shapes"),
    ],
)
def test_a_wrong_file_is_refused_with_its_fault(tmp_path, changes, message):
    with pytest.raises(PlanError, match=message):
        read_labelme(written(tmp_path, **changes))


@pytest.mark.parametrize("data", [None, [], {"shapes": 3}, {"dynamic_masks": []}, "shapes"])
def test_what_is_not_labelmes_is_told_apart(data):
    assert not is_labelme(data) and is_labelme({"shapes": []})
