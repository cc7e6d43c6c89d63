import numpy as np
import pytest

from flowanim.fields.particles import HABITS, Flock
from flowanim.parts import ParticleEffect

each_style = pytest.mark.parametrize("style", HABITS)


def flock(style: str = "snow", **amounts) -> Flock:
    return Flock.of(ParticleEffect(style=style, **amounts), (640, 360), 4.0, 7)


@each_style
def test_the_end_is_the_beginning(style):
    start, end = flock(style).at(0.0), flock(style).at(1.0)
    np.testing.assert_allclose(start.light, end.light, atol=1e-4)
    shown = start.light > 0.01
    np.testing.assert_allclose(start.place[shown], end.place[shown], atol=0.01)


@each_style
def test_they_go_where_they_are_sent(style):
    """Between two moments of one life; what tumbles does so in the mean over all of them."""
    here, there = (
        flock(style, speed_px_s=400, angle_deg=250).at(0.5),
        flock(style, speed_px_s=400, angle_deg=250).at(0.505),
    )
    going = (there.light > 0.05) & (here.light > 0.05)
    x, y = (there.place - here.place)[going].mean(0)
    assert abs(np.degrees(np.arctan2(-y, x)) % 360 - 250) < 12


def test_nearer_ones_are_larger_and_faster_and_drawn_last():
    swarm = flock("rain", speed_px_s=1500).at(0.3)
    assert (np.diff(swarm.nearness) >= 0).all() and (np.diff(swarm.size) >= 0).all()
    length = np.hypot(*swarm.streak.T)
    assert length[-1] > 2 * length[0]


def test_none_appears_or_goes_suddenly():
    many = flock("snow")
    steps = [np.abs(many.at(i / 96).light - many.at((i + 1) / 96).light).max() for i in range(96)]
    assert max(steps) < 0.1


@pytest.mark.parametrize("speed", [0, 0.001, 4000])
def test_any_speed_will_do(speed):
    assert np.isfinite(flock("dust", speed_px_s=speed).at(0.4).place).all()


def test_none_is_none():
    assert len(flock(amount=0).at(0.2).light) == 0
