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
