import pytest

from flowanim.datatypes import KINDS
from flowanim.motion.elements import ELEMENTS, HONEST, INSTEAD, OF_KIND, ONLY


def test_kinds_are_kinds():
    assert {kind for element in ELEMENTS.values() for kind in element.kinds} <= {*KINDS, "subject"}
    assert set(OF_KIND) <= set(KINDS) and set(OF_KIND.values()) <= set(ELEMENTS)


def test_what_stands_in_exists():
    assert {name for name, _ in INSTEAD} | set(INSTEAD.values()) | set(HONEST) <= set(ELEMENTS)
    assert set(ONLY.values()) <= {effect.effect for one in ELEMENTS.values() for effect in one.effects}


@pytest.mark.parametrize("name", OF_KIND.values())
def test_what_moves_by_itself_moves_gently(name):
    for effect in ELEMENTS[name].effects:
        numbers = effect.model_dump()
        assert numbers.get("speed_px_s", 0) <= 110 and numbers.get("amplitude_px", 0) <= 6
