"""Prompt, preset, options and the free choice -> one list of clauses on elements and on the camera.

Later clauses weigh more: the preset, then the prompt, then the options.
"""

from collections.abc import Sequence
from dataclasses import replace

from flowanim.datatypes import Scene, Wishes
from flowanim.motion import choice
from flowanim.motion.exact import scaled
from flowanim.motion.held import WINDY, Held
from flowanim.motion.intent import Clause, Intent
from flowanim.motion.look import layers_of
from flowanim.motion.looks import moves
from flowanim.motion.presets import Preset, find_camera

Told = tuple[list[Clause], list[str]]
"""Clauses, and notes on them."""


def wanted(scene: Scene, intent: Intent, held: Held, *, preset: Preset | None, wishes: Wishes) -> Told:
    """Return all that shall move. What is held is not in the free choice, but still among what the prompt names."""
    said = [c for c in intent.clauses if not c.still]
    named = bool(said or intent.impossible or wishes.draws or moves(dict(intent.looks)))
    start = [] if held.everything or (named and not preset) else _start(preset)
    if preset and any(c.channel == "camera" for c in intent.clauses):
        start = [c for c in start if c.channel != "camera"]
    clauses, notes = _cameras([*start, *said], wishes, held)
    spread, more = _spread(scene, clauses, held)
    return [_sized(c, intent, wishes.strength) for c in spread], notes + more


def _sized(clause: Clause, intent: Intent, size: float) -> Clause:
    """Return a clause with what was said of nothing in particular. size: of `--strength`, for exact amounts too."""
    strength = clause.strength * intent.strength * size
    return replace(clause, speed=clause.speed * intent.speed, strength=strength, exact=scaled(clause.exact, size))


def _start(preset: Preset | None) -> list[Clause]:
    """Return what moves before the prompt is heard: the preset, or the free choice."""
    if preset:
        return [c for c in preset.clauses if not c.still]
    return [Clause("all", "everything", origin="choice"), Clause("camera", "camera", origin="choice")]


def _cameras(clauses: list[Clause], wishes: Wishes, held: Held) -> Told:
    """Let `--camera` replace every other camera."""
    if wishes.camera is None:
        return clauses, []
    name = find_camera(wishes.camera)
    prompted = held.camera or any(c.channel == "camera" and c.origin == "prompt" for c in clauses)
    notes = [f"camera: --camera {name} is taken, not what the prompt says of it"] if prompted else []
    kept = [c for c in clauses if c.channel != "camera"]
    return [*kept, Clause("camera", name, origin="option")], notes


def _spread(scene: Scene, clauses: Sequence[Clause], held: Held) -> Told:
    """Turn clauses on everything, and on the wind, into clauses on elements; the wind's own stays for its direction."""
    found, notes = list[Clause](), list[str]()
    for clause in clauses:
        if clause.channel == "all":
            chosen, why = choice.things(scene, held.of(scene), clause.origin)
            found += [replace(c, speed=clause.speed, strength=clause.strength) for c in chosen]
            notes += why
            continue
        found.append(clause)
        if clause.channel == "wind":
            blown, why = _blown(scene, clause, clauses)
            found += blown
            notes += why
    return found, notes


def _blown(scene: Scene, wind: Clause, clauses: Sequence[Clause]) -> tuple[list[Clause], tuple[str, ...]]:
    """Return a clause for each thing that the wind moves and that no other clause names."""
    named = {layer.name for c in clauses if c.channel == "element" for layer in layers_of(scene, c.target)}
    there = [name for name in WINDY if any(layer.name not in named for layer in layers_of(scene, name))]
    if not there and not named:
        return [], ("left out: wind (nothing was found that it could move)",)
    return [replace(wind, channel="element", target=name, verb="sway") for name in there], ()
