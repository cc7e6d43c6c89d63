"""How much an effect does, and the same effect doing more or less; whatever its family."""

from typing import Any

from flowanim.motion.bounds import bounded
from flowanim.plan import Effect

SIZES = ("amplitude_px", "exposure_ev", "warmth_ev", "share", "yaw_deg", "opacity", "blur_px")
"""The numbers that say how much. An effect that has none of them is measured by its speed."""
SPEED = "speed_px_s"
DRAWN = {"arrows": ("dx", "dy"), "brushes": ("right_px_s", "up_px_s", "nearer", "random_px_s")}


def sizes(effect: Effect) -> dict[str, float]:
    """Return the numbers that say how much an effect does, by name; of drawn motion with its place."""
    values = effect.model_dump()
    found = {name: float(values[name]) for name in SIZES if name in values}
    for group, names in DRAWN.items():
        for i, part in enumerate(values.get(group, ())):
            found |= {f"{group}[{i}].{name}": float(part[name]) for name in names}
    if not found and SPEED in values:
        found[SPEED] = float(values[SPEED])
    return found


def sized(effect: Effect, factor: float) -> Effect:
    """Return the effect doing `factor` times as much, as far as the schema lets it."""
    values: dict[str, Any] = dict(effect)
    for name in sizes(effect):
        if name in values:
            values[name] = round(values[name] * factor, 4)
    for group, names in DRAWN.items():
        if values.get(group):
            values[group] = tuple(_times(part, names, factor) for part in values[group])
    made, _ = bounded(type(effect), values, effect.layer)
    return made


def _times(part: Any, names: tuple[str, ...], factor: float) -> Any:
    values = {name: round(getattr(part, name) * factor, 4) for name in names}
    return bounded(type(part), {**dict(part), **values}, "")[0]
