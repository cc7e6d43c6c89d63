"""Tokens -> statements: what is said together, of the same things.

    "clouds, water and trees move gently, static camera" -> [clouds water trees move gently] [static camera]

First the text is cut at marks and joining words (stretches), then where a second thing begins after the first was told
what to do ("push in clouds drift"). Then what belongs together is joined again: lists of bare names, and adverbs,
directions and verbs that follow their thing after a comma.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flowanim.motion import english
from flowanim.motion.exact import CLIP
from flowanim.motion.words import Token, table

ALONG = frozenset({"out", "in"})
JOINS = ("comma", "and", "or", "stop", "with", "but", "then", "except")
"""The joining words, weak to strong: of several in a row the strongest counts."""
HEADS = frozenset({"camera", "element", "all"})
TELLS = frozenset({"verb", "act", "dir", "still", "stay", "hold", "cannot", "from"})
STYLES = frozenset({"mod", "very", "tint"})
AMOUNTS = frozenset({"unit", "times", "rate", "every"})


@dataclass(frozen=True)
class Group:
    """Tokens said together. join: what stood before them; "" if nothing did."""

    join: str
    tokens: tuple[Token, ...]

    def having(self, *roles: str) -> tuple[Token, ...]:
        """Return the tokens of these roles."""
        return tuple(t for t in self.tokens if t.role in roles)

    def has(self, *roles: str) -> bool:
        """Whether there is a token of these roles."""
        return any(t.role in roles for t in self.tokens)

    @property
    def named(self) -> bool:
        """Whether it names a thing."""
        return self.has(*HEADS)

    @property
    def bare(self) -> bool:
        """Whether it names things and says nothing of them."""
        return self.named and not self.has(*TELLS, *STYLES, *AMOUNTS, "neg", "wind", "only")

    def plus(self, other: "Group") -> "Group":
        """Return this group with the tokens of the next one."""
        return replace(self, tokens=self.tokens + other.tokens)


def statements(tokens: Sequence[Token]) -> tuple[Group, ...]:
    """Return what `tokens` say, one group a statement."""
    stretches = [replace(s, tokens=_without_places(s.tokens)) for s in _stretches(tokens)]
    groups = [g for s in stretches for g in _split(s)]
    return _gather(_lists(_forget_places(groups)))


def _stretches(tokens: Sequence[Token]) -> list[Group]:
    """Cut at marks and joining words, and before "no", "without", and a "not" that begins something new.

    A joining word that hangs before a full stop joins nothing; before a line's end, or "...", it does.
    """
    found, join, current = list[Group](), "", list[Token]()
    for i, token in enumerate(tokens):
        word = _join_of(token, tokens[i + 1 : i + 2], current)
        if not word:
            current.append(token)
            continue
        if current:
            found.append(Group(join, tuple(current)))
            join, current = "", []
        if token.role == "neg":
            join, current = join or "with", [token]
        elif not current and token.text == "." and tokens[i - 1].text != ".":
            join = word
        else:
            join = max(join, word, key=lambda j: JOINS.index(j) if j else -1)
    return [*found, Group(join, tuple(current))] if current else found


def _join_of(token: Token, following: Sequence[Token], before: Sequence[Token]) -> str:
    """The joining word that `token` is in its place, or ""."""
    if token.role == "but" and before and any(t.role == "all" for t in before):
        return "except" if before[-1].role in {"all", "still", "verb"} else "but"
    if token.role == "with" and before and before[-1].role in {"from", "at"}:
        return ""
    if token.role in JOINS:
        return token.role
    begins = token.value == "no" or any(t.role in HEADS for t in following)
    return "with" if token.role == "neg" and before and begins and any(t.role in HEADS for t in before) else ""


def _without_places(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Mark as `place` what only says where: "over the mountains", "on the left"; and join compound names."""
    found, at, named = list[Token](), "", False
    for token in tokens:
        head = token.role in HEADS
        if (at and head and named) or (at == "at" and token.role == "dir" and token.text != english.WITHIN):
            token = replace(token, role="scope" if token.value == "background" else "place")
        elif token.role == "element" and found and found[-1].role == "element":
            found.pop()
        named = named or head or token.role in {"later", "act"} or (token.role == "dir" and token.value in ALONG)
        leads = token.role in {"at", "from", "to"} or token.text == english.WITHIN or _ends_in_place(token)
        at = at if token.role in STYLES | {"unknown"} else token.role * leads
        found.append(token)
    return tuple(found)


def _ends_in_place(token: Token) -> bool:
    """Whether a phrase ends in a word of place ("fly over"), or what it names is only the end of the way ("reveal")."""
    last = table().get((token.text.rpartition(" ")[2],), ("", ""))
    return last[0] == "at" or (token.role, token.value) == ("loop", "no")


def _split(stretch: Group) -> list[Group]:
    """Cut a stretch where a second thing begins after the first was told what to do."""
    groups, current = list[Group](), list[Token]()
    for token in stretch.tokens:
        if token.role in HEADS and _complete(current, token):
            kept = _told(current)
            groups.append(Group("" if groups else stretch.join, tuple(current[:kept])))
            current = current[kept:]
        current.append(token)
    return [*groups, Group("" if groups else stretch.join, tuple(current))]


