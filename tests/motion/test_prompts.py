"""Each prompt of the table becomes the plan that is expected of it."""

from functools import cache
from itertools import pairwise
from math import cos, log, radians, sin

import pytest

from flowanim.datatypes import Wishes
from flowanim.motion.planner import plan_motion
from flowanim.plan import CameraKey, Effect, MotionPlan
from tests.motion import scenes
from tests.motion.prompts import EXCLUDED, TABLE

NEUTRAL = {
    "coast": "clouds drift, water flows, water ripples, trees sway, surf, shadows drift",
    "cafe": "steam rises, fire",
    "falls": "waterfall falls, trees sway",
    "harbour": "clouds drift, water flows, water ripples, the boat bobs, the flag waves",
    "studio": "subject breathes, hair sways, scarf sways",
    "portrait": "subject breathes",
    "nothing": "",
}
"""Prompts without adverbs: what "less" and "more" are measured against."""
SWAYS = {"sway", "flutter", "breathe"}
WAYS = {"right": (1, 0), "left": (-1, 0), "up": (0, 1), "down": (0, -1)}
AXES = {
    "z": ("push-in", "pull-out"),
    "x": ("truck-right", "truck-left"),
    "y": ("pedestal-down", "pedestal-up"),
    "yaw_deg": ("pan-right", "pan-left"),
    "pitch_deg": ("tilt-up", "tilt-down"),
    "roll_deg": ("roll-right", "roll-left"),
    "zoom": ("zoom-in", "zoom-out"),
}
MOVES = {name for pair in AXES.values() for name in pair} | {
    *("hold", "handheld", "drift", "orbit", "orbit-left", "orbit-right", "arc", "dolly-zoom", "dolly-zoom-out")
}


@cache
def plan(where: str, prompt: str) -> MotionPlan:
    """Return the plan of a prompt in a scene."""
    return plan_motion(getattr(scenes, where)(), scenes.base(), prompt, Wishes())


def step(a: CameraKey, b: CameraKey) -> tuple[set[str], float]:
    """Return the names of what the camera does from one key to the next, and by how much: %, or degrees."""
    change = {axis: getattr(b, axis) - getattr(a, axis) for axis in AXES}
    change["zoom"] = log(b.zoom / a.zoom)
    moved = {axis: value for axis, value in change.items() if abs(value) > 1e-6}
    names = {AXES[axis][value < 0] for axis, value in moved.items()}
    if {"x", "yaw_deg"} <= set(moved) and moved["x"] * moved["yaw_deg"] < 0:
        names -= {"truck-right", "truck-left", "pan-right", "pan-left"}
        names = {"arc"} if "z" in moved else names | {"orbit-right" if moved["x"] > 0 else "orbit-left"}
    for name, one, other in (("dolly-zoom", "push-in", "zoom-out"), ("dolly-zoom-out", "pull-out", "zoom-in")):
        names = (names - {one, other}) | {name} if {one, other} <= names else names
    sizes = [abs(v) if axis.endswith("deg") else 100 * abs(v) for axis, v in moved.items() if axis != "zoom"]
    sizes += [100 * abs(b.zoom / a.zoom - 1)] if "zoom" in moved else []
    return names or {"hold"}, max(sizes, default=0.0)


def camera(made: MotionPlan) -> tuple[list[set[str]], float]:
    """Return the names of what the camera does in each step, without the way back of a loop; and the first's size."""
    keys, path = made.camera.keys, made.camera
    steps = [step(a, b) for a, b in pairwise(keys)]
    if made.loop and len(steps) > 1:
        steps = steps[:-1]
    names, size = [names for names, _ in steps], steps[0][1] if steps else 0.0
    axes = {swing.axis for swing in path.swings}
    always = ({"orbit"} if "yaw_deg" in axes else {"drift"} if axes else set()) | (
        {"handheld"} if path.handheld else set()
    )
    return ([always] if not names and always else [one | always for one in names]), size


def number(effect: Effect) -> float:
    """Return what an effect is measured by: px/s, px or stops."""
    values = effect.model_dump()
    return next(float(values[key]) for key in ("speed_px_s", "amplitude_px", "share", "exposure_ev") if key in values)


def swings(effect: Effect, seconds: float) -> float:
    """Return how many whole swings an effect makes in the clip."""
    values = effect.model_dump()
    return float(round(seconds / values["period_s"]) if "period_s" in values else values["cycles"])


