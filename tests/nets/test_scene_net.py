import pytest
import torch

from flowanim.nets.scene_layout import CHANNELS
from flowanim.nets.scene_net import SceneNet


@pytest.mark.parametrize("size", [(64, 96), (32, 32), (128, 64)])
def test_the_answer_is_a_quarter_of_the_question(size):
    with torch.inference_mode():
        assert SceneNet().eval()(torch.rand(2, 3, *size)).shape == (2, CHANNELS, size[0] // 4, size[1] // 4)


def test_the_network_is_compact():
    assert sum(p.numel() for p in SceneNet().parameters()) <= 6_000_000


def test_every_weight_learns():
    network = SceneNet()
    network(torch.rand(2, 3, 64, 64)).square().mean().backward()
    assert not [name for name, p in network.named_parameters() if p.grad is None]
