"""A plan, and what was found in the photo -> a table that a person understands.

video    1280x720, 96 frames, 4 s at 24 fps, loop, seed 0
found    sky 38 % of the picture, water 30 %, trees 12 % (only 40 % sure)
moves    sky        drifts left at 10 px/s
         water      flows right at 8 px/s; ripples by 1.8 px every 2 s
         camera     push in by 6 % and back
still    trees
reduced  water ripple: from 12 to 5.3 px (more would fold the picture over itself)
ignored  smiling (warping a photo cannot do that honestly)
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from flowanim.cli.summary import camera_words

if TYPE_CHECKING:
    from flowanim.datatypes import Layer, Scene
    from flowanim.plan import Effect, MotionPlan

HEAD, NAME = 9, 12
UNSURE = 0.5
VERBS: Mapping[str, str] = {
    **{"flow": "flows", "ripple": "ripples", "sway": "sways", "light": "changes its light"},
    **{"turbulence": "churns", "flutter": "flutters", "breathe": "breathes", "head": "turns its head", "glow": "glows"},
    **{"glint": "glints", "rays": "rays of light", "twinkle": "small lights flicker", "focus": "blurs with distance"},
    **{"particles": "is added", "plume": "steam or smoke is added", "dashes": "dashes are added"},
    **{"surf": "surf comes in", "shade": "its soft shadows drift", "blink": "eyes blink"},
}
AMOUNTS: Mapping[str, tuple[float, str]] = {
    "speed_px_s": (1, "at {:.3g} px/s"),
    "amplitude_px": (1, "by {:.2g} px"),
    "exposure_ev": (1, "by {:.2g} stops"),
    "share": (100, "by {:.2g} % of its size"),
    "yaw_deg": (1, "by {:.2g} degrees"),
    "blur_px": (1, "by up to {:.2g} px"),
}
REDUCED, IGNORED = (
    ("reduced",),
    ("left out", "left still", "did not understand", "kept still", "not found", "is taken", "as asked"),
)


def table(plan: "MotionPlan", scene: "Scene | None" = None) -> Iterator[str]:
    """Yield the lines of the table; without a scene what was found is left out."""
    w, h = plan.size
    ending = "loop" if plan.loop else "no loop"
    yield f"video    {w}x{h}, {plan.frames} frames, {plan.seconds:g} s at {plan.fps:g} fps, {ending}, seed {plan.seed}"
    if scene:
        yield from _rows("found", [", ".join(map(_found, scene.layers))])
    yield from _rows("moves", [*_moves(plan), f"{'camera':<{NAME}} {camera_told(plan)}"])
    if scene:
        rests = [layer.name for layer in scene.layers if layer.name not in {e.layer for e in plan.effects}]
        yield from _rows("still", [", ".join(rests)] if rests else [])
    groups = sorted_notes(plan)
    for head in ("reduced", "ignored", "note"):
        yield from _rows(head, groups[head])


def _rows(head: str, texts: Sequence[str]) -> Iterator[str]:
    for i, text in enumerate(texts):
        yield f"{'' if i else head:<{HEAD}}{text}"


def _found(layer: "Layer") -> str:
    share = f"{layer.name} {100 * float(layer.alpha[::4, ::4].mean()):.0f} %"
    return share if layer.confidence >= UNSURE else f"{share} (only {100 * layer.confidence:.0f} % sure)"


def _moves(plan: "MotionPlan") -> list[str]:
    """Return a line for each layer that moves."""
    told = dict[str, list[str]]()
    for effect in plan.effects:
        told.setdefault(effect.layer or "picture", []).append(does(effect))
    return [f"{name:<{NAME}} {'; '.join(words)}" for name, words in told.items()]


def does(effect: "Effect") -> str:
    """Return "flows left at 10 px/s", "sways by 3 px every 3.2 s"."""
    from flowanim.motion.actions import where
    from flowanim.motion.hands import told

    if effect.effect == "drawn":
        return told(effect)
    values = effect.model_dump()
    verb = VERBS.get(effect.effect, effect.effect)
    verb = "drifts" if effect.effect == "flow" and effect.layer == "sky" else verb
    verb = f"{values['style']} {verb}" if effect.effect == "particles" else verb
    words = [verb, *([where(values["angle_deg"])] if effect.effect == "flow" else [])]
    words += [text.format(times * values[name]) for name, (times, text) in AMOUNTS.items() if values.get(name)]
    words += [f"every {values['period_s']:.2g} s"] if values.get("period_s") else []
    return " ".join(words)


def camera_told(plan: "MotionPlan") -> str:
    """Return what the notes say of the camera's moves; of a plan by hand its numbers."""
    told = [note.removeprefix("camera: ") for note in plan.notes if note.startswith("camera: ") and not _why(note)]
    words = camera_words(plan.camera)
    return "; ".join(told) if told and words != "still" else words


def sorted_notes(plan: "MotionPlan") -> dict[str, list[str]]:
    """Return the notes as "reduced", "ignored" and "note", without those that the table tells anyhow."""
    groups: dict[str, list[str]] = {"reduced": [], "ignored": [], "note": []}
    rows = tuple(f"{effect.layer or 'light'}: " for effect in plan.effects)
    for note in plan.notes:
        why = _why(note)
        if why or not note.startswith((*rows, "camera: ")):
            groups[why or "note"].append(note.removeprefix("left out: ") if why == "ignored" else note)
    return groups


def _why(note: str) -> str:
    if any(word in note for word in REDUCED):
        return "reduced"
    return "ignored" if any(word in note for word in IGNORED) else ""
