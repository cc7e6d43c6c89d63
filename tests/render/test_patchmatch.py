from itertools import pairwise

import numpy as np

from flowanim.render.patchmatch import complete, finer, match, prepare
from flowanim.render.pyramid import pyramid


def weave(height: int = 64, width: int = 80) -> np.ndarray:
    """A picture that repeats every 8 pixels both ways."""
    tile = np.random.default_rng(3).random((8, 8, 3), np.float32)
    return np.tile(tile, (height // 8, width // 8, 1))


def square(shape: tuple[int, int], at: int, side: int) -> np.ndarray:
    mask = np.zeros(shape, bool)
    mask[at : at + side, at : at + side] = True
    return mask


def test_a_pattern_that_repeats_is_continued_exactly():
    picture = weave()
    hole = square((64, 80), 24, 6)
    made = complete(np.where(hole[..., None], 0, picture), hole, ~hole, np.random.default_rng(0))
    assert np.abs(made - picture)[hole].mean() < 0.02


def test_matching_never_makes_a_match_worse_and_looks_only_in_the_source():
    picture = weave()
    hole = square((64, 80), 24, 6)
    search = prepare(pyramid(picture, hole, ~hole)[-1])
    matches, random = search.snap.copy(), np.random.default_rng(0)
    costs = []
    for _ in range(4):
        cost = np.zeros(len(matches), np.float32)
        match(search, search.targets, matches, cost=cost, random=random)
        costs.append(cost[search.targets])
    assert all((b <= a + 1e-7).all() for a, b in pairwise(costs))
    assert search.known[matches[search.targets]].all()


def test_finer_matches_lie_where_their_parents_did_and_in_the_source():
    picture = weave()
    hole = square((64, 80), 20, 20)
    coarse, fine = (prepare(level) for level in pyramid(picture, hole, ~hole)[-2:])
    matches = finer(coarse.snap.copy(), fine)
    assert fine.known[matches[fine.targets]].all()
    known = np.flatnonzero(fine.known)
    np.testing.assert_array_equal(matches[known], known)


def test_other_seeds_give_other_but_like_pictures():
    random = np.random.default_rng(1)
    picture = random.random((64, 80, 3), np.float32)
    hole = square((64, 80), 20, 16)
    one, two = (complete(picture, hole, ~hole, np.random.default_rng(seed)) for seed in (0, 1))
    assert not np.array_equal(one, two)
    assert abs(one[hole].mean() - two[hole].mean()) < 0.1
