"""Tokens -> tokens: turns of phrase that mean something else as a whole than word by word.

not too fast -> gentle · birds fly over -> flying · [Shake] -> camera shake · the boat sails -> the boat drifts ·
after 2 s -> hold 2 s, then · the clouds are -> the clouds move · 50 % slower, 2x slower -> half the speed ·
    keep it from moving -> keep it still
"""

from collections.abc import Callable, Sequence

from flowanim.motion import english, meanings
from flowanim.motion.words import Token, table

Tokens = tuple[Token, ...]
ENDS = frozenset({"comma", "stop", "and", "or", "but", "with", "then", "except"})
NAMES = frozenset({"camera", "element", "all"})


def rewritten(tokens: Sequence[Token]) -> Tokens:
    """Return `tokens` with each turn of phrase replaced by what it means."""
    found = tuple(tokens)
    for turn in TURNS:
        found = turn(found)
    return found


def _inverted(tokens: Tokens) -> Tokens:
    """Read "not too fast", "not very strong" as the opposite adverb."""
    read, i = list[Token](), 0
    while i < len(tokens):
        much = tokens[i + 2] if _roles(tokens, i, 3) == ("neg", "very", "mod") and tokens[i].value == "not" else None
        weak = "gentle" if much and max(meanings.MODIFIERS[much.value]) > 1 else "brisk"
        read.append(Token("mod", weak, much.text) if much else tokens[i])
        i += 3 if much else 1
    return tuple(read)


def _flying(tokens: Tokens) -> Tokens:
    """Read "fly over" after a bird as its own flight, not the camera's."""
    read, thing = list[Token](), False
    for token in tokens:
        first = table().get((token.text.partition(" ")[0],), ("", ""))
        if thing and token.role == "camera" and first[0] == "cannot":
            token = Token(*first, token.text)
        thing = token.role == "element" or (thing and token.role not in ENDS)
        read.append(token)
    return tuple(read)


def _doing(tokens: Tokens) -> Tokens:
    """Read a noun that is also a verb as the verb where it follows a name: "the boat sails"."""
    before = (None, *tokens)
    return tuple(
        Token("verb", english.ALSO_VERBS[token.text], token.text)
        if token.text in english.ALSO_VERBS and last and last.role == "element"
        else token
        for token, last in zip(tokens, before, strict=False)
    )


def _bracketed(tokens: Tokens) -> Tokens:
    """Give a command in brackets, as video models take it, to the camera: "[Shake]"."""
    read, inside, start = list[Token](), False, 0
    for token in tokens:
        if inside and token.role in ENDS:
            part = read[start:]
            if part and not any(t.role in NAMES for t in part):
                read.insert(start, Token("camera", "camera", ""))
        read.append(token)
        if token.role in ENDS:
            start, inside = len(read), token.value == "[" or (inside and token.value != "]")
    return tuple(read)


def _helped(tokens: Tokens) -> Tokens:
    """Read a helping verb at the end of a statement as "move", drop it elsewhere: "the clouds are"."""
    read, named = list[Token](), False
    for token, after in zip(tokens, (*tokens[1:], None), strict=False):
        ends = after is None or after.role in ENDS
        if token.role == "aux" and ends and named:
            read.append(Token("verb", "move", token.text))
        elif token.role != "aux":
            read.append(token)
        named = token.role in {"element", "all"} or (named and token.role not in ENDS)
    return tuple(read)


def _delayed(tokens: Tokens) -> Tokens:
    """Read "after 2 s" as "hold 2 s, then"."""
    read, i = list[Token](), 0
    while i < len(tokens):
        if _roles(tokens, i, 3) in {("after", "number", "unit"), ("after", "count", "unit")}:
            read += [Token("hold", "hold", ""), *tokens[i + 1 : i + 3], Token("then", "then", "")]
            i += 3
            i += i < len(tokens) and tokens[i].role == "comma"
        else:
            read += [tokens[i]] if tokens[i].role != "after" else []
            i += 1
    return tuple(read)


def _kept_from(tokens: Tokens) -> Tokens:
    """Read "keep the water from moving" as "keep the water still"."""
    read, i = list[Token](), 0
    while i < len(tokens):
        stops = _roles(tokens, i, 2) == ("from", "verb") and tokens[i + 1].text.endswith(english.PARTICIPLE)
        read.append(Token("still", "still", tokens[i + 1].text) if stops else tokens[i])
        i += 2 if stops else 1
    return tuple(read)


def _determined(tokens: Tokens) -> Tokens:
    """Drop "all" before a word that is not known: it speaks of that, not of the picture."""
    after = (*tokens[1:], Token("", "", ""))
    return tuple(
        t
        for t, following in zip(tokens, after, strict=False)
        if not (t.role == "all" and t.text in english.DETERMINERS and following.role == "unknown")
    )


def _rates(tokens: Tokens) -> Tokens:
    """Read "50 % slower", "20 % faster" as a factor on speed."""
    read, i = list[Token](), 0
    while i < len(tokens):
        words = tokens[i : i + 3]
        rate = _rate(words) if _roles(tokens, i, 3) == ("number", "unit", "mod") else None
        if rate is not None:
            read.append(Token("rate", str(rate), words[2].text))
            i += 3
        else:
            read.append(tokens[i])
            i += 1
    return tuple(read)


def _rate(words: Tokens) -> float | None:
    """Return the factor on speed that a number, a unit and an adverb make; None where they make none."""
    number, unit, way = float(words[0].value), words[1].value, words[2].value
    if way not in {"slow", "fast"} or unit not in {"percent", "fold"} or not number:
        return None
    if unit == "fold":
        return number if way == "fast" else 1 / number
    return max(1 + number / 100 if way == "fast" else 1 - number / 100, 0.0)


def _roles(tokens: Tokens, start: int, count: int) -> tuple[str, ...]:
    return tuple(t.role for t in tokens[start : start + count])


TURNS: tuple[Callable[[Tokens], Tokens], ...] = (
    _inverted,
    _flying,
    _doing,
    _bracketed,
    _helped,
    _delayed,
    _kept_from,
    _determined,
    _rates,
)
"""The turns of phrase, in the order in which they are read."""
