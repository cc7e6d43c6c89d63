import pytest
import torch

from flowanim.nets.blocks import Context, Residual, Upward, convolution


@pytest.mark.parametrize(("inside", "outside", "stride"), [(8, 8, 1), (8, 16, 1), (8, 16, 2), (8, 8, 2)])
def test_a_residual_block_divides_the_sides_by_its_stride(inside, outside, stride):
    out = Residual(inside, outside, stride).eval()(torch.rand(2, inside, 12, 16))
    assert out.shape == (2, outside, 12 // stride, 16 // stride)
    assert out.min() >= 0


def test_a_convolution_that_is_not_active_may_answer_below_zero():
    picture = torch.randn(1, 4, 8, 8)
    assert convolution(4, 8, active=False).eval()(picture).min() < 0
    assert convolution(4, 8).eval()(picture).min() == 0


def test_context_carries_what_is_far_away():
    torch.manual_seed(0)
    block = Context(8).eval()
    picture = torch.rand(1, 8, 6, 6)
    other = picture.clone()
    other[..., 5, 5] += 5
    change = (block(picture) - block(other)).abs()
    assert change[..., 0, 0].max() > 0


def test_upward_doubles_the_sides_and_heeds_what_is_beside_it():
    block = Upward(8, 4, 6).eval()
    low, skip = torch.rand(1, 8, 5, 7), torch.rand(1, 4, 10, 14)
    out = block(low, skip)
    assert out.shape == (1, 6, 10, 14)
    assert not torch.equal(out, block(low, skip + 1))
