"""Text -> tokens with a meaning, by a table of words.

    "The cluods drift slowly!" -> element clouds, verb drift, mod slow, stop

The longest phrase of the table wins. A word that is in no phrase is read as the nearest one of the table where they
differ by a slip of the finger (difflib), else it is `unknown`. Words of the role `skip` carry nothing and are dropped.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from flowanim.motion import english

ALIKE = 0.8
SHORTEST_TYPO = 4
SHORT = 5
LONGEST_PHRASE = 4
STOPS = {",": "comma", "&": "and", "+": "and", "/": "and", ":": "skip"}


@dataclass(frozen=True)
class Token:
    """role: what kind of word; value: its meaning; text: as written, in small letters."""

    role: str
    value: str
    text: str


Meaning = tuple[str, str]
Table = Mapping[tuple[str, ...], Meaning]


def clean(text: str) -> str:
    """Return `text` on one line, without control characters, its white space single."""
    shown = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFKC", text))
    return " ".join(shown.split())


def pieces(text: str) -> tuple[str, ...]:
    """Split `text` into small-letter words, numbers and marks; hyphens part words, apostrophes do not."""
    lines = unicodedata.normalize("NFKC", text).casefold().replace("\n", " ; ")
    joined = re.sub(r"(?<=\w)['’`´](?=\w)", "", clean(lines))
    return tuple(re.findall(r"\d+(?:\.\d+)?|[^\W\d_]+|[,.;:!?\[\]()|&+/%°]", joined))


def listed(phrases: str) -> list[str]:
    """Return the phrases of a list as the language's table has them: "one, another one"."""
    return [phrase.strip() for phrase in phrases.split(",")]


def forms(phrase: str) -> Iterator[str]:
    """Yield the phrase with its first word, or its last, in the endings of the language."""
    first, _, rest = phrase.partition(" ")
    tail = f" {rest}" if rest else ""
    yield from (form + tail for form in _endings(first, english.ENDINGS))
    if rest:
        before, _, last = phrase.rpartition(" ")
        yield from (f"{before} {form}" for form in _endings(last, english.PLURALS))


def _endings(word: str, endings: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield the word with each ending put in place of what it ends in; "=" doubles its last letter."""
    for old, new in endings:
        if word.endswith(old):
            yield word[: len(word) - len(old)] + new.replace("=", word[-1])


@lru_cache(maxsize=1)
def table() -> Table:
    """Return phrase -> (role, meaning); what is written out wins over what is inflected, earlier over later."""
    exact: dict[tuple[str, ...], Meaning] = {}
    inflected: dict[tuple[str, ...], Meaning] = {}
    for role, value, phrase in _entries():
        exact.setdefault(tuple(phrase.split()), (role, value))
        if role in english.INFLECTED:
            for form in forms(phrase):
                inflected.setdefault(tuple(form.split()), (role, value))
    return inflected | exact


def _entries() -> Iterator[tuple[str, str, str]]:
    for role, meanings in english.WORDS.items():
        for value, phrases in meanings.items():
            for phrase in listed(phrases):
                yield role, value, phrase


@lru_cache(maxsize=1)
def _by_letter() -> Mapping[str, tuple[str, ...]]:
    """The single words of the table under their first letter: a slip seldom hits that one."""
    words: dict[str, list[str]] = {}
    for phrase in table():
        if len(phrase) == 1 and len(phrase[0]) >= SHORTEST_TYPO:
            words.setdefault(phrase[0][0], []).append(phrase[0])
    return {letter: tuple(sorted(group)) for letter, group in words.items()}


@lru_cache(maxsize=4096)
def nearest(word: str) -> str | None:
    """Return the word of the table that `word` is a slip of, or None."""
    if not SHORTEST_TYPO <= len(word) <= 20:
        return None
    near = [w for w in _by_letter().get(word[0], ()) if abs(len(w) - len(word)) <= 2]
    beside = [w for w in near if len(word) <= SHORT and _one_key_off(word, w)]
    if beside:
        return min(beside)
    near = [w for w in near if len(word) > SHORT or _one_slip(word, w)]
    rated = [(SequenceMatcher(None, word, w).ratio() + 0.1 * (sorted(word) == sorted(w)), w) for w in near]
    return max((r for r in rated if r[0] >= ALIKE), default=(0.0, None))[1]


def _one_slip(word: str, other: str) -> bool:
    """Whether a letter was missed, doubled, added, taken for another, or two letters changed places."""
    if len(word) != len(other):
        long, short = (word, other) if len(word) > len(other) else (other, word)
        return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
    differ = [i for i, (a, b) in enumerate(zip(word, other, strict=True)) if a != b]
    swapped = len(differ) == 2 and differ[1] == differ[0] + 1 and sorted(word) == sorted(other)
    return len(differ) == 1 or swapped


def _one_key_off(word: str, other: str) -> bool:
    """Whether two words differ in one letter, and a finger may have hit the key beside the right one."""
    differ = [pair for pair in zip(word, other, strict=False) if pair[0] != pair[1]]
    return len(word) == len(other) and len(differ) == 1 and any(set(differ[0]) <= set(keys) for keys in _beside())


@lru_cache(maxsize=1)
def _beside() -> tuple[str, ...]:
    return tuple(row[i : i + 2] for row in english.KEYBOARD for i in range(len(row) - 1))


def read(text: str, names: Iterable[str] = ()) -> tuple[tuple[Token, ...], tuple[str, ...]]:
    """Return the tokens of `text`, and a note for each word read as another one.

    names: names of the scene's layers: they mean themselves, also where the table has them as another element.
    """
    own = {tuple(pieces(name)): name for name in names}
    words, tokens, notes, i = pieces(text), list[Token](), list[str](), 0
    while i < len(words):
        if (parts := _parted(words[i])) and words[i] not in {word for name in own for word in name}:
            notes.append(f"read '{words[i]}' as '{' '.join(parts)}'")
            words = (*words[:i], *parts, *words[i + 1 :])
        token, used = _longest(words[i : i + LONGEST_PHRASE], own)
        if token.role == "typo":
            notes.append(f"read '{token.text}' as '{token.value}'")
            token, _ = _longest((token.value,), own)
        tokens.append(token)
        i += used
    return tuple(t for t in tokens if t.role != "skip"), tuple(dict.fromkeys(notes))


def _parted(word: str) -> tuple[str, str] | None:
    """Return the two words that an unknown one is made of where they were written as one: "panleft"."""
    known = table()
    if (word,) in known:
        return None
    halves = ((word[:cut], word[cut:]) for cut in range(3, len(word) - 1))
    return next((h for h in halves if tuple(known.get((w,), ("", ""))[0] for w in h) == english.GLUED), None)


def _longest(words: tuple[str, ...], own: Mapping[tuple[str, ...], str]) -> tuple[Token, int]:
    """Return the token at the start of `words`, and how many words it takes."""
    known = table()
    for n in range(len(words), 0, -1):
        role, value = known.get(words[:n], ("", ""))
        if words[:n] in own and role in {"", "element", "act", "later"}:
            return Token("element", own[words[:n]], " ".join(words[:n])), n
        if role:
            return Token(role, value, " ".join(words[:n])), n
    return _single(words[0]), 1


def _single(word: str) -> Token:
    """A mark, a number, a slip, or a word that is not known."""
    if word[0].isdigit():
        return Token("number", word, word)
    if not word[0].isalpha():
        return Token(STOPS.get(word, "stop"), word, word)
    meant = nearest(word)
    return Token("typo", meant, word) if meant else Token("unknown", word, word)
