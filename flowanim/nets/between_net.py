"""The network of frames between: guesses of motion, laid out as planes -> which to trust, and what they all miss.

    planes (N, 46, H, W), as `video/blend.py` lays them out; H and W multiples of 16
      -> (N, 64, H / 2, W / 2): four planes for each answer at full size, then those at half of it

A U-Net from 1/2 to 1/16 of the size. Its heads begin at zero: untrained, it changes nothing.
"""

from torch import Tensor, cat, nn
from torch.nn.functional import interpolate

from flowanim.nets.blocks import Residual, Upward, convolution

INSIDE, FINE, COARSE = 46, 52, 12
"""Planes that go in; planes of the answers at full and at half size."""


class BetweenNet(nn.Module):
    """1.5 M parameters; 115 k multiplications for each pixel of half the size."""

    def __init__(self, stem: int = 24, widths: tuple[int, ...] = (48, 96, 160)) -> None:
        super().__init__()
        self.stem = convolution(INSIDE, stem, 2)
        near, middle, deep = widths
        self.near = Residual(stem, near, 2)
        self.middle = nn.Sequential(Residual(near, middle, 2), Residual(middle, middle))
        self.deep = nn.Sequential(Residual(middle, deep, 2), Residual(deep, deep))
        self.ups = nn.ModuleList([Upward(deep, middle, 80), Upward(80, near, 48), Upward(48, stem, 24)])
        self.fine = nn.Conv2d(24, FINE, 3, padding=1)
        self.coarse = nn.Conv2d(48, COARSE, 3, padding=1)
        for head in (self.fine, self.coarse):
            nn.init.zeros_(head.weight)
            nn.init.zeros_(head.bias)  # type: ignore[arg-type]

    def forward(self, planes: Tensor) -> Tensor:
        """(N, INSIDE, H, W) -> (N, FINE + COARSE, H / 2, W / 2)."""
        half = self.stem(planes)
        near = self.near(half)
        middle = self.middle(near)
        x = self.ups[0](self.deep(middle), middle)
        x = self.ups[1](x, near)
        coarse = interpolate(self.coarse(x), scale_factor=2.0, mode="bilinear", align_corners=False)
        return cat([self.fine(self.ups[2](x, half)), coarse], 1)
