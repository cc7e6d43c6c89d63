import pytest

from flowanim.motion.bounds import bounded, limits
from flowanim.plan import CameraKey, FlowEffect, SwayEffect


def test_limits_are_the_schemas():
    assert limits(FlowEffect, "speed_px_s") == (0, 400)
    assert limits(SwayEffect, "period_s") == (0, 60)
    assert limits(FlowEffect, "layer") == (float("-inf"), float("inf"))


@pytest.mark.parametrize("speed, kept", [(10, 10), (400, 400), (401, 400), (1e9, 400), (-5, 0)])
def test_numbers_are_cut_and_it_is_said(speed, kept):
    effect, notes = bounded(FlowEffect, {"layer": "water", "speed_px_s": speed}, "water")
    assert effect.speed_px_s == kept
    assert bool(notes) is (speed != kept)


def test_notes_name_what_was_cut():
    _, notes = bounded(CameraKey, {"u": 0.0, "z": 3.0}, "camera")
    assert notes == ("camera: way reduced to 0.6, the most that a plan may hold",)
