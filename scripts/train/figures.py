"""Figures of a scene analysis against labels, as `tools/scores.py` of the data defines them.

A look is any function of a photo (H, W, 3) float32 that returns an Answer at its size. Depth: disparity is fitted to
1 / metres by least squares over the picture and compared in metres, clipped to 0.1 .. 2 per metre. IoU: sums over
pictures, known pixels only; 128 + k is "known not to be k". Order: areas of one distance number must have medians of
disparity that follow it. Edges: a step of over a tenth of the nearest disparity within 3 px; found ones count within
3 px.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from flowanim.datatypes import Analysis, Array, Image, Mask
from flowanim.nets.scene_layout import REGIONS
from flowanim.ops.image import from_uint8
from train import judge_world


@dataclass(frozen=True, eq=False)
class Answer:
    """disparity (H, W); kind (H, W): region numbers; subject: bool (H, W)."""

    disparity: Array
    kind: Array
    subject: Mask


Look = Callable[[Image], Answer]


def answer_of(found: Analysis) -> Answer:
    """Return what an Analysis says, as numbers."""
    names = list(found.regions)
    index = np.argmax([found.regions[name] for name in names], axis=0)
    numbers = np.array([REGIONS.index(name) if name in REGIONS else 0 for name in names])
    none = np.zeros(found.disparity.shape, bool)
    return Answer(found.disparity, numbers[index], none if found.subject is None else found.subject > 0.5)


def photo(path: Path) -> Image:
    """Return a picture (H, W, 3)."""
    return from_uint8(np.ascontiguousarray(cv2.imread(str(path))[..., ::-1]))


def label(path: Path) -> Array:
    """Return a map (H, W) as it is stored."""
    return np.asarray(cv2.imread(str(path), cv2.IMREAD_UNCHANGED))


def fitted(disparity: Array, true: Array) -> Array:
    """Return `disparity` scaled and shifted to `true` by least squares."""
    a, b = np.linalg.lstsq(np.stack([disparity.ravel(), np.ones(disparity.size)], 1), true.ravel(), rcond=None)[0]
    return np.asarray(a * disparity + b)


def depth_scores(disparity: Array, metres: Array) -> tuple[float, float, float]:
    """Return (AbsRel, share of pixels within 1.25, F-score of the edges)."""
    true = 1 / np.maximum(metres, 0.5)
    fit = fitted(disparity, true)
    z, y = 1 / true, 1 / np.clip(fit, 0.1, 2.0)
    return float((abs(z - y) / z).mean()), float((np.maximum(z / y, y / z) < 1.25).mean()), edge_score(fit, true)


def edges(disparity: Array, step: float) -> Mask:
    """Return where disparity differs by over `step` within 3 px."""
    box = np.ones((3, 3), np.uint8)
    d = disparity.astype(np.float32)
    return np.asarray(cv2.dilate(d, box) - cv2.erode(d, box) > step)


def edge_score(found: Array, true: Array) -> float:
    """Return the F-score of depth edges, matched within 3 px."""
    step = 0.1 * float(np.quantile(true, 0.99))
    mine, theirs = edges(found, step), edges(true, step)
    near = np.ones((7, 7), np.uint8)
    right = float(mine[cv2.dilate(theirs.astype(np.uint8), near) > 0].sum()) / max(int(mine.sum()), 1)
    caught = float(theirs[cv2.dilate(mine.astype(np.uint8), near) > 0].sum()) / max(int(theirs.sum()), 1)
    return 2 * right * caught / max(right + caught, 1e-9)


def rooms(look: Look, folder: Path, names: Iterable[str]) -> dict[str, float]:
    """Return medians and means of the depth scores over the named pictures of images/ and distance/."""
    rows = []
    for name in names:
        metres = label(folder / "distance" / f"{name}.png") / 25.5
        rows.append(depth_scores(look(photo(folder / "images" / f"{name}.jpg")).disparity, metres))
    middle, mean = np.median(rows, 0), np.mean(rows, 0)
    return {
        "delta median": middle[1],
        "delta mean": mean[1],
        "AbsRel median": middle[0],
        "AbsRel mean": mean[0],
        "edges F": mean[2],
    }


def iou_counts(kind: Array, truth: Array, sums: Counter[str]) -> None:
    """Add one picture's intersections and unions, for each kind of REGIONS."""
    for k, name in enumerate(REGIONS):
        known = (truth < 128) | (truth == 128 + k)
        p, t = (kind == k) & known, (truth == k) & known
        sums.update({f"{name} both": int((p & t).sum()), f"{name} any": int((p | t).sum())})


