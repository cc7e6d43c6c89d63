"""A statement -> Clauses: whom it is about, whether they move, where to, how fast and how much.

"drift left" is where things go, "from the left" where they, or the wind, come from; "pan left" turns the camera left.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import atan2, degrees
from typing import cast

from flowanim.motion import meanings
from flowanim.motion.elements import ELEMENTS
from flowanim.motion.exact import amounts
from flowanim.motion.intent import Channel, Clause
from flowanim.motion.phrases import STYLES, TELLS, Group
from flowanim.motion.words import Token

SLOWEST, FASTEST = 0.1, 5.0
OPPOSITE = {"left": "right", "right": "left", "up": "down", "down": "up", "in": "out", "out": "in"}
AXES = {"left": "x", "right": "x", "up": "y", "down": "y"}
VERTICAL = {"rise": (0, 1), "fall": (0, -1)}


def excepted(group: Group, all_still: bool) -> list[Clause]:
    """Return what the things after "except" do."""
    heads = group.having("camera", "element") or _unknown_heads(group)
    opposite = replace(group, tokens=tuple(t for t in group.tokens if t.role not in {"neg", "still", "hold"}))
    if not all_still:
        opposite = Group("", (*heads, Token("still", "still", "")))
    return [c for head in heads for c in _clause(head, opposite)]


def clauses_of(group: Group) -> list[Clause]:
    """Return what one statement asks for."""
    heads = heads_of(group)
    if group.has("cannot") and not denied(group):
        heads = [h for h in heads if h.role == "camera"]
    made = [c for head in heads for c in _clause(head, group)]
    only = _only(group) and any(not c.still for c in made)
    return [Clause("all", "everything", still=True), *made] if only else made


def _only(group: Group) -> bool:
    """Whether "only" is said of the things themselves, not of how much: "only slightly"."""
    followed = zip(group.tokens, (*group.tokens[1:], None), strict=True)
    return any(t.role == "only" and (after is None or after.role not in STYLES) for t, after in followed)


def heads_of(group: Group) -> list[Token]:
    """Return the things that a statement is about: named, or implied by its verb."""
    heads = list(group.having("camera", "element", "all"))
    if any(t.role == "camera" and t.value != "camera" for t in heads):
        heads = [t for t in heads if t.value != "camera"]
    if heads and (_only_target(heads, group) or _weather(heads, group)):
        return implied(group)
    return heads or implied(group)


def _only_target(heads: Sequence[Token], group: Group) -> bool:
    """Whether what is named cannot move and only receives a motion: "waves lap the shore"."""
    waves = [t for t in group.having("act") if t.value in {"wave", "ripple"}]
    fixed = all(t.role == "element" and t.value in ELEMENTS and not ELEMENTS[t.value].effects for t in heads)
    return bool(waves) and fixed and group.tokens.index(waves[0]) < group.tokens.index(heads[0])


def _weather(heads: Sequence[Token], group: Group) -> bool:
    """Whether it is "it is windy"."""
    return group.has("wind") and not group.has("verb", "still") and all(t.value == "picture" for t in heads)


def implied(group: Group) -> list[Token]:
    """Return what is meant where nothing is named."""
    if holds(group):
        return [Token("camera", "hold", "hold")]
    if group.has("wind"):
        return [Token("wind", "wind", "wind")]
    if group.has("verb", "dir", "neg", "only", "still", "stay") and group.has("unknown") and not group.has("act"):
        return _unknown_heads(group)
    if group.has("loop", "later", "cannot"):
        return []
    if group.has("neg"):
        return [Token("all", "everything", "")] if group.has("motion", "verb") else []
    return _implied_by_verb(group)


def _implied_by_verb(group: Group) -> list[Token]:
    for token in group.having("act", "verb"):
        if token.value in meanings.IMPLIED:
            return [Token("element", meanings.IMPLIED[token.value][0], token.text)]
    directed = any(t.value in meanings.CAMERA_MOVES["camera"] for t in group.having("dir"))
    drifts = any(t.value in {"drift", "turn"} for t in group.having("verb"))
    return [Token("camera", "camera", "")] if directed or drifts or group.has("still", "steady") else []


def _unknown_heads(group: Group) -> list[Token]:
    """The last unknown word before the end of the names: "the red balloon drifts" is about a balloon."""
    return [Token("element", t.value, t.text) for t in group.having("unknown")[-1:]]


def _clause(head: Token, group: Group) -> list[Clause]:
    """Return what `head` does in its statement."""
    if head.role == "camera":
        return _camera(head, group)
    if head.role == "all":
        return _whole(head, group)
    still = is_still(group)
    return [
        Clause(
            cast(Channel, head.role),
            head.value,
            still=still,
            verb="" if still else _verb(group),
            angle_deg=None if still else _angle(group),
            speed=factor([group], 0),
            strength=factor([group], 1),
            warmth=_warmth(group),
            exact=amounts(group.tokens),
        )
    ]


def _whole(head: Token, group: Group) -> list[Clause]:
    """What is said of everything. Of "the picture" only that it is still: "make it move" names nothing."""
    still = is_still(group) != (head.value == "nothing" and not group.has("still"))
    if head.value == "background" or group.has("scope"):
        return [Clause("all", "background", still=True)] if still else []
    if not still and group.has("unknown") and not group.has(*TELLS, *STYLES, "motion"):
        return []
    if still or head.value == "everything":
        return [Clause("all", "everything", still, speed=factor([group], 0), strength=factor([group], 1))]
    return []


def _camera(head: Token, group: Group) -> list[Clause]:
    """Return the camera moves of a statement; one for each axis that has a direction."""
    if head.value == "hold":
        return [Clause("camera", "hold")]
    if head.value == "static" or (head.value == "camera" and (is_still(group) or group.has("steady"))):
        return [Clause("camera", "camera", still=True)]
    if denied(group):
        return [
            Clause("camera", name, still=True) for name in dict.fromkeys(meanings.CAMERA_MOVES[head.value].values())
        ]
    speed, strength, exact = factor([group], 0), factor([group], 1), amounts(group.tokens)
    return [Clause("camera", name, speed=speed, strength=strength, exact=exact) for name in _moves(head.value, group)]


def _moves(word: str, group: Group) -> list[str]:
    """Return the names of the camera moves that a camera word, a verb and directions make."""
    said = _last_of_each_axis(_camera_directions(group))
    if word == "camera" and not said and _ends_at_a_place(group):
        said = ["in"]
    for verb in group.having("verb"):
        if word == "camera" and verb.value in meanings.CAMERA_VERBS and (verb.value != "drift" or not said):
            word, way = meanings.CAMERA_VERBS[verb.value]
            said = said or ([way] if way else [])
    table = meanings.CAMERA_MOVES[word]
    return list(dict.fromkeys(table[way] for way in said if way in table)) or [table[""]]


def _ends_at_a_place(group: Group) -> bool:
    """Whether it goes "towards the water"."""
    places = [i for i, t in enumerate(group.tokens) if t.role == "place"]
    return any(t.role == "to" for i in places for t in group.tokens[max(i - 1, 0) : i])


def _camera_directions(group: Group) -> list[str]:
    """Where the camera goes: what it goes to, else the opposite of what it comes from."""
    goes, comes = _directions(group)
    return goes or [OPPOSITE.get(way, way) for way in comes]


def _last_of_each_axis(ways: Sequence[str]) -> list[str]:
    return list({AXES.get(way, "z"): way for way in ways}.values())


def _swings(group: Group) -> bool:
    return group.has("act") or any(t.value in {"sway", "ripple", "turn"} for t in group.having("verb"))


def both_ways(group: Group) -> list[str]:
    """Return two opposite directions that a statement gives at once, or nothing; what swings may go both ways."""
    goes, _ = _directions(group)
    if _swings(group):
        return []
    return next(([OPPOSITE[way], way] for i, way in enumerate(goes) if OPPOSITE.get(way) in goes[:i]), [])


def _directions(group: Group) -> tuple[list[str], list[str]]:
    """Return the directions that things go to, and those that they come from."""
    found: dict[str, list[str]] = {"to": [], "from": []}
    side, marked, before = "to", False, 0
    for token in group.tokens:
        if token.role in found:
            side, marked, before = token.role, True, len(found["to"])
        elif token.role == "dir" or (token.role == "edge" and marked):
            found[side].append(token.value)
    first, then = found["to"][:before], found["to"][before:]
    return [way for way in first if OPPOSITE.get(way) not in then] + then, found["from"]


def _angle(group: Group) -> float | None:
    """Return where the things of a statement go, in degrees counter-clockwise from the right, or None if not said."""
    goes, comes = _directions(group)
    goes = goes if _swings(group) else _last_of_each_axis(goes)
    forth = [meanings.DIRECTIONS[w] for w in goes if w in meanings.DIRECTIONS]
    back = [(-x, -y) for x, y in (meanings.DIRECTIONS[w] for w in comes if w in meanings.DIRECTIONS)]
    ways = set(forth or back)
    if all(y == 0 for _, y in ways):
        ways |= {VERTICAL[t.value] for t in group.having("verb") if t.value in VERTICAL}
    x, y = sum(w[0] for w in ways), sum(w[1] for w in ways)
    if not (x or y):
        return dict(amounts(group.tokens)).get("deg")
    return degrees(atan2(y, x)) % 360


def _verb(group: Group) -> str:
    """Return how the things of a statement move; "" = as they like."""
    verbs, acts = group.having("verb"), group.having("act")
    last = (verbs or acts)[-1].value if verbs or acts else ""
    implied_verb = last not in meanings.TELLING
    if not group.named and implied_verb and (acts or not group.has("unknown", "wind")):
        last = next((meanings.IMPLIED[t.value][1] for t in (*acts, *verbs) if t.value in meanings.IMPLIED), last)
    elif not verbs:
        last = meanings.AS_VERB.get(last, last)
    return "" if last == "move" else last


def factor(groups: Sequence[Group], which: int) -> float:
    """Return the product of the adverbs: which = 0 of speed, 1 of strength. "very" makes the next one count more."""
    product, power = 1.0, 1.0
    for token in (t for g in groups for t in g.tokens):
        if token.role in {"mod", "wind"}:
            product *= meanings.MODIFIERS[token.value][which] ** power
        elif token.role == "rate" and which == 0:
            product *= float(token.value)
        power = 1.6 if token.role == "very" else 1.0
    return min(max(product, SLOWEST), FASTEST)


def _warmth(group: Group) -> float:
    tints = {t.value for t in group.having("tint")}
    return float("warm" in tints) - float("cool" in tints)


def denied(group: Group) -> bool:
    """Return whether a statement says no."""
    return group.has("neg")


def is_still(group: Group) -> bool:
    """Whether a statement keeps its things still; "not static" does not."""
    roles = [t.role for t in group.tokens]
    if ("neg", "still") in pairwise(roles):
        return False
    stays = group.has("stay") and not group.has("verb", *STYLES)
    return denied(group) or stays or group.has("still") or (group.has("hold") and group.named)


def holds(group: Group) -> bool:
    """Whether it is "then hold": the camera rests where it is."""
    return group.has("hold") and not group.named and not group.has("neg")