def _complete(current: Sequence[Token], head: Token) -> bool:
    """Whether `current` says enough of its own thing, so that `head` begins another one.

    A denial is complete after its noun: "without camera movement the clouds roll by".
    """
    heads = [t for t in current if t.role in HEADS]
    if not heads or (any(t.role == "neg" for t in current) and current[-1].role != "motion"):
        return False
    cameras = [t for t in heads if t.role == "camera"]
    if head.role == "camera" and (head.value == "camera" or all(t.value == "camera" for t in heads)):
        return not cameras
    moves = any(t.value != "camera" for t in cameras)
    return moves or bool(cameras) != (head.role == "camera") or any(t.role in TELLS for t in current)


def _told(current: Sequence[Token]) -> int:
    """How many of `current` belong to its own thing: adjectives at its end go to the next one."""
    end = len(current)
    while end > 1 and _adjective(current[end - 1]) and any(t.role in TELLS | {"camera"} for t in current[: end - 1]):
        end -= 1
    return end


def _adjective(token: Token) -> bool:
    """Whether a word more likely describes what comes than what was."""
    if token.role in STYLES:
        return not token.text.endswith(english.ADVERB)
    return token.role == "still" or (token.role == "verb" and token.text.endswith(english.PARTICIPLE))


def _forget_places(groups: Iterable[Group]) -> list[Group]:
    """Drop bare names that go on a list of places: "over the hills and the lake"."""
    kept, in_place = list[Group](), False
    for group in groups:
        in_place = (in_place and group.join in {"and", "or"} and group.bare) or group.tokens[-1].role == "place"
        if not (in_place and group.bare and group.join in {"and", "or"} and group.tokens[-1].role != "place"):
            kept.append(group)
    return kept


def _lists(groups: Sequence[Group]) -> list[Group]:
    """Join lists of bare names with what is said of all of them."""
    found = list[Group]()
    for i, group in enumerate(groups):
        if found and _denied_on(found[-1], group, groups[i + 1 :]):
            found[-1] = found[-1].plus(group)
            continue
        while found and group.join in {"and", "or", "list"} and found[-1].bare and _same_list(group):
            group = replace(found[-1].plus(group), join=_list_join(found[-1].join))
            found.pop()
        found.append(replace(group, join="comma" if group.join == "list" else group.join))
    return found


def _same_list(group: Group) -> bool:
    """Whether what `group` tells can be meant of names before it: not where it names a camera move of its own."""
    return group.named and not group.has("neg") and all(t.value == "camera" for t in group.having("camera"))


def _list_join(join: str) -> str:
    """Commas before the "and" of a list belong to the list."""
    return "list" if join == "comma" else join


def _denied_on(before: Group, group: Group, following: Sequence[Group]) -> bool:
    """Whether bare names go on a list of what is denied, kept still or excepted."""
    denies = before.has("neg", "still") or before.join == "except"
    if not denies or not group.named:
        return False
    if group.join == "or":
        return before.has("neg") or group.bare
    if group.join not in {"and", "comma"} or not group.bare:
        return False
    if _camera_move(group):
        return before.has("neg") and (_ends_in_list(following) or (group.join == "and" and _camera_move(before)))
    outright = before.join == "except" or any(t.value == "not" for t in before.having("neg")) or _kept_still(before)
    return group.join == "and" or outright or _ends_in_list(following)


def _camera_move(group: Group) -> bool:
    """Whether it names a camera move, which needs no verb to be a wish of its own."""
    return any(t.value != "camera" for t in group.having("camera"))


def _kept_still(group: Group) -> bool:
    """Whether it says "keep ... still": the still word after the name."""
    roles = [t.role for t in group.tokens]
    return (
        "still" in roles
        and group.named
        and roles.index("still") > min(roles.index(t.role) for t in group.tokens if t.role in HEADS)
    )


def _ends_in_list(following: Sequence[Group]) -> bool:
    """Whether the bare names that follow are one list with an "and" or "or" at its end."""
    for group in following:
        if group.join in {"and", "or"}:
            return group.bare or group.join == "or"
        if not (group.bare and group.join == "comma"):
            return False
    return False


def _gather(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Give adverbs, directions and verbs without a thing to the thing that they follow, or else precede."""
    found, ahead = list[Group](), list[Token]()
    for i, group in enumerate(groups):
        following = groups[i + 1] if i + 1 < len(groups) else None
        if _leads(group, following, bool(found)):
            ahead.extend(group.tokens)
        elif found and not ahead and _follows(group, found[-1]):
            found[-1] = found[-1].plus(group)
        else:
            found.append(replace(group, tokens=(*ahead, *group.tokens)))
            ahead = []
    return tuple(found)


def _leads(group: Group, following: Group | None, later: bool) -> bool:
    """Whether a group is only adjectives of what comes next: "slow, gentle push in"."""
    if following is None or not following.named or following.join not in {"comma", "and"}:
        return False
    words = all(t.role in STYLES for t in group.tokens)
    if all(t.role in STYLES | {"still"} for t in group.tokens) and not following.has(*TELLS, "neg"):
        return True
    return words and (not later or all(_adjective(t) for t in group.tokens))


def _follows(group: Group, before: Group) -> bool:
    """Whether a group without a thing speaks of the thing before it."""
    if group.named or not (before.named or before.has("wind")) or group.join in {"then", "stop", "except"}:
        return False
    if group.has("neg"):
        return group.join == "with" and not group.has("loop")
    if group.has("act") and group.join not in {"and", "or"}:
        return False
    if group.has("wind"):
        return group.join == "with" and before.named
    if group.has("hold", "later", "loop", "cannot") or any(t.value in CLIP for t in group.having("unit")):
        return False
    return group.has(*TELLS, *STYLES, *AMOUNTS)
