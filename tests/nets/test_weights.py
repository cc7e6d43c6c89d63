"""Weights are whole, of this version, and fit exactly; or an error says what to do."""

from dataclasses import replace
from hashlib import sha256

import pytest
import torch
from safetensors.torch import save

from flowanim.errors import WeightsError
from flowanim.nets.scene_net import SceneNet
from flowanim.nets.specs import SCENE
from flowanim.nets.weights import load_into, read_weights


def kept(folder, held):
    """Write bytes as both files; return a spec that knows their sums."""
    for form in ("onnx", "safetensors"):
        (folder / f"{SCENE.name}.{form}").write_bytes(held)
    return replace(SCENE, onnx=sha256(held).hexdigest(), safetensors=sha256(held).hexdigest())


@pytest.mark.parametrize("form", ["onnx", "safetensors"])
def test_the_files_that_ship_are_whole(form):
    assert len(read_weights(SCENE, form)) > 1e6


def test_the_network_that_ships_fits_and_is_ready_to_run():
    network = load_into(SceneNet(), SCENE)
    assert not network.training
    assert all(p.dtype == torch.float32 for p in network.parameters())


def test_a_missing_file_is_named_with_the_remedy(tmp_path):
    with pytest.raises(WeightsError, match=r"scene\.onnx cannot be read .*install flowanim again"):
        read_weights(SCENE, "onnx", tmp_path)


def test_a_byte_that_changed_is_found(tmp_path):
    spec = kept(tmp_path, b"weights")
    (tmp_path / "scene.onnx").write_bytes(b"weighty")
    with pytest.raises(WeightsError, match=r"scene\.onnx is damaged"):
        read_weights(spec, "onnx", tmp_path)


def test_a_pickle_is_not_opened(tmp_path):
    torch.save({"stem": torch.zeros(1)}, tmp_path / "pickle")
    spec = kept(tmp_path, (tmp_path / "pickle").read_bytes())
    with pytest.raises(WeightsError, match="does not fit"):
        load_into(SceneNet(), spec, tmp_path)


@pytest.mark.parametrize("change", ["missing", "more", "another shape"])
def test_weights_fit_exactly_or_not_at_all(tmp_path, change):
    network = torch.nn.Linear(3, 2)
    state = {"weight": torch.zeros(2, 3), "bias": torch.zeros(2)}
    if change == "missing":
        del state["bias"]
    elif change == "more":
        state["scale"] = torch.zeros(1)
    else:
        state["weight"] = torch.zeros(3, 2)
    spec = kept(tmp_path, save(state))
    with pytest.raises(WeightsError, match="does not fit this version"):
        load_into(network, spec, tmp_path)


def test_float16_on_disk_is_float32_in_use(tmp_path):
    state = {"weight": torch.full((2, 3), 0.5).half(), "bias": torch.ones(2).half()}
    network = load_into(torch.nn.Linear(3, 2), kept(tmp_path, save(state)), tmp_path)
    assert network(torch.ones(1, 3)).tolist() == [[2.5, 2.5]]
