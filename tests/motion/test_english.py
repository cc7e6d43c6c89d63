from collections import Counter

import pytest

from flowanim.motion import meanings
from flowanim.motion.elements import ELEMENTS
from flowanim.motion.english import INFLECTED, WORDS
from flowanim.motion.phrases import HEADS, JOINS, STYLES, TELLS


def test_every_element_word_means_a_known_element():
    assert set(WORDS["element"]) <= set(ELEMENTS)


def test_every_camera_word_means_a_known_move():
    assert set(WORDS["camera"]) - {"static"} == set(meanings.CAMERA_MOVES)


def test_every_adverb_and_wind_has_its_numbers():
    assert set(WORDS["mod"]) | set(WORDS["wind"]) == set(meanings.MODIFIERS)


def test_every_role_that_the_grammar_looks_for_has_words():
    assert HEADS | TELLS | STYLES | {*JOINS} - {"comma", "stop"} <= set(WORDS)
    assert set(WORDS) >= INFLECTED


def test_no_phrase_stands_twice_in_a_role():
    for role, group in WORDS.items():
        said = [phrase.strip() for phrases in group.values() for phrase in phrases.split(",")]
        twice = [phrase for phrase, count in Counter(said).items() if count > 1]
        assert not twice, f"{role}: {twice}"


@pytest.mark.parametrize("role", ["camera", "element", "verb"])
def test_words_are_small_letters_without_hyphens(role):
    for phrases in WORDS[role].values():
        assert phrases == phrases.lower() and "-" not in phrases and "'" not in phrases
