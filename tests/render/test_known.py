import numpy as np
import pytest

from flowanim.ops.image import from_uint8
from flowanim.plan import CameraKey, CameraPath, SwayEffect
from flowanim.render.frames import render_frames
from flowanim.render.holes import complete, survey
from flowanim.render.known import Moment, carried
from flowanim.render.parallax import set_up
from tests.render.stages import plan, small_scene

TRUCK = CameraPath(keys=(CameraKey(u=0), CameraKey(u=1, x=0.15)))
PUSH = CameraPath(keys=(CameraKey(u=0), CameraKey(u=1, z=0.15)))


def played(**changes):
    """Return the stage of a filled scene, and its frames."""
    a_plan = plan(loop=False, **changes)
    whole = complete(small_scene(), survey(small_scene(), a_plan), a_plan)
    return set_up(whole, a_plan), [from_uint8(frame) for frame in render_frames(whole, a_plan).frames]


@pytest.mark.parametrize(
    "changes",
    [{"camera": TRUCK}, {"camera": PUSH}, {"effects": (SwayEffect(layer="subject", amplitude_px=10),)}],
    ids=["truck", "push", "sway"],
)
def test_a_frame_carried_along_the_known_motion_is_the_later_frame(changes):
    stage, frames = played(**changes)
    then, now = Moment.of(stage, 3 / 8), Moment.of(stage, 6 / 8)
    made, trust = carried(frames[3], then, now)
    sure = trust > 0.98
    inner = np.s_[8:-8, 8:-8]
    off = np.abs(made - frames[6]).max(-1)
    still = np.abs(frames[3] - frames[6]).max(-1)
    assert sure.mean() > 0.7
    assert np.mean(off[inner][sure[inner]]) < 0.3 * np.mean(still[inner][sure[inner]])


def test_shares_sum_to_one_and_what_is_in_front_hides_what_is_behind():
    stage, _ = played(camera=TRUCK)
    moment = Moment.of(stage, 0.5)
    total = sum(share for share in moment.shares if share is not None)
    assert total.max() < 1.001
    assert (np.abs(total[4:-4, 4:-4] - 1) > 1e-3).mean() < 1e-3


def test_at_rest_nothing_is_uncovered_and_later_the_crescent_beside_the_subject_is():
    stage, _ = played(camera=TRUCK)
    rest, late = Moment.of(stage, 0.0), Moment.of(stage, 7 / 8)
    assert rest.uncovered(rest).max() < 1e-3
    hidden = late.uncovered(rest)
    x = np.arange(160)[None]
    assert hidden.mean() > 0.005
    assert (hidden * (x > 96)).sum() > 2 * (hidden * (x < 96)).sum()


def test_a_point_that_was_hidden_then_is_not_trusted():
    stage, frames = played(camera=TRUCK)
    rest, late = Moment.of(stage, 0.0), Moment.of(stage, 7 / 8)
    _, trust = carried(frames[0], rest, late)
    assert trust[late.uncovered(rest) > 0.9].max() < 0.2


def test_an_even_zoom_stretches_nothing():
    stage, _ = played(camera=CameraPath(keys=(CameraKey(u=0), CameraKey(u=1, zoom=2))))
    assert abs(Moment.of(stage, 7 / 8).stretched() - 1).max() < 0.02


def test_the_disparity_that_is_seen_is_that_of_the_layers():
    stage, _ = played(camera=TRUCK)
    seen = Moment.of(stage, 0.0).disparity()
    subject = stage.scene.layers[-1]
    inside = subject.alpha > 0.99
    assert abs(seen[inside].mean() - subject.disparity[inside].mean()) < 0.02
