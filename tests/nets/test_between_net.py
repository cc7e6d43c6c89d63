"""The network's shape, and that training mixes a frame exactly as the program does."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from flowanim.nets.between_net import COARSE, FINE, INSIDE, BetweenNet
from flowanim.video import blend
from flowanim.video.between import Pair
from tests.video.test_between import texture

SCRIPTS = str(Path(__file__).resolve().parents[2] / "scripts")


def test_its_planes_are_those_of_the_blend():
    assert INSIDE == blend.PLANES
    assert FINE + COARSE == blend.ANSWERS
    assert 4 * blend.FINE == FINE


@pytest.mark.parametrize("size", [(32, 48), (64, 16)])
def test_answers_come_at_half_the_size(size):
    out = BetweenNet().eval()(torch.rand(2, INSIDE, *size))
    assert out.shape == (2, FINE + COARSE, size[0] // 2, size[1] // 2)


def test_untrained_it_says_nothing():
    assert not BetweenNet().eval()(torch.rand(1, INSIDE, 32, 32)).any()


def test_it_has_as_many_parameters_as_it_says():
    assert 1.4e6 < sum(p.numel() for p in BetweenNet().parameters()) < 1.6e6


def test_training_mixes_as_the_program_does(monkeypatch):
    monkeypatch.syspath_prepend(SCRIPTS)
    from train.between import CROP, composed, sample, stacked

    torch.manual_seed(0)
    network = BetweenNet().eval()
    for head in (network.fine, network.coarse):
        nn.init.normal_(head.weight, 0, 0.05)
    one, two = texture(size=(CROP, CROP)), texture(4.0, size=(CROP, CROP))
    pair = Pair(one, two, lambda shown: network(torch.from_numpy(shown)[None])[0].detach().numpy())
    motions = pair.motions
    flows = [motions.there, motions.back, motions.far_there, motions.far_back, motions.whole]
    pictures = np.stack([one, one, two]).astype(np.float32)
    found = {"pictures": pictures, "flows": np.stack([*flows, np.zeros_like(flows[0])]), "u": np.float32(0.3)}
    batch = stacked([sample(found, (0, 0))])
    with torch.inference_mode():
        made, _, _ = composed(batch, network(batch.planes))
    mine = pair.at(0.3).astype(float)
    theirs = np.clip(255 * made[0].permute(1, 2, 0).numpy(), 0, 255)
    assert np.abs(mine - theirs).max() < 1.1, "rounding, and guesses of no weight that are left out"
    assert "train" in sys.modules
