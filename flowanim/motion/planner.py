"""Scene, prompt, preset and wishes -> MotionPlan: who moves, how, and in notes what was left out and why.

What is drawn by hand moves. With a prompt, what it names moves and nothing else; a prompt that names no motion only
trims the choice that is made without one. A preset is a beginning that the prompt adjusts; `--camera` replaces every
other camera. The clip is a loop unless `wishes.loop` or the prompt ("one-way", "then hold", "reveal") says otherwise:
a plain "push in" goes in and comes back. What is named beats what is said of everything; what is denied never moves.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import cos, isfinite, radians
from typing import TypedDict

from flowanim.datatypes import Layer, Scene, Wishes
from flowanim.errors import UsageError, show_name
from flowanim.motion import choice
from flowanim.motion.actions import Done, act, can
from flowanim.motion.dashes import shown_on
from flowanim.motion.elements import OF_KIND
from flowanim.motion.exact import unused
from flowanim.motion.hands import assign, beside
from flowanim.motion.held import WINDY, Held, denied_by, held_by
from flowanim.motion.intent import Clause, Intent
from flowanim.motion.look import SURE, element, layers_of, pivot, texture
from flowanim.motion.looks import GRAIN, SHINING, lay_over, moves
from flowanim.motion.moves import Stand, camera_path
from flowanim.motion.presets import CAMERAS, Preset, find_preset
from flowanim.motion.prompt import understand
from flowanim.motion.scenic import fitted
from flowanim.motion.strobe import unaliased
from flowanim.motion.wanted import wanted
from flowanim.parts import DashEffect
from flowanim.plan import REFERENCE_PX, CameraPath, DrawnEffect, Effect, MotionPlan

CALM = 0.8
"""Size of a camera move that nobody asked for."""
IN_PLACE = frozenset({"sway", "flutter", "breathe"})
GOES = "left out: {0} going elsewhere (the photo has nothing behind it; it moves in its place)"
MARCH = "dashes: added to the photo, they march along {} line{}"
OPPOSITE = ({"left", "right"}, {"up", "down"}, {"in", "out"})
NOT_FOUND = "left out: {} (not found in the photo; give its region with --mask {}=FILE)"
NOT_HELD = "{}: not found in the photo, so it is not held by itself; give its region with --mask {}=FILE"


class Timing(TypedDict):
    """The clip's length in seconds, its frames a second, and whether it closes."""

    seconds: float
    fps: float
    loop: bool


def plan_motion(scene: Scene, base: MotionPlan, prompt: str, wishes: Wishes) -> MotionPlan:
    """Return `base` with seconds, fps, loop, camera, effects, finishing and notes filled in.

    base: photo, size, crop, depth, masks, seed and what is drawn are set. Raises UsageError for a preset, camera,
    length or strength that cannot be, PlanError for a prompt that is too long.
    """
    _check(wishes)
    preset = find_preset(wishes.preset) if wishes.preset is not None else None
    intent = _heard(scene, prompt, wishes)
    clip, timed = _clip(base, intent, preset, wishes)
    held = held_by(scene, intent.clauses)
    clauses, chosen = wanted(scene, intent, held, preset=preset, wishes=wishes)
    told, moved = _effects(scene, clauses, held, clip=clip)
    drawn, by_hand = _drawn(base, scene, wishes, held, clip["seconds"])
    looks = {**dict(preset.looks if preset else ()), **dict(intent.looks)}
    looks = {name: size for name, size in looks.items() if not (held.light and name in SHINING)}
    grain = 0.5 * looks.pop(GRAIN, 0.0)
    over, laid = lay_over(scene, [(name, strength * wishes.strength) for name, strength in looks.items()])
    laid += (f"{GRAIN}: laid over every frame",) if grain else ()
    dashes = _dashes(base, scene, wishes)
    by_hand += [MARCH.format(len(dashes), "s" * (len(dashes) > 1))] if dashes else []
    effects = (*beside(drawn, told, scene), *over, *dashes)
    moved += [] if told or over else _unserved(scene, clauses)
    needed = not effects and _needs_camera(
        scene, clauses, held, more=bool(intent.impossible) or moves(dict(intent.looks))
    )
    cameras, seen = _cameras(scene, clauses, held, moving=bool(effects), needed=needed)
    stand = Stand(pivot(scene), scene.photo.focal_px * REFERENCE_PX / max(scene.photo.size))
    camera, path_notes = camera_path(cameras, stand, loop=clip["loop"], seconds=clip["seconds"])
    still = ["nothing moves: the clip is a still picture"] if not effects and camera == CameraPath() else []
    notes = [*base.notes, *timed, *intent.notes, *chosen, *moved, *laid, *by_hand, *seen, *path_notes, *still]
    made = {
        **clip,
        "camera": camera,
        "effects": effects,
        "finishing": base.finishing.model_copy(
            update={"vignette": preset.vignette if preset else 0, "grain": min(grain, 1.0)}
        ),
        "notes": tuple(dict.fromkeys(map(show_name, notes))),
    }
    return MotionPlan.model_validate({**dict(base), **made})


