"""Score the classical scene analysis on labelled photographs: IoU by region, subject IoU, ordinal accuracy.

    python scripts/eval_scene.py --data DATA/train/scenes --every 5
    python scripts/eval_scene.py --data DATA/test/scenes

The folder holds images/X.jpg, regions/X.png, order/X.png, subject/X.png. Regions: 0 other, 1 sky, 2 water, 3
person, 4 animal, 5 vegetation, 6 building, 7 ground, 8 mountain, 9 vehicle, 255 unknown. IoU of a kind is the sum
of intersections over the sum of unions. Order: areas of one distance number (1 nearest .. 9 sky, + 100 receding, 0
unknown) must have medians of disparity that follow it, pair by pair.
"""

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np

from flowanim.datatypes import Analysis, Array
from flowanim.ops.image import from_uint8
from flowanim.scene.classical import analyse

NUMBER = {"sky": 1, "water": 2, "vegetation": 5, "building": 6, "ground": 7, "mountain": 8}


def ordinal_pairs(disparity: Array, order: Array, least: float = 0.005) -> tuple[int, int]:
    """Return (right, all) pairs of areas whose median disparity must follow their distance number."""
    number = np.where(order > 100, order.astype(int) - 100, order)
    areas = [
        (n, float(np.median(disparity[number == n]))) for n in np.unique(number) if n and (number == n).mean() > least
    ]
    pairs = [(a[1] > b[1]) == (a[0] < b[0]) for i, a in enumerate(areas) for b in areas[:i] if a[0] != b[0]]
    return sum(pairs), len(pairs)


def count(found: Analysis, folder: Path, name: str, sums: Counter[str]) -> None:
    """Add one photo's intersections, unions and pairs to `sums`."""
    label = cv2.imread(str(folder / "regions" / f"{name}.png"), cv2.IMREAD_UNCHANGED)
    kinds = list(found.regions)
    index = np.argmax([found.regions[kind] for kind in kinds], axis=0)
    predicted = np.array([NUMBER.get(kind, 0) for kind in kinds])[index]
    for kind, k in NUMBER.items():
        known = (label < 128) | (label == 128 + k)
        p, t = (predicted == k) & known, (label == k) & known
        sums.update({f"{kind} both": int((p & t).sum()), f"{kind} any": int((p | t).sum())})
        sums.update(
            {f"{kind} false photos": int(p.mean() > 0.03 and not t.any()), f"{kind} true photos": int(t.mean() > 0.03)}
        )
    subject = cv2.imread(str(folder / "subject" / f"{name}.png"), cv2.IMREAD_UNCHANGED) > 127
    mine = np.zeros_like(subject) if found.subject is None else found.subject > 0.5
    sums.update({"subject both": int((mine & subject).sum()), "subject any": int((mine | subject).sum())})
    if found.subject is not None:
        sums.update(
            {"claimed both": int((mine & subject).sum()), "claimed any": int((mine | subject).sum()), "claimed": 1}
        )
    right, total = ordinal_pairs(
        found.disparity, cv2.imread(str(folder / "order" / f"{name}.png"), cv2.IMREAD_UNCHANGED)
    )
    sums.update({"pairs right": right, "pairs": total})


def table(sums: Counter[str], photos: int) -> str:
    """Return the figures as a Markdown table."""
    lines = ["| region | IoU | in photos | wrongly claimed in photos |", "|---|---|---|---|"]
    for kind in NUMBER:
        iou = sums[f"{kind} both"] / max(sums[f"{kind} any"], 1)
        lines.append(f"| {kind} | {iou:.2f} | {sums[f'{kind} true photos']} | {sums[f'{kind} false photos']} |")
    lines.append(f"| subject | {sums['subject both'] / max(sums['subject any'], 1):.2f} | | |")
    claimed = sums["claimed both"] / max(sums["claimed any"], 1)
    lines += ["", f"Where a subject is claimed ({sums['claimed']} of {photos} photos) its IoU is {claimed:.2f}."]
    lines.append(f"Ordinal accuracy {sums['pairs right'] / max(sums['pairs'], 1):.3f} over {sums['pairs']} pairs.")
    return "\n".join(lines)


def score(folder: Path, names: Iterable[str], progress: bool = False) -> Counter[str]:
    """Analyse the named photos of `folder` and return all sums."""
    sums: Counter[str] = Counter()
    for name in names:
        photo = cv2.cvtColor(cv2.imread(str(folder / "images" / f"{name}.jpg")), cv2.COLOR_BGR2RGB)
        before = Counter(sums)
        count(analyse(from_uint8(photo)), folder, name, sums)
        if progress:
            gain = sums - before
            print(name, {k: f"{gain[f'{k} both'] / gain[f'{k} any']:.2f}" for k in NUMBER if gain[f"{k} any"]})
    return sums


def main() -> None:
    """Read the arguments, score, print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with images, regions, order, subject")
    parser.add_argument("--every", type=int, default=1, help="use every n-th photo")
    parser.add_argument("--skip", nargs="*", default=[], help="photos to leave out, by name")
    parser.add_argument("-v", "--verbose", action="store_true", help="one line a photo")
    given = parser.parse_args()
    names = sorted(p.stem for p in (given.data / "images").glob("*.jpg"))[:: given.every]
    names = [name for name in names if name not in given.skip]
    print(f"{len(names)} photos\n\n" + table(score(given.data, names, given.verbose), len(names)))


if __name__ == "__main__":
    main()
