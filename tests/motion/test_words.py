import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowanim.motion import english
from flowanim.motion.words import LONGEST_PHRASE, clean, forms, nearest, pieces, read, table


def roles(text: str) -> list[tuple[str, str]]:
    """Return (role, value) of each token."""
    return [(t.role, t.value) for t in read(text)[0]]


@pytest.mark.parametrize("phrase", ["push in", "drift", "carry", "pan", "branch"])
def test_forms_hold_the_usual_endings(phrase):
    known = set(forms(phrase))
    endings = {"push in": "pushing in", "drift": "drifts", "carry": "carries", "pan": "panning", "branch": "branches"}
    assert endings[phrase] in known


def test_hyphens_part_words_and_apostrophes_do_not():
    assert pieces("Push-in, don’t STOP 1.5s") == ("push", "in", ",", "dont", "stop", "1.5", "s")


def test_the_longest_phrase_wins():
    assert roles("dolly zoom") == [("camera", "dolly zoom")]
    assert roles("shallow depth of field") == [("later", "depth of field")]


@pytest.mark.parametrize("slip, word", [("cluods", "clouds"), ("watr", "water"), ("zooom", "zoom"), ("tress", "trees")])
def test_a_slip_of_the_finger_is_read(slip, word):
    assert nearest(slip) == word


@pytest.mark.parametrize("word", ["a", "links", "xyzzyx", "qqqq", "w" * 50, ""])
def test_what_is_like_no_word_is_left(word):
    assert nearest(word) is None


def test_a_name_of_the_users_own_wins_over_another_element():
    assert roles("boat") == [("element", "boat")]
    assert [t.value for t in read("the old boat", ["old boat"])[0]] == ["old boat"]


def test_a_name_cannot_take_a_word_of_the_grammar():
    assert [t.role for t in read("left no and", ["left", "no", "and"])[0]] == ["dir", "neg", "and"]


@given(st.text(max_size=100))
def test_cleaned_text_can_be_printed(text):
    assert clean(text).isprintable()


@settings(deadline=None)
@given(st.text(max_size=100))
def test_any_text_is_read(text):
    tokens, notes = read(text)
    assert all(t.role != "skip" for t in tokens) and all(n.isprintable() for n in notes)


def test_no_phrase_is_longer_than_is_looked_for():
    assert max(map(len, table())) <= LONGEST_PHRASE


def test_every_phrase_of_the_language_can_be_said():
    for meanings in english.WORDS.values():
        for phrases in meanings.values():
            for phrase in phrases.split(","):
                assert tuple(phrase.split()) == pieces(phrase), phrase


def test_two_words_of_the_camera_written_as_one_are_two():
    assert roles("panleft") == [("camera", "pan"), ("dir", "left")]
    assert read("zoomin")[1] == ("read 'zoomin' as 'zoom in'",)
    assert [t.value for t in read("panleft", ["panleft"])[0]] == ["panleft"]
