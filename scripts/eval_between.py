"""How well frames between others are made: PSNR, SSIM and interpolation error on the UCF101 triplets.

    python scripts/eval_between.py --data ../shared/data [--limit 100] [--large]

Each method makes the middle frame of a triplet from its neighbours; interpolation error is the root of the mean squared
difference in levels (Baker et al., 2011), averaged over triplets like the others; once over all, and once
without those whose ends differ by less than two levels on average. `--large` takes made-up triplets with 20 to 60 px
of motion instead.
"""

import argparse
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import large_motion
import numpy as np
from PIL import Image
from skimage.metrics import structural_similarity

from flowanim.datatypes import Frame
from flowanim.nets.between_onnx import load_between
from flowanim.ops.warp import pixel_grid, sample
from flowanim.video.between import Pair
from flowanim.video.ffmpeg import find_ffmpeg

Method = Callable[[Frame, Frame], Frame]
TWINS = 2.0


def average(a: Frame, b: Frame) -> Frame:
    """Return the mean of both."""
    return np.asarray(cv2.addWeighted(a, 0.5, b, 0.5, 0))


def dis(a: Frame, b: Frame) -> Frame:
    """Return the mean of both, each warped half-way by OpenCV's DIS flow at its medium preset."""
    greys = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in (a, b)]
    search = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flows = search.calc(*greys, None), search.calc(*greys[::-1], None)
    grid = pixel_grid(*a.shape[:2])
    halves = [sample(f.astype(np.float32), grid - 0.5 * flow) for f, flow in zip((a, b), flows, strict=True)]
    return np.clip(np.rint((halves[0] + halves[1]) / 2), 0, 255).astype(np.uint8)


def minterpolate(a: Frame, b: Frame) -> Frame:
    """Return what ffmpeg's minterpolate makes, at its defaults; the clip a a b b gives it something to search in."""
    h, w = a.shape[:2]
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24"]
    command = [
        find_ffmpeg(),
        "-v",
        "error",
        *raw,
        "-s",
        f"{w}x{h}",
        "-r",
        "10",
        "-i",
        "-",
        "-vf",
        "minterpolate=fps=20",
    ]
    done = subprocess.run(
        [*command, *raw, "-"], input=np.stack([a, a, b, b]).tobytes(), capture_output=True, check=True
    )
    frames = np.frombuffer(done.stdout, np.uint8).reshape(-1, h, w, 3)
    return frames[3] if len(frames) > 3 else average(a, b)


def methods() -> dict[str, Method]:
    """Return the methods by name, the network loaded."""
    network = load_between()
    return {
        "average": average,
        "minterpolate": minterpolate,
        "DIS warp": dis,
        "flowanim, no network": lambda a, b: Pair(a, b).at(0.5),
        "flowanim": lambda a, b: Pair(a, b, network).at(0.5),
    }


def triplets(folder: Path, limit: int) -> Iterator[tuple[Frame, Frame, Frame]]:
    """Yield (first, middle, last)."""
    for one in sorted(folder.iterdir(), key=lambda path: int(path.name))[:limit]:
        first, middle, last = (
            np.asarray(Image.open(one / f"{name}.webp").convert("RGB"))
            for name in ("frame_00", "frame_01_gt", "frame_02")
        )
        yield first, middle, last


def scores(made: Frame, true: Frame) -> tuple[float, float, float]:
    """Return (PSNR in dB, SSIM, interpolation error in levels)."""
    error = float(np.sqrt(((made.astype(float) - true) ** 2).mean()))
    return 20 * np.log10(255 / max(error, 1e-6)), structural_similarity(made, true, channel_axis=2), error


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--large", action="store_true", help="made-up large motion instead (large_motion.py)")
    asked = parser.parse_args()
    test = asked.data / "test"
    source = (
        large_motion.triplets(test / "photos", asked.limit) if asked.large else triplets(test / "ucf101", asked.limit)
    )
    found = list(source)
    moving = [np.abs(first.astype(int) - last).mean() >= TWINS for first, _, last in found]
    print(f"{len(found)} triplets, and the {sum(moving)} whose ends differ by {TWINS:g} levels or more\n")
    print("| method | PSNR | SSIM | error | PSNR | SSIM | error | ms |\n|---|---|---|---|---|---|---|---|")
    for name, method in methods().items():
        start = time.perf_counter()
        made = [method(first, last) for first, _, last in found]
        spent = 1000 * (time.perf_counter() - start) / len(found)
        rows = np.array([scores(one, middle) for one, (_, middle, _) in zip(made, found, strict=True)])
        cells = [f"{p:.2f} | {s:.4f} | {e:.2f}" for p, s, e in (rows.mean(0), rows[moving].mean(0))]
        print(f"| {name} | {' | '.join(cells)} | {spent:.0f} |", flush=True)


if __name__ == "__main__":
    main()
