"""Fetched models: taken whole or not at all, held to what they were when first fetched, never a pickle."""

import json

import pytest

from flowanim.errors import WeightsError
from flowanim.nets import hub
from flowanim.nets.specs import HUB

MODEL = HUB["depth-anything-v2-small"]


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    """The store is a folder of the test."""
    monkeypatch.setenv("FLOWANIM_MODELS", str(tmp_path / "store"))
    return tmp_path / "store"


def folder(path, weights=b"weights", name="model.safetensors"):
    """A folder as a user may have it."""
    path.mkdir()
    (path / "config.json").write_text("{}")
    (path / name).write_bytes(weights)
    return path


def test_an_unknown_name_is_refused_with_the_known_ones():
    with pytest.raises(WeightsError, match=r"'big': choose from depth-anything-v2-small, upernet"):
        hub.find("big")


@pytest.mark.parametrize("model", HUB.values(), ids=lambda model: model.name)
def test_every_model_is_pinned_to_a_commit_and_says_its_terms(model):
    assert len(model.revision) == 40 and int(model.revision, 16)
    assert model.licence in hub.terms(model) and f"{model.megabytes} MB" in hub.terms(model)
    assert model.use in ("depth", "regions") and model.short <= model.longest


def test_a_model_is_taken_from_a_folder_and_recorded(tmp_path, store):
    place = hub.get(MODEL, source=folder(tmp_path / "mine"))
    assert place == store / MODEL.name and hub.is_here(MODEL) and hub.verify(MODEL) == place
    record = json.loads((store / "pins.json").read_text())[MODEL.name]
    assert record["revision"] == {"commit": MODEL.revision} and set(record["files"]) == set(hub.FILES)
    assert sorted(path.name for path in store.iterdir()) == [MODEL.name, "pins.json"]


def test_what_is_fetched_is_asked_for_by_name_and_held_to_the_record(tmp_path):
    asked = []

    def fetch(model, name, place):
        asked.append((model.repo, name))
        (place / name).write_bytes(b"first")

    hub.get(MODEL, fetch=fetch)
    assert asked == [(MODEL.repo, name) for name in hub.FILES]
    hub.remove(MODEL)
    other = folder(tmp_path / "other", b"second")
    with pytest.raises(WeightsError, match=r"expected a7937b64b8ca.*--forget"):
        hub.get(MODEL, source=other)
    assert not hub.is_here(MODEL)
    assert hub.remove(MODEL, forget=True)
    hub.get(MODEL, source=other)
    assert hub.is_here(MODEL)


def test_a_missing_model_is_refused_with_the_command_that_fetches_it():
    with pytest.raises(WeightsError, match=r"models get depth-anything-v2-small` \(99 MB, Apache-2.0\)"):
        hub.verify(MODEL)
    with pytest.raises(WeightsError, match=r"--offline forbids.*models get depth-anything-v2-small"):
        hub.get(MODEL, offline=True, fetch=lambda *_: pytest.fail("asked the network"))


def test_a_damaged_file_is_put_aside_and_not_used(tmp_path, store):
    hub.get(MODEL, source=folder(tmp_path / "mine"))
    (store / MODEL.name / "model.safetensors").write_bytes(b"other")
    with pytest.raises(WeightsError, match=r"sha256 d9298a10d1b0\.\.\., expected .*fetch it again with"):
        hub.verify(MODEL)
    assert (store / MODEL.name / "model.safetensors.damaged").read_bytes() == b"other"
    with pytest.raises(WeightsError, match="models get"):
        hub.verify(MODEL)


@pytest.mark.parametrize("name", ["pytorch_model.bin", "model.pth", "model.CKPT", "x.pkl"])
def test_a_pickle_is_refused_by_its_form(tmp_path, store, name):
    with pytest.raises(WeightsError, match=r"refused, since such files can run code: give model.safetensors"):
        hub.get(MODEL, source=folder(tmp_path / "mine", name=name))
    with pytest.raises(WeightsError, match="refused"):
        hub.get(MODEL, source=tmp_path / "mine" / name)
    assert not hub.is_here(MODEL)


def test_a_fetch_that_fails_leaves_what_was_there(tmp_path, store):
    hub.get(MODEL, source=folder(tmp_path / "mine"))

    def fetch(model, name, place):
        raise ConnectionError("no route\nto host")

    with pytest.raises(WeightsError, match=r"could not be fetched: no route; try again"):
        hub.get(MODEL, fetch=fetch)
    assert hub.verify(MODEL) and sorted(p.name for p in store.iterdir()) == [MODEL.name, "pins.json"]
    with pytest.raises(WeightsError, match=r"config\.json of depth-anything-v2-small is not there"):
        hub.get(MODEL, source=tmp_path)


def test_what_is_not_here_is_no_fault_to_remove(store):
    assert not hub.remove(MODEL) and not hub.remove(MODEL, forget=True)


def test_a_broken_record_is_said(tmp_path, store):
    hub.get(MODEL, source=folder(tmp_path / "mine"))
    (store / "pins.json").write_text("{")
    with pytest.raises(WeightsError, match=r"pins\.json cannot be read"):
        hub.verify(MODEL)
