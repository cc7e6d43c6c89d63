"""The in-painting network: a U-Net that takes noise out of what is missing, told what is around it.

    planes (N, PLANES, H, W), as `inpaint_layout` lays them out, H and W multiples of 16 -> (N, 3, H, W)

It works at half the size of its pictures: the first convolution strides, the last gives 2x2 pixels at once. The level
of noise is one more plane, as in FFDNet (Zhang et al., 2018): with that and batch norms folded in, all of it is plain
convolutions that any runtime runs. The same network serves as regression and as diffusion.
"""

from itertools import pairwise

from torch import Tensor, nn

from flowanim.nets.blocks import Context, Residual, Upward
from flowanim.nets.inpaint_layout import PLANES


class InpaintNet(nn.Module):
    """6.0 M parameters; 0.3 G multiplications at 64x64."""

    def __init__(self, widths: tuple[int, ...] = (48, 96, 192, 320)) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(PLANES, widths[0], 4, 2, 1, bias=False), nn.BatchNorm2d(widths[0]), nn.ReLU(inplace=True)
        )
        self.stages = nn.ModuleList([Residual(widths[0], widths[0])])
        self.stages.extend(Residual(a, b, 2) for a, b in pairwise(widths))
        self.middle = nn.Sequential(Residual(widths[-1], widths[-1]), Context(widths[-1]))
        self.ups = nn.ModuleList(
            Upward(below, beside, beside) for below, beside in zip(widths[:0:-1], widths[-2::-1], strict=True)
        )
        self.head = nn.Sequential(nn.Conv2d(widths[0], 12, 3, padding=1), nn.PixelShuffle(2))

    def forward(self, planes: Tensor) -> Tensor:
        """(N, PLANES, H, W) -> (N, 3, H, W)."""
        x = self.stem(planes)
        skips: list[Tensor] = []
        for stage in self.stages:
            x = stage(x)
            skips.append(x)
        x = self.middle(x)
        for up, skip in zip(self.ups, skips[-2::-1], strict=True):
            x = up(x, skip)
        return self.head(x)  # type: ignore[no-any-return]
