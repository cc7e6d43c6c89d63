"""The contract of every effect. A new one is tested here by one line in EXAMPLES."""

from dataclasses import replace

import numpy as np
import pytest

from flowanim.blink import BlinkEffect
from flowanim.fields.easing import factor_at
from flowanim.fields.effects import EFFECTS, Motion, motion_of
from flowanim.fields.place import Board
from flowanim.fields.waves import field_at
from flowanim.parts import (
    BreatheEffect,
    DashEffect,
    FlutterEffect,
    FocusEffect,
    GlintEffect,
    GlowEffect,
    HeadEffect,
    Moment,
    ParticleEffect,
    PlumeEffect,
    RaysEffect,
    ShadeEffect,
    SurfEffect,
    TurbulenceEffect,
    TwinkleEffect,
)
from flowanim.plan import Arrow, DrawnEffect, FlowEffect, LightEffect, RippleEffect, SwayEffect
from tests.fields.places import place

EXAMPLES = {
    "flow": FlowEffect(layer="it", speed_px_s=60, angle_deg=200),
    "ripple": RippleEffect(layer="it", amplitude_px=6),
    "surf": SurfEffect(layer="it", amplitude_px=5),
    "sway": SwayEffect(layer="it", amplitude_px=8),
    "drawn": DrawnEffect(layer="it", arrows=(Arrow(x=0.5, y=0.8, dx=50, dy=20),)),
    "light": LightEffect(layer="it", exposure_ev=0.3, warmth_ev=0.2, flicker=0.4),
    "turbulence": TurbulenceEffect(layer="it", amplitude_px=6),
    "flutter": FlutterEffect(layer="it", amplitude_px=10),
    "breathe": BreatheEffect(layer="it", share=0.02),
    "head": HeadEffect(layer="it", face=(0.4, 0.4, 0.25, 0.4)),
    "glow": GlowEffect(layer="it"),
    "glint": GlintEffect(layer="it"),
    "rays": RaysEffect(x=0.3, y=0.1),
}
LAID_OVER = {
    "particles": ParticleEffect(style="snow"),
    "plume": PlumeEffect(),
    "dashes": DashEffect(points=((0, 0), (1, 1))),
    "blink": BlinkEffect(eyes=((0.4, 0.4, 0.06, 0.03),)),
    "focus": FocusEffect(),
    "twinkle": TwinkleEffect(),
    "shade": ShadeEffect(layer="it"),
}
"""Nothing in the picture moves by itself: tests/render/test_overlay.py, test_focus.py and test_light.py."""
FIELDS = {"push": 2, "pull": 2, "light": 3, "spill": 3}
each_effect = pytest.mark.parametrize("name", EXAMPLES)


def motion(name: str, where=None) -> Motion:
    """Return what the example of an effect moves."""
    return motion_of((EXAMPLES[name],), where or place())


def fields(found: Motion, u: float) -> dict[str, np.ndarray]:
    """Return every field of a motion at progress `u` that there is."""
    at = {name: field_at(getattr(found, name), u) for name in FIELDS}
    if found.transport:
        phases = found.transport.at(u)
        at["blend"] = (1 - phases.share[..., None]) * phases.first + phases.share[..., None] * phases.second
    return {name: field for name, field in at.items() if field is not None}


def test_every_effect_has_its_example():
    assert set(EXAMPLES) | set(LAID_OVER) == set(EFFECTS)


@each_effect
def test_it_moves_something(name):
    found = fields(motion(name), 0.3)
    assert found and all(np.abs(field).max() > 0.01 for field in found.values())


@each_effect
def test_its_fields_are_float32_on_the_grid(name):
    for field in fields(motion(name), 0.3).values():
        assert field.dtype == np.float32 and field.shape[:2] == place().grid.shape


@each_effect
def test_the_loop_closes(name):
    start, end = fields(motion(name), 0.0), fields(motion(name), 1.0)
    for what, field in start.items():
        np.testing.assert_allclose(field, end[what], atol=2e-3)


@each_effect
def test_what_swings_starts_at_the_photo(name):
    start = fields(motion(name), 0.0)
    assert all(not start[what].any() for what in FIELDS if what in start)


@each_effect
def test_the_last_step_of_the_loop_is_no_larger_than_the_others(name):
    found = motion(name)
    moments = [fields(found, i / 24) for i in range(24)]
    for what in moments[0].keys() - {"blend"}:
        steps = [np.abs(moments[i][what] - moments[i - 1][what]).mean() for i in range(24)]
        assert steps[0] <= max(steps[1:]) * 1.001


@pytest.mark.parametrize("name", sorted(EXAMPLES.keys() - {"breathe", "head", "glint"}))
def test_the_same_seed_gives_the_same_and_another_seed_another(name):
    def drawn(seed: int) -> bytes:
        found = motion(name, place(seed=seed))
        return b"".join(field.tobytes() for field in fields(found, 0.3).values())

    assert drawn(1) == drawn(1) != drawn(2)


@each_effect
def test_twice_the_size_moves_twice_the_pixels(name):
    """Amounts are given at 1280 px: a draft moves as the full size does. Random detail may differ a little."""
    half, full = (fields(motion(name, place(size=size)), 0.3) for size in ((640, 400), (1280, 800)))
    for what in half.keys() - {"light", "spill", "blend"}:
        assert np.abs(full[what]).mean() == pytest.approx(2 * np.abs(half[what]).mean(), rel=0.3)


@each_effect
def test_an_empty_layer_breaks_nothing(name):
    for field in fields(motion(name, place(top=2.0)), 0.3).values():
        assert np.isfinite(field).all()


@each_effect
def test_what_is_frozen_does_not_move(name):
    where = place()
    still = where.grid.points[..., 0] < 0.4 * where.grid.size[0]
    held = motion(name, replace(where, board=Board(still)))
    free = fields(motion(name, where), 0.3)
    for what, field in fields(held, 0.3).items():
        assert not field[still].any()
        assert np.abs(field[~still]).max() > 0.5 * np.abs(free[what][~still]).max()


def test_effects_in_one_layer_add():
    both = motion_of((EXAMPLES["ripple"], EXAMPLES["light"]), place())
    apart = [field_at(motion(name).light, 0.3) for name in ("ripple", "light")]
    np.testing.assert_allclose(field_at(both.light, 0.3), sum(apart), atol=1e-5)
    assert both.pull and both.transport is None


def test_of_two_currents_the_later_counts():
    slow = FlowEffect(layer="it", speed_px_s=1)
    assert motion_of((EXAMPLES["flow"], slow), place()).transport.velocity.max() < 2


def test_no_effect_is_no_motion():
    assert motion_of((), place()) == Motion()


def test_every_effect_that_moves_may_grow_and_fade_over_the_clip():
    over = (Moment(u=0, value=1), Moment(u=0.5, value=0.5), Moment(u=1, value=1))
    for name, example in EXAMPLES.items():
        still = motion_of((example,), place()) == Motion()
        assert ("over" in type(example).model_fields) is not still, name
    moved = motion_of((SwayEffect(layer="x", amplitude_px=4, over=over),), place())
    plain = motion_of((SwayEffect(layer="x", amplitude_px=4),), place())
    for u in (0.0, 0.2, 0.5, 1.0):
        wanted = field_at(plain.push, u) * factor_at(over, u)
        np.testing.assert_allclose(field_at(moved.push, u), wanted, atol=1e-4)
