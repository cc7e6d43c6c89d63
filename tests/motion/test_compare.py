from itertools import product

import pytest

from flowanim.datatypes import Wishes
from flowanim.errors import PlanError
from flowanim.fields.camera import camera_at
from flowanim.motion.compare import blend, changed_numbers, difference
from flowanim.motion.planner import plan_motion
from flowanim.plan import File, MotionPlan
from tests.motion.scenes import base, coast

SCENE = coast()
PROMPTS = (
    "clouds drift left, push in",
    "clouds drift right fast, water ripples, pan left, then zoom in",
    "trees sway, orbit, handheld",
    "nothing moves",
)


def plan(prompt: str) -> MotionPlan:
    """Return the plan of a prompt."""
    return plan_motion(SCENE, base(), prompt, Wishes())


PLANS = [plan(prompt) for prompt in PROMPTS]


def test_a_plan_does_not_differ_from_itself():
    for one in PLANS:
        assert difference(one, one) == ()


def test_notes_are_no_difference():
    assert difference(PLANS[0], PLANS[0].model_copy(update={"notes": ("other",)})) == ()


def test_each_number_that_differs_is_named():
    faster = plan("clouds drift left at 20 px/s, push in")
    (change,) = difference(PLANS[0], faster)
    assert change.place == "sky flow"
    assert changed_numbers(change)["speed_px_s"] == (10.0, 20.0)
    longer = PLANS[0].model_copy(update={"seconds": 6.0})
    assert [str(one) for one in difference(PLANS[0], longer)] == ["seconds: 4 -> 6"]


def test_what_only_one_plan_has_is_named():
    told = [str(one) for one in difference(PLANS[0], PLANS[3])]
    assert any(line.startswith("sky flow: only in the first plan") for line in told)


@pytest.mark.parametrize(("a", "b"), [*product(PLANS, PLANS)])
def test_the_ends_of_a_blend_are_the_plans(a, b):
    for share, end in ((0, a), (1, b)):
        made = blend(a, b, share)
        assert made.seconds == end.seconds
        assert {e.effect: e for e in made.effects} == pytest.approx({e.effect: e for e in end.effects})
        for u in (0, 0.3, 0.55, 1):
            wanted, got = camera_at(end.camera, u), camera_at(made.camera, u)
            for axis in ("x", "y", "z", "yaw_deg", "zoom"):
                assert getattr(got, axis) == pytest.approx(getattr(wanted, axis), abs=0.03)


@pytest.mark.parametrize(("a", "b"), [*product(PLANS, PLANS)])
@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_a_blend_of_loops_is_a_loop_that_starts_at_the_photo(a, b, share):
    made = blend(a, b, share)
    assert made.loop
    start, end = camera_at(made.camera, 0), camera_at(made.camera, 1)
    for axis in ("x", "y", "z", "yaw_deg", "pitch_deg", "roll_deg", "zoom"):
        assert getattr(start, axis) == pytest.approx(getattr(end, axis), abs=1e-6)
    assert MotionPlan.model_validate_json(made.model_dump_json()) == made


def test_a_blend_moves_what_both_move_by_what_lies_between():
    fast = plan("clouds drift left at 20 px/s, push in 2 %")
    made = blend(PLANS[0], fast, 0.25)
    assert made.effects[0].model_dump()["speed_px_s"] == pytest.approx(12.5)
    wanted = 0.75 * PLANS[0].camera.keys[1].z + 0.25 * 0.02
    assert made.camera.keys[1].z == pytest.approx(wanted, abs=1e-4)


def test_angles_are_blended_the_short_way():
    east, north = plan("clouds drift right"), plan("clouds drift right")
    turned = north.model_copy(update={"effects": (north.effects[0].model_copy(update={"angle_deg": 340.0}),)})
    assert blend(east, turned, 0.5).effects[0].model_dump()["angle_deg"] == 350


def test_plans_of_different_pictures_are_not_blended():
    other = PLANS[0].model_copy(update={"photo": File(path="b.jpg", sha256="0" * 64)})
    with pytest.raises(PlanError, match="different photos"):
        blend(PLANS[0], other, 0.5)
    with pytest.raises(PlanError, match="loop"):
        blend(PLANS[0], PLANS[0].model_copy(update={"loop": False}), 0.5)
