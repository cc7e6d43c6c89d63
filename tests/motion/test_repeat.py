import numpy as np
import pytest

from flowanim.datatypes import Layer, Wishes
from flowanim.motion.planner import plan_motion
from flowanim.motion.repeat import endless, period_px
from flowanim.ops.image import premultiply
from flowanim.plan import FlowEffect
from tests.motion.scenes import base, coast

H, W = 240, 320
SCALE = W / 1280


def stairs(period: float, name: str = "stairs") -> Layer:
    """Return a flight of steps, `period` pixels each, with a little dirt."""
    rows = np.mgrid[:H, :W][0]
    step = 0.4 + 0.3 * ((rows % period) / period) + 0.02 * np.random.default_rng(1).standard_normal((H, W))
    picture = np.repeat(step[..., None], 3, 2).astype(np.float32)
    return Layer(name, "other", premultiply(picture, np.ones((H, W), np.float32)), np.full((H, W), 0.5, np.float32))


@pytest.mark.parametrize("period", [8, 12.5, 21, 40])
def test_the_height_of_a_step_is_found(period):
    assert period_px(stairs(period), 90) == pytest.approx(period / SCALE, rel=0.03)


def test_across_the_steps_there_is_no_period():
    assert period_px(stairs(20), 0) is None


def test_noise_has_none():
    noise = coast().layers[0]
    assert period_px(noise, 90) is None


def test_the_clip_is_a_whole_number_of_steps():
    made = endless(stairs(20), 90, 60, 4.0)
    assert made["speed_px_s"] * 4.0 / made["cycles"] == pytest.approx(20 / SCALE, rel=0.02) and made["stagger"] == 0


def test_no_frame_goes_farther_than_a_third_of_a_step():
    """Faster, it would seem to run backwards."""
    made = endless(stairs(8), 90, 4000, 1.0)
    assert made["speed_px_s"] / 24 <= 8 / SCALE / 3 * 1.01


def test_an_escalator_runs_by_whole_steps_and_says_so():
    small = stairs(10, "stairs")
    whole = coast()
    fits = Layer("stairs", "other", small.rgba[:90, :128], small.disparity[:90, :128])
    made = plan_motion(type(whole)(whole.photo, (*whole.layers, fits)), base(), "the escalator rises", Wishes())
    (flow,) = made.effects
    assert isinstance(flow, FlowEffect) and flow.stagger == 0 and flow.angle_deg == 90
    assert any("stairs" in note and "steps" in note for note in made.notes)
