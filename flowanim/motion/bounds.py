"""Numbers -> a part of a plan that the schema accepts: what is out of range is cut to the nearest limit, and said."""

from collections.abc import Mapping
from math import inf
from typing import TypeVar

from annotated_types import Ge, Gt, Le, Lt

from flowanim.parts import Part

P = TypeVar("P", bound=Part)


def limits(part: type[Part], key: str) -> tuple[float, float]:
    """Return the least and the largest value that the schema lets `key` have."""
    least, largest = -inf, inf
    for rule in part.model_fields[key].metadata:
        if isinstance(rule, Ge | Gt):
            least = float(str(rule.ge if isinstance(rule, Ge) else rule.gt))
        elif isinstance(rule, Le | Lt):
            largest = float(str(rule.le if isinstance(rule, Le) else rule.lt))
    return least, largest


def bounded(part: type[P], values: Mapping[str, object], name: str) -> tuple[P, tuple[str, ...]]:
    """Return a `part` with `values`, numbers cut to their limits, and a note for each that was. name: for the notes."""
    kept, notes = dict(values), list[str]()
    for key, value in values.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            least, largest = limits(part, key)
            kept[key] = min(max(value, least), largest)
            if kept[key] != value:
                notes.append(f"{name}: {_plain(key)} reduced to {kept[key]:g}, the most that a plan may hold")
    return part.model_validate(kept), tuple(notes)


def _plain(key: str) -> str:
    words = {"speed_px_s": "speed", "amplitude_px": "size", "yaw_deg": "turn", "z": "way", "x": "way", "y": "way"}
    return words.get(key, key.removesuffix("_deg").removesuffix("_px").removesuffix("_ev"))
