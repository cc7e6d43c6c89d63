from collections import Counter

import pytest

from flowanim.motion import english, meanings, words
from flowanim.motion.elements import ELEMENTS
from flowanim.motion.english import INFLECTED, WORDS
from flowanim.motion.phrases import HEADS, JOINS, STYLES, TELLS
from flowanim.motion.prompt import understand


def test_every_element_word_means_a_known_element():
    assert set(WORDS["element"]) <= set(ELEMENTS)


def test_every_camera_word_means_a_known_move():
    assert set(WORDS["camera"]) - {"static"} == set(meanings.CAMERA_MOVES)


def test_every_adverb_and_wind_has_its_numbers():
    assert set(WORDS["mod"]) | set(WORDS["wind"]) == set(meanings.MODIFIERS)


def test_who_stares_is_no_star():
    assert not understand("a woman staring at the sea").looks


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


GERMAN = {
    "camera": {"camera": "kamera", "push": "fahre hinein"},
    "element": {"clouds": "wolke, wolken", "water": "wasser"},
    "verb": {"drift": "zieh", "flow": "ström"},
    "mod": {"slow": "langsam"},
    "dir": {"left": "links", "right": "rechts"},
    "from": {"from": "von"},
    "to": {"to": "nach"},
    "still": {"still": "still"},
    "stay": {"stay": "bleibt"},
    "and": {"and": "und"},
    "skip": {"": "die, das"},
}


def test_another_language_is_another_table(monkeypatch):
    """The grammar knows meanings only: with the words of another language it reads that language."""
    monkeypatch.setattr(english, "WORDS", GERMAN)
    monkeypatch.setattr(english, "ENDINGS", (("", "t"), ("", "en")))
    for cached in (words.table, words.nearest, words._by_letter):
        cached.cache_clear()
    try:
        clouds, water, camera = understand(
            "Die Wolken ziehen langsam von rechts nach links und das Wasser strömt, die Kamera bleibt still"
        ).clauses
    finally:
        monkeypatch.undo()
        for cached in (words.table, words.nearest, words._by_letter):
            cached.cache_clear()
    assert (clouds.target, clouds.verb, clouds.angle_deg, clouds.speed) == ("clouds", "drift", 180, 0.6)
    assert (water.target, water.verb) == ("water", "flow")
    assert camera.still
