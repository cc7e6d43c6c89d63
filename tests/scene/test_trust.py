"""Two opinions of what a pixel is."""

import numpy as np
import pytest

from flowanim.scene.trust import COLUMNS, SURE, SURE_OF, TABLE, agreed, weighed


def flat(**chances):
    """Chances of every kind, the same at each of 8 x 8 pixels."""
    rest = (1 - sum(chances.values())) / (len(COLUMNS) - len(chances))
    return {kind: np.full((8, 8), chances.get(kind, rest), np.float32) for kind in COLUMNS}


def called(kind):
    return {kind: np.ones((8, 8), np.float32)}


@pytest.mark.parametrize("kind", TABLE)
def test_chances_stay_chances(kind):
    for found in (weighed(flat(sky=0.5), called(kind)), agreed(flat(sky=0.5), called(kind))):
        np.testing.assert_allclose(sum(found.values()), 1, atol=1e-5)


def test_what_both_say_becomes_surer_and_what_they_quarrel_about_less_sure():
    assert weighed(flat(sky=0.6), called("sky"))["sky"].min() > 0.8
    assert weighed(flat(sky=0.6), called("water"))["sky"].max() < 0.4


def test_where_the_network_knows_nothing_the_rules_decide():
    nothing = {kind: np.full((8, 8), 0.1, np.float32) for kind in COLUMNS}
    found = agreed(nothing, called("vegetation"))
    assert found["vegetation"].min() == 1


def test_a_piece_is_judged_as_a_whole_and_water_more_strictly():
    chances = flat(water=0.97)
    half = {kind: chance.copy() for kind, chance in chances.items()}
    for kind in COLUMNS:
        half[kind][:, 4:] = 0.1
    found = agreed(half, called("vegetation"))
    assert found["water"][:, :4].min() > 0.5 and found["vegetation"][:, 4:].min() == 1
    assert SURE_OF["water"] > SURE


def test_a_region_of_another_name_is_kept_where_the_network_is_unsure():
    nothing = {kind: np.full((8, 8), 0.1, np.float32) for kind in COLUMNS}
    assert agreed(nothing, called("smoke"))["smoke"].min() == 1
