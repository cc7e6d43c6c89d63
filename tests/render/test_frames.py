from itertools import pairwise

import cv2
import numpy as np
import pytest

from flowanim.datatypes import Camera, Layer, Scene
from flowanim.fields.camera import project
from flowanim.ops.image import to_uint8
from flowanim.ops.warp import pixel_grid
from flowanim.plan import CameraKey, CameraPath, FlowEffect, LightEffect, RippleEffect, SwayEffect, Swing
from flowanim.render.actors import cast
from flowanim.render.draw import draw
from flowanim.render.frames import flow_at, render_frames
from flowanim.render.holes import complete, survey
from flowanim.render.parallax import set_up
from tests.render.stages import SIZE, plan, small_scene

PUSH = CameraPath(keys=(CameraKey(u=0), CameraKey(u=0.5, z=0.1), CameraKey(u=1)))
EFFECTS = {
    "flow": FlowEffect(layer="water", speed_px_s=60, stagger=0),
    "sway": SwayEffect(layer="subject", amplitude_px=12),
    "ripple": RippleEffect(layer="water", amplitude_px=8),
    "light": LightEffect(layer="subject", exposure_ev=0.5),
}


def frames_of(scene, a_plan, workers=2):
    whole = complete(scene, survey(scene, a_plan), a_plan)
    return list(render_frames(whole, a_plan, workers=workers).frames)


@pytest.mark.parametrize("camera", [CameraPath(), PUSH, CameraPath(swings=(Swing(axis="x", amount=0.05),))])
def test_the_first_frame_is_the_photo(camera):
    scene = small_scene()
    first = frames_of(scene, plan(camera=camera, effects=tuple(EFFECTS.values())))[0]
    np.testing.assert_array_equal(first, to_uint8(scene.photo.rgb))


def test_a_camera_a_hair_away_changes_a_pixel_by_at_most_one_level():
    scene = small_scene()
    near = plan(camera=CameraPath(keys=(CameraKey(u=0, x=1e-4 / SIZE[0]),)), loop=False)
    first = frames_of(scene, near)[0].astype(int)
    assert np.abs(first - to_uint8(scene.photo.rgb)).max() <= 1


@pytest.mark.parametrize("name", EFFECTS)
def test_with_the_camera_at_rest_nothing_outside_the_moving_matte_moves(name):
    scene = small_scene()
    effect = EFFECTS[name]
    reach = np.concatenate([layer.alpha[None] for layer in scene.find(effect.layer)]).max(0)
    outside = cv2.dilate((reach > 0).astype(np.uint8), np.ones((7, 7), np.uint8)) == 0
    photo = to_uint8(scene.photo.rgb)
    for frame in frames_of(scene, plan(effects=(effect,))):
        np.testing.assert_array_equal(frame[outside], photo[outside])


@pytest.mark.parametrize("name", EFFECTS)
def test_every_effect_does_move_its_layer(name):
    scene = small_scene()
    frames = frames_of(scene, plan(effects=(EFFECTS[name],)))
    assert np.abs(frames[3].astype(int) - frames[0]).mean() > 0.2


def test_a_loop_closes_without_a_seam():
    scene = small_scene()
    frames = frames_of(scene, plan(camera=PUSH, effects=tuple(EFFECTS.values()), fps=24.0))
    steps = [np.abs(a.astype(int) - b).mean() for a, b in pairwise(frames)]
    seam = np.abs(frames[-1].astype(int) - frames[0]).mean()
    assert 0 < seam <= np.quantile(steps, 0.95)


def test_the_end_of_a_loop_is_its_beginning():
    scene = small_scene()
    a_plan = plan(camera=PUSH, effects=(*EFFECTS.values(), FlowEffect(layer="sky", speed_px_s=30)))
    stage = set_up(complete(scene, survey(scene, a_plan), a_plan), a_plan)
    actors = cast(stage)
    start, end = (draw(stage, actors, u).astype(int) for u in (0.0, 1.0))
    assert np.abs(start - end).max() <= 1


def test_the_same_frames_twice_and_with_one_and_two_threads():
    a_plan = plan(camera=PUSH, effects=(*EFFECTS.values(), FlowEffect(layer="sky", speed_px_s=30)))
    one, two, again = (frames_of(small_scene(), a_plan, n) for n in (1, 2, 2))
    np.testing.assert_array_equal(one, two)
    np.testing.assert_array_equal(two, again)


def test_frames_that_are_kept_are_not_drawn_over():
    scene = small_scene()
    a_plan = plan(camera=PUSH, effects=tuple(EFFECTS.values()))
    one_by_one = [frame.copy() for frame in render_frames(scene, a_plan).frames]
    kept = list(render_frames(scene, a_plan).frames)
    views = [frame[::2] for frame in render_frames(scene, a_plan).frames]
    np.testing.assert_array_equal(kept, one_by_one)
    np.testing.assert_array_equal(views, [frame[::2] for frame in one_by_one])


def test_a_long_clip_is_drawn_on_a_few_canvases():
    a_plan = plan(camera=PUSH, effects=tuple(EFFECTS.values()), fps=48.0)
    used = {frame.ctypes.data for frame in render_frames(small_scene(), a_plan, workers=2).frames}
    assert len(used) <= 2 + 4


def test_no_frame_has_an_open_hole():
    scene = small_scene()
    a_plan = plan(camera=CameraPath(keys=(CameraKey(u=0), CameraKey(u=1, x=0.2))), loop=False)
    for frame in frames_of(scene, a_plan):
        inner = frame[8:-8, 40:-8]
        assert (inner.max(-1) == 0).mean() < 0.001


def test_a_flat_scene_moves_as_the_pinhole_projection_says():
    scene = small_scene()
    flat = Layer(
        "wall",
        "building",
        np.dstack([scene.photo.rgb, np.ones((96, 160), np.float32)]),
        np.full((96, 160), 0.5, np.float32),
    )
    wall = Scene(scene.photo, (flat,))
    camera = Camera(x=0.02, z=0.05, yaw_deg=1)
    key = CameraKey(u=0, x=camera.x, z=camera.z, yaw_deg=camera.yaw_deg)
    frame = frames_of(wall, plan(camera=CameraPath(keys=(key,)), loop=False))[0]
    offset = pixel_grid(96, 160) - np.array([79.5, 47.5], np.float32)
    push = project(camera, offset, flat.disparity, scene.photo.focal_px)
    back = cv2.remap(frame, pixel_grid(96, 160) + push, None, cv2.INTER_LINEAR)
    error = np.abs(back.astype(int) - to_uint8(scene.photo.rgb))[12:-12, 16:-16]
    assert error.mean() < 6


def test_flow_at_reports_the_current_of_a_layer():
    scene = small_scene()
    push = flow_at(
        plan(effects=(FlowEffect(layer="sky", speed_px_s=100, angle_deg=180, curl=0, perspective=0),)), scene, 0.5
    )
    np.testing.assert_allclose(push[4, 80], (-100 * 160 / 1280 * 0.5, 0), atol=0.05)
    assert np.abs(push[90, 10]).max() == 0
