"""A statement -> the same, with lamps that twinkle read as the small lights of the picture.

"the lights twinkle", "traffic lights flicker", "lights glimmer in the windows" -> small lights, each on its own
"the light flickers", "the lights dim" -> the light of the whole picture, as it is
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from flowanim.motion import english
from flowanim.motion.clauses import is_still
from flowanim.motion.phrases import Group
from flowanim.motion.words import Token, forms, listed

SMALL = "lights"
"""The look that they become."""
OF_TABLE = frozenset({"light", "building", "fire"})
"""The elements that lamps, windows and candles are by themselves; a region of the user's own stays his."""


def sparkling(group: Group) -> Group:
    """Return the statement with its lamps as the look `lights`, if they twinkle; one that denies it is as it was."""
    if is_still(group) or not any(t.text in _twinkling() for t in group.tokens):
        return group
    lamps = [i for i, token in enumerate(group.tokens) if _lamps(token)]
    if not lamps:
        return group
    kept = [t for i, t in enumerate(group.tokens) if not _goes(group.tokens, i, lamps)]
    return replace(group, tokens=tuple(Token("later", SMALL, t.text) if _lamps(t) else t for t in kept))


def _lamps(token: Token) -> bool:
    known = token.role == "unknown" or (token.role == "element" and token.value in OF_TABLE)
    return known and token.text.rpartition(" ")[2] in _names()


def _goes(tokens: Sequence[Token], at: int, lamps: Sequence[int]) -> bool:
    """Whether a token goes into a name ("traffic lights", "light bulbs"), or is an eye's lid: "lights blink"."""
    token = tokens[at]
    part = token.role == "unknown" or token.value == "light"
    return (token.role, token.value) == ("later", "blink") or (part and at + 1 in lamps and at not in lamps)


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    return frozenset(listed(english.LIGHTS))


@lru_cache(maxsize=1)
def _twinkling() -> frozenset[str]:
    verbs = listed(english.TWINKLE)
    return frozenset(verbs) | {form for verb in verbs for form in forms(verb)}
