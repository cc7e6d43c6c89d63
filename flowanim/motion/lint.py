"""Prompt (and Scene) -> Findings: what is vague, too much, against itself, missing in the photo, or cannot be honest.

Each finding is a plain sentence and a suggestion, made from what the photo does contain where there is one. Lint warns
and never refuses: the planner does what it can with any prompt, and names what it leaves out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flowanim.datatypes import Scene
from flowanim.motion import choice
from flowanim.motion.actions import can
from flowanim.motion.elements import OF_KIND
from flowanim.motion.intent import Clause, Intent
from flowanim.motion.look import element, layers_of
from flowanim.motion.phrases import AMOUNTS, STYLES, TELLS
from flowanim.motion.prompt import understand
from flowanim.motion.words import Token, clean, read

MOST_WORDS = 30
MOST_THINGS = 2
EXTREME = 1.6
"""From this factor on speed or size on, adverbs ask for a lot."""
EXTREME_AMOUNTS: Mapping[str, float] = {"px_s": 120, "px": 20, "percent": 30, "deg": 10, "fold": 2}
SAMPLES: Mapping[str, str] = {
    "clouds": "the clouds drift slowly left",
    "water": "the water ripples gently",
    "vegetation": "the trees sway in a light breeze",
    "smoke": "the smoke rises slowly",
    "fire": "the fire flickers",
    "subject": "the subject breathes",
}
"""What to say of what is in a photo: element -> a statement."""
CAMERA_SAMPLE = "slow push in"
MOVES = frozenset({"verb", "act", "motion"})


@dataclass(frozen=True)
class Finding:
    """rule: its short name. problem: what is doubtful, a sentence. suggestion: what to say instead, a sentence."""

    rule: str
    problem: str
    suggestion: str


@dataclass(frozen=True)
class _Case:
    """What a rule looks at. scene: None where no photo was given. better: a prompt that would do."""

    prompt: str
    tokens: tuple[Token, ...]
    intent: Intent
    scene: Scene | None
    better: str

    @property
    def moving(self) -> list[Clause]:
        return [c for c in self.intent.clauses if not c.still]

    def has(self, *roles: str) -> bool:
        return any(t.role in roles for t in self.tokens)


def lint(prompt: str, scene: Scene | None = None) -> tuple[Finding, ...]:
    """Return what is doubtful in a prompt, the most important first; nothing if it is fine.

    scene: of the photo that it is meant for. Raises PlanError where the prompt is longer than any prompt can be.
    """
    names = [layer.name for layer in scene.layers] if scene else []
    intent = understand(prompt, names)
    case = _Case(clean(prompt), read(prompt, names)[0], intent, scene, suggest(scene))
    return tuple(finding for rule in RULES for finding in rule(case))


def suggest(scene: Scene | None) -> str:
    """Return a prompt that fits a scene: at most two things that it has, and a small camera move."""
    if scene is None:
        return f"the water ripples gently, {CAMERA_SAMPLE}"
    found, _ = choice.things(scene, ())
    said = [SAMPLES[c.target] for c in found if c.target in SAMPLES]
    if not said and layers_of(scene, "subject"):
        said = [SAMPLES["subject"]]
    return ", ".join([*said, CAMERA_SAMPLE])


def _instead(case: _Case) -> str:
    """Return the end of a suggestion: a prompt in quotes."""
    return f'for this photo: "{case.better}"' if case.scene else f'for example: "{case.better}"'


def _says_nothing(case: _Case) -> list[Finding]:
    """Nothing said; motion without a thing; a thing without motion; no word of it known."""
    if case.intent.clauses or case.intent.impossible or case.intent.looks:
        return _only_named(case)
    if not case.prompt:
        problem = "The prompt is empty, so flowanim chooses what moves"
        return [Finding("empty", f"{problem}.", f"To decide yourself, say what moves and how, {_instead(case)}.")]
    if case.has(*MOVES, "mod"):
        problem = "It asks for motion and does not say of what"
        return [Finding("vague", f"{problem}.", f"Name the thing and what it does, {_instead(case)}.")]
    if all(t.role == "unknown" for t in case.tokens):
        problem = "None of its words are known; flowanim reads English"
        return [Finding("not-understood", f"{problem}.", f"Say what moves and how, {_instead(case)}.")]
    return [_scene_only(case)]


def _only_named(case: _Case) -> list[Finding]:
    """A list of names is a description of the scene: nothing says how anything moves."""
    named = [c for c in case.moving if c.channel == "element"]
    told = case.has(*TELLS, *STYLES, *AMOUNTS, "wind", "only", "except", "motion")
    if case.intent.looks or not named or len(named) < len(case.intent.clauses) or told:
        return []
    return [_scene_only(case)]


def _scene_only(case: _Case) -> Finding:
    return Finding(
        "no-motion",
        "It describes what is in the picture; flowanim sees that already.",
        f"Say how things move instead, {_instead(case)}.",
    )


def _too_long(case: _Case) -> list[Finding]:
    count = len(case.prompt.split())
    if count <= MOST_WORDS:
        return []
    problem = f"It has {count} words; over {MOST_WORDS} some are easily taken for what they are not."
    return [Finding("long", problem, f"Keep to one statement for each thing that moves, {_instead(case)}.")]


def _too_much(case: _Case) -> list[Finding]:
    """More than one camera move, more than two things."""
    cameras = [c.target for c in case.moving if c.channel == "camera" and c.target != "hold"]
    things = list(dict.fromkeys(c.target for c in case.moving if c.channel == "element"))
    found = []
    if len(cameras) > 1:
        problem = f"It asks for {len(cameras)} camera moves ({', '.join(cameras)})."
        found.append(Finding("cameras", problem, f"One is calmer; keep the first: {cameras[0].replace('-', ' ')}."))
    if len(things) > MOST_THINGS:
        problem = f"It moves {len(things)} things ({', '.join(things)})."
        found.append(Finding("things", problem, f"One or two are calmer: {' and '.join(_there(case, things)[:2])}."))
    return found


def _there(case: _Case, things: Sequence[str]) -> list[str]:
    """Return the things that the photo has first."""
    scene = case.scene
    return sorted(things, key=lambda name: not layers_of(scene, name)) if scene else list(things)


def _against_itself(case: _Case) -> list[Finding]:
    still = {c.target for c in case.intent.clauses if c.still}
    torn = [c.target for c in case.moving if c.target in still]
    if any(c.channel == "camera" and c.target == "camera" and c.still for c in case.intent.clauses):
        torn += [c.target for c in case.moving if c.channel == "camera" and c.target != "hold"]
    found = [
        Finding(
            "contradiction",
            f"It says that the {name.replace('-', ' ')} moves and that it does not.",
            "What is denied stays still; leave out one of the two.",
        )
        for name in dict.fromkeys(torn)
    ]
    return found + _two_ways(case)


def _two_ways(case: _Case) -> list[Finding]:
    ways = dict[str, set[float]]()
    for clause in case.moving:
        if clause.angle_deg is not None:
            ways.setdefault(clause.target, set()).add(clause.angle_deg)
    torn = [name for name, angles in ways.items() if len(angles) > 1]
    moves = {c.target for c in case.moving if c.channel == "camera" and c.step == 0}
    pairs = (("left", "right"), ("up", "down"), ("in", "out"))
    torn += ["camera" for a, b in pairs if {a, b} <= {move.rpartition("-")[2] for move in moves}]
    torn += ["same thing" for note in case.intent.notes if note.startswith("two directions")]
    return [
        Finding("contradiction", f"It sends the {name} two ways at once.", "The last one is taken; name only that one.")
        for name in dict.fromkeys(torn)
    ]


def _extreme(case: _Case) -> list[Finding]:
    found = []
    for clause in case.moving:
        size = max(clause.speed * case.intent.speed, clause.strength * case.intent.strength)
        far = [unit for unit, value in clause.exact if value > EXTREME_AMOUNTS.get(unit, 1e9)]
        if size >= EXTREME or far:
            name = clause.target.replace("-", " ")
            problem = f"It asks for a lot of {name}: large motion stretches the photo and shows what was never there."
            found.append(Finding("extreme", problem, f'Say "gently" or a small number, {_instead(case)}.'))
    return found[:1]


def _not_there(case: _Case) -> list[Finding]:
    """Name what the photo does not have."""
    if case.scene is None:
        return []
    lost = [c for c in case.moving if c.channel == "element" and c.target != "light" and can(c)]
    lost = [c for c in lost if not layers_of(case.scene, c.target)]
    has = ", ".join(dict.fromkeys(layer.kind for layer in case.scene.layers if layer.kind != "other")) or "nothing"
    return [
        Finding(
            "not-in-photo",
            f"No {name} was found in the photo (found: {has}).",
            f"Give its region with --mask {_mask(name)}=FILE, or say, {_instead(case)}.",
        )
        for name in dict.fromkeys(c.target for c in lost)
    ]


def _mask(name: str) -> str:
    return next((kind for kind in element(name).kinds if kind in OF_KIND), name)


def _dishonest(case: _Case) -> list[Finding]:
    """What warping the pixels of one photo cannot show."""
    stiff = [c.target for c in case.moving if c.channel == "element" and not can(c) and element(c.target).kinds]
    asked = list(dict.fromkeys([*case.intent.impossible, *(f"moving the {name}" for name in stiff)]))
    known = {name for name, _ in case.intent.looks}
    later = [t.value for t in case.tokens if t.role == "later" and not case.has("neg") and t.value not in known]
    found = [
        Finding(
            "not-honest",
            f"Moving the pixels of one photo cannot show {name} without lying.",
            f"Leave it out and move what can, {_instead(case)}.",
        )
        for name in asked
    ]
    return found + [
        Finding("not-yet", f"flowanim cannot do {name} yet.", f"Leave it out, {_instead(case)}.")
        for name in dict.fromkeys(later)
    ]


def _unknown(case: _Case) -> list[Finding]:
    notes = [note for note in case.intent.notes if note.startswith(("did not understand", "left out: ", "read "))]
    notes = [note for note in notes if not note.endswith(("honestly)", "yet)"))]
    if all(t.role == "unknown" for t in case.tokens):
        return []
    return [
        Finding("words", f"{note[0].upper()}{note[1:]}.", "Check the spelling, or say it plainer.") for note in notes
    ]


RULES: tuple[Callable[[_Case], list[Finding]], ...] = (
    _says_nothing,
    _dishonest,
    _not_there,
    _against_itself,
    _too_much,
    _extreme,
    _too_long,
    _unknown,
)
"""The rules, in the order in which their findings are said."""
