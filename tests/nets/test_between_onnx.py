"""The network that ships, in OpenCV: it agrees with torch, and frames between are truer with it than without."""

import subprocess
import sys

import cv2
import numpy as np
import pytest
import torch

from flowanim.errors import WeightsError
from flowanim.nets import between_onnx
from flowanim.nets.between_net import INSIDE, BetweenNet
from flowanim.nets.between_onnx import load_between
from flowanim.nets.specs import BETWEEN
from flowanim.nets.weights import load_into
from flowanim.video.between import Pair
from tests.video.test_between import texture


def things(t, size=(192, 128)):
    """Return a picture in which a bright disc flies over a texture that moves the other way, at time `t`."""
    frame = texture(-6.0 * t, size=size, seed=3)
    centre = round(16 * (60 + 40 * t)), (16 * 64)
    inside = np.zeros(frame.shape[:2], np.uint8)
    cv2.circle(inside, centre, 16 * 22, 255, -1, cv2.LINE_AA, shift=4)
    disc = texture(40.0 * t, size=size, seed=8) // 2 + 120
    share = inside[..., None] / 255
    return np.rint(frame + share * (disc.astype(float) - frame)).astype(np.uint8)


@pytest.mark.parametrize("shape", [(48, 64), (96, 160)])
def test_opencv_and_torch_answer_the_same(shape):
    shown = np.random.default_rng(0).normal(0, 0.5, (INSIDE, *shape)).astype(np.float32)
    with torch.inference_mode():
        theirs = load_into(BetweenNet(), BETWEEN)(torch.from_numpy(shown)[None])[0].numpy()
    np.testing.assert_allclose(load_between()(shown), theirs, atol=2e-3, rtol=2e-3)


def test_answers_do_not_depend_on_what_was_asked_before():
    network = load_between()
    small, large = (np.full((INSIDE, side, side), 0.1, np.float32) for side in (32, 64))
    first = network(small)
    network(large)
    np.testing.assert_array_equal(network(small), first)


def test_the_middle_of_what_covers_is_truer_with_it():
    first, middle, last = (things(t) for t in (0.0, 0.5, 1.0))
    errors = [
        np.square(Pair(first, last, network).at(0.5).astype(float) - middle).mean()
        for network in (None, load_between())
    ]
    assert errors[1] < errors[0]


def waves(shift, size=(256, 160)):
    """Return sines of 7 to 20 px, exactly shifted, steep enough for 8 bits to tell a twentieth of a pixel."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[: size[1], : size[0]].astype(float)
    total = np.zeros((*y.shape, 3))
    for _ in range(14):
        turn, length = rng.uniform(0, np.pi), rng.uniform(7, 20)
        way = np.cos(turn) * (x - shift) + np.sin(turn) * y
        total += np.sin(2 * np.pi * way / length + rng.uniform(0, 6, 1))[..., None] * rng.uniform(0.5, 1, 3)
    return np.clip(np.rint(128 + 22 * total), 0, 255).astype(np.uint8)


def fence(t, size=(208, 112)):
    """Return bars of a period of 26 px that pan by 7 px over a soft background that pans by 2, at time `t`."""
    behind = texture(-2.0 * t, size=size, seed=12).astype(float)
    across = np.arange(size[0]) + 7 * t
    share = np.clip(4.5 - 26 * np.abs((across / 26) % 1 - 0.5), 0, 1)[None, :, None]
    return np.rint(behind + share * (np.array([220.0, 205, 180]) - behind)).astype(np.uint8)


@pytest.mark.parametrize("u", [0.33, 0.5])
def test_a_fence_panned_sideways_keeps_its_bars(u):
    first, middle, last = (fence(t).astype(float) for t in (0.0, u, 1.0))
    made = Pair(fence(0.0), fence(1.0), load_between()).at(u).astype(float)
    inner = np.s_[12:-12, 30:-30]
    blend = (1 - u) * first + u * last
    assert np.square(made - middle)[inner].mean() < 0.25 * np.square(blend - middle)[inner].mean()


@pytest.mark.parametrize("u", [0.25, 0.5, 0.75])
def test_slow_drift_stays_smooth(u):
    """0.05 px between two frames: what is made lies where it should to a hundredth of a pixel, as 8 bits allow."""
    one, two = waves(0.0), waves(0.05)
    made = Pair(one, two, load_between()).at(u).astype(np.float64)
    inner = np.s_[16:-16, 24:-24]
    slope = (np.roll(one, -1, 1).astype(float) - np.roll(one, 1, 1)) / 2
    moved = -(slope * (made - one))[inner].sum() / np.square(slope)[inner].sum()
    assert moved == pytest.approx(0.05 * u, abs=0.013)


def test_what_is_the_same_in_both_stays_bit_for_bit():
    one, two = texture(), texture()
    two[30:60, 60:100] = texture(4, seed=2)[30:60, 60:100]
    made = Pair(one, two, load_between()).at(0.5)
    outside = np.ones(one.shape[:2], bool)
    outside[24:66, 54:106] = False
    np.testing.assert_array_equal(made[outside], one[outside])


def test_a_file_that_is_no_network_is_refused(monkeypatch):
    monkeypatch.setattr(between_onnx, "read_weights", lambda *_: b"no network")
    with pytest.raises(WeightsError, match=r"between\.onnx"):
        load_between()


def test_it_loads_no_torch():
    program = (
        "import sys, numpy as np; from flowanim.nets.between_onnx import load_between;"
        f"load_between()(np.zeros(({INSIDE}, 32, 32), np.float32));"
        "print({'torch', 'safetensors'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "set()", done.stderr
