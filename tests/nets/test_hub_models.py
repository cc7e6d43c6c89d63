"""Fetched models, through the code that runs the real ones: the same classes, tiny and at random."""

import numpy as np
import pytest

from flowanim.errors import WeightsError
from flowanim.nets import hub, hub_models
from flowanim.nets.scene_layout import REGIONS
from flowanim.nets.specs import HUB
from tests.nets import tiny

DEPTH, REGIONAL = HUB["depth-anything-v2-small"], HUB["upernet-convnext-tiny"]


@pytest.fixture
def store(tmp_path, monkeypatch):
    """The store is a folder of the test."""
    pytest.importorskip("transformers")
    monkeypatch.setenv("FLOWANIM_MODELS", str(tmp_path / "store"))
    return tmp_path / "store"


def photo(h, w):
    return np.random.default_rng(0).random((h, w, 3)).astype(np.float32)


@pytest.mark.parametrize("size", [(64, 96), (75, 51)])
def test_depth_comes_at_the_photos_size_and_twice_the_same(store, tmp_path, size):
    hub.get(DEPTH, source=tiny.depth_model(tmp_path / "mine"))
    near = hub_models.depth(DEPTH, photo(*size))
    assert near.shape == size and near.dtype == np.float32 and np.isfinite(near).all()
    np.testing.assert_array_equal(near, hub_models.depth(DEPTH, photo(*size)))


def test_classes_are_summed_into_our_kinds(store, tmp_path):
    hub.get(REGIONAL, source=tiny.segment_model(tmp_path / "mine"))
    found = hub_models.regions(REGIONAL, photo(70, 90))
    assert tuple(found) == REGIONS
    np.testing.assert_allclose(sum(found.values()), 1, atol=1e-5)
    assert all(chance.dtype == np.float32 and (chance > 0).any() for chance in found.values())


def test_weights_of_another_network_are_refused(store, tmp_path):
    hub.get(DEPTH, source=tiny.segment_model(tmp_path / "mine"))
    with pytest.raises(WeightsError, match="does not hold depth-anything-v2-small"):
        hub_models.depth(DEPTH, photo(64, 64))


def test_a_missing_model_says_how_to_get_it(store):
    with pytest.raises(WeightsError, match="flowanim models get depth-anything-v2-small"):
        hub_models.depth(DEPTH, photo(64, 64))


def test_a_photo_goes_in_scaled_to_whole_patches():
    shapes = {size: hub_models._prepared(DEPTH, photo(*size)).shape for size in ((300, 400), (100, 700))}
    assert shapes == {(300, 400): (1, 3, 518, 686), (100, 700): (1, 3, 126, 924)}
