"""Folders of labelled photos -> samples, read once and kept as bytes.

A photo has four maps beside it, all bytes, at its own size:
    region   0..9 as in the data's README, 128 + k "not k", 255 unknown
    order    1 nearest .. 9 sky, + 100 receding, 0 unknown
    subject  0 no, 1 yes, 2 unknown
    near     disparity * 250, 1..250, 0 unknown
Validation is the last tenth of each set, in the order of names: neighbours of one scene stay on one side.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from flowanim.nets.scene_layout import REGIONS
from flowanim.scene.seen import SCENERY
from train import cards, outlines

Bytes = NDArray[np.uint8]
REGION, ORDER, SUBJECT, NEAR = range(4)
UNKNOWN = (255, 0, 2, 0)
LONGEST = 448
SETS = ("nyu", "coco", "human", "facade", "horse", "street", "adesky", "aerial")
SHARES = {
    "scenes": 0.38,
    "things": 0.14,
    "nyu": 0.24,
    "coco": 0.08,
    "human": 0.07,
    "facade": 0.05,
    "horse": 0.05,
    "street": 0.05,
    "adesky": 0.05,
    "aerial": 0.02,
    "cards": 0.08,
}
"""How often each set is drawn. The hand-labelled scenes and the measured rooms teach the most."""
RIVERS = 0.35
"""How often a river is drawn beside another scene: two fifths of the scenes are rivers, and a network that was shown
water so often called forests and planks water.
"""
WHOLE = (3, 4)
"""Kinds that stand apart, and are the subject where they are large: person, animal."""
NEVER = tuple(REGIONS.index(kind) for kind in SCENERY)
"""Kinds that are no subject (of 296 subjects in scenes they are 15)."""


@dataclass(frozen=True, eq=False)
class Sample:
    """rgb (H, W, 3) and maps (H, W, 4), bytes. exact: its order numbers also say how far, roughly."""

    name: str
    kind: str
    rgb: Bytes
    maps: Bytes
    exact: bool


def shrink(image: Bytes, way: int) -> Bytes:
    """Return the picture at most LONGEST pixels long."""
    share = LONGEST / max(image.shape[:2])
    if share >= 1:
        return image
    return np.asarray(cv2.resize(image, None, fx=share, fy=share, interpolation=way), np.uint8)


def read(path: Path) -> Bytes:
    """Return a map (H, W) of a PNG, shrunk."""
    return shrink(np.asarray(cv2.imread(str(path), cv2.IMREAD_UNCHANGED), np.uint8), cv2.INTER_NEAREST)


def read_rgb(path: Path) -> Bytes:
    """Return a photo (H, W, 3), RGB, shrunk."""
    return np.ascontiguousarray(shrink(np.asarray(cv2.imread(str(path)), np.uint8), cv2.INTER_AREA)[..., ::-1])


def near_of(distance: Bytes) -> Bytes:
    """Return the byte disparity of a distance map (25.5 a metre): nearest hundredth 1, infinity 0."""
    near = 1 / np.clip(distance / 25.5, 0.5, 10)
    return np.clip(np.rint(250 * near / np.percentile(near, 99)), 1, 250).astype(np.uint8)


def order_of(region: Bytes) -> Bytes:
    """Return the order that regions alone tell: sky farthest; a person or animal before what is behind it."""
    order = np.zeros_like(region)
    order[region == 1] = 9
    for k in WHOLE:
        alone, mask = bool((region == 128 + k).any()), region == k
        if alone and mask.mean() > 0.03:
            foot = np.flatnonzero(mask.any(1)).max()
            behind = region == 128 + k
            behind[round(0.8 * foot) :] = False
            order[behind], order[mask] = 106, 103
    return order


def subject_of(region: Bytes) -> Bytes:
    """Return the subject that regions alone tell: large people and animals, and where only they are labelled no more.

    Small ones are unknown, as is all else that could be one (a cake, a chair, a house).
    """
    subject = np.full_like(region, 2)
    subject[np.isin(region, NEVER)] = 0
    for k in WHOLE:
        alone = bool((region == 128 + k).any())
        subject[region == 128 + k] = 0
        _, parts, facts, _ = cv2.connectedComponentsWithStats((region == k).astype(np.uint8))
        least = (0.01 if alone else 0.03) * region.size
        large = [i for i in range(1, len(facts)) if facts[i, cv2.CC_STAT_AREA] > least]
        subject[np.isin(parts, large)] = 1
    return subject


def outlined(name: str, region: Bytes) -> Bytes:
    """Return the subject of a photo: its outline of ours if there is one, or what regions alone tell."""
    own = outlines.subjects().get(name)
    return subject_of(region) if own is None else own.mask(region.shape).astype(np.uint8)


def load_things(folder: Path) -> list[Sample]:
    """Return the photos of train/photos whose subject was outlined by us; of their regions only that is known.

    Those without a subject are left out: nothing else is known of them.
    """
    samples = []
    for name, own in sorted(outlines.subjects().items()):
        path = folder / "photos" / f"{name}.jpg"
        if not path.is_file() or own.kind == outlines.NONE:
            continue
        rgb = read_rgb(path)
        mask = own.mask(rgb.shape[:2])
        rest = UNKNOWN[REGION] if own.also or own.number == 0 else 128 + own.number
        region = np.where(mask, own.number, rest).astype(np.uint8)
        maps = np.dstack([region, order_of(region), mask.astype(np.uint8), np.zeros_like(region)])
        samples.append(Sample(name, "things", rgb, maps, False))
    return samples


def load_set(folder: Path, kind: str) -> list[Sample]:
    """Return the photos of one set of train/images."""
    samples = []
    for path in sorted((folder / "images").glob(f"{kind}_*.jpg")):
        rgb, region = read_rgb(path), read(folder / "regions" / f"{path.stem}.png")
        maps = np.dstack([region, order_of(region), outlined(path.stem, region), np.zeros_like(region)])
        if kind == "nyu":
            maps[..., NEAR] = near_of(read(folder / "distance" / f"{path.stem}.png"))
        samples.append(Sample(path.stem, kind, rgb, maps, False))
    return samples


def load_scenes(folder: Path) -> list[Sample]:
    """Return the hand-labelled photos of a folder scenes/."""
    samples = []
    for path in sorted((folder / "images").glob("*.jpg")):
        region, order, subject = (read(folder / part / f"{path.stem}.png") for part in ("regions", "order", "subject"))
        maps = np.dstack([region, order, (subject > 127).astype(np.uint8), np.zeros_like(region)])
        samples.append(Sample(path.stem, "scenes", read_rgb(path), maps, True))
    return samples


def load(data: Path) -> list[Sample]:
    """Return every labelled photo of DATA/train."""
    folder = data / "train"
    sets = [sample for kind in SETS for sample in load_set(folder, kind)]
    return load_scenes(folder / "scenes") + sets + load_things(folder)


def load_cards(count: int, kept: Path, seed: int = 5) -> list[Sample]:
    """Return `count` rendered scenes, kept in the file `kept` (.npz) for the next time."""
    if not kept.is_file():
        rng = np.random.default_rng(seed)
        made = [_card(rng) for _ in range(count)]
        kept.parent.mkdir(parents=True, exist_ok=True)
        np.savez(kept, rgb=np.stack([rgb for rgb, _ in made]), maps=np.stack([maps for _, maps in made]))
    with np.load(kept) as file:
        rgb, maps = file["rgb"], file["maps"]
    return [Sample(f"cards_{i}", "cards", rgb[i], maps[i], False) for i in range(len(rgb))]


def _card(rng: np.random.Generator) -> tuple[Bytes, Bytes]:
    rgb, near, kind = cards.scene(rng)
    near = np.clip(np.rint(250 * near), 1, 250)
    kind = kind.astype(np.uint8)
    maps = np.dstack([kind, np.zeros_like(kind), subject_of(kind), near]).astype(np.uint8)
    return np.rint(255 * rgb).astype(np.uint8), maps


def split(samples: Sequence[Sample]) -> tuple[list[Sample], list[Sample]]:
    """Return (training, validation): the last tenth of each set and, in scenes, of each source."""
    groups = defaultdict(list)
    for sample in samples:
        groups[sample.kind, sample.name.partition("_")[0][:5] if sample.kind == "scenes" else ""].append(sample)
    train, held = [], []
    for group in groups.values():
        cut = len(group) - len(group) // 10
        train += group[:cut]
        held += group[cut:]
    return train, held
