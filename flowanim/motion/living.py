"""A clause on a thing that lives, glows or flutters -> its effect with numbers: what all templates of `parts` share.

Sizes grow with the strength that was said, speeds with the speed, periods shrink with it; angles follow the element.
"""

from collections.abc import Callable, Mapping
from math import cos, radians

from flowanim.motion.exact import settled
from flowanim.motion.intent import Clause
from flowanim.plan import Effect

WAY_PER_CYCLE_PX = 45
"""How far a current goes before it is cross-faded with its beginning."""
SIZES = ("amplitude_px", "share", "exposure_ev")
SAYS: Mapping[str, Callable[[Mapping[str, float]], str]] = {
    "turbulence": lambda v: f"eddies bend it by {v['amplitude_px']:.1f} px",
    "flutter": lambda v: f"waves by {v['amplitude_px']:.1f} px at its free end",
    "breathe": lambda v: f"breathes, its chest widens by {100 * v['share']:.1f} %",
    "glow": lambda v: f"lights what is around it by {v['exposure_ev']:.2f} stops",
    "surf": lambda v: f"surf comes in, waves of {v['amplitude_px']:.1f} px",
    "shade": lambda v: f"soft shadows drift by {v['amplitude_px']:.1f} px",
    "glint": lambda v: f"a glint of {v['exposure_ev']:.1f} stops sweeps over it",
    "twinkle": lambda v: f"small lights flicker by {v['exposure_ev']:.1f} stops",
}


def numbers(template: Effect, clause: Clause, layer: str, *, angle: float, seconds: float) -> dict[str, object]:
    """Return the values of a template's effect on a layer as the clause says. seconds: of the clip."""
    values = template.model_dump() | {"layer": layer}
    percent = clause.exactly("percent")
    strength = (clause.strength if percent is None else percent / 100) * (clause.exactly("fold") or 1)
    for key in values.keys() & {*SIZES}:
        values[key] *= strength
    if percent is not None and "share" in values:
        values["share"] = percent / 100
    if "speed_px_s" in values:
        values["speed_px_s"] *= clause.speed
    if "period_s" in values:
        values["period_s"] /= clause.speed
    if "angle_deg" in values and (template.effect != "glint" or clause.angle_deg is not None):
        values["angle_deg"] = angle
    if "speed_px_s" in values and "cycles" in values:
        values["cycles"] = max(1, min(32, round(values["speed_px_s"] * seconds / WAY_PER_CYCLE_PX)))
    if values.get("anchor") == "left" and cos(radians(angle)) < -0.1:
        values["anchor"] = "right"
    return settled(values, clause, seconds)


def told(effect: Effect, layer: str) -> str:
    """Return the sentence that tells of an effect of `numbers`."""
    return f"{layer}: {SAYS[effect.effect](effect.model_dump())}"
