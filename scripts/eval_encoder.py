"""Score a checkpoint of `train/scene.py` in torch, on the held-out tenth of DATA/train: one row of a Markdown table.

    python scripts/eval_encoder.py --data DATA --checkpoint FOLDER/checkpoint.pt [--encoder mobilenetv4_conv_small]

For comparing encoders that were trained for the same minutes. Figures as in `train/figures.py`; ms: CPU time of a look
at 384x256 in float32, channels last, one thread, the least of ten.
"""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from time import process_time

import torch
from eval_scene import network as seen_by
from train import data, figures
from train.encoders import OWN, scene_net, weigh
from train.figures import Answer
from train.loop import averaged
from train.scene import WEIGHTS

from flowanim.datatypes import Array, Image
from flowanim.nets.scene_layout import REGIONS
from flowanim.nets.scene_net import SceneDecoder
from flowanim.nets.scene_onnx import channels, sight_of

HEAD = ("rooms: within 1.25, median", "rooms: AbsRel, median", "order", "subject", *REGIONS[1:])


def network_of(checkpoint: Path, encoder: str) -> SceneDecoder:
    """Return the network with the averaged weights of a checkpoint, its chances as they are."""
    network = scene_net(encoder)
    network.load_state_dict(averaged(checkpoint))
    weigh(network, WEIGHTS, -1)
    return network.eval().to(memory_format=torch.channels_last)


def forward_of(network: torch.nn.Module) -> Callable[[Array], Array]:
    """Return the network on arrays (1, 3, H, W)."""

    def forward(batch: Array) -> Array:
        with torch.inference_mode():
            return network(torch.from_numpy(batch).contiguous(memory_format=torch.channels_last)).numpy()

    return forward


def look_ms(forward: Callable[[Array], Array]) -> float:
    """Return the least CPU time of a look at a picture of 384x256, in ms."""
    batch = torch.rand(1, 3, 256, 384).numpy()
    times = []
    for _ in range(10):
        start = process_time()
        forward(batch)
        times.append(process_time() - start)
    return 1000 * min(times)


def held_out(root: Path) -> dict[str, list[str]]:
    """Return the names of the held-out scenes and rooms."""
    samples = data.load_scenes(root / "train" / "scenes") + data.load_set(root / "train", "nyu")
    kept = data.split(samples)[1]
    return {kind: [s.name for s in kept if s.kind == kind] for kind in ("scenes", "nyu")}


def figures_of(forward: Callable[[Array], Array], root: Path) -> Mapping[str, float]:
    """Return every figure by its name in HEAD."""
    names, folder = held_out(root), root / "train"

    def look(rgb: Image) -> Answer:
        return seen_by(rgb, lambda small: sight_of(channels(small, forward)))

    rooms = figures.rooms(look, folder, names["nyu"])
    sums = figures.scene_sums(look, folder / "scenes", names["scenes"])
    found = {HEAD[0]: rooms["delta median"], HEAD[1]: rooms["AbsRel median"], "order": sums["right"] / sums["pairs"]}
    return found | figures.iou(sums, ("subject", *REGIONS[1:]))


def main() -> None:
    """Score and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with train/")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--encoder", default=OWN, help="what it was trained on")
    given = parser.parse_args()
    torch.set_num_threads(1)
    network = network_of(given.checkpoint, given.encoder)
    forward = forward_of(network)
    found = figures_of(forward, given.data)
    million = sum(p.numel() for p in network.parameters()) / 1e6
    cells = [
        given.encoder,
        f"{million:.1f}",
        f"{look_ms(forward):.0f}",
        *(f"{found.get(name, 0):.3f}" for name in HEAD),
    ]
    rows = [("encoder", "M parameters", "ms", *HEAD), ("---",) * len(cells), cells]
    print("\n".join(f"| {' | '.join(row)} |" for row in rows))


if __name__ == "__main__":
    main()
