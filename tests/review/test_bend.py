"""Stretch and folds of known fields; a still plan bends nothing; too much sway folds."""

import numpy as np

from flowanim.ops.warp import pixel_grid
from flowanim.plan import CameraKey, CameraPath, SwayEffect
from flowanim.review.bend import bend, stretch
from tests.render.stages import plan, small_scene


def test_a_stretch_of_a_half_sideways_is_one_and_a_half():
    push = pixel_grid(20, 30) * np.array([0.5, 0], np.float32)
    np.testing.assert_allclose(stretch(push), 1.5, atol=1e-5)


def test_a_zoom_and_a_turn_stretch_nothing():
    grid = pixel_grid(20, 30)
    turned = np.dstack([-0.2 * grid[..., 1], 0.2 * grid[..., 0]]).astype(np.float32)
    np.testing.assert_allclose(stretch(grid * np.float32(0.3)), 1, atol=1e-5)
    np.testing.assert_allclose(stretch(turned), 1, atol=1e-5)


def test_a_plan_without_motion_bends_nothing():
    found = bend(plan(), small_scene())
    assert (found.stretch, found.folded) == (1, 0)


def test_a_push_in_bends_less_than_a_wild_sway():
    keys = (CameraKey(u=0), CameraKey(u=0.5, z=0.05), CameraKey(u=1))
    gentle = bend(plan(camera=CameraPath(keys=keys)), small_scene())
    wild = bend(plan(effects=(SwayEffect(layer="subject", amplitude_px=60, wavelength_px=30),)), small_scene())
    assert 1 < gentle.stretch < 1.3 and gentle.folded == 0
    assert wild.stretch > gentle.stretch and wild.layer == small_scene().find("subject")[0].name
