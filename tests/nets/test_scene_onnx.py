"""The network that ships sees: it agrees with torch, keeps its word on sizes, and is right about an easy landscape."""

import subprocess
import sys

import cv2
import numpy as np
import pytest
import torch

from flowanim.errors import WeightsError
from flowanim.nets import scene_onnx
from flowanim.nets.scene_layout import CHANNELS, REGIONS, SUBJECT
from flowanim.nets.scene_net import SceneNet
from flowanim.nets.scene_onnx import channels, network_size, see, sight_of
from flowanim.nets.specs import SCENE
from flowanim.nets.weights import load_into
from flowanim.ops.image import resize
from tests.scene.landscapes import HORIZON, H, field, sea


@pytest.mark.parametrize("shape", [(216, 384), (333, 250), (64, 1000), (9, 7)])
def test_a_picture_of_any_shape_is_seen(shape):
    rgb = np.random.default_rng(1).random((*shape, 3), dtype=np.float32)
    sight = see(rgb)
    np.testing.assert_allclose(sum(sight.regions.values()), 1, atol=1e-5)
    assert set(sight.regions) == set(REGIONS)
    assert sight.disparity.min() >= 0
    assert sight.doubt.min() > 0


def test_the_same_picture_is_seen_alike_whatever_the_threads():
    threads = cv2.getNumThreads()
    try:
        cv2.setNumThreads(1)
        one = see(field())
        cv2.setNumThreads(2)
        two = see(field())
    finally:
        cv2.setNumThreads(threads)
    np.testing.assert_array_equal(one.disparity, two.disparity)
    np.testing.assert_array_equal(one.subject, two.subject)


def test_another_picture_in_between_changes_nothing():
    first = see(field())
    see(np.random.default_rng(2).random((100, 300, 3), dtype=np.float32))
    np.testing.assert_array_equal(first.disparity, see(field()).disparity)


@pytest.mark.parametrize("picture", [field, sea])
def test_opencv_and_torch_see_the_same(picture):
    network = load_into(SceneNet(), SCENE)

    def forward(batch):
        with torch.inference_mode():
            return network(torch.from_numpy(batch)).numpy()

    truth, mine = sight_of(channels(picture(), forward)), see(picture())
    np.testing.assert_allclose(mine.disparity, truth.disparity, atol=0.01)
    for kind in REGIONS:
        np.testing.assert_allclose(mine.regions[kind], truth.regions[kind], atol=0.02)


def test_looks_are_laid_on_each_other_the_right_way_round():
    """A network that answers with the picture itself gives the picture back."""
    ramp = np.repeat(np.linspace(0, 1, 384, dtype=np.float32)[None], 256, 0)

    def forward(batch):
        quarter = resize(np.ascontiguousarray(batch[0, 0]), (batch.shape[3] // 4, batch.shape[2] // 4))
        return np.repeat(quarter[None, None], CHANNELS, 1)

    out = channels(np.dstack([ramp] * 3), forward)
    np.testing.assert_allclose(out[0], resize(ramp, (96, 64)), atol=0.02)


@pytest.mark.parametrize(("first", "second", "subject"), [(1.0, 3.0, 2.0), (3.0, 1.0, 3.0)])
def test_looks_are_averaged_but_the_subject_is_at_least_as_likely_as_at_the_first(first, second, subject):
    looks = iter((first, second))

    def forward(batch):
        return np.full((1, CHANNELS, batch.shape[2] // 4, batch.shape[3] // 4), next(looks), np.float32)

    out = channels(np.zeros((256, 384, 3), np.float32), forward)
    assert (out[SUBJECT] == subject).all() and (np.delete(out, SUBJECT, 0) == 2).all()


def test_a_sky_over_a_field_is_seen_as_one_and_far():
    sight = see(field())
    rows = len(sight.disparity)
    above, below = round(rows * HORIZON / H) - 3, round(rows * HORIZON / H) + 3
    assert sight.regions["sky"][:above].mean() > 0.8
    assert sight.regions["sky"][below:].mean() < 0.2
    assert sight.disparity[:above].mean() + 0.2 < sight.disparity[-rows // 4 :].mean()


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (500, 500), (3000, 10)])
def test_what_goes_in_keeps_the_shape_about_and_is_made_of_whole_blocks(size):
    wide, high = network_size(size, 384, 32)
    assert wide % 32 == high % 32 == 0
    assert max(wide, high) == 384
    assert abs(wide - size[0] * 384 / max(size)) <= 32


def test_channels_mean_chances_errors_and_a_subject():
    out = np.zeros((CHANNELS, 2, 3), np.float32)
    out[0], out[2] = -1, 100
    sight = sight_of(out)
    assert sight.disparity.max() == 0
    np.testing.assert_allclose(sight.doubt, 1)
    np.testing.assert_allclose(sight.subject, 1)
    np.testing.assert_allclose(sight.regions["sky"], 0.1)


def test_a_file_that_is_no_network_is_refused(monkeypatch):
    monkeypatch.setattr(scene_onnx, "read_weights", lambda *_: b"no network")
    with pytest.raises(WeightsError, match=r"scene\.onnx"):
        see(field())


def test_a_picture_of_another_type_is_refused():
    with pytest.raises(ValueError, match="float32"):
        see(np.zeros((8, 8, 3)))


def test_seeing_loads_no_torch():
    program = (
        "import sys, numpy as np; from flowanim.nets.scene_onnx import see;"
        "see(np.zeros((64, 96, 3), np.float32)); print({'torch', 'safetensors', 'timm'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "set()", done.stderr
