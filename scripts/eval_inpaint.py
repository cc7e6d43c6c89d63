"""Compare fillers, networks among them, on holes such as motion opens: PSNR, SSIM, perceptual distance, in the holes.

    python scripts/eval_inpaint.py --data DATA [--test] [--photos 24] [--skip 0] [--show FOLDER]

Without --test: photographs of DATA/train that the network's training held out, and the motorcycle pair; settings are
chosen there. With --test: DATA/test/photos under fixed masks of three kinds (crescents of 3, 8 and 20 px, three
objects of 64 px, a border), and the true holes of DATA/test/stereo and DATA/test/room. `telea` and `navier-stokes` are
OpenCV's, radius 5; `regression` is a network asked for the mean of what may be there, one that was trained for nothing
else where --regression names it, its picture taken as it is; `patches, mean` is what both begin from; `patches, relit`
is the diffusion without its network. Prints a Markdown table; the seconds of each are what it takes besides what stands
above it.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))

from bench_fill import Case, beside, motorcycle, opencv, photo_cases, score, test_views
from eval_views import Pair, push_of, room_pairs
from networks import average, by_mean, network_of, nothing_missing, remembered
from train.holes import held_photos

from flowanim.datatypes import Image
from flowanim.nets.specs import FOLDER
from flowanim.ops.image import from_uint8, to_uint8
from flowanim.ops.warp import splat
from flowanim.render.fill import background_of, fill_patch
from flowanim.render.paint import Brush, Network, paint
from flowanim.review.metrics import perceptual_distance

SHOWN = 4
"""Photographs whose crops are written."""


@dataclass(frozen=True)
class Networks:
    """What is compared: the one that ships, and one that was trained for the mean alone."""

    diffusion: Network
    regression: Network


def fillers(case: Case, networks: Networks) -> Iterator[tuple[str, Image, float]]:
    """Yield (filler, the picture that it makes, CPU seconds); patches fill once, for the networks too."""
    given = case.seen, case.hole, case.source
    first = remembered(fill_patch)
    brush = Brush(networks.diffusion, first)
    ways: dict[str, Callable[[], Image]] = {
        "telea": lambda: opencv(cv2.INPAINT_TELEA)(*given, 0),
        "navier-stokes": lambda: opencv(cv2.INPAINT_NS)(*given, 0),
        "patch": lambda: first(*given, 0),
        "patches, mean": lambda: average(brush, *given),
        "patches, relit": lambda: paint(replace(brush, network=nothing_missing), *given, seed=0),
        "regression": lambda: paint(replace(brush, network=by_mean(networks.regression), light=0), *given, seed=0),
        "diffusion": lambda: paint(brush, *given, seed=0),
    }
    for name, way in ways.items():
        start = time.process_time()
        made = way()
        yield name, made, time.process_time() - start


def room_case(pair: Pair) -> Case:
    """Return the second view of a room as rendered from the first; what the first does not show is the hole."""
    known = pair.parallax > 0
    push = push_of(pair, pair.parallax)
    push[~known] = 1e6
    both, cover = splat(
        np.dstack([from_uint8(pair.first), pair.parallax]), push, np.exp(pair.parallax.astype(np.float64))
    )
    hole = cover < 0.5
    seen = np.where(hole[..., None], 0, np.clip(both[..., :3], 0, 1)).astype(np.float32)
    return Case("room", pair.name, seen, hole, background_of(hole, both[..., 3]), from_uint8(pair.second))


def cases(options: argparse.Namespace) -> Iterator[Case]:
    """Yield all cases that were asked for."""
    photos = sorted((options.data / "test" / "photos").glob("kodak_*")) if options.test else held_photos(options.data)
    chosen = list(enumerate(photos))[options.skip : options.skip + options.photos]
    for index, photo in chosen if options.views != "only" else ():
        yield from photo_cases(photo, index, options.longest)
    if options.views != "no":
        yield from views(options)


def views(options: argparse.Namespace) -> Iterator[Case]:
    """Yield the holes that a second view really has."""
    if not options.test:
        yield motorcycle()
        return
    pairs = islice(room_pairs(options.data / "test" / "room"), options.rooms)
    yield from chain(test_views(options.data), map(room_case, pairs))


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--test", action="store_true", help="the test data, once settings are final")
    parser.add_argument("--photos", type=int, default=24)
    parser.add_argument("--longest", type=int, default=384, help="long side of the photographs")
    parser.add_argument("--weights", type=Path, default=FOLDER, help="folder of the network's inpaint.onnx")
    parser.add_argument("--regression", type=Path, help="folder of an inpaint.onnx trained with --goal regression")
    parser.add_argument("--skip", type=int, default=0, help="photographs to leave out at the beginning")
    parser.add_argument("--rooms", type=int, help="pairs of the room at most")
    parser.add_argument("--views", choices=("yes", "no", "only"), default="yes", help="the stereo and room pairs too")
    parser.add_argument("--show", type=Path, help="a folder for crops: seen, truth, then every filler")
    options = parser.parse_args()
    networks = Networks(network_of(options.weights), network_of(options.regression or options.weights))
    table = dict[tuple[str, str], list[tuple[float, ...]]]()
    for number, case in enumerate(cases(options)):
        pictures = []
        for name, filled, seconds in fillers(case, networks):
            pictures.append(filled)
            true = np.where((case.hole | case.source)[..., None], case.truth, filled).astype(np.float32)
            distance = perceptual_distance(filled, true, case.hole)
            table.setdefault((case.kind, name), []).append((*score(case, filled), distance, seconds))
        if options.show and number < 5 * SHOWN:
            options.show.mkdir(parents=True, exist_ok=True)
            path = options.show / f"{case.kind}_{case.name}.png".replace(" ", "_")
            cv2.imwrite(str(path), to_uint8(beside(case, pictures))[..., ::-1])
    print("| holes | filler | PSNR, dB | SSIM | perceptual distance | CPU seconds | cases |\n" + 7 * "|---" + "|")
    for (kind, name), scores in table.items():
        quality, similar, distance, seconds = np.mean(scores, axis=0)
        print(f"| {kind} | {name} | {quality:.2f} | {similar:.3f} | {distance:.4f} | {seconds:.2f} | {len(scores)} |")


if __name__ == "__main__":
    main()
