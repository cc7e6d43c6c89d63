"""Numbers with units in a statement -> exact amounts, and what they make of effects and camera moves.

    "push in 5 %" -> percent 5 · "at 20 px/s" -> px_s 20 · "sway 3 px" -> px 3 · "pan left 4 degrees" -> deg 4 ·
    "twice" -> times 2 · "every 2 seconds" -> every 2 · "zoom 2x" -> fold 2

Pixels are those of a picture 1280 px long. What is said exactly is not changed by adverbs, only by `--strength`.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import inf, log, radians, tan

from flowanim.motion.intent import Clause, Exact
from flowanim.motion.presets import CameraMove
from flowanim.motion.words import Token
from flowanim.plan import REFERENCE_PX, Effect

CLIP = frozenset({"s", "fps"})
"""Units that speak of the clip."""
SAY = {
    "percent": "%",
    "deg": "degrees",
    "px": "px",
    "px_s": "px/s",
    "times": "times",
    "every": "s a swing",
    "fold": "x",
}
NEEDS = {
    "px_s": ("speed_px_s",),
    "px": ("amplitude_px",),
    "times": ("period_s", "cycles"),
    "every": ("period_s", "cycles"),
}
"""Unit -> the numbers of an effect, one of which it sets."""


def amounts(tokens: Sequence[Token]) -> Exact:
    """Return what a statement says in numbers: pairs (unit, value)."""
    found = dict[str, float]()
    for before, number, unit in _counted(tokens):
        if unit == "s" and before == "every":
            found["every"] = number
        elif unit not in CLIP:
            found[unit] = number
    for token in tokens:
        if token.role == "times":
            found["times"] = float(token.value)
    return tuple(found.items())


def length(tokens: Sequence[Token], unit: str) -> float | None:
    """Return the last number that stands before `unit`, "every 2 s" apart."""
    found = [number for before, number, one in _counted(tokens) if one == unit and before != "every"]
    return found[-1] if found else None


def _counted(tokens: Sequence[Token]) -> list[tuple[str, float, str]]:
    """Return (role of the word before, number, unit) for each number with a unit; "every second" counts one."""
    padded = (Token("", "", ""), *tokens)
    found = list[tuple[str, float, str]]()
    for i, (a, b) in enumerate(pairwise(padded)):
        if b.role == "unit" and a.role in {"number", "count"}:
            found.append((padded[i - 1].role if i else "", min(float(a.value), 1e6), b.value))
        elif (b.role, b.value, a.role) == ("unit", "s", "every"):
            found.append(("every", 1.0, "s"))
    return found


def lonely(tokens: Sequence[Token]) -> list[str]:
    """Return the numbers that have neither a unit nor a name after them."""
    named = {"unit", "element", "camera", "unknown", "number"}
    ends = zip(tokens, (*tokens[1:], Token("", "", "")), strict=True)
    return [a.text for a, b in ends if a.role == "number" and b.role not in named]


def scaled(exact: Exact, factor: float) -> Exact:
    """Return the amounts times `factor`; how often and how long stay."""
    sizes = {"percent", "deg", "px", "px_s"}
    return tuple(
        (unit, value * factor if unit in sizes else value**factor if unit == "fold" else value) for unit, value in exact
    )


def settled(values: Mapping[str, object], clause: Clause, seconds: float) -> dict[str, object]:
    """Return the numbers of an effect with those that the clause says exactly. seconds: of the clip."""
    known, found = dict(clause.exact), dict(values)
    for unit, key in (("px_s", "speed_px_s"), ("px", "amplitude_px"), ("every", "period_s")):
        if unit in known and key in found:
            found[key] = max(known[unit], 0.05) if unit == "every" else known[unit]
    swings = known.get("times") or (seconds / max(known["every"], 0.05) if "every" in known else 0)
    if swings and "period_s" in found:
        found["period_s"] = seconds / swings
    elif swings and "speed_px_s" not in found and "cycles" in found:
        found["cycles"] = max(1, round(swings))
    return found


def unused(clause: Clause, effects: Sequence[Effect]) -> list[str]:
    """Return a note for each amount that none of the effects has."""
    keys = {key for effect in effects for key in type(effect).model_fields if not _flows(effect, key)}
    lost = [unit for unit, _ in clause.exact if unit in NEEDS and not keys & {*NEEDS[unit]}]
    return [_lost(clause, unit) for unit in lost]


def _flows(effect: Effect, key: str) -> bool:
    """Whether a number of cycles is that of a current's cross-fades, which nobody sees."""
    return key == "cycles" and effect.effect == "flow"


def _lost(clause: Clause, unit: str) -> str:
    return f"{clause.target}: {clause.exactly(unit):g} {SAY[unit]} left out (it has no such amount)"


def camera_factor(clause: Clause, move: CameraMove, *, pivot: float, focal_px: float, way_s: float) -> float | None:
    """Return how many times its usual way a move goes, as the clause says it exactly; None if it does not.

    pivot: disparity of what orbits hold in its place. focal_px: at 1280 px. way_s: how long the way takes, one way.
    """
    axis, usual = next(iter(move.pose.items()), ("", 0.0))
    if not axis and move.swings:
        axis, usual = move.swings[0].axis, move.swings[0].amount
    usual = abs(log(usual) if axis == "zoom" else usual)
    for unit, value in clause.exact:
        wanted = _on_axis(axis, unit, value, turns=move.holds == "turn" and pivot, focal_px=focal_px, way_s=way_s)
        if wanted is not None and usual:
            return wanted / usual
    percent = clause.exactly("percent")
    return percent / 100 / move.handheld if percent is not None and move.handheld else None


def _on_axis(axis: str, unit: str, value: float, *, turns: float, focal_px: float, way_s: float) -> float | None:
    """Return an amount as a change of one axis of the camera, zoom as its logarithm; None if it is none of it."""
    if unit == "px_s":
        unit, value = "px", value * way_s
    if axis == "zoom":
        return {"percent": log(1 + value / 100), "fold": abs(log(max(value, 1e-3)))}.get(unit)
    if axis == "z":
        return {"percent": value / 100, "fold": 1 - 1 / max(value, 1.0)}.get(unit)
    if axis.endswith("deg"):
        return {"deg": value, "px": value / focal_px / radians(1)}.get(unit)
    turned = tan(radians(min(value, 60))) / turns if turns else None
    return {"percent": value / 100, "px": value / focal_px, "deg": turned}.get(unit)


def camera_unused(clause: Clause, move: CameraMove) -> list[str]:
    """Return a note for each amount that a camera move does not have."""
    known = {"percent", "deg", "px", "px_s", "fold"}
    tried = [
        unit
        for unit, value in clause.exact
        if unit in known
        and camera_factor(
            Clause("camera", clause.target, exact=((unit, value),)), move, pivot=0.5, focal_px=REFERENCE_PX, way_s=1
        )
        is None
    ]
    lost = [*tried, *(unit for unit, _ in clause.exact if unit == "every")]
    return [_lost(clause, unit) for unit in lost]


def times(clause: Clause) -> int:
    """Return how often a camera move is made."""
    said = clause.exactly("times")
    return 1 if said is None or said == inf else max(1, min(16, round(said)))
