import numpy as np
import pytest

from flowanim.datatypes import Wishes
from flowanim.motion.planner import plan_motion
from flowanim.motion.temper import MOST_OPENED, MOST_PARALLAX, MOST_STRAIN, tempered
from flowanim.plan import CameraKey, CameraPath, MotionPlan, RippleEffect
from flowanim.render.bear import bear
from tests.motion.scenes import base, box, coast, scene, sheet

SCENE = coast()


def plan(camera: CameraPath | None = None, *effects: RippleEffect) -> MotionPlan:
    """Return a plan at the scene's own size."""
    return base().model_copy(update={"size": (128, 90), "camera": camera or CameraPath(), "effects": effects})


def push(z: float) -> CameraPath:
    """Return a push in and back."""
    return CameraPath(keys=(CameraKey(u=0), CameraKey(u=0.5, z=z), CameraKey(u=1)))


def test_what_rests_strains_nothing():
    found = bear(SCENE, plan())
    assert set(found.strains.values()) == {0.0} and (found.camera, found.opened) == (0.0, 0.0)


def test_strain_grows_in_proportion_to_the_motion():
    small, large = (
        bear(SCENE, plan(None, RippleEffect(layer="water", amplitude_px=a, wavelength_px=400))).strains["water"]
        for a in (2, 6)
    )
    assert small > 0 and large == pytest.approx(3 * small, rel=1e-3)


def test_a_flat_sheet_that_comes_nearer_only_grows():
    wall = scene(sheet("other", "other", box(0, 1), 0.5))
    assert bear(wall, plan(push(0.3))).camera == pytest.approx(0, abs=1e-3)


def test_a_sheet_that_leads_into_the_depth_is_stretched():
    floor = sheet("ground", "ground", box(0, 1), 0.0)
    floor.disparity[:] = np.linspace(0, 1, floor.disparity.shape[0], dtype=np.float32)[:, None]
    near, far = bear(scene(floor), plan(push(0.1))).camera, bear(scene(floor), plan(push(0.3))).camera
    assert 0 < near < far


def test_stepping_aside_opens_what_lies_behind():
    person = sheet("person", "person", box(0.2, 1, 0.3, 0.7), 1.0, subject=True)
    pair = scene(sheet("other", "other", 1 - person.alpha, 0.1), person)
    aside = CameraPath(keys=(CameraKey(u=0), CameraKey(u=0.5, x=0.2), CameraKey(u=1)))
    assert bear(pair, plan(aside)).opened > 0.01
    assert bear(pair, plan(push(0.001))).opened == 0


@pytest.mark.parametrize("strength", [1, 5])
def test_a_tempered_plan_is_borne(strength):
    sized = base().model_copy(update={"size": (128, 90)})
    made = plan_motion(SCENE, sized, "waves, push in, orbit, trees sway", Wishes(strength=strength))
    found = bear(SCENE, tempered(made, SCENE, bear(SCENE, made)))
    assert max(found.strains.values()) <= 1.1 * MOST_STRAIN
    assert found.camera <= 1.2 * MOST_PARALLAX and found.opened <= 1.2 * MOST_OPENED
