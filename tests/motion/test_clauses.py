import pytest

from flowanim.motion.clauses import FASTEST, SLOWEST, clauses_of, denied, excepted, factor, heads_of, holds, is_still
from flowanim.motion.phrases import Group, statements
from flowanim.motion.words import read


def group(text: str) -> Group:
    """Return the one statement that a text makes."""
    (one,) = statements(read(text)[0])
    return one


@pytest.mark.parametrize(
    "text, angle",
    [
        ("clouds drift left", 180),
        ("clouds drift right", 0),
        ("clouds drift from the left", 0),
        ("clouds drift from the top left", 315),
        ("clouds drift up and left", 135),
        ("water flows toward the viewer", 270),
        ("trees sway left and right", None),
        ("clouds drift", None),
        ("smoke rises", 90),
        ("the trees on the left sway", None),
    ],
)
def test_angles_are_where_things_go(text, angle):
    (clause,) = clauses_of(group(text))
    assert clause.angle_deg == angle


@pytest.mark.parametrize("text", ["no sky", "sky still", "do not move the sky", "freeze the sky", "stop the sky"])
def test_still(text):
    assert is_still(group(text))


@pytest.mark.parametrize("text", ["sky", "the sky is not static", "then hold", "sky drifts"])
def test_not_still(text):
    assert not is_still(group(text))


def test_denied_and_holds():
    assert denied(group("no water")) and not denied(group("water"))
    assert holds(group("hold")) and not holds(group("hold the sky"))


def test_things_are_named_or_implied():
    assert [t.value for t in heads_of(group("water and sky"))] == ["water", "sky"]
    assert [t.value for t in heads_of(group("gentle ripples"))] == ["water"]
    assert [t.value for t in heads_of(group("camera pans left"))] == ["pan"]


def test_factors_multiply_and_have_bounds():
    assert factor([group("slow gentle")], 0) == pytest.approx(0.45)
    assert factor([group("very " * 3 + "dramatic " * 20)], 1) == FASTEST
    assert factor([group("barely " * 30)], 1) == SLOWEST


def test_what_is_excepted_does_the_opposite():
    boat = group("the boat")
    assert [c.still for c in excepted(boat, all_still=False)] == [True]
    assert [c.still for c in excepted(boat, all_still=True)] == [False]
