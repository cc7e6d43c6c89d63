import pytest

from flowanim.motion.sizes import sized, sizes
from flowanim.plan import Arrow, DrawnEffect, FlowEffect, LightEffect, RippleEffect, SwayEffect

EFFECTS = [
    FlowEffect(layer="sky", speed_px_s=10),
    RippleEffect(layer="water", amplitude_px=2),
    SwayEffect(layer="trees", amplitude_px=3),
    LightEffect(exposure_ev=0.2, warmth_ev=-0.1),
    DrawnEffect(layer="water", arrows=(Arrow(x=0.5, y=0.5, dx=10, dy=-4),)),
]


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: effect.effect)
def test_half_an_effect_does_half_as_much_and_goes_the_same_way(effect):
    half = sized(effect, 0.5)
    assert sizes(half) == {name: value / 2 for name, value in sizes(effect).items()}
    kept = {"layer", "angle_deg", "period_s", "cycles"}
    assert half.model_dump(include=kept) == effect.model_dump(include=kept)


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda effect: effect.effect)
def test_no_effect_does_more_than_a_plan_may_hold(effect):
    assert type(effect).model_validate(dict(sized(effect, 1000)))
    assert not any(sizes(sized(effect, 0)).values())
