"""`depth`, `layers`, `flow`: the pictures say what the scene and the plan say, exactly."""

import json
import sys
from types import ModuleType

import cv2
import numpy as np
import pytest

from flowanim.cli import main
from flowanim.cli.look import file_name, seen_disparity
from flowanim.video.flofile import read_flo
from tests.cli import fake


@pytest.fixture
def pipe(monkeypatch, tmp_path):
    """The pipe that does nothing; the current folder holds beach.jpg."""
    frames = ModuleType("flowanim.render.frames")
    frames.flow_at = lambda plan, scene, t: np.full((64, 96, 2), (t, 0), np.float32)
    monkeypatch.setitem(sys.modules, "flowanim.render.frames", frames)
    return fake.put_in_place(monkeypatch, tmp_path)


def test_depth_is_a_16_bit_picture_of_disparity(pipe, tmp_path, capsys):
    assert main(["depth", "beach.jpg"]) == 0
    read = cv2.imread(str(tmp_path / "beach.depth.png"), cv2.IMREAD_UNCHANGED)
    assert read.dtype == np.uint16
    np.testing.assert_allclose(read / 65535, seen_disparity(fake.scene()), atol=1e-5)
    assert read[0, 0] == 0
    assert "white is near" in capsys.readouterr().err


def test_layers_can_be_drawn_on_the_photo_instead(pipe, tmp_path, capsys):
    assert main(["layers", "beach.jpg", "--preview", "cut.png"]) == 0
    assert cv2.imread(str(tmp_path / "cut.png")).shape[1] == 1280
    assert not (tmp_path / "beach.layers").exists()
    assert "2 layers, the farthest first: sky, left ground" in " ".join(capsys.readouterr().err.split())


def test_layers_laid_over_each_other_are_the_photo(pipe, tmp_path, capsys):
    assert main(["layers", "beach.jpg", "--json"]) == 0
    names = sorted(path.name for path in (tmp_path / "beach.layers").iterdir())
    assert names == ["00-sky.png", "01-left-ground.png"]
    total = np.zeros((64, 96, 3))
    for name in names:
        layer = cv2.imread(str(tmp_path / "beach.layers" / name), cv2.IMREAD_UNCHANGED).astype(float) / 255
        total = layer[..., 3:] * layer[..., 2::-1] + (1 - layer[..., 3:]) * total
    np.testing.assert_allclose(total, fake.scene().photo.rgb, atol=0.5 / 255)
    assert json.loads(capsys.readouterr().out)["levels_off"] <= 0.5


def test_flow_is_written_as_numbers_and_as_a_picture(pipe, tmp_path, capsys):
    assert main(["flow", "beach.jpg", "the water flows", "--at", "0.5", "--json"]) == 0
    np.testing.assert_array_equal(read_flo(tmp_path / "beach.flow.flo"), np.full((64, 96, 2), (0.5, 0), np.float32))
    blue, _, red = cv2.imread(str(tmp_path / "beach.flow.png"))[0, 0]
    assert red == 255, "to the right is red on the wheel"
    assert blue == 0
    assert json.loads(capsys.readouterr().out)["largest_px"] == 0.5


def test_a_time_after_the_end_is_refused(pipe, capsys, tmp_path):
    assert main(["flow", "beach.jpg", "--at", "3"]) == 2
    assert "the clip has 2 s" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["beach.jpg"]


@pytest.mark.parametrize("command", ["depth", "layers", "flow"])
def test_what_is_there_stays_without_force(pipe, command, tmp_path):
    assert main([command, "beach.jpg"]) == 0
    pipe.calls.clear()
    assert main([command, "beach.jpg"]) == 6
    assert not pipe.calls, "it was found after the work"
    assert main([command, "beach.jpg", "--force"]) == 0


def test_a_layer_may_have_any_name():
    assert file_name(3, "../../left tree") == "03-------left-tree.png"
    assert file_name(12, "波") == "12-波.png"
