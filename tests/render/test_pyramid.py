from itertools import pairwise

import numpy as np
import pytest

from flowanim.render.pyramid import DEEP, REACH, extend, pyramid


def half_known(height: int, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The left half is source, then comes a hole of 24 columns, then something in front, which is white."""
    source = np.zeros((height, width), bool)
    source[:, : width // 2] = True
    hole = np.zeros_like(source)
    hole[:, width // 2 : width // 2 + 24] = True
    picture = np.where(source[..., None], 0.25, 1.0).astype(np.float32) * np.ones(3, np.float32)
    return picture, hole, source


def test_levels_double_in_size_up_to_the_picture():
    levels = pyramid(*half_known(117, 161))
    assert [level.scale for level in levels] == [8, 4, 2, 1]
    sizes = [tuple(n - 2 * REACH for n in level.hole.shape) for level in levels]
    assert all((2 * a, 2 * b) == next_one for (a, b), next_one in pairwise(sizes))
    assert sizes[-1][0] >= 117 and sizes[-1][1] >= 161


def test_the_hole_is_shallow_at_the_coarsest_level():
    coarsest = pyramid(*half_known(128, 200))[0]
    assert coarsest.hole.sum(axis=1).max() <= DEEP + 1


def test_no_level_holds_any_colour_that_is_not_of_the_source():
    for level in pyramid(*half_known(60, 90)):
        np.testing.assert_allclose(level.picture[..., :3], 0.25, atol=1e-5)


def test_hole_and_source_never_overlap_and_the_frame_is_neither():
    for level in pyramid(*half_known(50, 70)):
        assert not (level.hole & level.source).any()
        either = level.hole | level.source
        assert not either[:REACH].any() and not either[:, :REACH].any()


def test_a_picture_with_nonsense_outside_the_source_stays_finite():
    picture, hole, source = half_known(40, 80)
    picture[~source] = np.nan
    assert all(np.isfinite(level.picture).all() for level in pyramid(picture, hole, source))


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (7, 2), (33, 20)])
def test_extending_keeps_what_is_known_and_stays_within_its_range(shape):
    random = np.random.default_rng(0)
    known = (random.random(shape) < 0.2).astype(np.float32)
    known.flat[0] = 1
    values = random.uniform(0.3, 0.6, (*shape, 4)).astype(np.float32) * known[..., None]
    whole = extend(values, known)
    np.testing.assert_allclose(whole[known > 0], values[known > 0], atol=1e-6)
    assert whole.min() >= 0.299 and whole.max() <= 0.601
