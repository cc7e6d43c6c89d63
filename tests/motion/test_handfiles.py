import json

import pytest

from flowanim.datatypes import Wishes
from flowanim.errors import PlanError
from flowanim.motion.handfiles import with_hints

FULL = (200, 100)


def wished(tmp_path, data, **wishes):
    """Return the wishes after a file was read, and its name."""
    path = tmp_path / "hints.json"
    path.write_text(json.dumps(data))
    return with_hints(Wishes(hints=str(path), **wishes), FULL), str(path)


def labelled(*shapes):
    """Return a labelme file of a picture half as large as the photo."""
    given = [{"label": label, "shape_type": kind, "points": points} for label, kind, points in shapes]
    return {"imageWidth": 100, "imageHeight": 50, "shapes": given}


def brushed(**changes):
    trajectory = [{"x": 10, "y": 10}, {"x": 30, "y": 90}, {"x": 60, "y": 20}]
    return {"dynamic_masks": [{"mask_url": "sky.png", "trajectories": trajectory}], **changes}


def test_without_a_file_nothing_changes():
    assert with_hints(Wishes(), FULL) == (Wishes(), ())


def test_lines_become_arrows_and_points_anchors_in_pixels_of_the_photo(tmp_path):
    (made, notes), _ = wished(
        tmp_path, labelled(("", "linestrip", [[10, 5], [20, 5], [20, 15]]), ("", "point", [[50, 25]]))
    )
    assert made.arrows == ((20, 10, 40, 10), (40, 10, 40, 30)) and made.anchors == ((100, 50),)
    assert notes == ()


def test_areas_become_regions_by_their_labels_and_what_is_frozen(tmp_path):
    square = [[0, 0], [9, 0], [9, 9]]
    (made, notes), path = wished(
        tmp_path,
        labelled(("flag", "polygon", square), ("Static", "rectangle", square[::2]), ("", "polygon", square)),
        masks={"sky": "sky.png"},
    )
    assert made.masks == {"flag": path, "sky": "sky.png"} and made.freeze == (path,)
    assert "without a label" in notes[0]


def test_what_is_wished_for_by_name_wins(tmp_path):
    (made, _), _ = wished(tmp_path, labelled(("sky", "polygon", [[0, 0], [9, 0], [9, 9]])), masks={"sky": "sky.png"})
    assert made.masks == {"sky": "sky.png"}


def test_a_trajectory_is_a_brush_that_goes_its_way_in_the_duration_and_y_counts_up(tmp_path):
    (made, _), _ = wished(tmp_path, brushed(duration="10", static_mask_url="still.png"))
    ((file, right, up, nearer, random),) = made.brushes
    assert file == str(tmp_path / "sky.png") and made.freeze == (str(tmp_path / "still.png"),)
    assert (right, up, nearer, random) == pytest.approx((50 / 10 * 1280 / 200, 10 / 10 * 1280 / 200, 0, 0))


def test_klings_own_names_are_known(tmp_path):
    ways = [{"x": 0, "y": 0}, {"x": 10, "y": 0}]
    (made, _), _ = wished(
        tmp_path, {"static_mask": "file:///tmp/a.png", "dynamic_masks": [{"mask": "b.png", "trajectories": ways}]}
    )
    assert made.freeze == ("/tmp/a.png",) and made.brushes[0][0] == str(tmp_path / "b.png")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "holds no hints"),
        ({"keypoints": []}, "holds no hints"),
        (
            brushed(static_mask_url="https://example.com/a.png"),
            "static_mask_url is not on this computer: save the mask",
        ),
        (
            {"dynamic_masks": [{"mask_url": "data:image/png;base64,AAAA", "trajectories": [{"x": 0, "y": 0}] * 2}]},
            "not on",
        ),
        ({"dynamic_masks": [{"trajectories": [{"x": 0, "y": 0}, {"x": 1, "y": 0}]}]}, r"\[0\]\.mask_url is missing"),
        ({"dynamic_masks": [{"mask_url": "a.png", "trajectories": [{"x": 0, "y": 0}]}]}, "two or more points"),
        ({"dynamic_masks": [{"mask_url": "a.png", "trajectories": [{"x": "a"}, {}]}]}, "two or more points"),
        ({"dynamic_masks": [{"mask_url": "a.png", "trajectories": [{"x": 0, "y": 0}, {"x": 1e9, "y": 0}]}]}, "finite"),
        ({"dynamic_masks": 3, "static_mask": "a.png"}, "dynamic_masks must be a list"),
        ({"dynamic_masks": ["a.png"]}, r"dynamic_masks\[0\] must be an object"),
        (brushed(duration="long"), "duration must be a number of seconds, not long"),
    ],
)
def test_a_wrong_file_is_refused_with_its_fault(tmp_path, data, message):
    with pytest.raises(PlanError, match=message):
        wished(tmp_path, data)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"a": ' + "9" * 5000 + "}"])
def test_what_is_no_json_is_refused(tmp_path, text):
    (tmp_path / "hints.json").write_text(text)
    with pytest.raises(PlanError, match=r"hints\.json"):
        with_hints(Wishes(hints=str(tmp_path / "hints.json")), FULL)