def fits(effect: Effect, word: str, made: MotionPlan, neutral: MotionPlan) -> bool:
    """Whether one word of the table is true of an effect."""
    values = effect.model_dump()
    if word in WAYS:
        angle, (x, y) = radians(values.get("angle_deg", 90)), WAYS[word]
        return x * cos(angle) + y * sin(angle) > 0.3
    if word in {"less", "more"}:
        usual = next(number(e) for e in neutral.effects if (e.layer, e.effect) == (effect.layer, effect.effect))
        return number(effect) < 0.99 * usual if word == "less" else number(effect) > 1.01 * usual
    if word in {"warm", "cool"}:
        return (values["warmth_ev"] > 0) == (word == "warm") and values["warmth_ev"] != 0
    if word[0] == "=":
        return number(effect) == pytest.approx(float(word[1:]), rel=0.01)
    if word[0] == "x":
        return swings(effect, made.seconds) == float(word[1:])
    return effect.effect in SWAYS if word == "sway" else effect.effect == word


def clip_faults(made: MotionPlan, parts: list[str]) -> list[str]:
    """Return what is wrong with length, rate and loop."""
    seconds = next((float(p[:-2]) for p in parts if p.endswith(" s")), 4.0)
    fps = next((float(p[:-4]) for p in parts if p.endswith(" fps")), 24.0)
    faults = [f"{made.seconds:g} s"] * (made.seconds != seconds) + [f"{made.fps:g} fps"] * (made.fps != fps)
    return faults + ["loop" if made.loop else "one-way"] * (made.loop is ("one-way" in parts))


def camera_faults(made: MotionPlan, wanted: str) -> list[str]:
    """Return what is wrong with the camera. wanted: its part of the table; "" or "still" if it rests."""
    moves, _, size = wanted.partition(" =")
    steps = [] if moves in {"", "still"} else [set(one.split()) for one in moves.split(">")]
    found, how_far = camera(made)
    back = made.loop and len(made.camera.keys) == 1 + len(steps)  # a sequence that itself leads back
    faults = (
        []
        if found == steps or (back and found == steps[:-1])
        else [f"camera {'>'.join(' '.join(sorted(s)) for s in found) or 'still'}"]
    )
    return faults + ([f"camera by {how_far:.3g}"] if size and how_far != pytest.approx(float(size), rel=0.01) else [])


def layer_faults(made: MotionPlan, neutral: MotionPlan, parts: list[str]) -> list[str]:
    """Return what is wrong with what moves: each part names a layer and what is true of one of its effects."""
    wanted = {part.split()[0].replace("light", ""): part.split()[1:] for part in parts}
    found = {effect.layer for effect in made.effects if effect.layer or effect.effect == "light"}
    faults = [f"moves: {', '.join(sorted(found)) or 'nothing'}"] if found != set(wanted) else []
    for layer, words in wanted.items():
        effects = [e for e in made.effects if e.layer == layer]
        if effects and not any(all(fits(e, word, made, neutral) for word in words) for e in effects):
            faults.append(f"{layer}: {effects}")
    return faults


def faults(where: str, prompt: str, expected: str) -> list[str]:
    """Return in what the plan of a prompt differs from what is expected."""
    made, parts = plan(where, prompt), [p.strip() for p in expected.split(";")]
    moves = next((p for p in parts if p == "still" or p.replace(">", " ").split()[0] in MOVES), "")
    notes = [p[1:] for p in parts if p[0] == "?"]
    clip = [p for p in parts if p.endswith((" s", " fps")) or p == "one-way"]
    layers = [p for p in parts if p != moves and p[0] != "?" and p not in clip]
    silent = [f"no note on {word}" for word in notes if not any(word in note for note in made.notes)]
    return [
        *camera_faults(made, moves),
        *layer_faults(made, plan(where, NEUTRAL[where]), layers),
        *clip_faults(made, clip),
        *silent,
    ]


@pytest.mark.parametrize(("where", "prompt", "expected"), TABLE)
def test_a_prompt_becomes_the_plan_that_is_expected(where, prompt, expected):
    assert not faults(where, prompt, expected), plan(where, prompt).notes


def test_the_table_is_long_and_says_nothing_twice():
    assert len(TABLE) >= 150
    assert len({(where, prompt) for where, prompt, _ in TABLE}) == len(TABLE)


@pytest.mark.parametrize("denial", EXCLUDED)
def test_what_is_excluded_does_not_move_however_it_is_said(denial):
    assert "water" not in {effect.layer for effect in plan("coast", denial).effects}
    for prompt, layer in ((f"clouds drift left, {denial}", "sky"), (f"{denial}. trees sway", "vegetation")):
        moved = {effect.layer for effect in plan("coast", prompt).effects}
        assert "water" not in moved, prompt
        assert layer in moved or "sky" in denial, prompt
