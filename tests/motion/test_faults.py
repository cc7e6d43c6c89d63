import json

import pytest
from pydantic import ValidationError

from flowanim.motion.faults import MOST_FAULTS, say_faults
from flowanim.plan import MotionPlan

RIGHT = {"photo": {"path": "a.jpg"}, "size": [640, 480]}
FLOW = {"effect": "flow", "layer": "sky", "speed_px_s": 20}


def faults(**changed) -> str:
    """What is said of a right plan with these changes."""
    data = RIGHT | changed
    with pytest.raises(ValidationError) as caught:
        MotionPlan.model_validate_json(json.dumps(data), strict=True)
    said = say_faults(caught.value, data)
    assert said.isprintable()
    return said


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"secnds": 3}, "secnds: unknown key, did you mean seconds?"),
        ({"effects": [FLOW | {"speed": 3}]}, "effects[0].speed: unknown key, did you mean speed_px_s?"),
        ({"camera": {"keys": [{"u": 0, "jaw_deg": 1}]}}, "camera.keys[0].jaw_deg: unknown key, did you mean yaw_deg?"),
        ({"masks": [{"path": "m.png", "nam": "sky"}]}, "masks[0].nam: unknown key, did you mean name?"),
        ({"depth": {"path": "d.png", "kint": "depth"}}, "depth.kint: unknown key, did you mean kind?"),
        ({"finishing": {"q": 1}}, "finishing.q: unknown key (known: vignette, grain, show_invented)"),
    ],
)
def test_unknown_key_is_placed_and_the_nearest_suggested(changed, said):
    assert said in faults(**changed)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"seconds": "long"}, 'seconds must be a number, not "long"'),
        ({"seconds": "4"}, 'seconds must be a number, not "4"'),
        ({"seed": 1.5}, "seed must be a whole number, not 1.5"),
        ({"loop": "yes"}, 'loop must be true or false, not "yes"'),
        ({"loop": None}, "loop must be true or false, not null"),
        ({"notes": "x"}, 'notes must be a list in square brackets, not "x"'),
        ({"notes": [1]}, "notes[0] must be text in quotes, not 1"),
        ({"photo": "a.jpg"}, 'photo must be an object in curly brackets, not "a.jpg"'),
        ({"effects": [3]}, "effects[0] must be an object in curly brackets, not 3"),
        ({"size": [640]}, "size[1] is missing"),
        ({"size": [640, 480, 3]}, "size must hold 2 values, not 3"),
        ({"fill": "telia"}, "fill: want none, telea, patch, diffusion or hub:NAME, got 'telia', did you mean telea?"),
        ({"fill": "hub:../x"}, "fill: want none, telea, patch, diffusion or hub:NAME, got 'hub:../x'"),
        ({"refine": "all"}, "refine must be 'none' or 'frames', not \"all\""),
        (
            {"effects": [{"effect": "swai"}]},
            "effects[0].effect must be one of flow, ripple, sway, light, drawn, turbulence, surf, flutter, breathe, "
            "head, glow, glint, shade, twinkle, rays, particles, plume, dashes, focus, blink, "
            'not "swai", did you mean sway?',
        ),
        ({"effects": [{"layer": "sky"}]}, "effects[0].effect is missing: want one of flow, ripple, sway, light"),
        ({"photo": {"path": "a", "sha256": "xx"}}, "photo.sha256 must be a sha256 of 64"),
        ({"photo": {}}, "photo.path is missing"),
        ({"photo": {"path": ""}}, "photo.path must not be empty"),
    ],
)
def test_wrong_type_is_placed_and_the_right_one_said(changed, said):
    assert said in faults(**changed)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"effects": [FLOW | {"speed_px_s": -3}]}, "effects[0].speed_px_s must be at least 0, not -3"),
        ({"camera": {"handheld": 3}}, "camera.handheld must be at most 1, not 3"),
        ({"fps": 0}, "fps must be above 0, not 0"),
        ({"seed": 2**40}, "seed must be at most 2147483647"),
        ({"size": [640, 3]}, "size must be 16 to 8192 pixels a side"),
        ({"crop": [0, 0, 2, 1]}, "crop must be a box (x, y, w, h) inside 0..1"),
        ({"camera": {"keys": [{"u": 0}, {"u": 0}]}}, "camera: camera keys must have rising u"),
        ({"camera": {"keys": [{"u": 0}, {"u": 1, "x": 0.1}]}}, "a loop wants the last camera key"),
    ],
)
def test_value_out_of_range_is_placed_and_the_range_said(changed, said):
    assert said in faults(**changed)


def test_every_fault_is_said():
    said = faults(secnds=3, fps=-1, effects=[FLOW, FLOW | {"curl": 9, "layr": "x"}])
    assert said.count(";") == 3
    assert all(path in said for path in ("secnds", "fps", "effects[1].curl", "effects[1].layr"))


def test_no_class_and_no_tag_stands_in_a_path():
    said = faults(effects=[{"effect": "flow", "layer": 3, "speed_px_s": "x"}, {"effect": "light", "cycles": 0}])
    assert said.count("effects[0].layer must") == said.count("effects[1].cycles must") == 1
    assert "flow." not in said and "light." not in said and "Effect" not in said and "pydantic" not in said


def test_ten_faults_are_listed_and_the_rest_counted():
    said = faults(effects=[{"effect": "flow"}] * 8)
    assert said.count("is missing") == MOST_FAULTS and said.endswith("; and 6 more")


def test_control_characters_and_long_values_are_not_passed_on():
    said = faults(**{"a\x1b[31m": 1, "fill": "x" * 10_000})
    assert r"a\x1b[31m: unknown key" in said and len(said) < 500


@pytest.mark.parametrize("data", [[], 3, "plan", None])
def test_a_plan_that_is_no_object_is_said_to_be_none(data):
    with pytest.raises(ValidationError) as caught:
        MotionPlan.model_validate_json(json.dumps(data), strict=True)
    assert say_faults(caught.value, data).startswith("a plan must be an object in curly brackets")


def test_a_plan_of_a_newer_version_asks_for_an_update():
    assert faults(version=2, shiny=True) == "version 2 was written by a newer flowanim: update flowanim"
