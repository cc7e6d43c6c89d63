"""Time the in-painting network on a photo: python scripts/time_inpaint.py PHOTO [--longest 1280] [--runs 3] [--torch]

Holes are crescents beside a silhouette, 1, 2 and 3 % of the picture. Wall and CPU seconds, the best of the runs:
patches alone (which the network begins from), and the whole with the network run by OpenCV in float32 (what ships);
with --torch by it in float32 and in bfloat16, too. Loading (torch: its import too) is timed by itself, once.
"""

import argparse
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_fill import read, silhouette

from flowanim.datatypes import Array, Image, Mask
from flowanim.nets.inpaint import in_batches, load, told
from flowanim.nets.specs import INPAINT
from flowanim.ops.image import fit, resize
from flowanim.render.fill import fill_patch
from flowanim.render.paint import Brush, Network, paint


def by_torch(bfloat16: bool) -> Network:
    """Return the network as torch runs it."""
    import torch

    from flowanim.nets.inpaint_net import InpaintNet
    from flowanim.nets.weights import load_into

    network = load_into(InpaintNet(), INPAINT).to(memory_format=torch.channels_last)

    def forward(planes: Array) -> Array:
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
            out = network(torch.from_numpy(planes).contiguous(memory_format=torch.channels_last))
        return np.ascontiguousarray(out.float().numpy())

    return told(in_batches(forward))


def crescents(shape: tuple[int, int], share: float) -> tuple[Mask, Mask]:
    """Return (hole, source): what comes to light beside a silhouette as it moves, `share` of the picture."""
    front, width = silhouette(shape, np.random.default_rng(0)), 1
    while True:
        hole = (np.roll(front, width, axis=1) | np.roll(front, -width // 2, axis=1)) & ~front
        if hole.mean() >= share:
            return hole, ~hole & ~front
        width += 1


def best(run: Callable[[], object], runs: int) -> str:
    """Return the least wall and CPU seconds of the runs."""
    times = []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        run()
        times.append((time.perf_counter() - wall, time.process_time() - cpu))
    return "{:.2f} / {:.2f}".format(*np.min(times, axis=0))


def report(rgb: Image, runs: int, shares: list[float], *, torch: bool) -> None:
    """Print the table."""
    makers: dict[str, Callable[[], Network]] = {"OpenCV float32": load}
    if torch:
        makers |= {"torch float32": lambda: by_torch(False), "torch bfloat16": lambda: by_torch(True)}
    networks = {}
    for name, make in makers.items():
        start = time.perf_counter()
        networks[name] = make()
        print(f"{name}: loaded in {time.perf_counter() - start:.2f} s")
    print("| hole | patches alone | " + " | ".join(networks) + " |\n" + "|---" * (2 + len(networks)) + "|")
    for share in shares:
        hole, source = crescents(rgb.shape[:2], share)
        ways = [partial(fill_patch, rgb, hole, source, 0)]
        ways += [partial(paint, Brush(network), rgb, hole, source, seed=0) for network in networks.values()]
        cells = [best(way, runs) for way in ways]
        print(f"| {hole.mean():.1%} | " + " | ".join(cells) + " |", flush=True)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photo", type=Path)
    parser.add_argument("--longest", type=int, default=1280)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument(
        "--shares", type=float, nargs="+", default=[0.01, 0.02, 0.03], help="of the picture, to be hole"
    )
    parser.add_argument("--torch", action="store_true", help="also as torch runs it")
    given = parser.parse_args()
    rgb = read(given.photo)
    report(resize(rgb, fit((rgb.shape[1], rgb.shape[0]), given.longest)), given.runs, given.shares, torch=given.torch)


if __name__ == "__main__":
    main()
