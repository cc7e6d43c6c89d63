from pathlib import Path

import pytest

from flowanim.errors import UsageError
from flowanim.motion.elements import ELEMENTS
from flowanim.motion.presets import CAMERAS, PRESETS, find_camera, find_preset

DOC = (Path(__file__).parents[2] / "docs" / "motions.md").read_text(encoding="utf-8")
PROMISED = (
    "cinemagraph living-photo slow-push drift dolly-zoom orbit handheld product-rock product-glint portrait-breathe "
    "old-photo waterfall sea river clouds storm fireplace candle coffee-steam forest-wind flag night-city snow rain"
)


def test_the_promised_presets_are_there():
    assert set(PROMISED.split()) <= set(PRESETS)


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_names_what_exists(name):
    for clause in PRESETS[name].clauses:
        known = {"camera": {*CAMERAS, "camera"}, "element": set(ELEMENTS), "all": {"everything"}}[clause.channel]
        assert clause.target in known and clause.origin == "preset"


@pytest.mark.parametrize("left, right", [("pan-left", "pan-right"), ("tilt-up", "tilt-down"), ("push-in", "pull-out")])
def test_opposite_moves_are_opposite(left, right):
    a, b = CAMERAS[left].pose, CAMERAS[right].pose
    assert {axis: -value for axis, value in a.items()} == dict(b)


def test_camera_signs_are_those_of_the_camera():
    assert CAMERAS["truck-right"].pose["x"] > 0 and CAMERAS["pan-right"].pose["yaw_deg"] > 0
    assert CAMERAS["pedestal-up"].pose["y"] < 0 and CAMERAS["tilt-up"].pose["pitch_deg"] > 0
    assert CAMERAS["push-in"].pose["z"] > 0 and CAMERAS["zoom-in"].pose["zoom"] > 1


def test_known_names_are_found():
    assert find_camera("push-in") == "push-in"
    assert find_preset("sea") is PRESETS["sea"]


@pytest.mark.parametrize(
    "wrong, meant", [("sae", "sea"), ("Cinemagraph", "cinemagraph"), ("portrait", "portrait-breathe")]
)
def test_an_unknown_preset_gets_the_nearest_and_the_list(wrong, meant):
    with pytest.raises(UsageError, match=f"did you mean {meant}.*known are"):
        find_preset(wrong)


def test_an_unknown_name_is_printed_safely():
    with pytest.raises(UsageError) as caught:
        find_camera("a\x1b[31m" + "b" * 500)
    assert str(caught.value).isprintable() and len(str(caught.value)) < 600


@pytest.mark.parametrize("name", [*PRESETS, *CAMERAS])
def test_the_document_names_it(name):
    assert f"`{name}`" in DOC
