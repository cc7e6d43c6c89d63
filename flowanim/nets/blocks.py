"""Pieces that networks are built from: convolutions with their norm, residual blocks, a global context.

Plain dense convolutions: they train fast, run fast in float32 on any laptop, and export to any runtime.
"""

from torch import Tensor, cat, nn
from torch.nn.functional import interpolate, relu


def convolution(inside: int, outside: int, stride: int = 1, *, side: int = 3, active: bool = True) -> nn.Sequential:
    """Return convolution, batch norm and, if `active`, ReLU."""
    parts: list[nn.Module] = [
        nn.Conv2d(inside, outside, side, stride, side // 2, bias=False),
        nn.BatchNorm2d(outside),
    ]
    return nn.Sequential(*parts, nn.ReLU(inplace=True)) if active else nn.Sequential(*parts)


class Residual(nn.Module):
    """Two convolutions and a way around them. He et al., 2016; the way around averages before it strides (ResNet-D)."""

    def __init__(self, inside: int, outside: int, stride: int = 1) -> None:
        super().__init__()
        self.inner = nn.Sequential(convolution(inside, outside, stride), convolution(outside, outside, active=False))
        around: list[nn.Module] = [nn.AvgPool2d(2)] if stride == 2 else []
        if stride == 2 or inside != outside:
            around.append(convolution(inside, outside, side=1, active=False))
        self.around = nn.Sequential(*around)

    def forward(self, x: Tensor) -> Tensor:
        """(N, inside, H, W) -> (N, outside, H / stride, W / stride)."""
        return relu(self.inner(x) + self.around(x))


class Context(nn.Module):
    """Tells every place what the whole picture is like: indoors or out, from above or ahead. Liu et al., ParseNet.

    It is taken away rather than added (the sign is learned), since OpenCV 5 refuses to add it after a convolution.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.mix = nn.Sequential(nn.Conv2d(width, width, 1), nn.ReLU(inplace=True), nn.Conv2d(width, width, 1))

    def forward(self, x: Tensor) -> Tensor:
        """(N, width, H, W) -> the same."""
        return relu(x - self.mix(x.mean((2, 3), keepdim=True)))


class Upward(nn.Module):
    """Twice the size, joined with the encoder's features of that size, and mixed. Ronneberger et al., U-Net, 2015."""

    def __init__(self, inside: int, beside: int, outside: int) -> None:
        super().__init__()
        self.mix = nn.Sequential(convolution(inside + beside, outside), convolution(outside, outside))

    def forward(self, x: Tensor, skip: Tensor) -> Tensor:
        """(N, inside, H, W), (N, beside, 2 H, 2 W) -> (N, outside, 2 H, 2 W)."""
        wide = interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)
        return self.mix(cat([wide, skip], 1))  # type: ignore[no-any-return]
