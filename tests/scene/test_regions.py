"""Chances -> regions of a small photo."""

from dataclasses import replace

import numpy as np
import pytest

from flowanim.scene.regions import partition, pooled, revised
from flowanim.scene.segment import find_regions
from tests.scene.landscapes import HORIZON, H, W, field, lake, ridge


def halves(h, w, share=0.9):
    top = np.full((h, w), 1 - share, np.float32)
    top[: h // 2] = share
    return {"sky": top, "ground": 1 - top}


def test_each_pixel_is_of_the_likeliest_kind():
    masks = partition(halves(20, 30))
    assert masks["sky"][:10].all() and masks["ground"][10:].all() and not (masks["sky"] & masks["ground"]).any()


def test_a_speck_goes_to_what_is_around_it():
    chances = halves(40, 40)
    speck = np.zeros((40, 40), np.float32)
    speck[5, 5] = 1
    assert list(partition({**chances, "water": speck})) == ["sky", "ground"]
    assert partition({**chances, "water": speck})["sky"][5, 5]


@pytest.fixture(scope="module")
def rules():
    return find_regions(field())


def test_regions_are_those_of_the_chances(rules):
    found = revised(rules, {**halves(H, W), "water": np.zeros((H, W), np.float32)})
    assert found.kinds == ("sky", "ground") and found.masks()["sky"][: H // 2].all()
    assert found.confidence == pytest.approx({"sky": 0.9, "ground": 0.9}) and found.horizon == rules.horizon


def test_a_horizon_goes_with_its_sky_and_comes_with_one(rules):
    assert "sky" in rules.kinds and rules.horizon is not None
    indoors = revised(rules, {"other": np.ones((H, W), np.float32)})
    assert indoors.horizon is None
    assert revised(indoors, halves(H, W)).horizon == pytest.approx(0.5, abs=0.02)


KINDS = ("other", "sky", "water", "person", "ground")


def chances(masks, sure=0.8):
    """Return what a network says of `masks` (kind -> bool (H, W)): `sure` there, the rest even."""
    found = {kind: np.full((H, W), (1 - sure) / (len(KINDS) - 1), np.float32) for kind in KINDS}
    for kind, mask in masks.items():
        found[kind][mask] = sure
    total = sum(found.values())
    return {kind: np.asarray(chance / total, np.float32) for kind, chance in found.items()}


def body():
    mask = np.zeros((H, W), bool)
    mask[140:230, 150:230] = True
    return mask


def test_of_what_the_rules_do_not_know_the_network_decides(rules):
    below = np.zeros((H, W), bool)
    below[HORIZON:] = True
    found = pooled(rules, chances({"sky": ~below, "ground": below & ~body(), "person": body()}))
    masks = found.masks()
    assert set(masks) == {"sky", "ground", "person"} and found.horizon == rules.horizon
    assert masks["person"][150:220, 160:220].mean() > 0.95 and masks["person"].sum() < 1.4 * body().sum()
    assert 0.7 < found.confidence["person"] < 0.9


def test_a_sky_that_the_rules_see_stays_and_one_that_they_do_not_see_must_be_sure(rules):
    above = rules.masks()["sky"]
    doubted = pooled(rules, chances({"ground": above}, 0.6))
    assert doubted.masks()["sky"][above].mean() > 0.9
    weak, sure = (pooled(rules, chances({"sky": body(), "ground": ~body() & ~above}, x)) for x in (0.6, 0.97))
    assert weak.masks()["sky"][body()].mean() < 0.05 < 0.8 < sure.masks()["sky"][body()].mean()


def test_water_is_none_where_the_network_is_in_doubt(rules):
    def water(share):
        rest = {"ground": ~body() & ~rules.masks()["sky"]}
        mixed = {**chances({**rest, "water": body()}, 0.9)}
        mixed["water"] = np.where(body(), np.float32(share), mixed["water"])
        mixed["ground"] = np.where(body(), np.float32(0.95 - share), mixed["ground"])
        return pooled(rules, mixed).masks().get("water", np.zeros((H, W), bool))[body()].mean()

    assert water(0.49) < 0.05 < 0.8 < water(0.85)


def test_off_the_water_that_the_rules_have_found_there_is_none_and_no_sky_beside_water_from_above():
    calm = find_regions(lake())
    assert {"sky", "water"} <= set(calm.kinds)
    shore = np.zeros((H, W), bool)
    shore[190:, :120] = True
    stone = replace(calm, index=np.where(shore, np.uint8(len(calm.kinds)), calm.index), kinds=(*calm.kinds, "ground"))
    told = chances({"water": calm.masks()["water"] | shore, "sky": calm.masks()["sky"], "ground": ridge()}, 0.7)
    told["ground"] = np.where(shore, np.float32(0.1), told["ground"])
    assert pooled(stone, told).masks()["water"][shore].mean() < 0.2
    above = replace(calm, kinds=tuple("other" if kind == "sky" else kind for kind in calm.kinds))
    assert "sky" not in pooled(above, chances({"sky": calm.masks()["sky"], "water": calm.masks()["water"]})).kinds


def test_a_part_that_is_of_no_likely_kind_is_what_is_around_it(rules):
    land = ~rules.masks()["sky"]
    told = chances({"sky": ~land, "ground": land & ~body()})
    for kind, share in {"other": 0.02, "sky": 0.15, "water": 0.4, "person": 0.35, "ground": 0.08}.items():
        told[kind] = np.where(body(), np.float32(share), told[kind])
    found = pooled(rules, told)
    assert set(found.kinds) == {"sky", "ground"} and found.masks()["ground"][body()].all()
