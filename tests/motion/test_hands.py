from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from flowanim.datatypes import Scene, Wishes
from flowanim.errors import PlanError
from flowanim.motion.hands import with_drawing
from flowanim.motion.planner import plan_motion
from flowanim.plan import MotionPlan
from flowanim.scene.picture import WHOLE
from tests.render.stages import SIZE, plan, small_scene

PHOTO = (320, 192)


def drawn(*arrows, prompt="", masks=None, crop=WHOLE, tmp=Path(), **wishes) -> MotionPlan:
    """Return the plan for the small scene; masks: file -> what is white in it."""
    wished = Wishes(arrows=arrows, **wishes)
    base = with_drawing(plan(crop=crop), wished, PHOTO, tmp)
    return plan_motion(replace(small_scene(), drawings=masks or {}), base, prompt, wished)


def drawn_by(file, masks, tmp_path, style) -> MotionPlan:
    return drawn(brushes=((file, -20, 0, 0, 0),), masks=masks, tmp=tmp_path, drawn=style)


def painted(tmp_path, rows=slice(None), columns=slice(None)) -> tuple[str, dict[str, np.ndarray]]:
    """Return a brush's file, and its mask by the name that the plan gives it."""
    (tmp_path / "brush.png").write_bytes(b"stands for a mask")
    mask = np.zeros(SIZE[::-1], np.float32)
    mask[rows, columns] = 1
    return str(tmp_path / "brush.png"), {"brush.png": mask}


def test_what_lies_under_the_start_flows_along_the_arrow():
    (effect,) = drawn((40, 20, 20, 20)).effects
    (arrow,) = effect.arrows
    assert (effect.layer, effect.style) == ("sky", "flow")
    assert (arrow.dx, arrow.dy) == pytest.approx((-20 * 1280 / PHOTO[0], 0))
    assert (arrow.x, arrow.y) == pytest.approx((40 / 320, 20 / 192), abs=1e-4)


def test_what_is_no_fluid_swings_there_and_back():
    made = drawn((192, 96, 200, 96))
    assert (made.effects[0].layer, made.effects[0].style) == ("subject", "swing")
    assert made.notes[-1].startswith("subject: swings there and back as 1 arrow says")


@pytest.mark.parametrize("style", ["flow", "swing"])
def test_the_style_can_be_said(style):
    made = drawn((192, 96, 200, 96), (20, 20, 30, 20), drawn=style)
    assert {effect.style for effect in made.effects} == {style}


def test_arrows_in_one_layer_are_one_effect():
    (effect,) = drawn((40, 20, 20, 20), (60, 20, 90, 30)).effects
    assert len(effect.arrows) == 2


def test_arrows_alone_move_nothing_else():
    made = drawn((40, 20, 20, 20))
    assert len(made.effects) == 1 and not made.camera.keys and not made.camera.swings
    assert not any("nothing moves" in note for note in made.notes)


def test_a_prompt_beside_arrows_adds_to_them():
    made = drawn((40, 20, 20, 20), prompt="the water ripples, push in")
    assert {(e.effect, e.layer) for e in made.effects} == {("ripple", "water"), ("drawn", "sky")}
    assert made.camera.keys


def test_an_arrow_takes_the_place_of_the_current_in_its_layer():
    made = drawn((40, 20, 20, 20), prompt="the clouds drift right, the water ripples")
    assert [e.effect for e in made.effects if e.layer == "sky"] == ["drawn"]


@pytest.mark.parametrize("strength, dx", [(0.5, -40), (2, -160)])
def test_strength_counts_for_arrows(strength, dx):
    assert drawn((40, 20, 20, 20), strength=strength).effects[0].arrows[0].dx == pytest.approx(dx)


def test_no_strength_draws_nothing():
    assert drawn((40, 20, 20, 20), strength=0).effects == ()


def test_the_same_arrow_in_a_crop_is_as_long_in_pixels_of_the_photo():
    whole, part = drawn((200, 20, 180, 20)), drawn((200, 20, 180, 20), crop=(0.5, 0, 0.5, 0.5))
    assert part.effects[0].arrows[0].dx == pytest.approx(2 * whole.effects[0].arrows[0].dx)
    assert part.effects[0].arrows[0].x == whole.effects[0].arrows[0].x


