"""Prompt -> Intent: what each thing shall do, and what shall stay still. Deterministic; never guesses a number.

Rules: "drift left" is where things go, "from the left" where they, or the wind, come from; "pan left" turns the camera
left, so that the picture goes right. Denied is denied: nothing said elsewhere brings it back. What is said of one thing
goes before what is said of everything or of the background. "then" makes a sequence of camera moves. A length of time
is that of a camera move in a sequence, else that of the clip.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from flowanim.errors import PlanError
from flowanim.motion import words
from flowanim.motion.clauses import both_ways, clauses_of, denied, excepted, factor, heads_of, holds, implied, is_still
from flowanim.motion.exact import length, lonely
from flowanim.motion.intent import Clause, Intent
from flowanim.motion.looks import GRAIN, LOOKS
from flowanim.motion.phrases import Group, statements
from flowanim.motion.rewrite import rewritten
from flowanim.motion.sparkle import sparkling
from flowanim.motion.words import Token

LONGEST = 10_000
CANNOT = "left out: {} (warping a photo cannot do that honestly)"
NO_UNIT = "left out: {0} (say of what, for example {0} %, {0} px, {0} px/s or {0} s)"
LATER = "left out: {} (flowanim cannot do that yet)"


def understand(prompt: str, names: Iterable[str] = ()) -> Intent:
    """Read a prompt. names: the layers of the scene, which the prompt may call by name.

    Raises PlanError where the prompt is longer than `LONGEST` characters.
    """
    if len(prompt) > LONGEST:
        raise PlanError(f"the prompt has {len(prompt)} characters: shorten it to at most {LONGEST}")
    tokens, notes = words.read(prompt, names)
    groups = [(step, sparkling(group)) for step, group in _numbered(statements(rewritten(tokens)))]
    clauses = _all_clauses(groups)
    plain = [g for _, g in groups if _only_style(g) and not any(_is_look(t) for t in g.tokens)]
    timed = any(c.seconds for c in clauses)
    return Intent(
        clauses=clauses,
        loop=_loop([g for _, g in groups], clauses),
        seconds=None if timed else length(tokens, "s"),
        fps=length(tokens, "fps"),
        speed=factor(plain, 0),
        strength=factor(plain, 1),
        looks=_looks([g for _, g in groups]),
        impossible=tuple(t.value for _, g in groups if not denied(g) for t in g.having("cannot")),
        notes=(*notes, *_left_out([g for _, g in groups]), *_two_ways(groups), *_unknown(groups)),
    )


def _numbered(groups: Sequence[Group]) -> list[tuple[int, Group]]:
    """Count the steps of a sequence; a direction alone after "then" repeats the camera word before it."""
    found, step, last = list[tuple[int, Group]](), 0, tuple[Token, ...]()
    for group in groups:
        step += bool(found) and (group.join == "then" or holds(group))
        if group.join == "then" and not group.named and group.has("dir"):
            group = replace(group, tokens=(*last, *group.tokens))
        last = group.having("camera") or last
        found.append((step, group))
    return found


def _all_clauses(groups: Sequence[tuple[int, Group]]) -> tuple[Clause, ...]:
    """Return what all statements ask for. What is excepted does the opposite of the "everything" before it."""
    made, all_still = list[Clause](), False
    for step, group in groups:
        clauses = excepted(group, all_still) if group.join == "except" else clauses_of(group)
        all_still = next((c.still for c in clauses if c.channel == "all"), all_still)
        seconds = length(group.tokens, "s") if groups[-1][0] else None
        made += [replace(c, step=step, seconds=seconds) if c.channel == "camera" else c for c in clauses]
    return tuple(made)


def _only_style(group: Group) -> bool:
    """Whether it says how, and of nothing in particular: "gently", "keep it subtle"."""
    of_picture = all(t.value == "picture" for t in group.having("camera", "element", "all"))
    return of_picture and group.join != "except" and not is_still(group) and not implied(group)


def _loop(groups: Sequence[Group], clauses: Sequence[Clause]) -> bool | None:
    """Return whether the prompt wants a loop; one that holds at its end wants none; None if it does not say."""
    said = [t.value == "yes" and not g.has("neg") for g in groups for t in g.having("loop")]
    if said:
        return said[-1]
    last = max((c.step for c in clauses), default=0)
    return False if any(c.target == "hold" and c.step == last for c in clauses) else None


def _left_out(groups: Sequence[Group]) -> list[str]:
    """Name what was asked for and cannot be."""
    asked = [t for g in groups if not denied(g) for t in g.having("cannot", "later") if not _is_look(t)]
    return list(dict.fromkeys((CANNOT if t.role == "cannot" else LATER).format(t.value) for t in asked))


def _looks(groups: Sequence[Group]) -> tuple[tuple[str, float], ...]:
    """Return what shall be laid over the picture, and how strongly: "heavy snow"."""
    return tuple({t.value: factor([g], 1) for g in groups if not _kept(g) for t in g.tokens if _is_look(t)}.items())


def _kept(group: Group) -> bool:
    """Whether it denies what it names, or ends in keeping that still: "keep the city lights still"."""
    return denied(group) or (not group.named and group.tokens[-1].role == "still")


def _is_look(token: Token) -> bool:
    return token.role == "later" and (token.value in LOOKS or token.value == GRAIN)


def _two_ways(groups: Sequence[tuple[int, Group]]) -> list[str]:
    """Name directions that go against each other in one statement, and numbers that say nothing."""
    told = [ways for _, g in groups if (ways := both_ways(g))]
    found = [f"two directions at once ({' and '.join(ways)}): the last one is taken" for ways in told]
    numbers = [number for _, g in groups if g.named for number in lonely(g.tokens)]
    return found + [NO_UNIT.format(number) for number in numbers]


def _unknown(groups: Sequence[tuple[int, Group]]) -> list[str]:
    """Name the words that carried nothing."""
    used = {t.text for _, g in groups if not g.named for t in heads_of(g)}
    rest = [t.text for _, g in groups for t in g.having("unknown") if t.text not in used]
    rest = list(dict.fromkeys(rest))
    more = f" and {len(rest) - 8} more words" if len(rest) > 8 else ""
    return [f"did not understand: {', '.join(word[:30] for word in rest[:8])}{more}"] if rest else []
