import numpy as np
import pytest

from flowanim.ops.image import to_uint8
from flowanim.plan import Finishing, FlowEffect, LightEffect
from flowanim.render import draw as draw_module
from flowanim.render import looks
from flowanim.render.actors import cast
from flowanim.render.draw import Canvas, draw
from flowanim.render.parallax import set_up
from tests.render.stages import plan, small_scene

FLOW = FlowEffect(layer="water", speed_px_s=60)


def test_a_scene_at_rest_is_drawn_as_the_photo():
    scene = small_scene()
    stage = set_up(scene, plan())
    np.testing.assert_array_equal(draw(stage, cast(stage), 0.0), to_uint8(scene.photo.rgb))


@pytest.mark.parametrize("cell_px", [8, 25, 1000])
def test_the_size_of_the_cells_changes_nothing(cell_px, monkeypatch):
    stage = set_up(small_scene(), plan(effects=(FLOW,)))
    usual = draw(stage, cast(stage), 0.4).astype(int)
    monkeypatch.setattr(looks, "CELL_PX", cell_px)
    assert np.abs(draw(stage, cast(stage), 0.4) - usual).max() <= 1


@pytest.mark.parametrize("run_px", [0, 10**9])
def test_how_cells_are_joined_to_runs_changes_nothing(run_px, monkeypatch):
    stage = set_up(small_scene(), plan(effects=(FLOW,)))
    usual = draw(stage, cast(stage), 0.4).astype(int)
    monkeypatch.setattr(draw_module, "RUN_PX", run_px)
    assert np.abs(draw(stage, cast(stage), 0.4) - usual).max() <= 1


@pytest.mark.parametrize("band_px", [1, 10**9])
def test_how_many_strips_share_their_fields_changes_nothing(band_px, monkeypatch):
    stage = set_up(small_scene(), plan(effects=(FLOW,)))
    usual = draw(stage, cast(stage), 0.4)
    monkeypatch.setattr(draw_module, "BAND_PX", band_px)
    np.testing.assert_array_equal(draw(stage, cast(stage), 0.4), usual)


def test_a_canvas_that_was_used_before_leaves_no_trace():
    stage = set_up(small_scene(), plan(effects=(FLOW,)))
    canvas = Canvas.of(stage.grid)
    fresh = draw(stage, cast(stage), 0.4)
    draw(stage, cast(stage), 0.9, canvas)
    np.testing.assert_array_equal(draw(stage, cast(stage), 0.4, canvas), fresh)


def test_light_over_the_whole_picture_brightens_all_of_it():
    stage = set_up(small_scene(), plan(effects=(LightEffect(exposure_ev=0.5, gradient=0),)))
    start, later = (draw(stage, cast(stage), u).astype(int) for u in (0.0, 0.75))
    assert (later - start).min() >= 0
    assert (later - start).mean() > 10


def test_a_vignette_darkens_the_corners_and_not_the_middle():
    stage = set_up(small_scene(), plan(finishing=Finishing(vignette=1)))
    photo = to_uint8(small_scene().photo.rgb).astype(int)
    frame = draw(stage, cast(stage), 0.0).astype(int)
    np.testing.assert_allclose(frame[46:50, 78:82], photo[46:50, 78:82], atol=1)
    assert (photo[:6, :6] - frame[:6, :6]).mean() > 20