def iou(sums: Counter[str], names: Iterable[str]) -> dict[str, float]:
    """Return the IoU of each name that occurs."""
    return {name: sums[f"{name} both"] / sums[f"{name} any"] for name in names if sums[f"{name} any"]}


def ordinal_pairs(disparity: Array, order: Array, least: float = 0.005) -> tuple[int, int]:
    """Return (right, all) pairs of areas whose median disparity must follow their distance number."""
    number = np.where(order > 100, order.astype(int) - 100, order)
    areas = [
        (n, float(np.median(disparity[number == n]))) for n in np.unique(number) if n and (number == n).mean() > least
    ]
    pairs = [(a[1] > b[1]) == (a[0] < b[0]) for i, a in enumerate(areas) for b in areas[:i] if a[0] != b[0]]
    return sum(pairs), len(pairs)


def scene_sums(look: Look, folder: Path, names: Iterable[str]) -> Counter[str]:
    """Return all sums over the named pictures of a folder scenes/."""
    sums: Counter[str] = Counter()
    for name in names:
        found = look(photo(folder / "images" / f"{name}.jpg"))
        iou_counts(found.kind, label(folder / "regions" / f"{name}.png"), sums)
        subject = label(folder / "subject" / f"{name}.png") > 127
        sums.update(
            {"subject both": int((found.subject & subject).sum()), "subject any": int((found.subject | subject).sum())}
        )
        right, total = ordinal_pairs(found.disparity, label(folder / "order" / f"{name}.png"))
        sums.update({"right": right, "pairs": total})
    return sums


def image_sums(look: Look, folder: Path, names: Iterable[str]) -> Counter[str]:
    """Return the IoU's sums over the named pictures of images/ and regions/."""
    sums: Counter[str] = Counter()
    for name in names:
        kind = look(photo(folder / "images" / f"{name}.jpg")).kind
        iou_counts(kind, label(folder / "regions" / f"{name}.png"), sums)
    return sums


def rendered(look: Look) -> float:
    """Return the share of pairs of pixels in the right order, over the scenes of `judge_world`."""
    right = total = 0
    for seed in judge_world.SEEDS:
        rgb, distance, _ = judge_world.scene(seed)
        hit, all_ = judge_world.pairs_right(look(rgb).disparity, distance, seed)
        right, total = right + hit, total + all_
    return right / total


def lower_is_nearer(rgb: Image) -> Answer:
    """Return the prior that needs no analysis."""
    h, w = rgb.shape[:2]
    rows = np.repeat(np.linspace(0, 1, h, dtype=np.float32)[:, None], w, 1)
    return Answer(rows, np.zeros((h, w), int), np.zeros((h, w), bool))


def mean_map(folder: Path) -> Look:
    """Return the look that answers every photo with the mean disparity of the rooms of a folder (train/)."""
    maps = [1 / np.clip(label(path) / 25.5, 0.5, 10) for path in sorted((folder / "distance").glob("*.png"))]
    mean = np.mean([cv2.resize(one.astype(np.float32), (320, 240)) for one in maps], 0)

    def look(rgb: Image) -> Answer:
        h, w = rgb.shape[:2]
        nothing = np.zeros((h, w), int)
        return Answer(cv2.resize(mean, (w, h)), nothing, nothing > 0)

    return look
