"""Compare settings of the in-painting network on examples that its training held out.

    python scripts/settings_inpaint.py --holes FOLDER [--weights FOLDER] [--every 8] [--only NAME ...]

FOLDER: of `scripts/train/holes.py`. Prints a Markdown table: PSNR in the holes in dB, and perceptual distance, by how
deep the holes are. `mean` asks the network for the mean of what may be there, once a scale.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_fill import psnr
from networks import by_mean, network_of, remembered
from train.holes import FOREIGN, HOLE, NEAR, PARTS, TRUE

from flowanim.datatypes import Array, Disparity, Image, Mask
from flowanim.nets.specs import FOLDER
from flowanim.ops import mask as masks
from flowanim.ops.image import from_uint8
from flowanim.render.fill import Filler, fill_patch
from flowanim.render.paint import Brush, Network, fillings, paint
from flowanim.review.metrics import perceptual_distance

DEPTHS = ((0, 9), (9, 18), (18, 999), (0, 999))
"""Holes by how many pixels deep they are; the last: all."""
COARSE = ((4, 8.0), (2, 4.0), (1, 0.0))


@dataclass(frozen=True, eq=False)
class Held:
    """One example that was held out, and what fills it with patches, each seed once."""

    true: Image
    hole: Mask
    source: Mask
    near: Disparity
    first: Filler

    def args(self) -> tuple[Image, Mask, Mask]:
        """Return what a filler takes first."""
        return self.true, self.hole, self.source


def examples(folder: Path, every: int) -> Iterator[Held]:
    """Yield every so many-th example."""
    for path in sorted(folder.glob("held_*.npy")):
        for example in np.load(path, mmap_mode="r")[::every]:
            parts, true = example[..., PARTS], from_uint8(example[..., TRUE])
            hole, source = parts == HOLE, (parts != HOLE) & (parts != FOREIGN)
            yield Held(true, hole, source, from_uint8(example[..., NEAR]), remembered(fill_patch))


def painted(network: Network, held: Held, **settings: object) -> Image:
    """Return the example filled with these settings of the brush."""
    brush = Brush(network, held.first, **settings)  # type: ignore[arg-type]
    return paint(brush, *held.args(), seed=0, near=held.near)


def ways(network: Network) -> dict[str, Callable[[Held], Image]]:
    """Return what is compared, by name."""
    mean = by_mean(network)
    found: dict[str, Callable[[Held], Image]] = {
        "patches": lambda held: held.first(*held.args(), 0),
        "patches, mean": lambda held: np.mean(fillings(held.first, *held.args(), seed=0), axis=0, dtype=np.float32),
        "mean, scales 1": lambda held: painted(mean, held, count=1, scales=((1, 0.0),)),
        "mean, scales 2 1": lambda held: painted(mean, held, count=1, scales=COARSE[1:]),
        "mean, scales 4 2 1": lambda held: painted(mean, held, count=1, scales=COARSE),
    }
    for highest, count in ((0.05, 1), (0.1, 2), (0.2, 3), (0.4, 4), (0.8, 6)):
        for scales in (COARSE, COARSE[1:], COARSE[2:]):
            for eta in (0.0, 1.0):
                name = f"noise {highest}, {count} steps, scales {' '.join(str(s) for s, _ in scales)}, eta {eta:.0f}"
                found[name] = lambda held, settings=(highest, count, scales, eta): painted(  # type: ignore[misc]
                    network, held, highest=settings[0], count=settings[1], scales=settings[2], eta=settings[3]
                )
    return found


def score(made: Image, held: Held) -> tuple[float, float]:
    """Return PSNR in the hole and perceptual distance; what is foreign is not compared."""
    both = (held.hole | held.source)[..., None]
    made = np.where(both, made, held.true).astype(np.float32)
    return psnr(made[held.hole], held.true[held.hole]), perceptual_distance(made, held.true, held.hole)


def row(name: str, found: Array, deep: Array) -> str:
    """Return one line of the table."""
    cells = []
    for low, high in DEPTHS:
        chosen = found[(deep >= low) & (deep < high)]
        cells.append("{:.2f} / {:.4f} ({})".format(*chosen.mean(0), len(chosen)) if len(chosen) else "")
    return f"| {name} | " + " | ".join(cells) + " |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--holes", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=FOLDER, help="folder of the network's inpaint.onnx")
    parser.add_argument("--every", type=int, default=8)
    parser.add_argument("--only", nargs="+", help="parts of names: only these settings")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    held = list(examples(given.holes, given.every))
    deep = np.array([float(masks.distance_to(~one.hole).max()) for one in held])
    print(
        "| settings | "
        + " | ".join(f"{low} to {high} px" for low, high in DEPTHS[:-1])
        + " | all |\n"
        + 5 * "|---"
        + "|"
    )
    for name, way in ways(network_of(given.weights)).items():
        if not given.only or any(part in name for part in given.only):
            print(row(name, np.array([score(way(one), one) for one in held]), deep), flush=True)


if __name__ == "__main__":
    main()
