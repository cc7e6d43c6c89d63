from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from flowanim.errors import WeightsError
from flowanim.filling import filler_of, missing
from flowanim.nets import hub_paint
from tests.render.stages import speckle


def fake(**asked):
    """A pipeline that answers with noise of its seed; it keeps what it was asked."""
    calls = []

    def pipe(**call):
        calls.append(call)
        rng = np.random.default_rng(call["generator"].initial_seed())
        made = rng.integers(0, 255, (call["height"], call["width"], 3), np.uint8)
        return SimpleNamespace(images=[Image.fromarray(made)])

    return pipe, calls


def hole_of(shape, rows, columns):
    hole = np.zeros(shape, bool)
    hole[rows, columns] = True
    return hole


def test_only_the_hole_changes_and_the_same_seed_gives_the_same():
    rgb, hole = speckle((120, 200)), hole_of((120, 200), slice(40, 60), slice(50, 90))
    inpaint = hub_paint.inpainter(fake()[0])
    one, two, other = inpaint(rgb, hole, 3), inpaint(rgb, hole, 3), inpaint(rgb, hole, 4)
    np.testing.assert_array_equal(one, two)
    np.testing.assert_array_equal(one[~hole], rgb[~hole])
    assert (one[hole] != other[hole]).any()


def test_a_wide_hole_is_made_to_fit_and_sides_are_what_pipelines_want():
    pipe, calls = fake()
    rgb, hole = np.full((300, 1500, 3), 0.5, np.float32), hole_of((300, 1500), slice(10, 290), slice(20, 1480))
    hub_paint.inpainter(pipe)(rgb, hole, 0)
    (call,) = calls
    assert call["width"] <= hub_paint.SIDE and call["width"] % 8 == call["height"] % 8 == 0
    assert call["image"].size == call["mask_image"].size == (call["width"], call["height"])


def test_without_a_hole_no_pipeline_is_asked():
    pipe, calls = fake()
    rgb = speckle((40, 40))
    assert hub_paint.inpainter(pipe)(rgb, np.zeros((40, 40), bool), 0) is rgb and not calls


def test_what_is_not_installed_is_said_and_patches_stand_in(monkeypatch, tmp_path):
    monkeypatch.setenv("FLOWANIM_MODELS", str(tmp_path))
    monkeypatch.setattr(hub_paint, "find_spec", lambda name: None)
    assert "diffusers" in missing("hub:mine")
    monkeypatch.setattr(hub_paint, "find_spec", lambda name: object())
    _, notes = filler_of("hub:mine")
    assert "patch instead of hub:mine" in notes[0] and "safetensors" in notes[0]


def test_a_pickle_in_the_folder_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("FLOWANIM_MODELS", str(tmp_path))
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/model_index.json").write_text("{}")
    (tmp_path / "mine/weights.bin").write_bytes(b"x")
    with pytest.raises(WeightsError):
        hub_paint.load("mine")


def test_a_pipeline_fills_as_any_filler_does(monkeypatch):
    monkeypatch.setattr(hub_paint, "lacking", lambda name: "")
    monkeypatch.setattr(hub_paint, "load", lambda name: hub_paint.inpainter(fake()[0]))
    filler, notes = filler_of("hub:mine")
    rgb, hole = speckle((90, 90)), hole_of((90, 90), slice(30, 50), slice(30, 50))
    made = filler(rgb, hole, ~hole, 0)
    assert not notes
    np.testing.assert_array_equal(made[~hole], rgb[~hole])
    assert (made[hole] != rgb[hole]).mean() > 0.9
