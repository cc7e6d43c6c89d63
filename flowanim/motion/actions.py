"""A clause and the layers that it means -> effects with their numbers, and a note for each.

Adverbs and strength scale the templates of `elements`; what the schema does not allow is cut, and said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, radians

from flowanim.datatypes import Layer
from flowanim.motion import elements
from flowanim.motion.bounds import bounded
from flowanim.motion.exact import settled
from flowanim.motion.intent import Clause
from flowanim.motion.living import WAY_PER_CYCLE_PX, numbers, told
from flowanim.motion.look import element, nearness, tall
from flowanim.motion.repeat import endless
from flowanim.plan import Effect, FlowEffect, LightEffect, RippleEffect, SwayEffect

COMPASS = ("right", "up and right", "up", "up and left", "left", "down and left", "down", "down and right")
WARMTH_EV = 0.15
ENDLESS = "{}: goes on by {} whole steps of its pattern, so that its loop is not seen"
NO_PATTERN = "{}: no repeating pattern was found, so that its loop is cross-faded"
FAR = 0.35
"""The least share of the motion of a kind's nearest layer that its farther layers get."""


@dataclass(frozen=True)
class Done:
    """An effect and the sentence that tells of it."""

    effect: Effect
    notes: tuple[str, ...]


def act(clause: Clause, layers: Sequence[Layer], *, wind_deg: float, seconds: float) -> tuple[Done, ...]:
    """Return the effects of an element's clause on its layers; none where the element cannot do what is said.

    wind_deg: where the wind blows, for what has no direction of its own. seconds: of the clip.
    """
    clause = replace(clause, target=elements.INSTEAD.get((clause.target, clause.verb), clause.target))
    if clause.target == "light":
        return tuple(_light(template, clause, seconds=seconds) for template in element("light").effects)
    return tuple(
        _done(template, replace(clause, strength=clause.strength * size), layer, angle=angle, seconds=seconds)
        for layer, size in zip(layers, _sizes(layers), strict=True)
        for angle in (_angle(clause, layer, wind_deg),)
        for template in _templates(clause)
    )


def _sizes(layers: Sequence[Layer]) -> list[float]:
    """Return how much of the motion each layer shows: farther trees of a wood sway by fewer pixels."""
    return [max(near, FAR) for near in nearness(layers)]


def can(clause: Clause) -> bool:
    """Whether an element can do what a clause says of it, without lying."""
    honest = elements.HONEST.get(clause.target)
    return bool(element(clause.target).effects) and (honest is None or clause.verb in honest)


def where(angle_deg: float) -> str:
    """Return a direction in words."""
    return COMPASS[round(angle_deg / 45) % 8]


def _templates(clause: Clause) -> tuple[Effect, ...]:
    """Return the templates that a verb leaves: "the water ripples" is no current."""
    found = element(clause.target).effects
    only = tuple(e for e in found if e.effect == elements.ONLY.get(clause.verb))
    return only or found


def _angle(clause: Clause, layer: Layer, wind_deg: float) -> float:
    """Return where an element goes: as said, else as it does by itself."""
    own = element(clause.target).angle
    if clause.angle_deg is not None and not element(clause.target).breathes:
        return round(clause.angle_deg, 1)
    if own == "water" and tall(layer):
        return 270.0
    return round(wind_deg if isinstance(own, str) else own, 1)


def _done(template: Effect, clause: Clause, layer: Layer, *, angle: float, seconds: float) -> Done:
    if isinstance(template, FlowEffect):
        return _flow(template, clause, layer, angle=angle, seconds=seconds)
    if isinstance(template, RippleEffect):
        return _ripple(template, clause, layer, seconds=seconds)
    if isinstance(template, SwayEffect):
        return _sway(template, clause, layer, angle=angle, seconds=seconds)
    if isinstance(template, LightEffect):
        return _light(template, clause, layer.name, seconds=seconds)
    values = numbers(template, clause, layer.name, angle=angle, seconds=seconds)
    effect, cut = bounded(type(template), _rounded(values), layer.name)
    return Done(effect, (*cut, told(effect, layer.name)))


