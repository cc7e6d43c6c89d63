"""Compare ways to fill hidden pixels: PSNR and SSIM in the holes, and time.

    python scripts/bench_fill.py --data DATA [--photos 24] [--slow] [--test] [--show FOLDER]

Photographs of DATA/train/photos get fixed holes; what stands in front of a crescent is painted red and may not be used.
The motorcycle pair of scikit-image (and with --test, once settings are final, DATA/test/stereo) is rendered from the
left view to the right one by its disparity; the holes are filled from what lies behind and compared with the photo.
--show writes pictures to look at. Prints a Markdown table.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from skimage import data as samples
from skimage.metrics import structural_similarity

from flowanim.datatypes import Array, Disparity, Image, Mask
from flowanim.ops import mask as masks
from flowanim.ops.image import fit, from_uint8, resize, to_uint8
from flowanim.ops.warp import splat
from flowanim.render.fill import FILLERS, background_of

RED = np.array((1, 0, 0), np.float32)


@dataclass(frozen=True)
class Case:
    """One hole: the picture as it is seen, what is hidden, what may be used, and the truth."""

    kind: str
    name: str
    seen: Image
    hole: Mask
    source: Mask
    truth: Image


def opencv(method: int) -> Callable[[Image, Mask, Mask, int], Image]:
    """Return OpenCV's inpainting of all that is not source, as a filler."""

    def fill(rgb: Image, hole: Mask, source: Mask, seed: int) -> Image:
        return from_uint8(cv2.inpaint(to_uint8(rgb), (~source).astype(np.uint8), 5, method))

    return fill


def xphoto(method: int) -> Callable[[Image, Mask, Mask, int], Image]:
    """Return an inpainting of cv2.xphoto as a filler. Slow."""

    def fill(rgb: Image, hole: Mask, source: Mask, seed: int) -> Image:
        lab = cv2.cvtColor(
            to_uint8(rgb), cv2.COLOR_RGB2Lab if method == cv2.xphoto.INPAINT_SHIFTMAP else cv2.COLOR_RGB2BGR
        )
        out = np.zeros_like(lab)
        cv2.setRNGSeed(seed)
        cv2.xphoto.inpaint(lab, source.astype(np.uint8) * 255, out, method)
        back = cv2.COLOR_Lab2RGB if method == cv2.xphoto.INPAINT_SHIFTMAP else cv2.COLOR_BGR2RGB
        return from_uint8(cv2.cvtColor(out, back))

    return fill


QUICK = {**FILLERS, "opencv telea": opencv(cv2.INPAINT_TELEA), "opencv navier-stokes": opencv(cv2.INPAINT_NS)}
SLOW = {"xphoto fsr fast": xphoto(cv2.xphoto.INPAINT_FSR_FAST), "xphoto shiftmap": xphoto(cv2.xphoto.INPAINT_SHIFTMAP)}


def read(path: Path) -> Image:
    """Return an RGB picture 0..1."""
    return from_uint8(np.ascontiguousarray(cv2.imread(str(path), cv2.IMREAD_COLOR)[..., ::-1]))


def silhouette(shape: tuple[int, int], random: np.random.Generator) -> Mask:
    """Return a lobed blob, about a quarter of the picture."""
    h, w = shape
    y, x = np.mgrid[:h, :w]
    cx, cy = w * random.uniform(0.35, 0.65), h * random.uniform(0.45, 0.65)
    angle = np.arctan2(y - cy, x - cx)
    radius = sum(random.normal(0, 0.25 / k) * np.cos(k * angle + random.uniform(0, 6)) for k in range(2, 8))
    return np.asarray(np.hypot(x - cx, y - cy) < 0.28 * min(h, w) * (1 + radius))


