import cv2
import numpy as np
import pytest

from flowanim.scene.superpixels import cut, walk
from tests.scene.landscapes import HORIZON, H, W, field, noise


def test_superpixels_cover_the_photo_and_count_its_pixels():
    pieces = cut(field())
    assert pieces.size.sum() == H * W
    assert set(np.unique(pieces.labels)) == set(range(len(pieces.size)))


def test_painting_a_mean_gives_the_photo_back_where_it_is_flat():
    pieces = cut(np.full((H, W, 3), 0.4, np.float32))
    np.testing.assert_allclose(pieces.paint(pieces.mean(np.full((H, W), 7, np.float32))), 7)


def test_superpixels_do_not_cross_a_strong_edge():
    pieces = cut(field())
    above = pieces.mean((np.arange(H)[:, None] < np.full((1, W), HORIZON)).astype(np.float32))
    assert (np.minimum(above, 1 - above) < 0.15).mean() > 0.98


@pytest.mark.parametrize(("colour", "hue"), [((1, 0, 0), 40), ((1, 1, 0), 103), ((0, 0.6, 0), 136), ((0, 0, 1), 306)])
def test_hues_are_lab_angles(colour, hue):
    pieces = cut(np.tile(np.array(colour, np.float32), (H, W, 1)))
    assert pieces.hue_deg.mean() == pytest.approx(hue, abs=2)


def test_upright_stripes_are_straight_and_texture_is_not():
    stripes = np.repeat(np.sign(np.sin(np.arange(W) / 4))[None], H, 0)[..., None].repeat(3, 2) * 0.2 + 0.5
    rough = np.clip(0.5 + 0.15 * noise(1.0, 12), 0, 1)[..., None].repeat(3, 2)
    assert cut(stripes.astype(np.float32)).straight.mean() > 4 * cut(rough.astype(np.float32)).straight.mean()


def test_a_walk_costs_little_on_one_side_of_an_edge_and_much_across():
    picture = np.full((H, W, 3), 0.3, np.float32)
    picture[HORIZON:] = 0.8
    pieces = cut(picture)
    cost = walk(pieces, {int(pieces.labels[0, 0]): 0.0}, np.zeros(len(pieces.size), np.float32), free=(4.0, 2.2))
    assert cost[pieces.y < 0.4].max() < 0.5
    assert cost[pieces.y > 0.55].min() > 2


def test_the_cut_does_not_depend_on_threads():
    before = cv2.getNumThreads()
    try:
        cv2.setNumThreads(1)
        one = cut(field()).labels
        cv2.setNumThreads(2)
        two = cut(field()).labels
    finally:
        cv2.setNumThreads(before)
    assert np.array_equal(one, two)