def _flow(template: FlowEffect, clause: Clause, layer: Layer, *, angle: float, seconds: float) -> Done:
    said = clause.exactly("px_s")
    speed = template.speed_px_s * clause.speed * _strength(clause) if said is None else said
    values = template.model_dump() | {
        "layer": layer.name,
        "speed_px_s": speed,
        "angle_deg": angle,
        "curl": elements.CURLS.get(clause.verb, template.curl),
        "cycles": max(1, min(32, round(speed * seconds / WAY_PER_CYCLE_PX))),
    }
    whole = endless(layer, angle, speed, seconds) if clause.target in elements.REPEATING else None
    effect, cut = bounded(FlowEffect, _rounded(values | (whole or {})), layer.name)
    if clause.target in elements.REPEATING:
        cut += ((ENDLESS if whole else NO_PATTERN).format(layer.name, effect.cycles),)
    verb = "drifts" if layer.kind == "sky" else "rises" if angle == 90 else "flows"
    way = "" if verb == "rises" else f" {where(angle)}"
    return Done(effect, (*cut, f"{layer.name}: {verb}{way} at {effect.speed_px_s:.0f} px/s"))


def _ripple(template: RippleEffect, clause: Clause, layer: Layer, *, seconds: float) -> Done:
    values = template.model_dump() | {
        "layer": layer.name,
        "amplitude_px": template.amplitude_px * _strength(clause),
        "period_s": template.period_s / clause.speed,
        "angle_deg": template.angle_deg if clause.angle_deg is None else clause.angle_deg,
    }
    effect, cut = bounded(RippleEffect, _rounded(settled(values, clause, seconds)), layer.name)
    return Done(effect, (*cut, f"{layer.name}: ripples by {effect.amplitude_px:.1f} px"))


def _sway(template: SwayEffect, clause: Clause, layer: Layer, *, angle: float, seconds: float) -> Done:
    """Sway in the wind. What is fixed on one side is so where the wind comes from."""
    values = template.model_dump() | {
        "layer": layer.name,
        "amplitude_px": template.amplitude_px * _strength(clause),
        "period_s": template.period_s / clause.speed,
        "angle_deg": angle,
    }
    if template.anchor == "left" and cos(radians(angle)) < -0.1:
        values["anchor"] = "right"
    effect, cut = bounded(SwayEffect, _rounded(settled(values, clause, seconds)), layer.name)
    way = "" if template.angle_deg == 90 else f", the wind goes {where(angle)}"
    return Done(effect, (*cut, f"{layer.name}: sways by {effect.amplitude_px:.1f} px{way}"))


def _light(template: Effect, clause: Clause, layer: str = "", *, seconds: float) -> Done:
    if not isinstance(template, LightEffect):
        raise ValueError(f"want a template of light, got {template.effect}")
    flickers = clause.verb == "flicker" and not layer
    values = template.model_dump() | {
        "layer": layer,
        "exposure_ev": template.exposure_ev * _strength(clause),
        "warmth_ev": (template.warmth_ev + WARMTH_EV * clause.warmth) * _strength(clause),
        "flicker": 0.5 if flickers else template.flicker,
        "cycles": max(1, min(64, round(template.cycles * clause.speed * (3 if flickers else 1)))),
        "angle_deg": 0.0 if clause.angle_deg is None else clause.angle_deg,
    }
    effect, cut = bounded(LightEffect, _rounded(settled(values, clause, seconds)), layer or "light")
    verb = "flickers" if effect.flicker else "shifts"
    return Done(effect, (*cut, f"{layer or 'light'}: {verb} by {effect.exposure_ev:.2f} stops"))


def _strength(clause: Clause) -> float:
    """Return the factor on how much: the percent that were said, else the adverbs'."""
    percent = clause.exactly("percent")
    return (clause.strength if percent is None else percent / 100) * (clause.exactly("fold") or 1)


def _rounded(values: dict[str, object]) -> dict[str, object]:
    return {
        key: round(value, 4 if key == "share" else 3) if isinstance(value, float) else value
        for key, value in values.items()
    }
