from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flowanim.datatypes import Wishes
from flowanim.errors import PlanError, UsageError
from flowanim.motion.hands import with_drawing
from flowanim.motion.planner import plan_motion
from flowanim.motion.presets import CAMERAS, PRESETS
from flowanim.parts import BreatheEffect, FlutterEffect
from flowanim.plan import CameraPath, FlowEffect, LightEffect, MotionPlan, RippleEffect, SwayEffect
from tests.fields.test_effects import LAID_OVER
from tests.motion.scenes import base, box, coast, nothing, portrait, scene, sheet

SCENES = {"coast": coast(), "portrait": portrait(), "nothing": nothing()}


NONE = Wishes()


def plan(prompt: str = "", where: str = "coast", wishes: Wishes = NONE) -> MotionPlan:
    """Return the plan for a prompt in one of the scenes."""
    return plan_motion(SCENES[where], base(), prompt, wishes)


def moving(made: MotionPlan) -> set[str]:
    """Return the layers that an effect moves."""
    return {effect.layer for effect in made.effects if effect.effect not in LAID_OVER.keys() - {"twinkle"}}


def told(made: MotionPlan, words: str) -> bool:
    """Return whether a note has these words."""
    return any(words in note for note in made.notes)


def still(made: MotionPlan) -> bool:
    """Return whether the camera rests."""
    return made.camera == CameraPath()


def test_the_issues_own_prompt_does_what_it_says():
    made = plan("clouds drift left, the water flows, slow push-in")
    sky = next(e for e in made.effects if e.layer == "sky")
    assert isinstance(sky, FlowEffect) and sky.angle_deg == 180 and 8 <= sky.speed_px_s <= 12
    assert {e.effect for e in made.effects if e.layer == "water"} == {"flow", "ripple"}
    assert [key.z > 0 for key in made.camera.keys] == [False, True, False]
    assert made.loop and "sky: drifts left at 10 px/s" in made.notes
    assert told(made, "push in by 6 % and back")


def test_what_belongs_to_the_base_is_kept():
    made = plan("water flows")
    kept = {"photo", "size", "crop", "depth", "masks", "seed", "version"}
    assert made.model_dump(include=kept) == base().model_dump(include=kept)


def test_the_same_words_give_the_same_plan():
    assert plan("clouds drift, handheld") == plan("clouds drift, handheld")


def test_without_a_prompt_two_things_move_and_the_camera_goes_in_and_back():
    made = plan()
    assert len(moving(made)) == 2 and {"sky", "water"} == moving(made)
    assert 0.05 <= made.camera.keys[1].z <= 0.1
    assert told(made, "vegetation: left still")


def test_where_nothing_can_move_the_camera_swings_and_says_so():
    made = plan("", "portrait")
    assert not made.effects and made.camera.swings
    assert told(made, "nothing in the photo can move credibly")


def test_a_flat_photo_gets_a_small_zoom():
    made = plan("", "nothing")
    assert 1 < made.camera.keys[1].zoom < 1.04
    assert told(made, "flat")


def test_a_plain_sky_is_left_still_unless_named():
    plain = sheet("sky", "sky", box(0, 0.5), 0.0)
    plain.rgba[..., :3] = 0.6 * plain.rgba[..., 3:]
    clear = scene(plain, sheet("water", "water", box(0.5, 1), 0.8))
    assert moving(plan_motion(clear, base(), "", Wishes())) == {"water"}
    named = plan_motion(clear, base(), "clouds drift", Wishes())
    assert moving(named) == {"sky"} and told(named, "plain")


def test_what_is_not_sure_is_left_still_unless_named():
    unsure = scene(sheet("sky", "sky", box(0, 0.5), 0.0), sheet("water", "water", box(0.5, 1), 0.8, confidence=0.3))
    chosen = plan_motion(unsure, base(), "", Wishes())
    assert "water" not in moving(chosen) and told(chosen, "water: left still (not sure")
    named = plan_motion(unsure, base(), "water flows", Wishes())
    assert moving(named) == {"water"} and told(named, "only 30 % sure")


def test_only_what_is_named_moves():
    assert moving(plan("water ripples")) == {"water"} and still(plan("water ripples"))


