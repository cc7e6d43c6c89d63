import numpy as np
import pytest

from flowanim.datatypes import Camera
from flowanim.errors import PlanError
from flowanim.fields.camera import project
from flowanim.fields.waves import field_at
from flowanim.plan import CameraKey, CameraPath, FlowEffect, SwayEffect, Swing
from flowanim.render.parallax import View, aimed, fixed_camera, presence, seen, set_up
from tests.render.stages import plan, small_scene

MOVES = [
    Camera(x=0.05),
    Camera(y=-0.04, z=0.1),
    Camera(yaw_deg=4, pitch_deg=-3),
    Camera(roll_deg=5, zoom=1.2),
    Camera(x=0.06, yaw_deg=-3),
]


def stage_of(**changes):
    return set_up(small_scene(), plan(**changes))


@pytest.mark.parametrize("camera", MOVES)
def test_what_is_seen_at_a_point_is_projected_to_that_point(camera):
    stage = stage_of()
    focal = stage.scene.photo.focal_px
    for sheet in stage.sheets:
        pull = seen(sheet, View.of(camera, stage.grid, focal), 0.0)
        place = stage.grid.points + pull
        disparity = stage.grid.sample(sheet.place.disparity, place)
        push = project(camera, stage.grid.offsets + pull, disparity, focal)
        inner = np.abs(pull + push)[4:-4, 4:-4]
        assert inner.max() < 0.05


def test_push_and_pull_of_a_swaying_layer_come_home():
    stage = stage_of(effects=(SwayEffect(layer="subject", amplitude_px=8),))
    sheet = stage.sheets[-1]
    pull = seen(sheet, stage.view(0.3), 0.3)
    push = stage.grid.sample(field_at(sheet.motion.push, 0.3), stage.grid.points + pull)
    assert np.abs(pull + push).max() < 0.05


def test_a_layer_at_rest_is_not_moved_at_all():
    stage = stage_of()
    assert seen(stage.sheets[0], stage.view(0.5), 0.5) is None


def test_some_rows_are_seen_as_they_are_among_all():
    stage = stage_of(camera=CameraPath(keys=(CameraKey(u=0, x=0.05, z=0.1, yaw_deg=3),)), loop=False)
    view = stage.view(0.0)
    for sheet in stage.sheets:
        np.testing.assert_array_equal(seen(sheet, view[10:30], 0.0), seen(sheet, view, 0.0)[10:30])


def test_effects_aim_at_layers_by_name_kind_or_subject():
    scene = small_scene()
    effects = (SwayEffect(layer="subject", amplitude_px=1), FlowEffect(layer="water", speed_px_s=1))
    sky, water, subject = aimed(scene, plan(effects=effects))
    assert (sky, water, subject) == ((), effects[1:], effects[:1])


def test_an_effect_on_a_layer_that_is_not_there_names_those_that_are():
    with pytest.raises(PlanError, match=r"effects\[0\].layer.*'boat'.*sky, water, subject"):
        aimed(small_scene(), plan(effects=(FlowEffect(layer="boat", speed_px_s=1),)))


@pytest.mark.parametrize(
    ("camera", "fixed"),
    [
        (CameraPath(), True),
        (CameraPath(keys=(CameraKey(u=0), CameraKey(u=1))), True),
        (CameraPath(keys=(CameraKey(u=0), CameraKey(u=0.5, z=0.1), CameraKey(u=1))), False),
        (CameraPath(swings=(Swing(axis="x", amount=0.1),)), False),
        (CameraPath(handheld=0.5), False),
        (CameraPath(overscan=1.1), False),
    ],
)
def test_a_fixed_camera_is_known(camera, fixed):
    assert fixed_camera(plan(camera=camera)) is fixed


def test_presence_covers_every_pixel_of_the_layer_and_solid_none_that_is_clear():
    stage = stage_of()
    for sheet in stage.sheets:
        present, solid = (stage.grid.enlarge(a, slice(0, 96)) for a in presence(sheet))
        assert (present[sheet.layer.alpha > 0] > 0).all()
        assert (sheet.layer.alpha[solid >= 1] > 0.999).all()
