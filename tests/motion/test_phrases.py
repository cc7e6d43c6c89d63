import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowanim.motion.phrases import JOINS, statements
from flowanim.motion.words import Token, read


def parts(text: str) -> list[str]:
    """Return the statements of a text, each as its words."""
    return [" ".join(t.text for t in group.tokens) for group in statements(read(text)[0])]


@pytest.mark.parametrize(
    "text, wanted",
    [
        ("water flows, push in", ["water flows", "push in"]),
        ("water flows. push in!", ["water flows", "push in"]),
        ("water flows while clouds drift", ["water flows", "clouds drift"]),
        ("push in clouds drift", ["push in", "clouds drift"]),
        ("clouds, water and trees move", ["clouds water trees move"]),
        ("clouds, water flows", ["clouds", "water flows"]),
        ("clouds drift, slowly", ["clouds drift slowly"]),
        ("clouds drift and swirl", ["clouds drift swirl"]),
        ("slow, gentle push in", ["slow gentle push in"]),
        ("water flows slow push in", ["water flows", "slow push in"]),
        ("no camera or water movement", ["no camera water movement"]),
        ("everything but the boat", ["everything", "boat"]),
        ("the sky rests but the water flows", ["sky rests", "water flows"]),
        ("", []),
        (",,, and then", []),
    ],
)
def test_statements(text, wanted):
    assert parts(text) == wanted


def test_places_are_no_things():
    (group,) = statements(read("clouds drift over the hills and the lake")[0])
    assert [t.value for t in group.having("element")] == ["clouds"]


def test_compound_names_are_one_thing():
    (group,) = statements(read("coffee cup steam rises")[0])
    assert [t.value for t in group.having("element")] == ["steam"]


ROLES = ["camera", "element", "all", "verb", "dir", "mod", "neg", "still", "hold", "wind", "only", "unknown", *JOINS]


@settings(deadline=None)
@given(st.lists(st.sampled_from(ROLES).map(lambda role: Token(role, "x", role)), max_size=20))
def test_no_word_but_joins_and_places_is_lost_or_made(tokens):
    kept = [t.text for group in statements(tokens) for t in group.tokens]
    assert len(kept) <= len(tokens)
    for word in ("neg", "still", "verb"):
        assert kept.count(word) == sum(t.role == word for t in tokens)
