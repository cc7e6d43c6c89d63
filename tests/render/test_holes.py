import cv2
import numpy as np
import pytest

from flowanim.datatypes import Layer, Photo, Scene
from flowanim.ops.image import premultiply
from flowanim.plan import CameraKey, CameraPath, Finishing, FlowEffect, SwayEffect
from flowanim.render.frames import render_frames
from flowanim.render.holes import clusters, complete, survey
from tests.render.stages import SIZE, plan, small_scene

TRUCK = CameraPath(keys=(CameraKey(u=0), CameraKey(u=1, x=0.15)))


def test_nothing_is_needed_when_nothing_moves():
    found = survey(small_scene(), plan(effects=(FlowEffect(layer="water", speed_px_s=50),)))
    assert found.invented == 0
    assert not any(mask.any() for mask in found.needed)


def test_a_truck_reveals_a_crescent_behind_the_subject_on_the_side_it_leaves():
    found = survey(small_scene(), plan(camera=TRUCK, loop=False))
    assert 0.001 < found.invented < 0.05
    shown = found.needed[0] | found.needed[1]
    middle = round(0.6 * 160) + 1
    assert shown[:, middle:].sum() > 1.3 * shown[:, :middle].sum()


def test_the_farther_the_truck_the_more_is_invented():
    far = CameraPath(keys=(CameraKey(u=0), CameraKey(u=1, x=0.3)))
    one, two = (survey(small_scene(), plan(camera=c, loop=False)).invented for c in (TRUCK, far))
    assert two > 1.4 * one


def test_the_subject_hides_nothing_of_itself():
    assert not survey(small_scene(), plan(camera=TRUCK, loop=False)).needed[-1].any()


def test_filling_changes_nothing_that_is_seen_at_rest():
    scene = small_scene()
    a_plan = plan(camera=TRUCK, loop=False)
    whole = complete(scene, survey(scene, a_plan), a_plan)
    left = np.ones(scene.photo.shape, np.float32)
    for before, after in reversed(list(zip(scene.layers, whole.layers, strict=True))):
        seen = left > 0
        np.testing.assert_array_equal(before.rgba[seen], after.rgba[seen])
        left = left * (1 - before.alpha)


def test_only_what_shows_is_filled():
    scene = small_scene()
    a_plan = plan(effects=(SwayEffect(layer="subject", amplitude_px=8),))
    whole = complete(scene, survey(scene, a_plan), a_plan)
    fresh = sum(((b.alpha == 0) & (a.alpha > 0)).mean() for b, a in zip(scene.layers, whole.layers, strict=True))
    hidden = (scene.layers[-1].alpha > 0.99).mean()
    assert 0 < fresh < 0.8 * hidden


def test_what_was_made_up_is_shown_in_magenta_when_the_plan_wants_it():
    scene, a_plan = small_scene(), plan(camera=TRUCK, loop=False)
    tinted = a_plan.model_copy(update={"finishing": Finishing(show_invented=True)})
    found = survey(scene, a_plan)
    usual, shown = (complete(scene, found, p).layers for p in (a_plan, tinted))
    for before, one, two in zip(scene.layers, usual, shown, strict=True):
        made_up = (before.alpha == 0) & (one.alpha > 0)
        np.testing.assert_array_equal(one.rgba[~made_up], two.rgba[~made_up])
        assert (two.rgba[made_up][:, :3] @ (1, -2, 1) > one.rgba[made_up][:, :3] @ (1, -2, 1)).all()


def test_filling_the_scene_itself_gives_the_same_and_a_copy_leaves_it_alone():
    scene, a_plan = small_scene(), plan(camera=CameraPath(keys=(CameraKey(u=0), CameraKey(u=1, x=0.2))), loop=False)
    before = [layer.rgba.copy() for layer in scene.layers]
    whole = complete(scene, survey(scene, a_plan), a_plan)
    for layer, rgba in zip(scene.layers, before, strict=True):
        np.testing.assert_array_equal(layer.rgba, rgba)
    again = complete(scene, survey(scene, a_plan), a_plan, reuse=True)
    for one, two in zip(whole.layers, again.layers, strict=True):
        np.testing.assert_array_equal(one.rgba, two.rgba)


