import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowanim.motion.rewrite import rewritten
from flowanim.motion.words import read


def said(text: str) -> list[tuple[str, str]]:
    """Return (role, meaning) of what is left of a text."""
    return [(t.role, t.value) for t in rewritten(read(text)[0])]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("not too fast", [("mod", "gentle")]),
        ("not very slow", [("mod", "brisk")]),
        ("birds fly over water", [("element", "animal"), ("cannot", "flying"), ("element", "water")]),
        ("fly over water", [("camera", "push"), ("element", "water")]),
        ("the boat sails left", [("element", "boat"), ("verb", "drift"), ("dir", "left")]),
        ("sails", [("element", "fabric")]),
        ("the clouds are", [("element", "clouds"), ("verb", "move")]),
        ("the clouds are still", [("element", "clouds"), ("still", "still")]),
        ("clouds 50 % slower", [("element", "clouds"), ("rate", "0.5")]),
        ("clouds 20 % faster", [("element", "clouds"), ("rate", "1.2")]),
    ],
)
def test_turns_of_phrase_mean_something_as_a_whole(text, tokens):
    assert said(text) == tokens


def test_a_command_in_brackets_is_the_cameras():
    assert ("camera", "camera") in said("[Shake]")
    assert said("[Push in]").count(("camera", "camera")) == 0


def test_after_some_seconds_is_holding_first():
    roles = [role for role, _ in said("after 2 s push in")]
    assert roles == ["hold", "number", "unit", "then", "camera"]


@given(st.text(max_size=80))
def test_rewriting_never_fails(text):
    rewritten(read(text)[0])