@pytest.mark.parametrize(
    "prompt, layers",
    [
        ("only the water moves", {"water"}),
        ("everything except the sky", {"water", "vegetation"}),
        ("everything is still except the clouds", {"sky"}),
        ("no water movement", {"sky", "vegetation"}),
        ("don't move the sky or the water", {"vegetation"}),
        ("static background, clouds drift", {"sky"}),
        ("clouds drift left and trees sway", {"sky", "vegetation"}),
        ("strong wind from the left", {"vegetation"}),
        ("nothing moves", set()),
        ("no movement", set()),
        ("slow push in", set()),
    ],
)
def test_layers_that_move(prompt, layers):
    assert moving(plan(prompt)) == layers


@pytest.mark.parametrize(
    "prompt, kinds",
    [
        ("water ripples gently", {RippleEffect}),
        ("the river flows", {FlowEffect, RippleEffect}),
        ("waves on the sea", {RippleEffect}),
        ("trees sway", {SwayEffect}),
        ("warm light shifts", {LightEffect}),
        ("clouds drift", {FlowEffect}),
        ("the waterfall falls", {FlowEffect}),
    ],
)
def test_effects_of_elements(prompt, kinds):
    assert {type(effect) for effect in plan(prompt).effects} == kinds


def test_there_is_one_wind():
    made = plan("trees sway, clouds drift, wind from the right")
    assert {e.angle_deg for e in made.effects} == {180}


def test_what_the_wind_moves_follows_the_clouds():
    made = plan("clouds drift left, grass sways")
    assert {e.angle_deg for e in made.effects} == {180}


def test_a_chest_widens_by_half_a_percent():
    (breath,) = plan("subject breathes", "portrait").effects
    assert isinstance(breath, BreatheEffect) and 0.003 <= breath.share <= 0.008 and breath.period_s == 4


def test_a_chest_is_found_by_the_face_of_its_layer():
    face = (0.4, 0.25, 0.2, 0.25)
    there = replace(portrait(), faces=((0.0, 0.0, 0.1, 0.1), face))
    (breath,) = plan_motion(there, base(), "she breathes", Wishes()).effects
    assert isinstance(breath, BreatheEffect) and breath.face == face


def test_far_layers_of_a_kind_move_less():
    woods = scene(
        sheet("vegetation-far", "vegetation", box(0, 0.5), 0.3), sheet("vegetation", "vegetation", box(0.5, 1), 0.9)
    )
    far, near = plan_motion(woods, base(), "trees sway", Wishes()).effects
    assert isinstance(far, SwayEffect) and isinstance(near, SwayEffect)
    assert far.layer == "vegetation-far" and far.amplitude_px < near.amplitude_px
    assert not plan_motion(woods, base(), "no trees movement, trees sway", Wishes()).effects


def test_a_region_of_the_users_own_is_found_by_its_name():
    here = coast(sheet("flag", "other", box(0.1, 0.3, 0.1, 0.3), 0.9))
    (flag,) = plan_motion(here, base(), "the flag waves in the wind from the right", Wishes()).effects
    assert isinstance(flag, FlutterEffect) and (flag.layer, flag.angle_deg, flag.anchor) == ("flag", 180, "right")


@pytest.mark.parametrize(
    "prompt, note",
    [
        ("the flag waves", "left out: flag (not found in the photo; give its region with --mask flag=FILE)"),
        ("boat drifts left", "left out: boat (not found in the photo; give its region with --mask boat=FILE)"),
        ("smoke rises", "left out: smoke (not found in the photo; give its region with --mask smoke=FILE)"),
        ("mountains move", "left out: mountain (a photo cannot show it moving honestly; move the camera instead)"),
        (
            "trees drift left",
            "left out: trees going elsewhere (the photo has nothing behind it; it moves in its place)",
        ),
        ("a woman walks", "left out: walking (warping a photo cannot do that honestly)"),
        ("rain", "rain: added to the photo (rain falls)"),
        ("music", "left out: sound (flowanim cannot do that yet)"),
        ("water flows zzyzx", "did not understand: zzyzx"),
        ("pan left and pan right", "camera: the prompt gives two directions, the last one is taken"),
        ("clouds drift left, clouds drift right", "clouds: the prompt gives two directions, the last one is taken"),
        ("water flows, no water movement", "water: kept still, as asked"),
        ("push in, static camera", "camera: kept still, as asked"),
        ("everything except the boat", "boat: not found in the photo, so it is not held by itself"),
        ("nothing moves", "nothing moves: the clip is a still picture"),
    ],
)
def test_notes_say_what_was_left_out(prompt, note):
    assert told(plan(prompt), note)