def _heard(scene: Scene, prompt: str, wishes: Wishes) -> Intent:
    """Return the prompt understood, and what `--no` denies."""
    names = [layer.name for layer in scene.layers]
    intent, denied = understand(prompt, names), denied_by(wishes.no, names)
    if wishes.camera and any((c.channel, c.target) == ("camera", "camera") for c in denied):
        raise UsageError(f"--camera {wishes.camera} and --no camera say opposite things: leave one out")
    return replace(intent, clauses=(*intent.clauses, *denied))


def _drawn(
    base: MotionPlan, scene: Scene, wishes: Wishes, held: Held, seconds: float
) -> tuple[list[DrawnEffect], list[str]]:
    """Return what is drawn by hand, but where it is denied by name, and notes."""
    drawn, notes = assign(base, scene, wishes, seconds)
    free = [effect for effect in drawn if effect.layer not in held.layers]
    lost = [f"{e.layer}: kept still, so what is drawn there is left out" for e in drawn if e not in free]
    return free, [*(n for n in notes if not any(n.startswith(f"{e.layer}:") for e in drawn if e not in free)), *lost]


def _dashes(base: MotionPlan, scene: Scene, wishes: Wishes) -> tuple[Effect, ...]:
    """Return the dashes that are drawn, in a colour that is seen."""
    drawn = [effect for effect in base.effects if isinstance(effect, DashEffect) and wishes.strength > 0]
    return tuple(shown_on(effect, scene, wishes.strength) for effect in drawn)


def _check(wishes: Wishes) -> None:
    """Refuse numbers that no clip can have."""
    if not (isfinite(wishes.strength) and wishes.strength >= 0):
        raise UsageError(f"--strength {wishes.strength:g}: want 0 (nothing moves) or more; 1 is normal")
    if wishes.seconds is not None and not 0 < wishes.seconds <= 600:
        raise UsageError(f"--seconds {wishes.seconds:g}: want more than 0 and at most 600")
    if wishes.fps is not None and not 0 < wishes.fps <= 240:
        raise UsageError(f"--fps {wishes.fps:g}: want more than 0 and at most 240")


def _clip(base: MotionPlan, intent: Intent, preset: Preset | None, wishes: Wishes) -> tuple[Timing, list[str]]:
    """Return the timing: what the options say, else the prompt, else the preset, else the base."""
    seconds, notes = _within(intent.seconds, 0.5, 60, "seconds")
    fps, more = _within(intent.fps, 1, 120, "fps")
    usual = preset.seconds if preset and preset.seconds else base.seconds
    loop = intent.loop if wishes.loop is None else wishes.loop
    timing: Timing = {
        "seconds": wishes.seconds or seconds or usual,
        "fps": wishes.fps or fps or base.fps,
        "loop": loop is not False,
    }
    return timing, notes + more


def _within(value: float | None, least: float, most: float, name: str) -> tuple[float | None, list[str]]:
    if value is None or least <= value <= most:
        return value, []
    kept = min(max(value, least), most)
    return kept, [f"{name}: {kept:g}, because a prompt can ask for {least:g} to {most:g}"]


