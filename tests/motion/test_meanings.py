from pathlib import Path

from flowanim.motion import meanings
from flowanim.motion.elements import ELEMENTS
from flowanim.motion.presets import CAMERAS


def test_camera_words_and_directions_lead_to_moves_that_exist():
    targets = {name for table in meanings.CAMERA_MOVES.values() for name in table.values()}
    assert targets - {"camera"} <= set(CAMERAS)
    assert all("" in table for table in meanings.CAMERA_MOVES.values())


def test_camera_verbs_lead_to_camera_words():
    assert {word for word, _ in meanings.CAMERA_VERBS.values()} <= set(meanings.CAMERA_MOVES)


def test_what_a_verb_implies_exists():
    assert {element for element, _ in meanings.IMPLIED.values()} <= set(ELEMENTS)


def test_slow_is_slower_than_fast_and_subtle_smaller_than_strong():
    numbers = meanings.MODIFIERS
    assert numbers["slow"][0] < numbers["smooth"][0] == 1 < numbers["brisk"][0] < numbers["fast"][0]
    assert numbers["barely"][1] < numbers["slight"][1] < numbers["gentle"][1] < 1 < numbers["dramatic"][1]


def test_directions_go_where_they_say():
    assert meanings.DIRECTIONS["left"] == (-1, 0) and meanings.DIRECTIONS["up"] == (0, 1)


def test_the_docs_list_every_adverb_with_its_numbers():
    doc = (Path(__file__).parents[2] / "docs" / "words.md").read_text(encoding="utf-8")
    rows = [row.split("|")[1:4] for row in doc.splitlines() if row.startswith("| ") and row.count("|") == 4]
    listed = {name.strip().split(",")[0]: (speed.strip(), size.strip()) for name, speed, size in rows}
    adverbs = {"slight": "slightly", "subtle": "subtly", "gentle": "gently", "slow": "slowly", "smooth": "smoothly"} | {
        "brisk": "briskly",
        "strong": "strongly",
        "dramatic": "dramatically",
    }
    for name, (speed, size) in meanings.MODIFIERS.items():
        assert listed[adverbs.get(name, name)] == (f"{speed:g}", f"{size:g}"), name
