"""In-painting pipelines of diffusers: a real one, tiny and at random, through the code that runs the large ones.

Stand-ins serve where a fact is about what a pipeline is asked, not about the library.
"""

import json
import shutil
import socket
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from flowanim.errors import WeightsError
from flowanim.filling import filler_of, missing
from flowanim.nets import hub_paint
from tests.nets import tiny
from tests.render.stages import speckle


class Fake:
    """A pipeline that answers by `make` of (picture, numbers of its seed); it keeps what it was asked."""

    vae_scale_factor = 8

    def __init__(self, make, latents=64):
        self.make, self.calls, self.busy = make, [], 0
        self.unet = SimpleNamespace(config=SimpleNamespace(sample_size=latents))

    def __call__(self, image=None, mask_image=None, width=None, height=None, generator=None):
        self.calls.append((image, np.asarray(mask_image), (width, height)))
        self.busy += 1
        assert self.busy == 1
        rng = np.random.default_rng(generator.initial_seed())
        made = self.make(np.asarray(image), rng)
        self.busy -= 1
        return SimpleNamespace(images=[Image.fromarray(made)])


def noise(picture, rng):
    return rng.integers(0, 255, picture.shape, np.uint8)


def hole_of(shape, rows, columns):
    hole = np.zeros(shape, bool)
    hole[rows, columns] = True
    return hole


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A tiny pipeline as a user may have it."""
    return tiny.paint_pipeline(tmp_path_factory.mktemp("tiny") / "mine")


@pytest.fixture
def store(tmp_path, monkeypatch):
    """The store is a folder of the test; the network cannot be reached; a tiny network is quickest on one thread."""
    torch = pytest.importorskip("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    monkeypatch.setenv("FLOWANIM_MODELS", str(tmp_path))
    for door in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, door, lambda *_: pytest.fail("the network was asked"))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("the network was asked"))
    hub_paint.load.cache_clear()
    yield tmp_path
    hub_paint.load.cache_clear()
    torch.set_num_threads(before)


@pytest.fixture
def mine(store, saved):
    """A copy of the tiny pipeline in the store."""
    return shutil.copytree(saved, store / "mine")


def refused():
    """Return why the pipeline is refused: one line."""
    with pytest.raises(WeightsError) as caught:
        hub_paint.load("mine")
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_real_pipeline_changes_the_hole_alone_and_the_seed_says_how(mine):
    filler, notes = filler_of("hub:mine")
    rgb, hole = speckle((75, 110)), hole_of((75, 110), slice(30, 50), slice(40, 71))
    one, two, other = (filler(rgb, hole, ~hole, seed) for seed in (3, 3, 4))
    assert not notes and np.isfinite(one).all() and one.min() >= 0 and one.max() <= 1
    np.testing.assert_array_equal(one, two)
    np.testing.assert_array_equal(one[~hole], rgb[~hole])
    assert (one[hole] != rgb[hole]).mean() > 0.9 and (one[hole] != other[hole]).mean() > 0.9


def test_a_real_pipeline_looks_at_what_is_around_the_hole(mine):
    hole = hole_of((64, 64), slice(28, 36), slice(28, 36))
    dark, light = (np.full((64, 64, 3), level, np.float32) for level in (0.2, 0.8))
    inpaint = hub_paint.load("mine")
    assert (inpaint(dark, hole, 0)[hole] != inpaint(light, hole, 0)[hole]).mean() > 0.5


def test_a_real_pipeline_is_asked_at_the_size_it_was_trained_at(mine):
    assert hub_paint._side(hub_paint._read(mine)) == 64


def test_weights_in_16_bits_alone_are_run_in_32(store):
    tiny.paint_pipeline(store / "mine", half=True)
    rgb, hole = speckle((64, 64)), hole_of((64, 64), slice(28, 36), slice(28, 36))
    made = hub_paint.load("mine")(rgb, hole, 0)
    assert np.isfinite(made).all() and (made[hole] != rgb[hole]).any()


@pytest.mark.parametrize("part", ["unet", "vae", "text_encoder"])
def test_a_pickle_in_place_of_safetensors_is_refused_and_never_opened(mine, part):
    (weights,) = (mine / part).glob("*.safetensors")
    weights.rename(weights.with_suffix(".bin")).write_bytes(b"x")
    assert "refused, since such files can run code" in refused()


def test_a_pickle_beside_safetensors_is_not_read(mine):
    (mine / "unet/diffusion_pytorch_model.bin").write_bytes(b"no weights")
    hub_paint.load("mine")


def test_code_in_the_folder_is_not_run(mine, tmp_path):
    told = json.loads((mine / "model_index.json").read_text())
    (mine / "model_index.json").write_text(json.dumps(told | {"_class_name": ["own", "Own"]}))
    (mine / "own.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    assert "own.py is refused" in refused() and not (tmp_path / "ran").exists()


def test_what_diffusers_cannot_read_is_told_in_one_line(mine):
    told = (mine / "model_index.json").read_text()
    for text in ("{", "[]", "{}", json.dumps(json.loads(told) | {"_class_name": "NoSuchPipeline"})):
        (mine / "model_index.json").write_text(text)
        assert "no pipeline that diffusers can read" in refused()
    (mine / "model_index.json").write_text(told)
    (mine / "unet/diffusion_pytorch_model.safetensors").write_bytes(b"cut")
    assert "no pipeline that diffusers can read" in refused()
    (mine / "unet/diffusion_pytorch_model.safetensors").unlink()
    assert "no pipeline that diffusers can read" in refused()


def test_a_pipeline_that_takes_no_mask_is_refused(mine):
    told = json.loads((mine / "model_index.json").read_text())
    (mine / "model_index.json").write_text(json.dumps(told | {"_class_name": "StableDiffusionPipeline"}))
    assert "no in-painting pipeline: a StableDiffusionPipeline takes no picture with a mask" in refused()


def test_a_pipeline_that_fails_is_told_in_one_line():
    def fail(picture, rng):
        raise RuntimeError("sizes of tensors must match\nmore")

    with pytest.raises(WeightsError, match=r"^the pipeline Fake failed: sizes of tensors must match$"):
        hub_paint.inpainter(Fake(fail))(speckle((40, 40)), hole_of((40, 40), 5, 5), 0)


@pytest.mark.parametrize("library", ["diffusers", "transformers"])
def test_what_is_not_installed_is_said_and_patches_stand_in(monkeypatch, store, library):
    monkeypatch.setattr(hub_paint, "find_spec", lambda name: None if name == library else object())
    assert f"the library {library}: pip install 'flowanim[hub]'" in missing("hub:mine")
    _, notes = filler_of("hub:mine")
    assert "patch instead of hub:mine" in notes[0]


def test_without_a_model_index_the_place_is_said_and_patches_stand_in(monkeypatch, store):
    monkeypatch.setattr(hub_paint, "find_spec", lambda name: object())
    (store / "mine").mkdir()
    _, notes = filler_of("hub:mine")
    assert "patch instead of hub:mine" in notes[0] and "model_index.json" in notes[0]
    assert str(store / "mine") in notes[0]


@pytest.mark.parametrize(
    ("shape", "rows", "columns", "size"),
    [
        ((300, 1500), slice(10, 290), slice(20, 1480), (512, 128)),
        ((1200, 1600), slice(600, 610), slice(800, 830), (512, 512)),
        ((1200, 1600), slice(0, 1200), slice(700, 900), (512, 512)),
        ((60, 90), slice(20, 30), slice(20, 30), (512, 336)),
    ],
)
def test_a_square_around_the_hole_is_made_to_fit_what_the_pipeline_knows(shape, rows, columns, size):
    pipe = Fake(noise)
    hub_paint.inpainter(pipe)(np.full((*shape, 3), 0.5, np.float32), hole_of(shape, rows, columns), 0)
    ((picture, mask, asked),) = pipe.calls
    assert asked == picture.size == mask.shape[::-1] == size


def test_a_latent_that_a_thin_hole_touches_is_all_hole():
    hole = hole_of((500, 500), slice(100, 400), slice(250, 251))
    mask = hub_paint.cells(hole, (128, 128), 8)
    assert set(np.unique(mask)) == {0, 255}
    np.testing.assert_array_equal(mask, np.kron(mask[::8, ::8], np.ones((8, 8), np.uint8)))
    assert (mask[::8, ::8] > 0).sum(0).tolist() == [0] * 8 + [10] + [0] * 7


def test_without_a_hole_no_pipeline_is_asked():
    pipe, rgb = Fake(noise), speckle((40, 40))
    assert hub_paint.inpainter(pipe)(rgb, np.zeros((40, 40), bool), 0) is rgb and not pipe.calls


def test_layers_wait_for_one_another(monkeypatch):
    def slow(picture, rng):
        sleep(0.02)
        return noise(picture, rng)

    held = hub_paint.inpainter(Fake(slow, latents=8))
    monkeypatch.setattr(hub_paint, "load", lambda name: held)
    rgb, hole = speckle((40, 40)), hole_of((40, 40), slice(10, 20), slice(10, 20))
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda seed: hub_paint.inpaint("mine", rgb, hole, seed), [1, 2, 1, 2]))
    np.testing.assert_array_equal(made[:2], made[2:])


def test_colours_that_a_pipeline_shifts_are_levelled_at_the_holes_border(monkeypatch):
    darker = hub_paint.inpainter(Fake(lambda picture, rng: picture - 30, latents=8))
    monkeypatch.setattr(hub_paint, "lacking", lambda name: "")
    monkeypatch.setattr(hub_paint, "load", lambda name: darker)
    rgb, hole = np.full((60, 60, 3), 0.5, np.float32), hole_of((60, 60), slice(25, 35), slice(25, 35))
    np.testing.assert_allclose(filler_of("hub:mine")[0](rgb, hole, ~hole, 0), rgb, atol=6 / 255)
