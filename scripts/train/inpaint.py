"""Train the in-painting network: python scripts/train/inpaint.py --holes FOLDER --out FOLDER --minutes 40

FOLDER of holes: what `holes.py` made. --goal regression trains the same network to give the mean of what may be there,
which is the baseline; --goal diffusion, to take out noise of any strength. --start takes the weights of a checkpoint.
Goes on from OUT/checkpoint.pt where there is one. On CUDA: --device cuda --workers 1, else the same.
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
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flowanim.datatypes import Array
from flowanim.nets.inpaint_layout import SPREAD, conditions, scales
from flowanim.nets.inpaint_net import InpaintNet
from flowanim.ops.image import from_uint8, to_uint8
from flowanim.render.paint import TIMES, View, smaller
from train.holes import FILLS, FOREIGN, HOLE, NEAR, PARTS, TRUE, Bytes
from train.loop import Run, Trainer, ahead, averaged, low_precision, shipped, side_by_side

TILE = 64
SCALES = {1: 0.4, 2: 0.3, 3: 0.3}
"""How often a tile is drawn at 1 / scale of the examples' size: the smaller, the more it sees of what is around."""
REFRESH = 200
"""Batches after which the folder is looked at again: examples may still be made while the training runs."""
NOISE = (-1.9, 1.0)
"""Mean and spread of the logarithm of the noise: what matters lies between 0.02 and 1."""
MEANS = {"diffusion": 0.4, "regression": 1.0}
"""Share of tiles that are all noise: there the network is asked for the mean of what may be there."""


@dataclass(frozen=True, eq=False)
class Batch:
    """given: as the network takes it. residual (N, 3, h, w). where (N, 1, h, w): hole and a rim of a pixel.

    weight (N, 1, 1, 1): calm surroundings count more, since what is wrong there is seen at once.
    """

    given: Array
    residual: Array
    where: Array
    weight: Array


class Draw:
    """Draws batches from the examples at random."""

    def __init__(self, folder: Path, seed: int, name: str = "train") -> None:
        self.folder, self.name, self.count = folder, name, 0
        self.shards: list[Bytes] = []
        self.rng = np.random.default_rng(seed)

    def tile(self) -> Bytes:
        """Return a (TILE, TILE, 14) piece of an example with some hole in it, at some scale, turned and mirrored."""
        rng = self.rng
        scale = int(rng.choice(list(SCALES), p=list(SCALES.values())))
        while True:
            shard = self.shards[rng.integers(len(self.shards))]
            example = shard[rng.integers(len(shard))]
            side = scale * TILE
            y, x = rng.integers(example.shape[0] - side + 1, size=2)
            tile = np.asarray(example[y : y + side, x : x + side])
            share = (tile[..., PARTS] == HOLE).mean()
            if share > 0.02 and rng.random() < 0.2 + 4 * share:
                tile = np.rot90(reduced(tile, scale), rng.integers(4))
                return tile[:, ::-1] if rng.random() < 0.5 else tile

    def batch(self, count: int) -> Batch:
        """Return `count` tiles under other light; some with the start smeared, some without disparity."""
        if self.count % REFRESH == 0:
            self.shards = [np.load(path, mmap_mode="r") for path in sorted(self.folder.glob(f"{self.name}_*.npy"))]
        self.count += 1
        rng = self.rng
        tiles = np.stack([self.tile() for _ in range(count)])
        hole, foreign = tiles[..., PARTS] == HOLE, tiles[..., PARTS] == FOREIGN
        true, made, texture = told(tiles, int(rng.integers(TIMES)))
        near = tiles[..., NEAR].astype(np.float32) / 255
        near[rng.random(count) < 0.25] = 0
        for i in np.flatnonzero(rng.random(count) < 0.2):
            soft = cv2.GaussianBlur(made[i], (0, 0), rng.uniform(0.7, 4))
            made[i] = np.where(hole[i][..., None], soft, made[i])
        gain = np.exp(rng.normal(0, 0.15, (count, 1, 1, 1)) + rng.normal(0, 0.04, (count, 1, 1, 3))).astype(np.float32)
        order = rng.permutation(3) if rng.random() < 0.3 else np.arange(3)
        true, made, texture = (np.minimum(picture * gain, 1)[..., order] for picture in (true, made, texture))
        residual = 2 * (true - made) * hole[..., None]
        rim = np.stack([cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)) for mask in hole]) * ~foreign
        known = ~hole & ~foreign
        spread = np.array(
            [picture[mask].std(0).mean() if mask.any() else 0.2 for picture, mask in zip(true, known, strict=True)]
        )
        weight = (0.2**2 / (spread**2 + 0.08**2)).astype(np.float32)[:, None, None, None]
        given = conditions(made, texture, hole=hole, foreign=foreign, near=near)
        residual = np.ascontiguousarray(residual.transpose(0, 3, 1, 2))
        return Batch(given, residual, rim[:, None].astype(np.float32), weight)


