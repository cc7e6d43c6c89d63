from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from flowanim.datatypes import Camera
from flowanim.plan import (
    CameraKey,
    CameraPath,
    Effect,
    File,
    FlowEffect,
    MotionPlan,
    RippleEffect,
    SwayEffect,
    same_pose,
)

EFFECTS = {"flow", "ripple", "sway", "light"}


def plan(**changed) -> MotionPlan:
    """A small right plan, with changes."""
    return MotionPlan.model_validate({"photo": {"path": "a.jpg"}, "size": (640, 480)} | changed)


def keys(*poses: dict) -> dict:
    """A camera path through poses, evenly spaced."""
    return {"keys": [{"u": i / (len(poses) - 1), **pose} for i, pose in enumerate(poses)]}


def test_a_loop_comes_back_to_its_first_pose():
    with pytest.raises(ValidationError, match="a loop wants the last camera key to be the pose of the first"):
        plan(camera=keys({}, {"z": 0.1}))
    assert plan(camera=keys({}, {"z": 0.1}, {})).loop


def test_a_one_way_move_is_no_loop():
    assert not plan(camera=keys({}, {"z": 0.1}), loop=False).loop


@given(st.floats(-1, 1), st.floats(-30, 30), st.floats(0.25, 4))
def test_the_pose_is_the_same_whatever_its_time_and_easing(x, yaw_deg, zoom):
    pose = {"x": x, "yaw_deg": yaw_deg, "zoom": zoom}
    assert same_pose(CameraKey(u=0, easing="linear", **pose), CameraKey(u=1, **pose))


def test_camera_keys_rise():
    with pytest.raises(ValidationError, match="rising u"):
        CameraPath.model_validate({"keys": [{"u": 0.5}, {"u": 0.5}]})


def test_every_pose_of_a_key_is_one_that_a_camera_can_take():
    """The limits of the plan lie inside those of the camera."""
    for end in ("minimum", "maximum"):
        limits = CameraKey.model_json_schema()["properties"]
        Camera(**{axis: limits[axis][end] for axis in limits if axis not in {"u", "easing"}})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"speed": 3}, "Extra inputs"),
        ({"seconds": 0}, "greater than 0"),
        ({"seconds": nan}, "finite"),
        ({"fps": inf}, "finite"),
        ({"seed": -1}, "greater than or equal to 0"),
        ({"size": (8, 640)}, "16 to 8192"),
        ({"size": (640, 9000)}, "16 to 8192"),
        ({"crop": (0.5, 0, 0.6, 1)}, "inside 0..1"),
        ({"crop": (0, 0, 0, 1)}, "inside 0..1"),
        ({"photo": {"path": ""}}, "at least 1 character"),
        ({"photo": {"path": "a.jpg", "sha256": "abc"}}, "pattern"),
        (
            {"effects": [{"effect": "wiggle", "layer": "sky"}]},
            "does not match any of the expected tags",
        ),
        ({"effects": [{"effect": "flow", "layer": "sky", "speed_px_s": 1e9}]}, "less than or equal to 400"),
        ({"camera": {"overscan": 0.9}}, "greater than or equal to 1"),
    ],
)
def test_a_wrong_plan_is_refused_and_told_why(wrong, message):
    with pytest.raises(ValidationError, match=message):
        plan(**wrong)


def test_every_fault_is_told_with_its_path():
    wrong = {"effects": [{"effect": "sway", "layer": "tree", "amplitude_px": -1, "period": 2}], "fps": 0}
    with pytest.raises(ValidationError) as caught:
        plan(**wrong)
    paths = {".".join(map(str, fault["loc"])) for fault in caught.value.errors()}
    assert {"effects.0.sway.amplitude_px", "effects.0.sway.period", "fps"} <= paths


def test_a_plan_is_frozen_down_to_its_parts():
    whole = plan(effects=[{"effect": "flow", "layer": "lake", "speed_px_s": 20}])
    for part, field in ((whole, "seconds"), (whole.effects[0], "speed_px_s"), (whole.camera, "handheld")):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(part, field, 1)
    assert hash(whole) == hash(whole.model_copy())


def test_a_plan_comes_back_from_its_json():
    whole = plan(
        camera=keys({}, {"z": 0.2}, {}),
        effects=[
            FlowEffect(layer="river", speed_px_s=40, angle_deg=200),
            RippleEffect(layer="lake", amplitude_px=3),
            SwayEffect(layer="tree", amplitude_px=5, anchor="top"),
        ],
        notes=["the river flows"],
    )
    assert MotionPlan.model_validate_json(whole.model_dump_json()) == whole


@given(st.floats(0.04, 60), st.floats(1, 120))
def test_a_clip_has_seconds_times_fps_frames_and_at_least_one(seconds, fps):
    frames = plan(seconds=seconds, fps=fps).frames
    assert frames == 1 or abs(frames - seconds * fps) <= 0.5 + 1e-9


@pytest.mark.parametrize(("size", "scale"), [((1280, 720), 1), ((720, 1280), 1), ((2560, 1440), 2), ((640, 640), 0.5)])
def test_amounts_are_at_1280_pixels_of_the_long_side(size, scale):
    assert plan(size=size).scale == scale


def test_the_schema_knows_every_effect_by_its_name():
    mapping = TypeAdapter(Effect).json_schema()["discriminator"]["mapping"]
    assert mapping.keys() >= EFFECTS
    assert set(MotionPlan.model_json_schema()["required"]) == {"photo", "size"}


def test_every_number_of_an_effect_has_limits():
    """A plan cannot ask for what would never end: each number says from where to where it goes."""
    for name, schema in MotionPlan.model_json_schema()["$defs"].items():
        for field, kind in schema["properties"].items():
            if kind.get("type") in {"number", "integer"}:
                low, high = {"minimum", "exclusiveMinimum"} & kind.keys(), {"maximum", "exclusiveMaximum"} & kind.keys()
                assert low and high, f"{name}.{field}"


def test_a_file_is_checked_only_if_its_sha256_is_known():
    assert File(path="a.jpg").sha256 == ""
    assert File(path="a.jpg", sha256="0" * 64).sha256 == "0" * 64