def _effects(
    scene: Scene, clauses: Sequence[Clause], held: Held, *, clip: Timing
) -> tuple[tuple[Effect, ...], list[str]]:
    """Return the effects of all element clauses; of two on the same layer the later one counts."""
    found, notes, wind = dict[tuple[str, str], tuple[Done, Clause]](), list[str](), _wind(clauses)
    for clause in (c for c in clauses if c.channel == "element"):
        layers, why = _layers(scene, clause, held)
        notes += why
        acted = act(clause, layers, wind_deg=wind, seconds=clip["seconds"]) if layers or _lights(clause, held) else ()
        notes += [*unused(clause, [d.effect for d in acted]), *_in_place(clause, acted)] if acted else []
        for done in acted:
            key = (done.effect.layer, done.effect.effect)
            notes += _clash(found.get(key), clause)
            found[key] = (done, clause)
    dark = {"light"} if held.light else set[str]()
    kept = [pair for pair in found.values() if _amount(pair[0].effect) and pair[0].effect.effect not in dark]
    missing = [NOT_HELD.format(name, name) for name in held.missing if kept]
    borne = [unaliased(fitted(done.effect, clause, scene), scene, clip["fps"]) for done, clause in kept]
    said = [note for (done, _), (_, less) in zip(kept, borne, strict=True) for note in (*done.notes, *less)]
    return tuple(effect for effect, _ in borne), [*notes, *missing, *said]


def _unserved(scene: Scene, clauses: Sequence[Clause]) -> list[str]:
    """Return a note if a preset finds nothing of what it would move."""
    wished = [c.target for c in clauses if (c.channel, c.origin) == ("element", "preset") and c.target != "light"]
    lacks = wished and not any(layers_of(scene, name) for name in wished)
    return [f"the preset finds nothing to move: the photo has no {' or '.join(wished)}"] if lacks else []


def _in_place(clause: Clause, acted: Sequence[Done]) -> list[str]:
    """Return a note if a thing shall go away and can only move where it is."""
    goes = clause.origin == "prompt" and clause.verb in {"drift", "flow", "rise", "fall"}
    return [GOES.format(clause.target)] if goes and all(d.effect.effect in IN_PLACE for d in acted) else []


def _lights(clause: Clause, held: Held) -> bool:
    return clause.target == "light" and not held.light


def _clash(before: tuple[Done, Clause] | None, clause: Clause) -> list[str]:
    """Return a note if the prompt says two different directions of the same thing."""
    said = before[1] if before else clause
    if said.origin != "prompt" or None in (said.angle_deg, clause.angle_deg) or said.angle_deg == clause.angle_deg:
        return []
    return [f"{clause.target}: the prompt gives two directions, the last one is taken"]


def _amount(effect: Effect) -> float:
    """Return how much an effect does; 0: nothing."""
    numbers = effect.model_dump(include={"speed_px_s", "amplitude_px", "share", "exposure_ev", "warmth_ev"})
    return max(abs(float(n)) for n in numbers.values())


def _wind(clauses: Sequence[Clause]) -> float:
    """Return where the one wind of the scene blows: as said of it, else of what sways, else of the clouds."""
    windy = [c for c in clauses if c.channel == "wind"]
    swaying = [c for c in clauses if c.channel == "element" and ({c.target, *element(c.target).kinds} & {*WINDY})]
    clouds = [c for c in clauses if c.channel == "element" and "sky" in element(c.target).kinds]
    angles = [c.angle_deg for c in (*windy, *swaying, *clouds) if c.angle_deg is not None]
    return next((angle for angle in angles if abs(cos(radians(angle))) > 0.1), 0.0)


