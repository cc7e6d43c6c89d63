"""Chances -> regions on the photo's edges."""

import numpy as np

from flowanim.datatypes import Analysis
from flowanim.scene.regions import partition, with_regions


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


def test_borders_lie_on_the_photos_own_edge_and_the_subject_stays_out_of_the_sky():
    rgb = np.zeros((160, 240, 3), np.float32)
    rgb[:84] = (0.5, 0.7, 1.0)
    rgb += np.random.default_rng(0).normal(0, 0.01, rgb.shape).astype(np.float32)
    subject = np.zeros((160, 240), np.float32)
    subject[60:120, 100:140] = 1
    found = Analysis(np.zeros((160, 240), np.float32), {"other": np.ones((160, 240), np.float32)}, {}, subject)
    seen = with_regions(found, halves(40, 60), np.clip(rgb, 0, 1))
    assert (seen.regions["sky"][:82] > 0.9).all() and (seen.regions["sky"][87:] < 0.1).all()
    np.testing.assert_allclose(seen.regions["sky"] + seen.regions["ground"], 1, atol=1e-5)
    assert seen.subject[:80].max() < 0.1 and seen.subject[100, 120] > 0.9
    assert 0.85 < seen.confidence["sky"] < 0.95
