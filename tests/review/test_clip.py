"""Whole clips with known faults: the figure that should tell does, and the others stay calm."""

import numpy as np
import pytest

from flowanim.datatypes import Clip
from flowanim.plan import CameraKey, CameraPath, LightEffect, RippleEffect
from flowanim.render.frames import render_frames
from flowanim.review.clip import measure, told_still
from flowanim.review.verdict import judge, score
from flowanim.review.watch import Known
from tests.render.stages import plan, small_scene
from tests.review.pictures import levels, panned, shifted, swaying, texture


def clip(frames, fps=24.0):
    h, w = frames[0].shape[:2]
    return Clip(iter(frames), (w, h), fps, len(frames))


def test_a_frozen_clip_gets_no_score_though_published_figures_love_it():
    found = measure(clip([levels(texture())] * 20))
    assert found.value("vbench flicker") == 1 and found.value("warp error") == 0
    assert score(found) is None and "does not move" in judge(found)[0].text


def test_a_clean_sway_is_praised_and_its_loop_closes():
    found = measure(clip(swaying(24, 24)))
    assert found.value("seam") < 1.1 and found.value("jitter") < 0.1
    assert judge(found, loop=True)[0].level == "good", judge(found, loop=True)


@pytest.mark.parametrize(
    ("fault", "frames"),
    [
        ("jitter", [levels(shifted(texture(), i * 0.5 + 0.5 * (i % 2))) for i in range(20)]),
        ("flicker", [levels(shifted(texture(), i * 0.5) * np.float32(0.95 if i % 2 else 1)) for i in range(20)]),
        ("seam", panned(20, 1)),
    ],
)
def test_a_planted_fault_is_the_first_thing_said(fault, frames):
    assert judge(measure(clip(frames)), loop=True)[0].figure == fault


def test_one_frame_is_a_clip_that_does_not_move():
    assert score(measure(clip([levels(texture())]))) is None


def test_with_its_plan_a_rendered_clip_has_more_figures_and_leaks_nothing():
    scene, calm = small_scene(), plan(effects=(RippleEffect(layer="water", amplitude_px=20),))
    found = measure(render_frames(scene, calm), Known(scene.photo.rgb, calm, scene))
    assert found.value("leak") < 0.5 and found.value("invented") == 0
    assert found.value("stretch") > 1 and found.value("folded") is not None


def test_the_plan_tells_what_stands_still():
    scene = small_scene()
    keys = (CameraKey(u=0), CameraKey(u=0.5, z=0.1), CameraKey(u=1))
    rippled = told_still(
        Known(plan=plan(effects=(RippleEffect(layer="water", amplitude_px=2),)), scene=scene), (19, 32)
    )
    assert rippled[:7].all() and not rippled[14:, :10].any()
    for moving in (plan(camera=CameraPath(keys=keys)), plan(effects=(LightEffect(),))):
        assert not told_still(Known(plan=moving, scene=scene), (19, 32)).any()
    assert told_still(Known(), (19, 32)) is None
