import pytest

from flowanim.motion.exact import amounts, camera_factor, camera_unused, length, lonely, scaled, settled, unused
from flowanim.motion.intent import Clause
from flowanim.motion.presets import CAMERAS
from flowanim.motion.words import read
from flowanim.plan import FlowEffect, SwayEffect


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("push in 5 %", {"percent": 5}),
        ("at 20 px/s", {"px_s": 20}),
        ("at 20 pixels per second", {"px_s": 20}),
        ("sway 3 px", {"px": 3}),
        ("2.5 degrees", {"deg": 2.5}),
        ("4°", {"deg": 4}),
        ("twice", {"times": 2}),
        ("five times", {"times": 5}),
        ("every 2 seconds", {"every": 2}),
        ("every second", {"every": 1}),
        ("zoom 2x", {"fold": 2}),
        ("for 6 seconds at 30 fps", {}),
        ("3 px every 2 s", {"px": 3, "every": 2}),
    ],
)
def test_numbers_with_units_are_exact_amounts(text, said):
    assert dict(amounts(read(text)[0])) == said


def test_how_often_is_not_how_long():
    assert length(read("sway every 2 s, 6 s")[0], "s") == 6
    assert length(read("sway every 2 s")[0], "s") is None


def test_a_number_without_a_unit_is_lonely():
    assert lonely(read("push in 5")[0]) == ["5"]
    assert lonely(read("2 boats drift, push in 5 %")[0]) == []


def test_strength_scales_sizes_and_not_how_often():
    assert dict(scaled((("px", 4.0), ("times", 2.0), ("fold", 4.0)), 0.5)) == {"px": 2, "times": 2, "fold": 2}


def test_an_effect_takes_what_is_said_exactly():
    clause = Clause("element", "trees", exact=(("px", 7.0), ("times", 2.0)))
    found = settled({"amplitude_px": 3.0, "period_s": 3.0, "angle_deg": 0.0}, clause, 5.0)
    assert found == {"amplitude_px": 7.0, "period_s": 2.5, "angle_deg": 0.0}


def test_an_amount_that_an_effect_does_not_have_is_named():
    clause = Clause("element", "clouds", exact=(("px", 7.0), ("times", 2.0), ("px_s", 3.0)))
    notes = unused(clause, [FlowEffect(layer="sky", speed_px_s=3)])
    assert notes == [
        "clouds: 7 px left out (it has no such amount)",
        "clouds: 2 times left out (it has no such amount)",
    ]
    assert len(unused(clause, [SwayEffect(layer="sky", amplitude_px=3)])) == 1


@pytest.mark.parametrize(
    ("move", "unit", "value", "goes"),
    [
        ("push-in", "percent", 12, 1),
        ("pull-out", "percent", 6, 0.5),
        ("zoom-in", "percent", 12, 1),
        ("pan-left", "deg", 6, 2),
        ("truck-left", "percent", 4, 1),
        ("truck-left", "px", 51.2, 1),
        ("truck-left", "px_s", 25.6, 1),
        ("handheld", "percent", 25, 0.5),
    ],
)
def test_a_camera_move_goes_as_far_as_is_said(move, unit, value, goes):
    clause = Clause("camera", move, exact=((unit, value),))
    factor = camera_factor(clause, CAMERAS[move], pivot=0.5, focal_px=1280, way_s=2)
    assert factor == pytest.approx(goes)


def test_an_amount_that_a_camera_move_does_not_have_is_named():
    clause = Clause("camera", "zoom-in", exact=(("deg", 4.0),))
    assert camera_unused(clause, CAMERAS["zoom-in"]) == ["zoom-in: 4 degrees left out (it has no such amount)"]
    assert not camera_unused(Clause("camera", "zoom-in", exact=(("percent", 4.0),)), CAMERAS["zoom-in"])
