from dataclasses import replace

import numpy as np
import pytest

from flowanim.fields.fluid import current
from flowanim.fields.place import heading
from flowanim.parts import Moment
from flowanim.plan import FlowEffect
from tests.fields.places import place


def river(where=None, **amounts):
    """Return the transport of a river."""
    return current(FlowEffect(layer="it", **{"speed_px_s": 80, "angle_deg": 180, **amounts}), where or place())


def middle(field: np.ndarray) -> np.ndarray:
    """Return the near part of the layer, away from its banks."""
    return field[-60:-20, 60:-60]


@pytest.mark.parametrize("angle_deg", [0, 45, 180, 300])
def test_it_goes_where_the_plan_says_and_as_fast(angle_deg):
    velocity = middle(river(angle_deg=angle_deg, perspective=0).velocity).mean((0, 1))
    assert velocity @ heading(angle_deg) == pytest.approx(80 / 4, rel=0.1)


def test_far_water_seems_slower():
    speed = np.linalg.norm(river(curl=0).velocity, axis=2)[:, 100]
    rows = np.flatnonzero(place().alpha[:, 100])
    assert speed[rows[len(rows) // 3]] < 0.7 * speed[rows[-10]]


def test_a_current_is_still_at_its_banks_and_runs_along_them():
    where = place("water", sides=0.3)
    velocity = river(where, angle_deg=210, curl=0).velocity
    first = np.flatnonzero(where.alpha[150])[0]
    assert np.linalg.norm(velocity[150, first]) < 2
    across, along = np.abs(velocity[150, first + 1])
    assert across < 0.6 * along


def test_a_sky_flows_through_its_border_unhindered():
    where = place("sky", top=-1, bottom=0.5)
    assert np.linalg.norm(river(where, curl=0, perspective=0).velocity, axis=2).min() == pytest.approx(20, rel=1e-3)


@pytest.mark.parametrize("cycles", [1, 3])
def test_the_two_transports_are_one_period_apart_and_blend_to_one(cycles):
    flow = river(cycles=cycles, perspective=0, curl=0)
    phases = flow.at(0.3)
    apart = np.abs(middle(phases.first - phases.second))
    np.testing.assert_allclose(apart[..., 0], 20 * 4 / cycles, rtol=0.05)
    assert phases.share.min() >= 0 and phases.share.max() <= 1 and phases.gain.min() >= 1


def test_where_a_transport_jumps_back_it_is_not_seen():
    """At the start of a period the second transport has no weight, at its end the first has none."""
    flow = river(stagger=0)
    assert flow.at(1e-6).share.max() < 1e-3 and flow.at(1 - 1e-4).share.min() > 0.999


def test_without_stagger_the_first_frame_is_the_photo():
    phases = river(stagger=0).at(0.0)
    assert not phases.share.any() and not phases.first.any()


def test_the_pull_undoes_the_velocity():
    flow = river(perspective=0, curl=0)
    second = flow.pull(np.full_like(flow.phase, 1.0))
    np.testing.assert_allclose(middle(second), -middle(flow.velocity), atol=0.3)


def test_what_falls_becomes_faster():
    falls = place("water", top=0.1, sides=0.3)
    velocity = current(
        FlowEffect(layer="it", speed_px_s=100, angle_deg=270, perspective=0, curl=0, fall=1), falls
    ).velocity
    high, low = velocity[40, 160, 1], velocity[150, 160, 1]
    assert 0 < 1.5 * high < low


def test_clouds_stand_still_where_they_meet_the_horizon():
    sky = place("sky", top=0.0, bottom=0.5)
    velocity = current(FlowEffect(layer="it", speed_px_s=100, perspective=1, curl=0), sky).velocity[..., 0]
    assert velocity[99, 160] < 0.1 * velocity[5, 160]


def test_a_current_that_changes_its_pace_goes_as_far_as_its_mean_speed_and_loops():
    over = (Moment(u=0, value=1), Moment(u=0.5, value=0), Moment(u=1, value=1))
    steady, changing = river(), river().changing(over)
    np.testing.assert_allclose(changing.velocity, 0.5 * steady.velocity, rtol=1e-3, atol=1e-5)
    time = np.full(steady.phase.shape, 0.4, np.float32)
    np.testing.assert_allclose(changing.pull(2 * time), steady.pull(time), atol=1e-2)
    even = replace(changing, over=())
    for u in (0.0, 1.0):
        np.testing.assert_allclose(changing.at(u).first, even.at(u).first, atol=1e-3)
    moved = [np.abs(changing.at(u + 0.01).first - changing.at(u).first) for u in (0.02, 0.49)]
    assert np.median(moved[1]) < 0.05 * np.median(moved[0])
