import dataclasses

import pytest

from flowanim.motion.intent import Clause, Intent


def test_clauses_and_intents_are_values():
    assert Clause("element", "water") == Clause("element", "water")
    assert hash(Clause("element", "water")) == hash(Clause("element", "water"))
    assert Intent() == Intent(clauses=())


def test_a_clause_does_not_change():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Clause("element", "water").still = True