def test_what_is_half_hidden_by_a_nearer_layer_does_not_show_the_sky_behind_it():
    scene, a_plan = small_scene(), plan(camera=CameraPath(keys=(CameraKey(u=0), CameraKey(u=1, x=0.1))), loop=False)
    sky, water, _ = survey(scene, a_plan).needed
    below = survey(scene, a_plan).grid.points[..., 1] > 60
    assert (water & below).any()
    assert not (sky & below).any()


def test_groups_of_holes_far_apart_are_filled_apart():
    hole = np.zeros((400, 600), bool)
    hole[20:30, 20:40] = hole[40:50, 30:60] = hole[350:360, 500:560] = True
    assert clusters(hole, 30) == [(slice(0, 80), slice(0, 90)), (slice(320, 390), slice(470, 590))]
    assert clusters(np.zeros((40, 60), bool), 30) == []


def test_what_is_uncovered_and_soft_is_not_seen_through_to_nothing():
    """Beside the near thing the middle layer begins softly, half hidden by it; the far one is known there alone."""
    w, h = SIZE
    x = np.broadcast_to(np.arange(w), (h, w))
    border = (x >= w // 2) & (x < w // 2 + 2)
    beyond = x >= 0.8 * w
    alphas = [
        (border | beyond).astype(np.float32),
        np.where(border, 0.1, (x >= w // 2) & ~beyond).astype(np.float32),
        np.where(border, 0.75, x < w // 2).astype(np.float32),
    ]
    photo = Photo(np.full((h, w, 3), 0.8, np.float32), float(w))
    layers = [
        Layer(str(d), "other", premultiply(photo.rgb, alpha), np.full((h, w), d, np.float32))
        for d, alpha in zip((0.0, 0.3, 1.0), alphas, strict=True)
    ]
    a_plan = plan(size=SIZE, loop=False, camera=CameraPath(keys=(CameraKey(u=0, x=0.05),)))
    scene = Scene(photo, tuple(layers))
    frame = next(iter(render_frames(complete(scene, survey(scene, a_plan), a_plan), a_plan).frames))
    assert frame[10:-10, 20:-20].min() > 0.75 * 255


def test_hidden_layers_meet_softly_and_one_of_them_is_always_there():
    """Behind the disc nobody has seen the horizon: the water that is made up there ends in no step."""
    size = (640, 384)
    a_plan = plan(size=size, camera=CameraPath(keys=(CameraKey(u=0), CameraKey(u=1, x=0.15))), loop=False)
    scene = small_scene(size)
    sky, water, disc = complete(scene, survey(scene, a_plan), a_plan).layers
    hidden = np.flatnonzero(disc.alpha[:, 435] == 1)
    column = water.alpha[hidden, 435]
    assert column[0] < 0.05 and column[-1] == 1
    assert np.abs(np.diff(column)).max() < 0.4
    assert (sky.alpha[hidden, 435][column < 0.99] == 1).all()


def white_scene(seed, count, size):
    """Return `count` white layers with ragged borders: whatever of a frame is not white is a hole."""
    w, h = size
    rng = np.random.default_rng(seed)
    left, layers = np.ones((h, w), np.float32), []
    for i in reversed(range(count)):
        noise = cv2.GaussianBlur(rng.random((h, w)).astype(np.float32), (0, 0), 12)
        ragged = np.clip((noise - noise.mean()) / noise.std() * 12 + 0.5, 0, 1)
        alpha = np.where(left > 0, ragged if i else 1, 0).astype(np.float32)
        near = np.full((h, w), i / (count - 1), np.float32)
        layers.insert(0, Layer(f"layer-{i}", "other", premultiply(np.ones((h, w, 3), np.float32), alpha), near))
        left = left * (1 - alpha)
    return Scene(Photo(np.ones((h, w, 3), np.float32), float(w)), tuple(layers))


@pytest.mark.parametrize("count", [3, 4])
@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_seen_through_where_hidden_layers_meet(seed, count):
    size = (480, 288)
    scene = white_scene(seed, count, size)
    camera = CameraPath(keys=(CameraKey(u=0, x=-0.02), CameraKey(u=1, x=0.02)), overscan=1.3)
    a_plan = plan(size=size, camera=camera, loop=False, fill="none")
    frames = render_frames(complete(scene, survey(scene, a_plan), a_plan), a_plan).frames
    assert min(int(frame.min()) for frame in frames) >= 250
