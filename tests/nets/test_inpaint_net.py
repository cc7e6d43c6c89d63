import pytest
import torch

from flowanim.nets.inpaint_layout import PLANES
from flowanim.nets.inpaint_net import InpaintNet


@pytest.mark.parametrize("size", [(64, 64), (16, 48)])
def test_three_planes_of_the_same_size_come_out(size):
    assert InpaintNet().eval()(torch.zeros(2, PLANES, *size)).shape == (2, 3, *size)


def test_it_is_as_large_as_was_asked_for():
    assert 5e6 < sum(parameter.numel() for parameter in InpaintNet().parameters()) < 12e6


def test_every_weight_learns():
    network = InpaintNet()
    network(torch.rand(2, PLANES, 32, 32)).square().mean().backward()
    assert not [name for name, p in network.named_parameters() if p.grad is None]