def photo_cases(path: Path, index: int, longest: int) -> Iterator[Case]:
    """Yield the holes that one photograph gets."""
    truth = read(path)
    truth = resize(truth, fit((truth.shape[1], truth.shape[0]), longest))
    h, w = truth.shape[:2]
    random = np.random.default_rng(index)
    front, clear = silhouette((h, w), random), np.zeros((h, w), bool)
    for width in (3, 8, 20):
        hole = (np.roll(front, width, axis=1) | np.roll(front, width // 2, axis=0)) & ~front
        yield to_case(f"crescent {width}", path.stem, truth, hole, front)
    side = min(64, h // 4, w // 4)
    hole = clear.copy()
    for _ in range(3):
        y, x = int(random.integers(8, h - side - 8)), int(random.integers(8, w - side - 8))
        hole[y : y + side, x : x + side] = True
    yield to_case("object 64", path.stem, truth, hole, clear)
    hole = clear.copy()
    hole[:, :24] = hole[-16:] = True
    yield to_case("border 24", path.stem, truth, hole, clear)


def to_case(kind: str, name: str, truth: Image, hole: Mask, front: Mask) -> Case:
    """Return the case with what must not be used painted red."""
    seen = np.where((hole | front)[..., None], RED, truth)
    return Case(kind, name, seen, hole, ~hole & ~front, np.where(front[..., None], RED, truth))


def view_case(name: str, left: Image, right: Image, disparity: Disparity) -> Case:
    """Return the right view as rendered from the left; disparity in pixels, 0 where it is not known."""
    known = (disparity > 0) & np.isfinite(disparity)
    steps = np.where(known, disparity, 0).astype(np.float32)
    push = np.dstack([-steps, np.zeros_like(steps)])
    push[~known] = 1e6
    weight = np.exp(np.minimum(steps.astype(np.float64), 600))
    both, cover = splat(np.dstack([left, steps]), push, weight)
    hole = cover < 0.5
    seen = np.where(hole[..., None], RED, np.clip(both[..., :3], 0, 1)).astype(np.float32)
    return Case(f"view {name}", name, seen, hole, background_of(hole, both[..., 3]), right)


def motorcycle() -> Case:
    """Return the view synthesis case of scikit-image's Middlebury pair."""
    left, right, disparity = samples.stereo_motorcycle()
    return view_case("motorcycle", from_uint8(left), from_uint8(right), disparity)


def test_views(folder: Path) -> Iterator[Case]:
    """Yield the cases that nothing is tuned on."""
    for name in ("cones", "teddy"):
        place = folder / "test" / "stereo" / name
        disparity = cv2.imread(str(place / "disparity.png"), cv2.IMREAD_GRAYSCALE).astype(np.float32) / 4
        yield view_case(name, read(place / "left.png"), read(place / "right.png"), disparity)


def cases(options: argparse.Namespace) -> Iterator[Case]:
    """Yield all cases that were asked for."""
    folder = options.data / "train" / "photos"
    paths = sorted(folder.glob("clic_*.jpg"))[: options.photos - options.photos // 4]
    paths += sorted(folder.glob("cid22_[0-9]*.jpg"))[: options.photos // 4]
    for index, path in enumerate(paths):
        yield from photo_cases(path, index, options.longest)
    yield motorcycle()
    if options.test:
        yield from test_views(options.data)


def psnr(a: Array, b: Array) -> float:
    """Return the PSNR of 8-bit values, in dB."""
    error = np.mean((to_uint8(a).astype(np.float64) - to_uint8(b)) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-3)))


def score(case: Case, filled: Image) -> tuple[float, float]:
    """Return (PSNR, SSIM) in the hole."""
    box = masks.bounding_box(case.hole, margin=8)
    whole = np.where((case.hole | case.source)[..., None], filled, case.truth)
    similar = structural_similarity(whole[box], case.truth[box], channel_axis=2, data_range=1, full=True)[1]
    return psnr(filled[case.hole], case.truth[case.hole]), float(similar[case.hole[box]].mean())


def beside(case: Case, pictures: list[Image], zoom: int = 3) -> Array:
    """Return crops around the thickest part of the hole, side by side, enlarged: seen, truth, then each filling."""
    depth = masks.distance_to(~case.hole)
    y, x = np.unravel_index(int(depth.argmax()), depth.shape)
    y, x = max(0, y - 80), max(0, x - 80)
    crops = [p[y : y + 160, x : x + 160] for p in (case.seen, case.truth, *pictures)]
    return np.repeat(np.repeat(np.hstack(crops), zoom, 0), zoom, 1)


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--photos", type=int, default=24)
    parser.add_argument("--longest", type=int, default=768, help="long side of the photographs")
    parser.add_argument("--slow", action="store_true", help="also cv2.xphoto; use few and small photographs")
    parser.add_argument("--test", action="store_true", help="also the held-out stereo pairs")
    parser.add_argument("--show", type=Path, help="a folder for pictures to look at")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    fillers = {**QUICK, **(SLOW if options.slow else {})}
    table: dict[tuple[str, str], list[tuple[float, float, float]]] = {}
    for case in cases(options):
        pictures = []
        for name, filler in fillers.items():
            start = time.perf_counter()
            filled = filler(case.seen, case.hole, case.source, 0)
            seconds = time.perf_counter() - start
            pictures.append(filled)
            table.setdefault((case.kind, name), []).append((*score(case, filled), seconds))
        if options.show:
            options.show.mkdir(parents=True, exist_ok=True)
            picture = to_uint8(beside(case, pictures))[..., ::-1]
            cv2.imwrite(str(options.show / f"{case.kind}_{case.name}.png".replace(" ", "_")), picture)
    report(table)


def report(table: dict[tuple[str, str], list[tuple[float, float, float]]]) -> None:
    """Print the means as a Markdown table."""
    print("| holes | filler | PSNR, dB | SSIM | seconds |\n|---|---|---|---|---|")
    for (kind, name), scores in table.items():
        quality, similar, seconds = np.mean(scores, axis=0)
        print(f"| {kind} | {name} | {quality:.2f} | {similar:.3f} | {seconds:.2f} |")


if __name__ == "__main__":
    main()
