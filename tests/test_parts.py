from typing import get_args

import pytest
from pydantic import ValidationError

from flowanim.parts import DashEffect, Living, Part, ParticleEffect
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
