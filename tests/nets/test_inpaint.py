from dataclasses import replace
from hashlib import sha256

import cv2
import numpy as np
import pytest
import torch

from flowanim.errors import WeightsError
from flowanim.nets.inpaint import BATCH, in_batches, load, told
from flowanim.nets.inpaint_layout import MEAN, PLANES, SPREAD
from flowanim.nets.inpaint_net import InpaintNet
from flowanim.nets.specs import INPAINT
from flowanim.nets.weights import load_into


def tiles(count):
    rng = np.random.default_rng(0)
    hole = np.zeros((count, 64, 64), bool)
    hole[:, 20:40, 20:40] = True
    picture = rng.random((count, 64, 64, 3), np.float32)
    texture = np.where(hole[..., None], 0.1 * rng.standard_normal(picture.shape, np.float32), 0).astype(np.float32)
    return picture, texture, hole, np.zeros_like(hole), rng.random(hole.shape, np.float32)


@pytest.mark.parametrize("count", [1, BATCH, BATCH + 3])
def test_any_number_of_tiles_is_run_in_batches_of_one_size(count):
    sizes = []

    def forward(planes):
        sizes.append(len(planes))
        return planes[:, :3]

    planes = np.random.default_rng(0).random((count, PLANES, 4, 4), np.float32)
    np.testing.assert_array_equal(in_batches(forward)(planes), planes[:, :3])
    assert set(sizes) == {BATCH}


def test_a_network_that_finds_nothing_leaves_what_patches_made():
    denoise = told(lambda planes: np.zeros_like(planes[:, :3]))(*tiles(2))
    assert not denoise(np.random.default_rng(1).standard_normal((2, 64, 64, 3), np.float32), 0.3).any()


def test_endless_noise_asks_for_the_mean_and_shows_the_network_no_noise():
    seen = []

    def forward(planes):
        seen.append(planes)
        return np.ones_like(planes[:, :3])

    out = told(forward)(*tiles(1))(np.full((1, 64, 64, 3), 7, np.float32), np.inf)
    assert (out == SPREAD).all() and (seen[0][:, :3] == 0).all() and (seen[0][:, -1] == MEAN).all()


def test_a_missing_file_of_weights_is_told(tmp_path):
    with pytest.raises(WeightsError, match="install flowanim again"):
        load(folder=tmp_path)


def test_a_file_that_is_no_network_is_told(tmp_path):
    (tmp_path / "inpaint.onnx").write_bytes(b"no network")
    with pytest.raises(WeightsError, match="cannot read inpaint"):
        load(replace(INPAINT, onnx=sha256(b"no network").hexdigest()), tmp_path)


def test_what_ships_says_the_same_in_both_forms_whatever_the_threads():
    """And bit for bit the same again."""
    network = load_into(InpaintNet(), INPAINT)
    noisy = np.random.default_rng(2).standard_normal((BATCH, 64, 64, 3), np.float32)
    with torch.inference_mode():
        by_torch = told(lambda planes: network(torch.from_numpy(planes)).numpy())(*tiles(BATCH))(noisy, 0.2)
    threads = cv2.getNumThreads()
    try:
        found = []
        for count in (1, 2):
            cv2.setNumThreads(count)
            found.append(load()(*tiles(BATCH))(noisy, 0.2))
    finally:
        cv2.setNumThreads(threads)
    np.testing.assert_array_equal(*found)
    np.testing.assert_allclose(found[0], by_torch, atol=2e-3)
