"""A frozen clip is never praised; each fault is named with its spot and what mends it; the worst comes first."""

import numpy as np
import pytest

from flowanim.review.figures import Figure, Measures, Spot
from flowanim.review.verdict import RULES, judge, moves, score


def measures(**values):
    """Return a clip that moves well, but for these figures."""
    given = {"fastest": 30.0, **{name.replace("_", " "): value for name, value in values.items()}}
    figures = {name: Figure(name, value, "", "", Spot(17, "the left")) for name, value in given.items()}
    return Measures("clip", (640, 360), 24.0, 48, True, figures)


def test_a_frozen_clip_does_not_move_whatever_its_other_figures():
    frozen = measures(fastest=0.3, flicker=0.0, warp_error=0.0)
    (verdict,) = judge(frozen)
    assert verdict.level == "bad" and "it does not move" in verdict.text and "--camera push-in" in verdict.mend
    assert score(frozen) is None


def test_light_alone_is_something_that_happens():
    lit = measures(fastest=0.0)
    lit.maps["strays"] = np.full((3, 4), 9, np.float32)
    assert moves(lit) and not moves(measures(fastest=0.0))


def test_a_clean_clip_has_nothing_to_mend_and_a_hundred():
    (verdict,) = judge(measures(flicker=0.1, leak=0.4))
    assert verdict.level == "good" and score(measures(flicker=0.1)) == 100


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.figure)
def test_each_rule_speaks_with_its_spot_and_a_remedy(rule):
    (verdict,) = judge(measures(**{rule.figure: rule.bad}), loop=True)
    assert verdict.figure == rule.figure and verdict.level == "bad"
    assert "frame 17, 0.7 s, the left" in verdict.text and len(verdict.mend) > 20
    assert score(measures(**{rule.figure: rule.bad}), loop=True) == pytest.approx(75)


def test_the_worst_comes_first_and_costs_most():
    found = judge(measures(leak=3.0, jitter=1.0))
    assert [verdict.figure for verdict in found] == ["jitter", "leak"]
    assert [verdict.level for verdict in found] == ["bad", "note"]
    assert score(measures(leak=3.0)) > score(measures(leak=3.0, jitter=1.0))


def test_a_seam_matters_only_where_the_clip_should_close():
    assert judge(measures(seam=9.0), loop=True)[0].figure == "seam"
    assert judge(measures(seam=9.0))[0].level == "good"


def test_what_could_not_be_measured_is_not_judged():
    assert judge(measures(leak=None, jitter=None))[0].level == "good"
