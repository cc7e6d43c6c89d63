"""Photographs with holes such as motion opens, made once: python scripts/train/holes.py --data DATA --out FOLDER

    photo --crop at some scale, hole, patch fills--> one example: what is true, what patches made of it, what is hidden

Examples are bytes (SIDE, SIDE, 14): true RGB; RGB with the hole filled from patches, TIMES times; the parts (HOLE and
FOREIGN bits); disparity, measured or what the scene network says of the whole photo. Holes: thin crescents beside
silhouettes of labelled photos (what hides them is foreign: never seen), things cut out, the frame's borders, strokes.
The last tenth of each set, in the order of names, is held out: FOLDER/held_*.npy, of which nothing is learnt.
"""

import argparse
import sys
from dataclasses import dataclass
from multiprocessing import Process
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flowanim.datatypes import Array, Mask
from flowanim.nets.scene_onnx import see
from flowanim.ops import mask as masks
from flowanim.ops.image import from_uint8, resize, to_uint8
from flowanim.render.fill import fill_patch
from flowanim.render.paint import TIMES, fillings
from train.data import near_of

Bytes = NDArray[np.uint8]
SIDE = 192
SHARD = 100
TRUE, FILLS = slice(0, 3), slice(3, 3 + 3 * TIMES)
PARTS, NEAR = 3 + 3 * TIMES, 4 + 3 * TIMES
HOLE, FOREIGN = 1, 2
SETS = {
    "cid22": 0.27,
    "clic": 0.25,
    "sunhays": 0.12,
    "nyu": 0.12,
    "cloth": 0.04,
    "coco": 0.07,
    "bsds": 0.06,
    "river": 0.04,
    "facade": 0.03,
}
"""How often each set is drawn: mostly the large and clean photographs, whose licences are clear.

The rooms of nyu are small and soft, but their distance was measured: what stands in front ends, what is behind goes on.
"""


@dataclass(frozen=True)
class Source:
    """A photo: its file, and of what is labelled or measured in it the files that say so, if any."""

    photo: Path
    regions: Path | None
    distance: Path | None = None


def sources(data: Path, kind: str) -> tuple[list[Source], list[Source]]:
    """Return (train, held out) of one set. A photo that two folders have is on one side."""
    folder, found = data / "train", {}
    for images, regions in (("photos", ""), ("images", "regions"), ("scenes/images", "scenes/regions")):
        for path in (folder / images).glob(f"{kind}_*.jpg"):
            measured = folder / "distance" / f"{path.stem}.png"
            found[path.stem] = Source(
                path,
                folder / regions / f"{path.stem}.png" if regions else None,
                measured if measured.is_file() else None,
            )
    names = sorted(found)
    cut = len(names) - len(names) // 10
    return [found[name] for name in names[:cut]], [found[name] for name in names[cut:]]


def held_photos(data: Path) -> list[Path]:
    """Return the photographs of the first three sets, large and clean, that are held out."""
    return [source.photo for kind in list(SETS)[:3] for source in sources(data, kind)[1]]