@pytest.mark.parametrize("arrow", [(-1, 5, 5, 5), (320, 5, 5, 5), (5, 500, 5, 5)])
def test_an_arrow_from_outside_the_photo_is_refused(arrow):
    with pytest.raises(PlanError, match="outside the photo, which is 320x192"):
        drawn(arrow)


def test_an_anchor_outside_the_photo_is_refused():
    with pytest.raises(PlanError, match="anchor 400,5 starts outside the photo"):
        drawn((5, 5, 8, 5), anchors=((400, 5),))


def test_an_arrow_from_outside_the_crop_is_refused():
    with pytest.raises(PlanError, match="crop"):
        drawn((5, 5, 20, 5), crop=(0.5, 0.5, 0.5, 0.5))


@pytest.mark.parametrize("arrow", [(5, 5, 5, 5), (5, 5, 300, 5)])
def test_an_arrow_of_no_or_too_much_length_is_refused(arrow):
    with pytest.raises(PlanError, match="want a length of 1 to 100 pixels"):
        drawn(arrow)


def test_anchors_are_kept_in_shares_and_let_an_arrow_reach_through_its_layer():
    free, held = drawn((192, 96, 200, 96)), drawn((192, 96, 200, 96), anchors=((192, 80),))
    assert held.anchors == ((0.6, pytest.approx(80 / 192, abs=1e-4)),)
    assert free.effects[0].reach_px > 0 == held.effects[0].reach_px


def standing() -> Scene:
    """Return the small scene with its disc as a tree."""
    scene = small_scene()
    return replace(
        scene, layers=tuple(replace(one, kind="vegetation" if one.subject else one.kind) for one in scene.layers)
    )


def test_what_stands_is_held_at_its_foot_unless_it_is_anchored():
    for anchors, count in (((), 6), (((192, 80),), 1)):
        wished = Wishes(arrows=((192, 80, 200, 80),), anchors=anchors)
        made = plan_motion(standing(), with_drawing(plan(), wished, PHOTO, Path()), "", wished)
        arrows = made.effects[0].arrows
        assert len(arrows) == count and "1 arrow says" in made.notes[-1]
        assert all(foot.y > 0.62 and not (foot.dx or foot.dy) for foot in arrows[1:])


def test_a_brush_moves_the_layers_that_it_covers(tmp_path):
    file, masks = painted(tmp_path, rows=slice(0, 20))
    made = drawn(brushes=((file, -20, 5, 1, 0),), masks=masks, tmp=tmp_path)
    (effect,) = made.effects
    assert effect.layer == "sky"
    assert effect.brushes[0].model_dump(exclude={"mask"}) == {
        "right_px_s": -20,
        "up_px_s": 5,
        "nearer": 1,
        "random_px_s": 0,
    }
    assert len(effect.brushes[0].mask.sha256) == 64 and effect.brushes[0].mask in made.files


def test_a_brush_over_two_layers_moves_both(tmp_path):
    file, masks = painted(tmp_path, columns=slice(0, 60))
    made = drawn(brushes=((file, -20, 0, 0, 0),), masks=masks, tmp=tmp_path)
    assert {effect.layer for effect in made.effects} == {"sky", "water"}


def test_a_brush_that_spills_over_from_a_fluid_leaves_the_rest_alone(tmp_path):
    """Most of it lies on sky and water; the disc is painted over, and moves only if that is said."""
    file, masks = painted(tmp_path)
    named = {
        drawn: {e.layer for e in made.effects}
        for drawn in (None, "swing")
        for made in [drawn_by(file, masks, tmp_path, drawn)]
    }
    assert named == {None: {"sky", "water"}, "swing": {"sky", "water", "subject"}}


def test_a_black_brush_is_named(tmp_path):
    file, masks = painted(tmp_path, rows=slice(0, 0))
    made = drawn(brushes=((file, -20, 0, 0, 0),), masks=masks, tmp=tmp_path)
    assert made.effects == () and any("brush.png is all black" in note for note in made.notes)


def test_what_is_frozen_stands_in_the_plan_with_its_sum(tmp_path):
    file, _ = painted(tmp_path)
    made = drawn(freeze=(file, file), prompt="the water ripples", tmp=tmp_path)
    assert [record.path for record in made.freeze] == ["brush.png"] and made.freeze[0] in made.files
