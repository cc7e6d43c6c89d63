import pytest

from flowanim.motion.elements import ELEMENTS
from flowanim.motion.intent import Clause
from flowanim.motion.living import SAYS, numbers, told
from flowanim.parts import BreatheEffect, FlutterEffect, GlintEffect, SurfEffect, TurbulenceEffect

FLAG = FlutterEffect(layer="*", amplitude_px=9)


def values(template, clause, angle=0.0):
    return numbers(template, clause, "it", angle=angle, seconds=4.0)


def test_every_template_of_an_element_has_its_sentence():
    plain = {"flow", "ripple", "sway", "light"}
    kinds = {effect.effect for element in ELEMENTS.values() for effect in element.effects} - plain
    assert kinds <= set(SAYS)


def test_strength_makes_more_of_it_and_speed_makes_it_quicker():
    made = values(FLAG, Clause("element", "flag", strength=2, speed=2))
    assert (made["amplitude_px"], made["period_s"], made["layer"]) == (18, FLAG.period_s / 2, "it")
    eddies = values(TurbulenceEffect(layer="*", amplitude_px=4), Clause("element", "smoke", speed=0.5))
    assert eddies["speed_px_s"] == 30


@pytest.mark.parametrize("angle, anchor", [(0, "left"), (180, "right"), (90, "left")])
def test_a_flag_hangs_where_the_wind_comes_from(angle, anchor):
    made = values(FLAG, Clause("element", "flag"), angle)
    assert (made["anchor"], made["angle_deg"]) == (anchor, angle)


def test_a_glint_keeps_its_own_slant():
    assert values(GlintEffect(layer="*"), Clause("element", "product"), 90)["angle_deg"] == -20
    said = Clause("element", "product", angle_deg=90.0)
    assert values(GlintEffect(layer="*"), said, 90)["angle_deg"] == 90


def test_a_percent_is_taken_at_its_word():
    made = values(BreatheEffect(layer="*"), Clause("element", "person", strength=9, exact=(("percent", 1.0),)))
    assert made["share"] == 0.01


def test_foam_is_cross_faded_as_often_as_its_way_wants():
    calm, quick = (values(SurfEffect(layer="*", amplitude_px=3), Clause("element", "surf", speed=f)) for f in (1, 5))
    assert (calm["cycles"], quick["cycles"]) == (1, 6)


def test_sentences_name_the_layer_and_the_amount():
    assert told(FLAG, "banner") == "banner: waves by 9.0 px at its free end"
