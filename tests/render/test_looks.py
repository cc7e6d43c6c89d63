import numpy as np
import pytest

from flowanim.plan import CameraKey, CameraPath, FlowEffect, RippleEffect, SwayEffect
from flowanim.render import actors as actors_module
from flowanim.render import looks
from flowanim.render.actors import cast
from flowanim.render.draw import draw
from flowanim.render.looks import BROKEN, EDGE, FIRST, SECOND, SHOWN, cell_blocks, looks_at
from flowanim.render.parallax import set_up
from tests.render.stages import plan, small_scene

EFFECTS = (FlowEffect(layer="water", speed_px_s=60), SwayEffect(layer="subject", amplitude_px=20))
POSES = [{"x": 0.1, "z": 0.3}, {"y": 0.1, "pitch_deg": 8, "roll_deg": 10}, {"z": 0.4, "yaw_deg": -4}, {"zoom": 1.5}]


def staged(**pose):
    keys = (CameraKey(u=0, **pose),)
    stage = set_up(
        small_scene((320, 192)), plan(size=(320, 192), camera=CameraPath(keys=keys), effects=EFFECTS, loop=False)
    )
    return stage, cast(stage)


@pytest.mark.parametrize("pose", POSES)
def test_rows_that_are_left_out_show_nothing(pose, monkeypatch):
    stage, actors = staged(**pose)
    quick = draw(stage, actors, 0.3)
    monkeypatch.setattr(looks, "_rows", lambda actor, view, blocks, open_: slice(0, len(view.points)))
    np.testing.assert_array_equal(draw(stage, actors, 0.3), quick)


@pytest.mark.parametrize("pose", [{}, *POSES])
def test_what_moves_in_a_matte_is_the_same_whether_few_or_all_rows_are_computed(pose, monkeypatch):
    ripple = RippleEffect(layer="water", amplitude_px=8, glint=0.5)
    keys = (CameraKey(u=0, **pose),)
    stage = set_up(small_scene(), plan(camera=CameraPath(keys=keys), effects=(*EFFECTS, ripple), loop=False))
    few = draw(stage, cast(stage), 0.3)
    monkeypatch.setattr(actors_module, "BESIDE", 10**6)
    np.testing.assert_array_equal(draw(stage, cast(stage), 0.3), few)


@pytest.mark.parametrize("pose", POSES)
def test_cells_that_are_left_out_show_nothing(pose, monkeypatch):
    stage, actors = staged(**pose)
    quick = draw(stage, actors, 0.3).astype(int)
    every = SHOWN | BROKEN | EDGE | FIRST | SECOND

    def all_cells(blocks, shown, edges, share):
        found = bits(blocks, shown, edges, share)
        return np.full_like(found, every if share is not None else every & ~SECOND)

    bits = looks._cells
    monkeypatch.setattr(looks, "_cells", all_cells)
    assert np.abs(draw(stage, actors, 0.3) - quick).max() <= 1


def test_of_a_current_that_shows_alone_one_transport_is_fetched():
    stage = set_up(small_scene(), plan(effects=(FlowEffect(layer="water", speed_px_s=60, stagger=0),)))
    water = {u: looks_at(stage, cast(stage), u)[-2 if len(cast(stage)) > 2 else -1] for u in (0.0, 0.5)}
    shown = [look.cells[(look.cells & SHOWN) > 0] for look in water.values() if look]
    assert all((cells & SECOND == 0).all() for cells in shown[:1])


def test_cells_are_about_forty_pixels_wide():
    for size in ((640, 360), (1280, 720), (3840, 2160)):
        stage = set_up(small_scene(size), plan(size=size))
        assert 30 <= cell_blocks(stage.grid) * stage.grid.step <= 50
