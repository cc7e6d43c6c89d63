"""`flowanim models`: list, get, verify, path, rm; and what asks for a model."""

import json

import pytest

from flowanim.cli import main
from flowanim.nets import hub
from flowanim.nets.specs import HUB
from tests.nets import tiny

NAME = "depth-anything-v2-small"


@pytest.fixture(autouse=True)
def store(tmp_path, monkeypatch):
    """The store is a folder of the test, and nothing asks the network."""
    monkeypatch.setenv("FLOWANIM_MODELS", str(tmp_path / "store"))
    monkeypatch.setattr(hub, "from_hub", lambda *_: pytest.fail("asked the network"))
    return tmp_path / "store"


@pytest.fixture
def mine(tmp_path):
    """A folder that holds something of the right names."""
    (tmp_path / "mine").mkdir()
    for name in hub.FILES:
        (tmp_path / "mine" / name).write_text("{}")
    return tmp_path / "mine"


def test_models_are_listed_with_size_and_licence(capsys):
    assert main(["models"]) == main(["models", "list"]) == 0
    out = capsys.readouterr().out
    assert all(f"{model.megabytes} MB" in out and model.licence in out for model in HUB.values())
    assert "ships with flowanim" in out and "not fetched" in out
    assert main(["models", "--json"]) == 0
    assert {row["name"] for row in json.loads(capsys.readouterr().out)["models"]} == {"scene", *HUB}


def test_a_model_is_got_verified_found_and_deleted(mine, store, capsys):
    assert main(["models", "get", NAME, "--from", str(mine)]) == 0
    said = capsys.readouterr().err
    assert said.index("99 MB, licence Apache-2.0") < said.index("is here") and "held to from now on" in said
    assert main(["models", "get", NAME]) == 0 and "already" in capsys.readouterr().err
    assert main(["models", "verify"]) == 0 and capsys.readouterr().out == f"scene: whole\n{NAME}: whole\n"
    assert main(["models", "path", NAME]) == 0 and capsys.readouterr().out.strip() == str(store / NAME)
    assert main(["models", "rm", NAME]) == 0 and not hub.is_here(HUB[NAME])
    assert main(["models", "path", NAME]) == 5 and f"models get {NAME}" in capsys.readouterr().err


def test_a_file_that_changed_is_found(mine, store, capsys):
    main(["models", "get", NAME, "--from", str(mine)])
    (store / NAME / "config.json").write_text("[]")
    assert main(["models", "verify"]) == 5
    assert "fetch it again" in capsys.readouterr().err


def test_offline_nothing_is_fetched(tmp_path, capsys):
    assert main(["models", "get", NAME, "--offline"]) == 5
    error = capsys.readouterr().err
    assert error.count("error:") == 1 and f"models get {NAME}" in error and "99 MB" in error
    photo = str(tmp_path / "a.png")
    assert main(["depth", photo, "--depth-model", NAME, "--offline"]) in (2, 3)
    lake = "samples/alpine_lake.jpg"
    assert main(["depth", lake, "-o", str(tmp_path / "d.png"), "--depth-model", NAME, "--offline"]) == 5
    assert not (tmp_path / "d.png").exists()


def test_depth_comes_from_one_place(capsys):
    words = ["depth", "samples/alpine_lake.jpg", "--depth", "samples/alpine_lake.jpg", "--depth-model", NAME]
    assert main(words) == 2 and "give one" in capsys.readouterr().err


def test_a_pickle_is_refused(tmp_path, capsys):
    (tmp_path / "x.pth").write_bytes(b"\x80\x02")
    assert main(["models", "get", NAME, "--from", str(tmp_path / "x.pth")]) == 5
    assert "can run code" in capsys.readouterr().err


def test_depth_and_layers_are_made_with_fetched_models(tmp_path, capsys):
    hub.get(HUB[NAME], source=tiny.depth_model(tmp_path / "depth"))
    hub.get(HUB["upernet-convnext-tiny"], source=tiny.segment_model(tmp_path / "regions"))
    words = [
        "samples/alpine_lake.jpg",
        "--size",
        "96",
        "--depth-model",
        NAME,
        "--segment-model",
        "upernet-convnext-tiny",
    ]
    assert main(["depth", *words, "-o", str(tmp_path / "d.png")]) == 0
    assert main(["plan", *words, "-o", str(tmp_path / "plan.json")]) == 0
    plan = json.loads((tmp_path / "plan.json").read_text())
    assert plan["depth_model"] == NAME and plan["segment_model"] == "upernet-convnext-tiny"
