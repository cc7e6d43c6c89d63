"""Train the scene network: python scripts/train/scene.py --data DATA --out FOLDER --minutes 90

Goes on from FOLDER/checkpoint.pt where there is one. On CUDA: --device cuda --workers 1, else the same.
`export.py` writes the files that ship; `scripts/eval_scene.py` scores them.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import cv2
import torch
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flowanim.nets.scene_layout import DISPARITY, DOUBT, FIRST_REGION, SUBJECT
from train import data, draw, losses
from train.encoders import OWN, scene_net, weigh
from train.loop import Run, Trainer, ahead, low_precision, shipped, side_by_side

WEIGHTS = (0.7, 1.0, 1.0, 1.5, 1.5, 1.2, 0.8, 1.0, 1.3, 1.5)
"""Of the ten regions in the loss: rare ones count more."""


def cost(device: str, network: nn.Module, batch: draw.Batch) -> dict[str, Tensor]:
    """Return the parts of the loss of a batch."""
    rgb = torch.from_numpy(batch.rgb).to(device).float().div_(255).contiguous(memory_format=torch.channels_last)
    region, order, subject, near = torch.from_numpy(batch.maps).to(device).long().unbind(1)
    with low_precision(device):
        out = network(rgb)
    out = nn.functional.interpolate(out.float(), scale_factor=2.0, mode="bilinear", align_corners=False)
    found = out[:, DISPARITY]
    true = near.float() / 250
    exact = torch.from_numpy(batch.exact).to(device)
    dense, error = losses.dense_loss(found, true)
    doubt = losses.doubt_loss(out[:, DOUBT], error, near > 0)
    weights = torch.tensor(WEIGHTS, device=device)
    return {
        "dense": 4 * dense,
        "order": 1.5 * losses.order_loss(found, order, exact),
        "pixels": 0.5 * losses.pixel_order_loss(found, order),
        "ground": 0.1 * losses.ground_loss(found, region, order, near),
        "doubt": 0.05 * doubt,
        "region": losses.region_loss(out[:, FIRST_REGION:], region, weights),
        "subject": 1.2 * losses.subject_loss(out[:, SUBJECT], subject),
    }


def batches(source: draw.Draw, given: argparse.Namespace, done: Callable[[], float]) -> Iterator[draw.Batch]:
    """Yield batches, made ahead in a thread: small crops at first, fewer and larger ones at last."""
    small, large = draw.sizes(source.rng, given.area), draw.sizes(source.rng, given.last_area)
    fewer = max(2, round(given.batch * given.area / given.last_area))

    def make() -> draw.Batch:
        last = done() > 1 - given.last
        return source.batch(fewer if last else given.batch, next(large if last else small), given.least)

    return ahead(make)


def arguments() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and test/")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--minutes", type=float, default=90, help="of wall clock, in all")
    parser.add_argument("--start", type=Path, help="weights as they ship to begin with, where there is no checkpoint")
    parser.add_argument("--encoder", default=OWN, help="a model of timm instead of our own, untrained (to compare)")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--area", type=int, default=192 * 256, help="pixels of a crop")
    parser.add_argument("--last-area", type=int, default=224 * 288, help="pixels of a crop at last")
    parser.add_argument("--last", type=float, default=0.35, help="share of the time that is `at last`")
    parser.add_argument("--least", type=float, default=0.5, help="smallest share of a photo's length in a crop")
    parser.add_argument("--cards", type=int, default=800, help="rendered scenes, made once and kept in --out")
    parser.add_argument("--rate", type=float, default=1.5e-3, help="highest learning rate")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--threads", type=int, default=1, help="in each worker")
    parser.add_argument("--workers", type=int, default=2, help="processes on one shared network (CPU only)")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def work(given: argparse.Namespace, samples: list[data.Sample], network: nn.Module, number: int) -> None:
    """Train as worker `number`."""
    trainer = Trainer(network, Run(given.out, given.minutes, given.rate, device=given.device, worker=number))
    print(f"worker {number}: {len(samples)} photos to train, from step {trainer.step}", flush=True)
    source = draw.Draw(samples, data.SHARES, 1000 * given.seed + trainer.step + number)
    torch.manual_seed(source.rng.integers(2**31))
    done = lambda: trainer.spent / (60 * given.minutes)  # noqa: E731
    trainer.train(batches(source, given, done), partial(cost, given.device), say=partial(print, number, flush=True))


def main() -> None:
    """Train."""
    given = arguments()
    torch.set_num_threads(given.threads)
    torch.manual_seed(given.seed)
    cv2.setNumThreads(1)
    network = scene_net(given.encoder).to(given.device, memory_format=torch.channels_last)
    if given.start:
        network.load_state_dict(shipped(given.start))
        weigh(network, WEIGHTS, 1)
    samples, _ = data.split(data.load(given.data))
    if given.cards:
        samples += data.load_cards(given.cards, given.out / f"cards_{given.cards}.npz")
    side_by_side(network, partial(work, given, samples), workers=given.workers, out=given.out)


if __name__ == "__main__":
    main()
