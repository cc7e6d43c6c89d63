from typing import get_args

import pytest
from pydantic import ValidationError

from flowanim.parts import DashEffect, Living, Moment, Part, ParticleEffect, TurbulenceEffect
from flowanim.plan import MotionPlan

EFFECTS = get_args(Living)


def test_what_a_plan_holds_reads_back(tmp_path):
    made = MotionPlan.model_validate(
        {
            "photo": {"path": "a.jpg"},
            "size": (640, 400),
            "effects": [
                {"effect": "particles", "style": "snow"},
                {"effect": "breathe", "layer": "person", "face": [0.4, 0.2, 0.1, 0.2]},
                {"effect": "dashes", "points": [[0, 0], [1, 1]]},
            ],
        }
    )
    assert MotionPlan.model_validate_json(made.model_dump_json()) == made


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: effect.__name__)
def test_every_effect_says_what_its_numbers_are(effect):
    assert issubclass(effect, Part) and effect.__doc__ and "layer" in effect.model_fields


@pytest.mark.parametrize("wrong", [{"style": "frogs"}, {"style": "snow", "amount": -1}, {"style": "snow", "q": 1}])
def test_nonsense_is_refused(wrong):
    with pytest.raises(ValidationError):
        ParticleEffect.model_validate(wrong)


def test_a_line_has_two_ends():
    with pytest.raises(ValidationError):
        DashEffect(points=((0, 0),))


def half() -> tuple[Moment, ...]:
    """Return moments that fade to a half and come back."""
    return (Moment(u=0, value=1), Moment(u=0.5, value=0.5), Moment(u=1, value=1))


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ([{"u": 0.1, "value": 1}, {"u": 1, "value": 1}], "from u = 0 to u = 1"),
        ([{"u": 0, "value": 1}], "from u = 0 to u = 1"),
        ([{"u": 0, "value": 1}, {"u": 0, "value": 2}, {"u": 1, "value": 1}], "rising u"),
        ([{"u": 0, "value": 0}, {"u": 1, "value": 0}], "all 0"),
    ],
)
def test_moments_that_cannot_be_are_refused(over, words):
    with pytest.raises(ValidationError, match=words):
        TurbulenceEffect.model_validate({"layer": "smoke", "amplitude_px": 3, "over": over})


def test_moments_of_a_loop_end_as_they_begin():
    base = {"photo": {"path": "a.jpg"}, "size": (64, 48)}
    over = [{"u": 0, "value": 1}, {"u": 1, "value": 0.5}]
    fading = {"effect": "turbulence", "layer": "smoke", "amplitude_px": 3, "over": over}
    with pytest.raises(ValidationError, match="end as it begins"):
        MotionPlan.model_validate({**base, "effects": [fading]})
    assert MotionPlan.model_validate({**base, "effects": [fading], "loop": False}).curves[0][1].value == 0.5
    assert MotionPlan.model_validate({**base, "effects": [{**fading, "over": half()}]}).curves[0] == half()
