import pytest

from flowanim.datatypes import Bearing, Camera, Wishes
from flowanim.fields.camera import camera_at
from flowanim.motion.planner import plan_motion
from flowanim.motion.temper import MOST_OPENED, MOST_PARALLAX, MOST_STRAIN, tempered
from tests.motion.scenes import base, coast

SCENE = coast()
PLAN = plan_motion(SCENE, base(), "water ripples, clouds drift, push in, handheld", Wishes())


def test_what_the_scene_bears_is_left_as_it_is():
    fine = Bearing({"water": MOST_STRAIN, "sky": 0.0}, MOST_PARALLAX, MOST_OPENED)
    assert tempered(PLAN, SCENE, fine) is PLAN


def test_a_ripple_that_would_fold_is_reduced_and_the_note_says_by_how_much():
    made = tempered(PLAN, SCENE, Bearing({"water": 2 * MOST_STRAIN}, 0.0, 0.0))
    before, after = (next(e for e in p.effects if e.effect == "ripple") for p in (PLAN, made))
    assert after.amplitude_px == pytest.approx(before.amplitude_px / 2)
    assert made.notes[-1] == "water ripple: reduced from 1.8 to 0.9 px (more would fold the picture over itself)"
    assert [e for e in made.effects if e.effect == "flow"] == [e for e in PLAN.effects if e.effect == "flow"]
    assert made.camera == PLAN.camera


@pytest.mark.parametrize(
    ("bearing", "why"),
    [
        (Bearing({}, 2 * MOST_PARALLAX, 0.0), "rubber"),
        (Bearing({}, 0.0, 2 * MOST_OPENED), "8 % of the picture would have to be invented"),
    ],
)
def test_a_camera_that_goes_too_far_goes_half_as_far_and_comes_back(bearing, why):
    made = tempered(PLAN, SCENE, bearing)
    assert made.camera.keys[1].z == pytest.approx(PLAN.camera.keys[1].z / 2)
    assert made.camera.handheld == pytest.approx(PLAN.camera.handheld / 2)
    assert camera_at(made.camera, 0) == Camera()
    assert camera_at(made.camera, 1).z == pytest.approx(0, abs=1e-9)
    assert made.notes[-1].startswith("camera: reduced to 50 % of what was asked") and why in made.notes[-1]
    assert made.effects == PLAN.effects
