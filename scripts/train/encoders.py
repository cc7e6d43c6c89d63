"""The scene network on an encoder of timm instead of our own, from scratch: encoders are compared by training them.

The decoder and its widths stay: what the encoder sees at 1/4 .. 1/32 is brought to them by a 1x1 convolution.
"""

import torch
from torch import Tensor, nn

from flowanim.nets.blocks import convolution
from flowanim.nets.scene_net import WIDTHS, SceneDecoder, SceneNet
from flowanim.nets.timm_door import load_timm

OWN = "own"
STEPS = (4, 8, 16, 32)


class TimmNet(SceneDecoder):
    """`name`: of a timm model that gives features at every STEPS; its weights are random."""

    def __init__(self, name: str) -> None:
        super().__init__()
        timm = load_timm()
        steps = timm.create_model(name, pretrained=False, features_only=True).feature_info.reduction()
        chosen = [steps.index(step) for step in STEPS]
        self.body = timm.create_model(name, pretrained=False, features_only=True, out_indices=chosen)
        found = self.body.feature_info.channels()
        self.fit = nn.ModuleList(
            convolution(inside, outside, side=1) for inside, outside in zip(found, WIDTHS, strict=True)
        )

    def features(self, rgb: Tensor) -> list[Tensor]:
        """(N, 3, H, W), evened -> (N, WIDTHS[i], H / STEPS[i], W / STEPS[i])."""
        return [fit(seen) for fit, seen in zip(self.fit, self.body(rgb), strict=True)]


def scene_net(encoder: str) -> SceneDecoder:
    """Return the scene network on our `own` encoder or on one of timm, untrained."""
    return SceneNet() if encoder == OWN else TimmNet(encoder)


def weigh(network: SceneDecoder, weights: tuple[float, ...], share: float) -> None:
    """Put into the last bias what the weights of the regions in the loss put in; a share of -1 takes it out again.

    Trained, a network gives rare regions more chance than they have, as they count more in the loss.
    """
    bias = network.regions[-1].bias
    assert isinstance(bias, Tensor)
    with torch.no_grad():
        bias[-len(weights) :] += share * torch.tensor(weights).log().to(bias)
