"""The table of a plan: what was found, what moves, what was reduced or ignored and why."""

from flowanim.cli.table import camera_told, does, sorted_notes, table
from flowanim.datatypes import Wishes
from flowanim.motion.planner import plan_motion
from flowanim.plan import CameraPath, FlowEffect, LightEffect, SwayEffect
from tests.cli.fake import PLAN
from tests.motion.scenes import base, coast

PROMPT = "clouds drift left at 20 px/s, the water ripples, push in, the woman smiles, frobnicate"


def lines(prompt: str) -> list[str]:
    """Return the table of a prompt on the coast."""
    scene = coast()
    return list(table(plan_motion(scene, base(), prompt, Wishes()), scene))


def test_a_table_tells_what_was_found_and_what_moves_where_and_how_fast():
    found, *moves = lines(PROMPT)[1:5]
    assert found.startswith("found    sky 39 %") and "water 30 %" in found
    assert moves[0] == "moves    sky          drifts left at 20 px/s"
    assert moves[1].startswith("         water        ripples by 1.8 px every")
    assert moves[2] == "         camera       push in by 8 % and back"


def test_a_table_tells_what_stays_still_and_what_was_ignored():
    told = lines(PROMPT)
    assert "still    vegetation, ground" in told
    assert any(line.startswith("ignored  smiling (warping") for line in told)
    assert any("did not understand: frobnicate" in line for line in told)


def test_notes_that_the_rows_tell_are_not_told_twice():
    assert not [line for line in lines("clouds drift left") if "sky: drifts" in line]


def test_what_was_reduced_stands_by_itself():
    plan = PLAN.model_copy(update={"notes": ("water ripple: reduced from 12 to 5 px (more would fold)",)})
    assert sorted_notes(plan)["reduced"] == list(plan.notes)


def test_an_effect_is_told_with_its_unit():
    assert does(FlowEffect(layer="river", speed_px_s=28, angle_deg=180)) == "flows left at 28 px/s"
    assert does(SwayEffect(layer="trees", amplitude_px=3, period_s=3.2)) == "sways by 3 px every 3.2 s"
    assert does(LightEffect(exposure_ev=0.12)) == "changes its light by 0.12 stops"


def test_a_plan_that_moves_nothing_says_so():
    still = PLAN.model_copy(update={"effects": (), "camera": CameraPath(), "notes": ()})
    assert list(table(still))[1:] == ["moves    camera       still"]


def test_a_camera_by_hand_is_told_by_its_numbers():
    assert camera_told(PLAN) == "z 0 to 0.12"
