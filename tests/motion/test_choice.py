from flowanim.motion import choice
from flowanim.motion.choice import MOST_THINGS, camera, things
from tests.motion.scenes import box, coast, nothing, portrait, scene, sheet


def names(where, held=(), origin="choice"):
    """Return the elements that are chosen."""
    return [clause.target for clause in things(where, held, origin)[0]]


def test_the_largest_few_are_chosen():
    assert len(names(coast())) == MOST_THINGS and names(coast())[0] == "clouds"


def test_a_prompt_that_says_everything_gets_everything():
    assert len(names(coast(), origin="prompt")) == 3


def test_what_is_held_is_not_chosen():
    assert "clouds" not in names(coast(), {"sky"})


def test_nothing_is_chosen_where_nothing_moves():
    assert names(portrait()) == names(nothing()) == []


def test_what_is_too_small_is_left_still_and_said():
    tiny = scene(sheet("other", "other", box(0, 1), 0.2), sheet("water", "water", box(0.9, 1, 0, 0.1), 0.9))
    chosen, notes = things(tiny, ())
    assert not chosen and "too small" in notes[0]


def test_smoke_may_be_small():
    cup = scene(sheet("other", "other", box(0, 1), 0.2), sheet("smoke", "smoke", box(0.2, 0.5, 0.4, 0.5), 0.9))
    assert names(cup) == ["smoke"]


def test_the_camera_goes_in_where_there_is_depth():
    assert camera(coast(), moving=True, denied=())[0] == "push-in"
    assert camera(coast(), moving=False, denied=())[0] == "orbit"
    assert camera(nothing(), moving=False, denied=())[0] == "breathe"


def test_what_is_denied_is_not_chosen():
    assert camera(coast(), moving=True, denied={"push-in", "zoom-in"})[0] == "orbit"
    assert camera(nothing(), moving=True, denied={"breathe", "drift"})[0] == "static"


def test_a_mirror_does_not_flow(monkeypatch):
    monkeypatch.setattr(choice, "mirrors", lambda scene, layer: 0.9)
    clauses, notes = things(coast(), held=())
    assert "lake" in [clause.target for clause in clauses]
    assert any("ripples only" in note for note in notes)


def test_stars_do_not_drift_unasked(monkeypatch):
    monkeypatch.setattr(choice, "starry", lambda layer: True)
    clauses, notes = things(coast(), held=())
    assert "clouds" not in [clause.target for clause in clauses]
    assert any("stars do not drift" in note for note in notes)