class Maker:
    """Makes examples at random."""

    def __init__(self, data: Path, held: bool, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.sets = {kind: sources(data, kind)[held] for kind in SETS}
        self.kinds = [kind for kind in SETS if self.sets[kind]]
        self.labelled = [s for kind in self.kinds for s in self.sets[kind] if s.regions and not s.distance]
        self.near: dict[Path, Array] = {}

    def example(self) -> Bytes:
        """Return one (SIDE, SIDE, 14)."""
        chances = np.array([SETS[kind] for kind in self.kinds])
        group = self.sets[self.kinds[self.rng.choice(len(chances), p=chances / chances.sum())]]
        source = group[self.rng.integers(len(group))]
        image = np.ascontiguousarray(cv2.imread(str(source.photo))[..., ::-1])
        near = self._near(source, image)
        region = _read(source.regions, image.shape[:2]) if source.regions else None
        image, near, region = self._crop(image, near, region)
        hole, foreign = self._holes(region)
        true = from_uint8(image)
        fills = fillings(fill_patch, true, hole, ~hole & ~foreign, seed=int(self.rng.integers(1 << 30)))
        parts = HOLE * hole + FOREIGN * foreign
        return np.dstack(
            [image, *(to_uint8(fill) for fill in fills), parts, np.rint(255 * np.clip(near, 0, 1))]
        ).astype(np.uint8)

    def _near(self, source: Source, image: Bytes) -> Array:
        """Return the disparity at the photo's size: measured, or as the scene network sees it."""
        if source.distance:
            return from_uint8(near_of(np.asarray(cv2.imread(str(source.distance), 0), np.uint8)))
        path = source.photo
        if path not in self.near:
            self.near[path] = see(from_uint8(image)).disparity
        return resize(self.near[path], (image.shape[1], image.shape[0]))

    def _crop(self, image: Bytes, near: Array, region: Bytes | None) -> tuple[Bytes, Array, Bytes | None]:
        """Cut SIDE x SIDE at a random scale, never enlarged by more than a hair."""
        h, w = image.shape[:2]
        least = SIDE / min(h, w)
        scale = max(least, float(np.exp(self.rng.uniform(np.log(min(1.0, max(least, 0.35))), 0))))
        h, w = max(SIDE, round(h * scale)), max(SIDE, round(w * scale))
        y, x = self.rng.integers(h - SIDE + 1), self.rng.integers(w - SIDE + 1)
        box = slice(y, y + SIDE), slice(x, x + SIDE)
        image = np.asarray(cv2.resize(image, (w, h), interpolation=cv2.INTER_AREA), np.uint8)[box]
        if region is not None:
            region = np.asarray(cv2.resize(region, (w, h), interpolation=cv2.INTER_NEAREST), np.uint8)[box]
        return np.ascontiguousarray(image), resize(near, (w, h))[box], region

    def _holes(self, region: Bytes | None) -> tuple[Mask, Mask]:
        """Return (hole, foreign), both (SIDE, SIDE); 3 to 35 % is hole."""
        while True:
            hole, foreign = np.zeros((2, SIDE, SIDE), bool)
            for way in self.rng.choice(4, 2, p=[0.4, 0.3, 0.15, 0.15]):
                more, front = (self._crescent, self._thing, self._border, self._stroke)[way](region)
                hole, foreign = hole | more, foreign | front
            hole &= ~foreign
            if 0.03 < hole.mean() < 0.35 and foreign.mean() < 0.5:
                return hole, foreign

    def _silhouette(self, region: Bytes | None) -> Mask:
        """Return the shape of something: of this crop, if it has labels, or of another photo at some size."""
        if region is None or self.rng.random() < 0.4:
            source = self.labelled[self.rng.integers(len(self.labelled))]
            region = cv2.imread(str(source.regions), cv2.IMREAD_UNCHANGED)
            side = round(SIDE * np.exp(self.rng.uniform(-1.2, 0.4)))
            small = cv2.resize(region, (side, side), interpolation=cv2.INTER_NEAREST)
            room = np.full((SIDE + 2 * side, SIDE + 2 * side), 255, np.uint8)
            y, x = self.rng.integers(side // 2, SIDE + side // 2, 2)
            room[y : y + side, x : x + side] = small
            region = room[side : side + SIDE, side : side + SIDE]
        kinds = [k for k in np.unique(region) if k < 128 and 0.01 < (region == k).mean() < 0.6]
        shape = region == self.rng.choice(kinds) if kinds else np.zeros((SIDE, SIDE), bool)
        smooth = cv2.GaussianBlur(shape.astype(np.float32), (0, 0), 1.5) > 0.5
        return np.asarray(smooth)

    def _crescent(self, region: Bytes | None) -> tuple[Mask, Mask]:
        """What comes to light beside a silhouette that moves by 2 to 24 px."""
        front = self._silhouette(region)
        angle, far = self.rng.uniform(0, 2 * np.pi), np.exp(self.rng.uniform(np.log(2), np.log(24)))
        hole = np.zeros_like(front)
        for part in np.linspace(0, 1, 5):
            move = np.array([[1, 0, part * far * np.cos(angle)], [0, 1, part * far * np.sin(angle) * 0.5]])
            hole |= cv2.warpAffine(front.astype(np.uint8), move, (SIDE, SIDE), flags=cv2.INTER_NEAREST) > 0
        hole = masks.grow(hole, 1) & ~front
        return hole, front if self.rng.random() < 0.75 else np.zeros_like(front)

    def _thing(self, region: Bytes | None) -> tuple[Mask, Mask]:
        """A thing cut out: a box, an ellipse or a silhouette of 12 to 72 px."""
        hole = np.zeros((SIDE, SIDE), np.uint8)
        wide, high = (np.exp(self.rng.uniform(np.log(12), np.log(72), 2)) / 2).round().astype(int)
        x, y = (int(v) for v in self.rng.integers(0, SIDE, 2))
        way = self.rng.random()
        if way < 0.35:
            cv2.rectangle(hole, (x - wide, y - high), (x + wide, y + high), 1, -1)
        elif way < 0.6:
            cv2.ellipse(hole, (x, y), (int(wide), int(high)), self.rng.uniform(0, 180), 0, 360, 1, -1)
        else:
            shape = cv2.resize(self._silhouette(None).astype(np.uint8), (SIDE // 2, SIDE // 2))
            y, x = self.rng.integers(0, SIDE // 2, 2)
            hole[y : y + SIDE // 2, x : x + SIDE // 2] = shape
        return hole > 0, np.zeros((SIDE, SIDE), bool)

    def _border(self, region: Bytes | None) -> tuple[Mask, Mask]:
        """What a camera sees beyond the frame: 4 to 36 px on one or two sides."""
        hole = np.zeros((SIDE, SIDE), bool)
        for turn in self.rng.choice(4, self.rng.integers(1, 3), replace=False):
            np.rot90(hole, turn)[: round(np.exp(self.rng.uniform(np.log(4), np.log(36))))] = True
        return hole, np.zeros_like(hole)

    def _stroke(self, region: Bytes | None) -> tuple[Mask, Mask]:
        """A few strokes of a brush of 3 to 18 px."""
        hole = np.zeros((SIDE, SIDE), np.uint8)
        for _ in range(self.rng.integers(1, 4)):
            steps = self.rng.normal(0, 22, (6, 2)).cumsum(0) + self.rng.uniform(0, SIDE, 2)
            cv2.polylines(hole, [steps.astype(np.int32)], False, 1, int(self.rng.integers(3, 19)))
        return hole > 0, np.zeros((SIDE, SIDE), bool)


def _read(path: Path, shape: tuple[int, int]) -> Bytes:
    """Return a map of regions at `shape` (H, W)."""
    region = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    return np.asarray(cv2.resize(region, shape[::-1], interpolation=cv2.INTER_NEAREST), np.uint8)


def make(given: argparse.Namespace, worker: int) -> None:
    """Write every shard whose turn it is for this worker and that is not there yet."""
    cv2.setNumThreads(1)
    for name, count in (("held", given.held), ("train", given.count)):
        maker = Maker(given.data, name == "held", 100 * worker + (name == "held"))
        for number in range(worker, count // SHARD, given.workers):
            path = given.out / f"{name}_{number:03d}.npy"
            if not path.is_file():
                part = path.with_suffix(".part")
                with part.open("wb") as file:
                    np.save(file, np.stack([maker.example() for _ in range(SHARD)]))
                part.replace(path)


def main() -> None:
    """Make the examples."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with train/")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=2400, help="examples to learn from")
    parser.add_argument("--held", type=int, default=200, help="examples held out")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    workers = [Process(target=make, args=(given, number)) for number in range(given.workers)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


if __name__ == "__main__":
    main()