def test_a_photo_without_what_was_asked_for_gets_a_camera_move_and_is_told():
    made = plan("clouds drift left", "portrait")
    assert not still(made) and told(made, "left out: clouds") and told(made, "only the camera moves")


def test_nothing_is_put_in_place_of_what_was_denied():
    assert still(plan("clouds drift left, no camera movement", "portrait"))


def test_notes_never_hold_control_characters():
    assert all(note.isprintable() for note in plan("wa\x1b[31mter \x00 zz\u202ezz").notes)


@pytest.mark.parametrize("loop", [True, False])
def test_loop_option_wins(loop):
    made = plan("push in, one-way", wishes=Wishes(loop=loop))
    assert made.loop is loop
    assert (made.camera.keys[-1].z == 0) is loop


def test_one_way_goes_farther_than_a_loop():
    there = plan("push in, one-way").camera.keys[-1].z
    assert there > plan("push in").camera.keys[1].z > 0


def test_options_win_over_the_prompt():
    made = plan("pan left for 6 seconds", wishes=Wishes(camera="push-in", seconds=3, fps=12))
    assert (made.seconds, made.fps) == (3, 12)
    assert made.camera.keys[1].z > 0 and made.camera.keys[1].yaw_deg == 0
    assert told(made, "--camera push-in is taken")


def test_a_prompt_adjusts_a_preset():
    made = plan("no camera movement, clouds drift left", wishes=Wishes(preset="sea"))
    assert still(made) and made.seconds == 6
    assert moving(made) == {"sky", "water"}
    assert next(e for e in made.effects if isinstance(e, FlowEffect)).angle_deg == 180


def test_a_preset_says_what_it_misses_only_where_it_finds_nothing():
    assert told(plan("", "portrait", Wishes(preset="sea")), "the photo has no sea or clouds")
    assert not told(plan("", wishes=Wishes(preset="portrait-breathe")), "hair (not found")


def test_strength_scales_everything():
    full, half = plan("clouds drift, push in"), plan("clouds drift, push in", wishes=Wishes(strength=0.5))
    assert half.effects[0].model_dump()["speed_px_s"] == full.effects[0].model_dump()["speed_px_s"] / 2
    assert half.camera.keys[1].z == pytest.approx(full.camera.keys[1].z / 2)


def test_strength_zero_moves_nothing():
    made = plan("clouds drift, push in, handheld", wishes=Wishes(strength=0))
    assert not made.effects and still(made)


def test_too_much_is_cut_to_the_schemas_limits_and_said():
    made = plan("water flows dramatically, push in dramatically, trees sway", wishes=Wishes(strength=1000))
    assert told(made, "reduced to")


def test_flows_change_over_often_enough_to_stay_whole():
    for seconds in (1, 4, 10, 60):
        for effect in plan("water flows fast", wishes=Wishes(seconds=seconds)).effects:
            if isinstance(effect, FlowEffect) and effect.cycles < 32:
                assert effect.speed_px_s * seconds / effect.cycles < 70


@pytest.mark.parametrize(
    "wishes, words",
    [
        (Wishes(preset="watrfall"), "did you mean waterfall"),
        (Wishes(camera="push-inn"), "did you mean push-in"),
        (Wishes(camera="zzz"), "known are static, push-in"),
        (Wishes(strength=-1), "--strength"),
        (Wishes(strength=float("nan")), "--strength"),
        (Wishes(seconds=0), "--seconds"),
        (Wishes(fps=1000), "--fps"),
    ],
)
def test_bad_wishes_are_refused(wishes, words):
    with pytest.raises(UsageError, match=words):
        plan("", wishes=wishes)


def test_too_long_a_prompt_is_refused():
    with pytest.raises(PlanError, match="shorten"):
        plan("water " * 10_000)


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("where", SCENES)
@pytest.mark.parametrize("loop", [True, False])
def test_every_preset_gives_a_plan_for_every_scene(name, where, loop):
    made = plan("", where, Wishes(preset=name, loop=loop))
    assert made.loop is loop and made.notes


@pytest.mark.parametrize("name", CAMERAS)
@pytest.mark.parametrize("where", SCENES)
@pytest.mark.parametrize("loop", [True, False])
def test_every_camera_gives_a_plan_for_every_scene(name, where, loop):
    made = plan("", where, Wishes(camera=name, loop=loop))
    assert still(made) is (name == "static")


DENIED = {"water": {"water"}, "sky": {"sky"}, "clouds": {"sky"}, "trees": {"vegetation"}, "light": {""}}
OTHERS = ["", "push in", "clouds drift left", "water flows", "trees sway", "light flickers", "wind from the left"]


