"""Chances -> regions of a small photo."""

import numpy as np
import pytest

from flowanim.scene.regions import partition, revised
from flowanim.scene.segment import find_regions
from tests.scene.landscapes import H, W, field


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
