import numpy as np
import pytest

from flowanim.render.tiles import SIDE, cover, cut, join


@pytest.mark.parametrize("shape", [(37, 50), (64, 64), (201, 333)])
def test_what_is_cut_is_put_together_again(shape):
    field = np.random.default_rng(0).random((*shape, 3), np.float32)
    tiles = cover(np.ones(shape, bool))
    np.testing.assert_allclose(join(cut(field, tiles), tiles), field, atol=1e-5)


def test_only_tiles_with_something_to_do_are_made_and_they_hold_all_of_it():
    where = np.zeros((400, 400), bool)
    where[100:120, 200:210] = True
    tiles = cover(where)
    assert 1 <= len(tiles.corners) <= 4
    ones = join(cut(np.ones((400, 400, 1), np.float32), tiles), tiles)
    assert (ones[where] > 0.99).all()


def test_a_tile_is_the_same_whatever_else_there_is_to_do():
    where = np.zeros((300, 300), bool)
    where[100:120, 100:120] = True
    alone = {tuple(corner) for corner in cover(where).corners}
    where[250:, 250:] = True
    assert alone <= {tuple(corner) for corner in cover(where).corners}


def test_pieces_are_of_one_size():
    where = np.zeros((100, 70), bool)
    where[0, 0] = True
    assert cut(where, cover(where)).shape[1:] == (SIDE, SIDE)
