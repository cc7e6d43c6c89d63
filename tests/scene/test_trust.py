import numpy as np
import pytest

from flowanim.datatypes import KINDS
from flowanim.scene.segment import ORDER
from flowanim.scene.trust import COLUMNS, TABLE, weighed

SHAPE = (2, 3)


def alike(**more):
    """Chances of every kind: `more` as given, the rest share what is left."""
    left = (1 - sum(more.values())) / (len(COLUMNS) - len(more))
    return {kind: np.full(SHAPE, more.get(kind, left), np.float32) for kind in COLUMNS}


def called(kind):
    return {kind: np.ones(SHAPE, np.float32)}


@pytest.mark.parametrize("kind", ["sky", "vegetation", "ground"])
def test_where_the_network_knows_nothing_the_other_decides(kind):
    chances = weighed(alike(), called(kind))
    assert max(chances, key=lambda k: float(chances[k][0, 0])) == kind


def test_where_the_network_is_sure_it_stays_so():
    assert weighed(alike(water=0.98), called("ground"))["water"].min() > 0.9


def test_two_that_agree_are_surer_than_one():
    assert weighed(alike(sky=0.6), called("sky"))["sky"].min() > 0.8


def test_a_doubtful_guess_gives_way_to_a_trusted_one():
    chances = weighed(alike(water=0.4), called("sky"))
    assert chances["sky"].min() > 2 * chances["water"].max()


def test_where_nothing_is_likely_a_region_stays_whole_as_it_was_called():
    scraps = alike()
    scraps["person"][0, 0] = scraps["water"][1, 1] = 0.2
    chances = weighed(scraps, called("ground"))
    assert chances["ground"].min() == 1
    assert chances["person"].max() == chances["water"].max() == 0


def test_chances_sum_to_one_whatever_is_called():
    halves = {"sky": np.full(SHAPE, 0.5, np.float32), "something": np.full(SHAPE, 0.5, np.float32)}
    total = sum(weighed({**alike(), "fire": np.full(SHAPE, 0.1, np.float32)}, halves).values())
    np.testing.assert_allclose(total, 1, atol=1e-6)


def test_the_table_has_a_row_for_all_that_is_called_and_each_column_sums_to_one():
    assert set(TABLE) == set(ORDER)
    assert set(COLUMNS) <= set(KINDS)
    np.testing.assert_allclose(np.sum(list(TABLE.values()), 0), 1, atol=0.04)
