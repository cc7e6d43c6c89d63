from dataclasses import replace

import numpy as np
import pytest

from flowanim.datatypes import Layer, Photo, Scene
from flowanim.motion.look import (
    area,
    depth_range,
    element,
    height_px,
    layers_of,
    mirrors,
    nearness,
    pivot,
    starry,
    tall,
    texture,
)
from flowanim.ops.image import premultiply
from tests.motion.scenes import H, W, box, coast, noise, nothing, portrait, scene, sheet


def test_elements_find_their_layers():
    assert [one.name for one in layers_of(coast(), "river")] == ["water"]
    assert [one.name for one in layers_of(coast(), "clouds")] == ["sky"]
    assert [one.name for one in layers_of(portrait(), "subject")] == ["person"]
    assert layers_of(coast(), "flag") == () == layers_of(portrait(), "sky")


def test_a_layer_of_its_own_name_comes_first():
    here = coast(sheet("river", "water", box(0.7, 0.8), 0.9))
    assert [one.name for one in layers_of(here, "river")] == ["river"]
    assert [one.name for one in layers_of(here, "water")] == ["water", "river"]


def test_grass_and_plants_may_be_ground_that_is_grown_over_and_roads_are_not():
    tree = sheet("subject", "vegetation", box(0.2, 0.7, 0.4, 0.6), 0.5, subject=True)

    def over(tint):
        ground = sheet("ground", "ground", box(0.6, 1), 0.6)
        rgba = np.dstack([ground.rgba[..., :3] * np.float32(tint), ground.alpha]).astype(np.float32)
        return scene(tree, replace(ground, rgba=rgba))

    meadow, road = over((0.5, 0.9, 0.2)), over((0.6, 0.6, 0.6))
    assert [one.name for one in layers_of(meadow, "grass")] == ["ground"]
    assert [one.name for one in layers_of(meadow, "vegetation")] == ["ground", "subject"]
    assert [one.name for one in layers_of(meadow, "trees")] == ["subject"]
    assert [one.name for one in layers_of(road, "grass")] == ["subject"]


def test_an_unknown_element_is_a_region_of_the_users_own():
    assert element("umbrella").kinds == ()


def test_measures_are_shares():
    layer = sheet("a", "other", box(0, 0.5, 0.25, 0.75), 0.4)
    assert area(layer) == pytest.approx(0.25, abs=0.03)
    assert height_px(layer) == pytest.approx(0.5 * H / W * 1280, rel=0.06)


def test_tall_and_lying():
    assert tall(sheet("a", "water", box(0, 1, 0.4, 0.6), 0.4))
    assert not tall(sheet("a", "water", box(0.6, 0.9), 0.4))


def test_a_gradient_from_row_to_row_is_no_texture():
    clear = sheet("sky", "sky", box(0, 1), 0.0)
    clear.rgba[..., :3] = np.linspace(0.2, 0.9, H, dtype=np.float32)[:, None, None]
    assert texture(clear) < 1e-3 < 0.02 < texture(sheet("sky", "sky", box(0, 1), 0.0))


def test_an_empty_layer_has_no_measure():
    empty = sheet("a", "other", box(0, 0), 0.4)
    assert texture(empty) == area(empty) == height_px(empty) == 0


def test_depth_range_and_pivot():
    assert depth_range(coast()) == pytest.approx(1) and depth_range(nothing()) == 0
    assert pivot(portrait()) == pytest.approx(0.9)
    assert pivot(nothing()) == pytest.approx(0.5)


def test_nearness_is_against_the_nearest():
    layers = scene(sheet("a", "other", box(0, 1), 0.2), sheet("b", "other", box(0.5, 1), 0.8)).layers
    assert nearness(layers) == pytest.approx((0.25, 1))
    assert nearness([sheet("a", "sky", box(0, 1), 0.0)]) == (1.0,)


def lake(*, still: bool, seed: int = 3) -> Scene:
    """Hills above water that mirrors them, or does not."""
    picture = noise(seed)
    shore = H // 2
    picture[shore:] = picture[shore - 1 :: -1][: H - shore] * 0.7 + 0.1 if still else noise(seed + 1)[shore:]
    water = box(0.5, 1)
    return Scene(
        Photo(picture, 128.0),
        (
            Layer("mountain", "mountain", premultiply(picture, 1 - water), np.zeros((H, W), np.float32)),
            Layer("water", "water", premultiply(picture, water), np.ones((H, W), np.float32)),
        ),
    )


def test_a_still_lake_mirrors_its_far_shore_and_a_rough_one_does_not():
    for seed in range(3, 8):
        still, rough = lake(still=True, seed=seed), lake(still=False, seed=seed)
        assert mirrors(rough, rough.layers[1]) < 0.4 < 0.8 < mirrors(still, still.layers[1])


def test_water_seen_from_above_mirrors_nothing():
    here = scene(sheet("water", "water", box(0, 1), 0.5))
    assert mirrors(here, here.layers[0]) == 0
    assert mirrors(coast(), sheet("water", "water", box(0.6, 0.62), 0.5)) == 0


def night(points: int) -> Layer:
    """A dark sky of soft grain with some bright points."""
    rng = np.random.default_rng(1)
    picture = 0.1 + 0.1 * noise(2)
    picture[rng.integers(0, H, points), rng.integers(0, W, points)] = 0.9
    return Layer("sky", "sky", premultiply(picture, box(0, 1)), np.zeros((H, W), np.float32))


def test_a_dark_sky_with_points_is_starry_and_clouds_are_not():
    assert starry(night(40))
    assert not starry(night(0))
    assert not starry(sheet("sky", "sky", box(0, 1), 0.0))
    assert not starry(sheet("sky", "sky", box(0, 0), 0.0))
