import numpy as np

from flowanim.plan import CameraKey, CameraPath, FlowEffect, SwayEffect
from flowanim.render import actors
from flowanim.render.actors import cast
from flowanim.render.draw import draw
from flowanim.render.parallax import set_up
from tests.render.stages import plan, small_scene

CURRENT = FlowEffect(layer="sky", speed_px_s=200)


def cast_of(**changes):
    return cast(set_up(small_scene(), plan(**changes)))


def test_neighbours_that_rest_become_one_actor_that_is_the_photo():
    (actor,) = cast_of()
    np.testing.assert_allclose(actor.picture[..., :3], small_scene().photo.rgb, atol=1e-6)
    assert len(cast_of(effects=(SwayEffect(layer="subject", amplitude_px=2),))) == 2
    assert len(cast_of(camera=CameraPath(keys=(CameraKey(u=0, x=0.01),)), loop=False)) == 3


def test_a_fluid_is_texture_times_alpha_and_remainder():
    actor = cast_of(effects=(CURRENT,))[0]
    layer = actor.sheet.layer.rgba
    whole = actor.texture[..., :3] * layer[..., 3:] + actor.picture[..., :3]
    np.testing.assert_allclose(whole, layer[..., :3], atol=1e-6)


def test_a_texture_reaches_as_far_as_it_is_carried(monkeypatch):
    stage = set_up(small_scene(), plan(effects=(CURRENT,)))
    frames = [draw(stage, cast(stage), u) for u in (0.2, 0.5, 0.8)]
    monkeypatch.setattr(actors, "_carried_px", lambda sheet: 1000.0)
    for frame, u in zip(frames, (0.2, 0.5, 0.8), strict=True):
        np.testing.assert_allclose(draw(stage, cast(stage), u).astype(int), frame, atol=1)
