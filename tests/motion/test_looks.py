import numpy as np
import pytest

from flowanim.datatypes import Layer, Photo, Scene, Wishes
from flowanim.motion.english import WORDS
from flowanim.motion.looks import GRAIN, LOOKS, lay_over
from flowanim.motion.planner import plan_motion
from flowanim.motion.presets import PRESETS
from flowanim.motion.prompt import understand
from flowanim.parts import FocusEffect, ParticleEffect
from flowanim.plan import CameraPath, MotionPlan
from tests.motion.scenes import base, box, coast, nothing, sheet
from tests.ops.test_eyes import FACE, portrait


def plan(prompt: str, scene=None, **wishes) -> MotionPlan:
    return plan_motion(scene or coast(), base(), prompt, Wishes(**wishes))


@pytest.mark.parametrize("name", LOOKS)
def test_every_look_can_be_said(name):
    first = WORDS["later"][name].split(",")[0]
    assert dict(understand(first).looks) == {name: 1.0}


OF_FACES = {"blink", "head"}


def faced():
    """Return a portrait with a face and two eyes that are large enough."""
    rgb = portrait(size=2)
    rgba = np.dstack([rgb, np.ones(rgb.shape[:2], np.float32)])
    person = Layer("person", "person", rgba, np.full(rgb.shape[:2], 0.7, np.float32), subject=True)
    return Scene(Photo(rgb, 800.0, "p.png"), (person,), faces=(FACE,))


def test_eyes_blink_and_a_head_turns_where_a_face_is_found():
    (blink,), _ = lay_over(faced(), [("blink", 1.0)])
    assert len(blink.eyes) == 2 and blink.disparity == 0.7
    (head,), _ = lay_over(faced(), [("head", 2.0)])
    assert (head.layer, head.face, head.yaw_deg) == ("person", FACE, 4.0)


@pytest.mark.parametrize("name", sorted(OF_FACES))
def test_without_a_face_that_is_said(name):
    effects, (note,) = lay_over(coast(), [(name, 1.0)])
    assert effects == () and "no face" in note


def test_nobody_blinks_unasked():
    made = plan("", faced())
    assert not OF_FACES & {effect.effect for effect in made.effects}


@pytest.mark.parametrize("name", sorted(LOOKS.keys() - OF_FACES))
def test_every_look_makes_something_of_a_coast(name):
    effects, (note,) = lay_over(coast(), [(name, 1.0)])
    assert effects and name in note


def test_what_is_added_is_said_to_be():
    assert "snow: added to the photo (snow falls)" in plan("add snow").notes


@pytest.mark.parametrize("prompt", ["snow", "city lights twinkle", "the lights twinkle", "stars twinkle"])
def test_a_look_that_is_named_alone_moves_alone(prompt):
    made = plan(prompt)
    assert len(made.effects) == 1 and made.effects[0].effect in {"particles", "twinkle"}
    assert made.camera == CameraPath()


def test_where_a_look_that_is_named_cannot_be_the_camera_moves():
    made = plan("she blinks")
    assert not made.effects and made.camera != CameraPath()
    assert "left out: blink (no face was found whose eyes are sure and large enough)" in made.notes


def test_adverbs_make_more_or_less_of_it():
    heavy, light = (plan(f"{word} snow").effects[-1] for word in ("heavy", "gentle"))
    assert isinstance(heavy, ParticleEffect) and isinstance(light, ParticleEffect) and heavy.amount > 900 > light.amount


def test_what_is_denied_does_not_fall():
    assert not understand("no rain").looks and not any(isinstance(e, ParticleEffect) for e in plan("no rain").effects)


def test_a_shallow_depth_of_field_is_at_the_subject():
    scene = coast(sheet("boat", "vehicle", box(0.5, 0.8, 0.4, 0.6), 0.8, subject=True))
    made = plan("slow push in, shallow depth of field", scene)
    (focus,) = (e for e in made.effects if isinstance(e, FocusEffect))
    assert focus.disparity == pytest.approx(0.8)


def test_a_rack_focus_goes_from_the_subject_to_the_far_end_and_back():
    scene = coast(sheet("boat", "vehicle", box(0.5, 0.8, 0.4, 0.6), 0.8, subject=True))
    (focus,) = (e for e in plan("rack focus", scene).effects if isinstance(e, FocusEffect))
    values = [moment.value for moment in focus.rack]
    assert values[0] == values[-1] == pytest.approx(0.8) and min(values) < 0.1


def test_a_flat_photo_has_no_depth_of_field_and_says_so():
    assert "left out: depth of field (the photo's depth is nearly flat)" in plan("depth of field", nothing()).notes


def test_steam_is_not_added_to_steam():
    steaming = coast(sheet("smoke", "smoke", box(0.2, 0.5, 0.4, 0.6), 0.8))
    assert not lay_over(steaming, [("steam", 1.0)])[0]


def test_grain_is_finishing():
    assert plan("film grain, clouds drift").finishing.grain > 0 == plan("clouds drift").finishing.grain


@pytest.mark.parametrize("name", [name for name, preset in PRESETS.items() if preset.looks])
def test_presets_lay_over_what_exists(name):
    assert {look for look, _ in PRESETS[name].looks} <= {*LOOKS, GRAIN}


def test_strength_nought_lays_nothing_over():
    assert not [e for e in plan("snow", strength=0.0).effects if isinstance(e, ParticleEffect)]


def test_heavy_snow_makes_nothing_else_heavy():
    assert understand("clouds drift, heavy snow").strength == 1.0
