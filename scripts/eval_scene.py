"""Score scene analyses on labelled photographs, side by side, and print the tables of docs/models/scene.md.

    python scripts/eval_scene.py --data DATA                      the held-out tenth of DATA/train: for choosing
    python scripts/eval_scene.py --data DATA --test               DATA/test: for the docs, never for choosing
    python scripts/eval_scene.py --data DATA --with classical network

Looks: `prior` (the mean disparity of the training rooms for depth, "lower is nearer" for order), `classical` (no
network), `network` (alone, drawn to the photo's edges), `default` (what `animate` uses). How each figure is computed
stands in `train/figures.py`.
"""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from train import data, figures
from train.figures import Answer, Look

from flowanim.datatypes import Image
from flowanim.nets.scene_layout import REGIONS
from flowanim.nets.scene_onnx import see
from flowanim.ops.image import fit, resize
from flowanim.scene import classical
from flowanim.scene.seen import SMALL, look_at, sharpened
from flowanim.sight import See

IMAGE_SETS = ("coco", "human", "facade", "horse", "street", "adesky", "aerial", "river")


def network(rgb: Image, see: See = see) -> Answer:
    """Return what a network alone sees, drawn to the photo's edges at 384 px."""
    h, w = rgb.shape[:2]
    small = np.ascontiguousarray(resize(rgb, fit((w, h), SMALL)))
    sight = see(small)
    chances = np.stack([resize(sharpened(chance, small), (w, h)) for chance in sight.regions.values()])
    subject = resize(sharpened(sight.subject, small), (w, h)) > 0.5
    return Answer(resize(sharpened(sight.disparity, small), (w, h)), chances.argmax(0), subject)


LOOKS: Mapping[str, Look] = {
    "prior": figures.lower_is_nearer,
    "classical": lambda rgb: figures.answer_of(classical.analyse(rgb)),
    "network": network,
    "default": lambda rgb: figures.answer_of(look_at(rgb, see)[0]),
}


def held_names(root: Path) -> dict[str, list[str]]:
    """Return the names of the held-out training photos, by set."""
    kept = data.split(data.load(root))[1]
    return {kind: [s.name for s in kept if s.kind == kind] for kind in {s.kind for s in kept}}


def test_names(root: Path) -> dict[str, list[str]]:
    """Return the names of the test photos, by set."""
    names = {"scenes": sorted(p.stem for p in (root / "test" / "scenes" / "images").glob("*.jpg"))}
    for kind in ("nyu", *IMAGE_SETS):
        names[kind] = sorted(p.stem for p in (root / "test" / "images").glob(f"{kind}_*.jpg"))
    return {kind: found for kind, found in names.items() if found}


def column(look: Look, rooms: Look, folder: Path, names: Mapping[str, list[str]], world: bool) -> dict[str, float]:
    """Return every figure of one look, by its name. rooms: the look that is scored on the rooms."""
    found = {f"rooms: {name}": value for name, value in figures.rooms(rooms, folder, names["nyu"]).items()}
    sums = figures.scene_sums(look, folder / "scenes", names["scenes"])
    found["scenes: order"] = sums["right"] / max(sums["pairs"], 1)
    if world and len(names) > 2:
        found["rendered: order"] = figures.rendered(look)
    found |= {f"scenes: IoU {kind}": v for kind, v in figures.iou(sums, ("subject", *REGIONS)).items()}
    images = [name for kind in IMAGE_SETS for name in names.get(kind, [])]
    more = figures.image_sums(look, folder, images)
    found |= {f"sets: IoU {kind}": v for kind, v in figures.iou(more, REGIONS).items()}
    found |= {f"all: IoU {kind}": v for kind, v in figures.iou(sums + more, REGIONS).items()}
    return found


def table(columns: Mapping[str, Mapping[str, float]]) -> str:
    """Return a Markdown table, one column a look."""
    rows = list(dict.fromkeys(name for column in columns.values() for name in column))
    lines = [f"| | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for row in rows:
        cells = (f"{column[row]:.3f}" if row in column else "" for column in columns.values())
        lines.append(f"| {row} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    """Read the arguments, score, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with train/ and test/")
    parser.add_argument("--test", action="store_true", help="score DATA/test")
    parser.add_argument("--with", dest="looks", nargs="+", choices=list(LOOKS), default=list(LOOKS))
    parser.add_argument("--brief", action="store_true", help="rooms and scenes only")
    given = parser.parse_args()
    names = (test_names if given.test else held_names)(given.data)
    names = {kind: found for kind, found in names.items() if not given.brief or kind in ("nyu", "scenes")}
    folder = given.data / ("test" if given.test else "train")
    rooms: Callable[[str], Look] = lambda name: (  # noqa: E731
        figures.mean_map(given.data / "train") if name == "prior" else LOOKS[name]
    )
    columns = {name: column(LOOKS[name], rooms(name), folder, names, given.test) for name in given.looks}
    print(", ".join(f"{kind} {len(found)}" for kind, found in names.items()) + "\n\n" + table(columns))


if __name__ == "__main__":
    main()
