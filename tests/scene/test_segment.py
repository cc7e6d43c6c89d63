import numpy as np
import pytest

from flowanim.datatypes import vector
from flowanim.scene.segment import ORDER, find_regions, greenness, relax
from flowanim.scene.superpixels import cut
from tests.scene.landscapes import HORIZON, H, disc, field, flower, lake, noise, overlap, ridge, sea


def test_a_field_is_sky_over_ground_with_its_horizon_between():
    found = find_regions(field())
    assert found.horizon == pytest.approx(HORIZON / H, abs=0.04)
    assert overlap(found.masks()["sky"], np.arange(H)[:, None] < np.full((1, 384), HORIZON)) > 0.95
    assert found.masks()["ground"][150:].mean() > 0.8


def test_a_lake_is_water_below_mountains():
    found = find_regions(lake())
    assert found.horizon == pytest.approx(HORIZON / H, abs=0.03)
    assert found.masks()["water"][HORIZON + 5 :].mean() > 0.9
    assert overlap(found.masks()["mountain"], ridge()) > 0.7


def test_a_field_holds_no_water():
    assert "water" not in find_regions(field()).kinds


def test_a_close_up_has_no_sky_and_no_horizon():
    found = find_regions(flower())
    assert found.horizon is None
    assert "sky" not in found.kinds


def test_a_green_tree_is_vegetation():
    picture = field()
    tree = disc(190, 80, 35)
    leaves = vector(0.20, 0.42, 0.12) * (1 + 0.3 * noise(1.0, 7))[..., None]
    picture = np.where(tree[..., None], leaves, picture).clip(0, 1).astype(np.float32)
    assert overlap(find_regions(picture).masks()["vegetation"], tree) > 0.8


def test_every_pixel_has_one_kind_and_each_kind_a_confidence():
    found = find_regions(sea())
    assert sum(mask.astype(int) for mask in found.masks().values()).min() == 1
    assert set(found.confidence) == set(found.kinds)


def test_grass_is_greener_than_brick_and_sky():
    picture = np.zeros((H, 384, 3), np.float32)
    for k, colour in enumerate([(0.25, 0.5, 0.15), (0.6, 0.3, 0.2), (0.4, 0.6, 0.9)]):
        picture[:, k * 128 : (k + 1) * 128] = colour
    pieces = cut(picture)
    green = pieces.paint(greenness(pieces))
    assert green[:, 20:108].mean() > 0.9
    assert green[:, 148:].max() < 0.1


def test_relaxation_keeps_beliefs_summing_to_1_and_wins_over_a_lone_doubter():
    pieces = cut(np.full((H, 384, 3), 0.5, np.float32))
    scores = np.full((len(pieces.size), len(ORDER)), 0.1, np.float32)
    scores[:, 0] = 0.5
    scores[len(scores) // 2] = 0.1
    scores[len(scores) // 2, 1] = 0.3
    belief = relax(pieces, scores)
    np.testing.assert_allclose(belief.sum(1), 1, atol=1e-5)
    assert (belief.argmax(1) == 0).all()