def reduced(tile: Bytes, scale: int) -> Bytes:
    """Return the tile at 1 / `scale` of its size, as `render.paint.smaller` makes it, foreign colours left out."""
    if scale == 1:
        return tile
    hole, foreign = tile[..., PARTS] == HOLE, tile[..., PARTS] == FOREIGN
    near, pictures = tile[..., NEAR] / np.float32(255), from_uint8(tile[..., : FILLS.stop])
    pairs = [(pictures[..., i : i + 3], pictures[..., i + 3 : i + 6]) for i in range(0, FILLS.stop, 6)]
    views = [smaller(View(*pair, hole, foreign, near), scale) for pair in pairs]
    small = [to_uint8(picture) for view in views for picture in (view.made, view.texture)]
    parts = HOLE * views[0].hole + FOREIGN * views[0].foreign
    return np.dstack([*small, parts, np.rint(255 * views[0].near)]).astype(np.uint8)


def told(tiles: Bytes, which: int) -> tuple[Array, Array, Array]:
    """Return what is true, the mean of what patches made, and what one of these fillings has besides."""
    true, fills = tiles[..., TRUE].astype(np.float32) / 255, tiles[..., FILLS].astype(np.float32) / 255
    fills = fills.reshape(*fills.shape[:-1], TIMES, 3)
    made = fills.mean(-2)
    return true, made, fills[..., which, :] - made


def cost(goal: str, device: str, network: nn.Module, batch: Batch) -> dict[str, Tensor]:
    """Return the loss: of what is sought, scaled to a spread of 1, in the hole and on its rim."""
    parts = (batch.given, batch.residual, batch.where, batch.weight)
    given, residual, where, weight = (torch.from_numpy(array).to(device) for array in parts)
    count = len(given)
    sigma = np.exp(torch.normal(*NOISE, (count,)).numpy())
    sigma[(torch.rand(count) < MEANS[goal]).numpy()] = np.inf
    keep, level = np.array([scales(value) for value in sigma], np.float32).T[..., None, None, None]
    strength = torch.from_numpy(np.where(keep > 0, sigma[:, None, None, None], 0).astype(np.float32)).to(device)
    noisy = (residual + strength * torch.randn_like(residual)) * where * torch.from_numpy(keep).to(device)
    plane = torch.from_numpy(level).to(device).expand(-1, 1, TILE, TILE)
    planes = torch.cat([noisy, given, plane], 1).contiguous(memory_format=torch.channels_last)
    with low_precision(device):
        found = network(planes)
    error = (found.float() - residual / SPREAD).square() * weight
    return {goal: (error * where).sum() / (3 * where.sum())}


def work(given: argparse.Namespace, network: nn.Module, number: int) -> None:
    """Train as worker `number`."""
    trainer = Trainer(network, Run(given.out, given.minutes, given.rate, device=given.device, worker=number))
    print(f"worker {number}: from step {trainer.step}", flush=True)
    draw = Draw(given.holes, 1000 * given.seed + trainer.step + number)
    torch.manual_seed(draw.rng.integers(2**31))
    batches: Iterator[Batch] = ahead(lambda: draw.batch(given.batch))
    trainer.train(batches, partial(cost, given.goal, given.device), say=partial(print, number, flush=True))


def main() -> None:
    """Train."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--holes", type=Path, required=True, help="folder that holes.py has filled")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--goal", choices=("diffusion", "regression"), default="diffusion")
    parser.add_argument("--start", type=Path, help="a checkpoint or .safetensors to begin with, where OUT has none")
    parser.add_argument("--minutes", type=float, default=40, help="of wall clock, in all")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--rate", type=float, default=1e-3, help="highest learning rate")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--workers", type=int, default=2, help="processes on one shared network (CPU only)")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(given.seed)
    cv2.setNumThreads(1)
    network = InpaintNet().to(given.device, memory_format=torch.channels_last)
    if given.start:
        network.load_state_dict((shipped if given.start.suffix == ".safetensors" else averaged)(given.start))
    side_by_side(network, partial(work, given), workers=given.workers, out=given.out)


if __name__ == "__main__":
    main()