@pytest.mark.parametrize("thing", DENIED)
def test_what_is_denied_never_moves(thing):
    denials = [
        f"no {thing} movement",
        f"don't move the {thing}",
        f"keep the {thing} still",
        f"everything except the {thing}",
    ]
    presets = [None, "storm", "cinemagraph", "sea"]
    for denial, other, preset in product(denials, OTHERS, presets):
        for prompt in (f"{denial}, {other}", f"{other}. {denial}"):
            made = plan(prompt, wishes=Wishes(preset=preset))
            assert not DENIED[thing] & moving(made), (prompt, preset)


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("preset", [None, "slow-push", "storm", "orbit"])
def test_a_denied_camera_never_moves(other, preset):
    for denial in ("no camera movement", "static camera", "keep the camera still", "camera static"):
        for prompt in (f"{denial}, {other}", f"{other}, {denial}"):
            assert still(plan(prompt, wishes=Wishes(preset=preset))), prompt


@pytest.mark.parametrize("thing", DENIED)
@pytest.mark.parametrize("preset", [None, "storm", "cinemagraph", "sea"])
def test_what_the_option_denies_never_moves(thing, preset):
    for prompt in OTHERS:
        made = plan(prompt, wishes=Wishes(preset=preset, no=f"{thing}, camera"))
        assert not DENIED[thing] & moving(made) and still(made), (prompt, preset)


def test_the_option_takes_a_list_and_camera_moves():
    made = plan("everything moves, push in, handheld", wishes=Wishes(no="sky and zoom; trees"))
    assert moving(made) == {"water"} and not still(made)
    assert not plan("push in", wishes=Wishes(no="push in")).camera.keys


@pytest.mark.parametrize("no", ["slowly", "42", "%"])
def test_an_option_that_denies_nothing_is_refused(no):
    with pytest.raises(UsageError, match="names nothing"):
        plan("", wishes=Wishes(no=no))


def test_a_camera_that_is_asked_for_and_denied_is_refused():
    with pytest.raises(UsageError, match="opposite"):
        plan("", wishes=Wishes(no="camera", camera="push-in"))


def test_what_is_drawn_in_a_denied_thing_is_left_out_and_said():
    wishes = Wishes(arrows=((0.5, 0.5, 30, 0.5),), no="sky")
    drawn = with_drawing(base(), wishes, (128, 90), Path())
    made = plan_motion(coast(), drawn, "", wishes)
    assert not moving(made) and told(made, "sky: kept still, so what is drawn there is left out")


WORDS = """push in pan left right zoom camera water clouds sky trees boat subject light flows drift sway still static no
not without except only everything nothing background and or but then hold , . slowly very fast from to for 3 seconds
loop wind waves walks rain frob"""


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join) | st.text(max_size=60),
    st.sampled_from(sorted(SCENES)),
    st.sampled_from([None, *PRESETS]),
    st.floats(0, 20),
)
def test_no_prompt_crashes_the_planner(prompt, where, preset, strength):
    made = plan(prompt, where, Wishes(preset=preset, strength=strength))
    assert MotionPlan.model_validate_json(made.model_dump_json()) == made


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS.split()), max_size=10).map(" ".join),
    st.sampled_from(sorted(DENIED)),
    st.sampled_from(["keep the {} still", "don't move the {}", "the {} must not move", "no {} movement"]),
    st.booleans(),
)
@example("still everything but", "clouds", "keep the {} still", False)
def test_no_prompt_moves_what_it_excludes(prompt, thing, denial, first):
    said = denial.format(thing)
    made = plan(f"{said}. {prompt}" if first else f"{prompt}. {said}")
    assert not DENIED[thing] & moving(made)
    assert not DENIED[thing] & moving(plan(prompt, wishes=Wishes(no=thing)))


def test_an_exception_goes_over_a_line_and_not_over_a_full_stop():
    for said in ("hold everything except... the clouds", "everything still except\nthe clouds"):
        assert moving(plan(said)) == {"sky"}
    assert not moving(plan("still everything but. keep the clouds still"))


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=80), st.sampled_from(sorted(DENIED)))
def test_no_text_moves_what_the_option_excludes(prompt, thing):
    assert not DENIED[thing] & moving(plan(prompt, wishes=Wishes(no=thing)))
    assert still(plan(prompt, wishes=Wishes(no="camera")))
