"""Names of classes -> our kinds."""

import pytest

from flowanim.nets.ade_words import kind_of


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("sky", "sky"),
        ("sidewalk, pavement", "ground"),
        ("person, individual, someone, somebody, mortal, soul", "person"),
        ("windowpane, window", "building"),
        ("grass", "ground"),
        ("animal, animate being, beast, brute, creature, fauna", "animal"),
        ("Sea", "water"),
        ("lamp", "other"),
        ("", "other"),
    ],
)
def test_a_class_is_of_the_kind_its_words_say(name, kind):
    assert kind_of(name) == kind
