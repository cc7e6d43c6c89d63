"""The scene network: a photo -> disparity, regions and subject at a quarter of its size. One encoder, two heads.

    rgb (N, 3, H, W), sRGB 0..1, H and W multiples of 32
      -> (N, CHANNELS, H / 4, W / 4): disparity (sky 0, nearest about 1), log of its expected error, subject (logit),
         and a logit for each region (`scene_layout`)

Residual encoder at 1/2 .. 1/32, a global context, a U-Net decoder to 1/4. The disparity is right up to scale and shift.
"""

from abc import abstractmethod

from torch import Tensor, cat, nn

from flowanim.nets.blocks import Context, Residual, Upward, convolution
from flowanim.nets.scene_layout import CHANNELS, DOUBT, SUBJECT

_MEAN, _SPREAD = 0.45, 0.25
WIDTHS = (48, 96, 176, 256)
"""Channels at 1/4, 1/8, 1/16 and 1/32."""


class SceneDecoder(nn.Module):
    """What any encoder saw at 1/4 .. 1/32 -> the answer: the half of the network that encoders are compared with."""

    def __init__(self, widths: tuple[int, ...] = WIDTHS, ways: tuple[int, ...] = (128, 96, 64)) -> None:
        super().__init__()
        self.context = Context(widths[-1])
        below = (widths[-1], *ways[:-1])
        self.ups = nn.ModuleList(
            Upward(inside, beside, outside) for inside, beside, outside in zip(below, widths[-2::-1], ways, strict=True)
        )
        self.depth = _head(ways[-1], DOUBT + 1)
        self.regions = _head(ways[-1], CHANNELS - SUBJECT)

    @abstractmethod
    def features(self, rgb: Tensor) -> list[Tensor]:
        """(N, 3, H, W), evened -> at 1/4, 1/8, 1/16, 1/32, as wide as `widths`. The encoder's half: in subclasses."""

    def forward(self, rgb: Tensor) -> Tensor:
        """(N, 3, H, W) -> (N, CHANNELS, H / 4, W / 4)."""
        skips = self.features((rgb - _MEAN) / _SPREAD)
        x = self.context(skips[-1])
        for up, skip in zip(self.ups, skips[-2::-1], strict=True):
            x = up(x, skip)
        return cat([self.depth(x), self.regions(x)], 1)


class SceneNet(SceneDecoder):
    """4.9 M parameters; 3.5 G multiplications at 384x256."""

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__(widths)
        self.stem = convolution(3, 32, 2)
        before = (32, *widths[:-1])
        self.stages = nn.ModuleList(
            nn.Sequential(Residual(inside, outside, 2), Residual(outside, outside))
            for inside, outside in zip(before, widths, strict=True)
        )

    def features(self, rgb: Tensor) -> list[Tensor]:
        """(N, 3, H, W), evened -> what each stage makes of it."""
        x = self.stem(rgb)
        skips: list[Tensor] = []
        for stage in self.stages:
            x = stage(x)
            skips.append(x)
        return skips


def _head(inside: int, outside: int) -> nn.Sequential:
    return nn.Sequential(convolution(inside, 48), nn.Conv2d(48, outside, 1))