def _layers(scene: Scene, clause: Clause, held: Held) -> tuple[tuple[Layer, ...], list[str]]:
    """Return the layers that a clause may move, and why not all that it means."""
    found, prompted = layers_of(scene, clause.target), clause.origin == "prompt"
    if clause.target == "light":
        return (), ["light: kept as it is, as asked"] if held.light and prompted else []
    if not can(clause):
        return (), [_cannot(clause)] if prompted else []
    if not found:
        kind = next((k for k in element(clause.target).kinds if k in OF_KIND), clause.target)
        return (), [NOT_FOUND.format(clause.target, kind)] if prompted else []
    free = tuple(layer for layer in found if not held.holds(layer, named=prompted))
    sure = tuple(layer for layer in free if prompted or layer.confidence >= SURE)
    notes = [_doubtful(layer, clause, layer in sure) for layer in free if layer.confidence < SURE]
    if prompted and len(free) < len(found):
        notes.append(f"{clause.target}: kept still, as asked")
    return sure, notes + _plain(sure, clause)


def _cannot(clause: Clause) -> str:
    if element(clause.target).effects:
        return f"left out: {clause.target} (only breathing and swaying can be done honestly)"
    return f"left out: {clause.target} (a photo cannot show it moving honestly; move the camera instead)"


def _doubtful(layer: Layer, clause: Clause, moves: bool) -> str:
    sure = f"only {100 * layer.confidence:.0f} % sure that this is {clause.target}"
    return (
        f"{layer.name}: {sure}" if moves else f"{layer.name}: left still ({sure}; name it in the prompt and it moves)"
    )


def _plain(layers: Sequence[Layer], clause: Clause) -> list[str]:
    plain = [layer for layer in layers if layer.kind == "sky" and texture(layer) < choice.TEXTURE]
    return [f"{clause.target}: the sky is plain, so its drift will hardly be seen"] if plain else []


def _cameras(
    scene: Scene, clauses: Sequence[Clause], held: Held, *, moving: bool, needed: bool
) -> tuple[list[Clause], list[str]]:
    """Return the camera moves that are asked for and allowed, or chosen, and notes."""
    asked = [c for c in clauses if c.channel == "camera"]
    option = [c for c in asked if c.origin == "option"]
    if option:
        return [c for c in option if c.target != "static"], []
    if held.camera:
        return [], ["camera: kept still, as asked"]
    allowed = [c for c in asked if c.target not in held.moves]
    notes = [f"camera: no {CAMERAS[c.target].about}, as asked" for c in asked if c not in allowed]
    named = [c for c in allowed if c.target != "camera"]
    if not any(c.target in CAMERAS for c in named) and (allowed or needed):
        return _chosen(scene, allowed, held, moving, notes)
    kept = [c for i, c in enumerate(named) if not any(_against(c, later) for later in named[i + 1 :])]
    clash = ["camera: the prompt gives two directions, the last one is taken"] if len(kept) < len(named) else []
    return kept, notes + clash


def _needs_camera(scene: Scene, clauses: Sequence[Clause], held: Held, *, more: bool) -> bool:
    """Whether the camera must move because nothing that was asked for can, and not because it was denied too."""
    wished = [c for c in clauses if c.origin == "prompt"]
    denied = [c for c in wished if any(layer.name in held.layers for layer in layers_of(scene, c.target))]
    asked = bool(wished) or more
    return asked and not denied and not held.everything and all(c.strength > 0 for c in wished)


def _chosen(
    scene: Scene, allowed: Sequence[Clause], held: Held, moving: bool, notes: list[str]
) -> tuple[list[Clause], list[str]]:
    """Choose a camera move where none was named."""
    free = next((c for c in allowed if c.target == "camera"), Clause("camera", "camera"))
    name, why = choice.camera(scene, moving=moving, denied=held.moves)
    size = CALM if free.origin == "choice" else 1.0
    made = [replace(free, target=name, strength=free.strength * size)] if name != "static" else []
    return [*made, *(c for c in allowed if c.target == "hold")], [*notes, *why]


def _against(a: Clause, b: Clause) -> bool:
    """Whether two moves said together go against each other: "pan left" and "pan right"."""
    (move, _, way), (other, _, back) = a.target.rpartition("-"), b.target.rpartition("-")
    same = move == other or {move, other} == {"push", "pull"}
    return a.step == b.step and same and {way, back} in OPPOSITE
