"""Compare settings of the in-painting on photographs that its network's training held out.

    python scripts/settings_inpaint.py --data DATA [--every 1] [--weights FOLDER] [--only NAME ...]

Holes are those of `eval_inpaint.py`, on the held-out tenth of DATA/train. Prints a Markdown table, a row a setting:
PSNR in the holes in dB / perceptual distance, for every kind of hole. `no network`: patches alone, mixed as they are
for the network; `mean`: a network asked for the mean of what may be there. Patches fill each hole once for all rows.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_fill import Case, photo_cases, psnr
from networks import average, by_mean, network_of, nothing_missing, remembered
from train.holes import held_photos

from flowanim.datatypes import Image
from flowanim.nets.specs import FOLDER
from flowanim.render.fill import Filler, fill_patch
from flowanim.render.paint import Brush, Network, paint
from flowanim.review.metrics import perceptual_distance

LONGEST = 384
BROAD = ((4, 0.0), (2, 0.0), (1, 0.0))


@dataclass(frozen=True, eq=False)
class Held:
    """One hole in a photo that was held out, and what fills it with patches, each seed once."""

    case: Case
    first: Filler

    def painted(self, brush: Brush) -> Image:
        """Return the photo with its hole filled."""
        return paint(replace(brush, first=self.first), self.case.seen, self.case.hole, self.case.source, seed=0)

    def score(self, made: Image) -> tuple[float, float]:
        """Return PSNR in the hole and perceptual distance; what is neither hole nor source is not compared."""
        hole, both = self.case.hole, (self.case.hole | self.case.source)[..., None]
        true = np.where(both, self.case.truth, made).astype(np.float32)
        return psnr(made[hole], self.case.truth[hole]), perceptual_distance(made, true, hole)


def holes(data: Path, every: int) -> Iterator[Held]:
    """Yield the holes of every so many-th held-out photo."""
    for index, path in list(enumerate(held_photos(data)))[::every]:
        for case in photo_cases(path, index, LONGEST):
            yield Held(case, remembered(fill_patch))


def ways(network: Network) -> dict[str, Callable[[Held], Image]]:
    """Return what is compared, by name."""
    bare = Brush(nothing_missing)
    brushes = {f"no network, light over {over} px": replace(bare, light=over) for over in (2.0, 3.0, 4.0, 8.0)}
    brushes["no network, no fillings at half the size"] = replace(bare, coarse=0)
    brushes["the mean of all that may be there, as it is"] = Brush(by_mean(network), light=0)
    brushes["its light"] = Brush(by_mean(network))
    for highest, count in ((0.05, 1), (0.2, 3), (0.8, 6)):
        for scales in (BROAD[2:], BROAD[1:], BROAD):
            name = f"noise {highest}, {count} steps, scales {' '.join(str(s) for s, _ in scales)}"
            brushes[name] = Brush(network, scales=scales, count=count, highest=highest)
    found: dict[str, Callable[[Held], Image]] = {
        "patches": lambda held: held.first(held.case.seen, held.case.hole, held.case.source, 0),
        "patches, mean": lambda held: average(
            replace(bare, first=held.first), held.case.seen, held.case.hole, held.case.source
        ),
    }
    return found | {name: lambda held, brush=brush: held.painted(brush) for name, brush in brushes.items()}  # type: ignore[misc]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=FOLDER, help="folder of the network's inpaint.onnx")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--only", nargs="+", help="parts of names: only these settings")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    chosen = {
        name: way
        for name, way in ways(network_of(given.weights)).items()
        if not given.only or any(part in name for part in given.only)
    }
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for held in holes(given.data, given.every):
        for name, way in chosen.items():
            found.setdefault((name, held.case.kind), []).append(held.score(way(held)))
    kinds = list(dict.fromkeys(kind for _, kind in found))
    print("| settings | " + " | ".join(f"{kind} ({len(found[next(iter(chosen)), kind])})" for kind in kinds) + " |")
    print("|---" * (len(kinds) + 1) + "|")
    for name in chosen:
        cells = ("{:.2f} / {:.4f}".format(*np.mean(found[name, kind], axis=0)) for kind in kinds)
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
