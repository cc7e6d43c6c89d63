import pytest

from flowanim.motion.actions import COMPASS, act, can, where
from flowanim.motion.elements import ELEMENTS
from flowanim.motion.intent import Clause
from flowanim.parts import FlutterEffect
from flowanim.plan import FlowEffect, LightEffect, RippleEffect
from tests.motion.scenes import box, sheet

WATER = sheet("water", "water", box(0.6, 0.9), 0.6)


def done(clause, *layers, wind_deg=0.0, seconds=4.0):
    """Return the effects of a clause."""
    return [one.effect for one in act(clause, layers, wind_deg=wind_deg, seconds=seconds)]


@pytest.mark.parametrize("angle, words", [(45 * i, words) for i, words in enumerate(COMPASS)])
def test_directions_have_words(angle, words):
    assert where(angle) == where(angle + 20) == where(angle - 360) == words


@pytest.mark.parametrize("name", [name for name, element in ELEMENTS.items() if element.effects])
def test_every_element_acts_on_a_layer(name):
    effects = done(Clause("element", name), WATER)
    assert effects and {effect.layer for effect in effects} <= {"water", ""}


def test_water_in_a_tall_region_comes_down():
    tall = sheet("water", "water", box(0, 1, 0.4, 0.5), 0.6)
    assert done(Clause("element", "water"), tall)[0].angle_deg == 270
    assert done(Clause("element", "water"), WATER, wind_deg=180)[0].angle_deg == 180


def test_a_verb_may_leave_one_effect():
    assert [type(e) for e in done(Clause("element", "water", verb="ripple"), WATER)] == [RippleEffect]
    assert [type(e) for e in done(Clause("element", "lake", verb="flow"), WATER)] == [FlowEffect, RippleEffect]


def test_adverbs_scale_the_templates():
    (slow,) = done(Clause("element", "clouds", speed=0.5), WATER)
    (fast,) = done(Clause("element", "clouds", speed=2), WATER)
    assert fast.speed_px_s == 4 * slow.speed_px_s


def test_slow_waves_have_long_periods():
    (slow,) = done(Clause("element", "sea", speed=0.5), WATER)
    assert isinstance(slow, RippleEffect) and slow.period_s == 6


def test_light_flickers_and_warms():
    (light,) = done(Clause("element", "light", verb="flicker", warmth=1.0))
    assert isinstance(light, LightEffect) and light.flicker > 0 and light.warmth_ev > 0 and light.layer == ""


def test_a_flag_is_fixed_where_the_wind_comes_from():
    anchors = [done(Clause("element", "flag"), WATER, wind_deg=angle)[0] for angle in (0, 180)]
    assert [e.anchor for e in anchors if isinstance(e, FlutterEffect)] == ["left", "right"]


def test_what_would_be_a_lie_cannot_be():
    assert can(Clause("element", "person", verb="breathe")) and can(Clause("element", "water", verb="flow"))
    assert not can(Clause("element", "person", verb="flow")) and not can(Clause("element", "mountain"))
