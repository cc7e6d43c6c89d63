"""Folders of labelled photos -> batches: read once, kept as bytes, cropped and coloured anew each time.

A photo has four maps beside it, all bytes, at its own size:
    region   0..9 as in the data's README, 128 + k "not k", 255 unknown
    order    1 nearest .. 9 sky, + 100 receding, 0 unknown
    subject  0 no, 1 yes, 2 unknown
    near     disparity * 250, 1..250, 0 unknown
Validation is the last tenth of each set, in the order of names: neighbours of one scene stay on one side.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from train import cards

Bytes = NDArray[np.uint8]
REGION, ORDER, SUBJECT, NEAR = range(4)
UNKNOWN = (255, 0, 2, 0)
LONGEST = 448
SETS = ("nyu", "coco", "human", "facade", "horse", "street", "adesky", "aerial")
SHARES = {
    "scenes": 0.37,
    "nyu": 0.38,
    "coco": 0.07,
    "human": 0.05,
    "facade": 0.06,
    "horse": 0.03,
    "street": 0.03,
    "adesky": 0.04,
    "aerial": 0.01,
    "cards": 0.08,
}
"""How often each set is drawn. The hand-labelled scenes and the measured rooms teach the most."""
WHOLE = (3, 4)
"""Kinds that are the subject where they are the only thing labelled: person, animal."""


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


def load_set(folder: Path, kind: str) -> list[Sample]:
    """Return the photos of one set of train/images."""
    samples = []
    for path in sorted((folder / "images").glob(f"{kind}_*.jpg")):
        rgb, region = read_rgb(path), read(folder / "regions" / f"{path.stem}.png")
        maps = np.dstack([region, order_of(region), np.full_like(region, 2), np.zeros_like(region)])
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
    return load_scenes(folder / "scenes") + [sample for kind in SETS for sample in load_set(folder, kind)]


def load_cards(count: int, kept: Path, seed: int = 5) -> list[Sample]:
    """Return `count` rendered scenes, kept in the file `kept` (.npz) for the next time."""
    if not kept.is_file():
        rng = np.random.default_rng(seed)
        made = [_card(rng) for _ in range(count)]
        np.savez(kept, rgb=np.stack([rgb for rgb, _ in made]), maps=np.stack([maps for _, maps in made]))
    with np.load(kept) as file:
        rgb, maps = file["rgb"], file["maps"]
    return [Sample(f"cards_{i}", "cards", rgb[i], maps[i], False) for i in range(len(rgb))]


def _card(rng: np.random.Generator) -> tuple[Bytes, Bytes]:
    rgb, near, kind = cards.scene(rng)
    near = np.clip(np.rint(250 * near), 1, 250)
    maps = np.dstack([kind, np.zeros_like(kind), np.full_like(kind, 2), near]).astype(np.uint8)
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


def placement(
    rng: np.random.Generator, shape: tuple[int, int], size: tuple[int, int], least: float
) -> NDArray[np.float64]:
    """Return the 2x3 matrix from output pixels to photo pixels: a random crop, stretch, tilt and mirror image.

    shape: (H, W) of the photo. size: (W, H) of the output. least: the smallest share of the photo's length to show.
    """
    h, w = shape
    stretch = np.exp(rng.uniform(-0.13, 0.13))
    whole = min(w / (size[0] * stretch), h / size[1])
    step = whole * rng.uniform(least, 1.0)
    wide, tall = size[0] * step * stretch, size[1] * step
    left, top = rng.uniform(0, max(w - wide, 0)), rng.uniform(0, max(h - tall, 0))
    tilt = np.radians(rng.normal(0, 2.5)) if rng.random() < 0.35 else 0.0
    mirror = -1 if rng.random() < 0.5 else 1
    c, s = np.cos(tilt), np.sin(tilt)
    matrix = np.array([[mirror * c * step * stretch, -s * step], [mirror * s * step * stretch, c * step]])
    centre = np.array([left + wide / 2, top + tall / 2]) - 0.5
    return np.hstack([matrix, (centre - matrix @ ((np.array(size) - 1) / 2))[:, None]])


def lay(sample: Sample, matrix: NDArray[np.float64], size: tuple[int, int]) -> tuple[Bytes, Bytes]:
    """Return rgb (H, W, 3) and maps (H / 2, W / 2, 4) under a placement."""
    flags = cv2.WARP_INVERSE_MAP
    step = np.linalg.norm(matrix[:, 0])
    rgb = cv2.GaussianBlur(sample.rgb, (0, 0), 0.4 * step) if step > 1.3 else sample.rgb
    rgb = cv2.warpAffine(rgb, matrix, size, flags=flags | cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    half = matrix.copy()
    half[:, 2] += matrix[:, :2] @ np.array([0.5, 0.5])
    half[:, :2] *= 2
    small = (size[0] // 2, size[1] // 2)
    maps = cv2.warpAffine(sample.maps, half, small, flags=flags | cv2.INTER_NEAREST, borderValue=UNKNOWN)
    return np.asarray(rgb, np.uint8), np.asarray(maps, np.uint8)


def recolour(rng: np.random.Generator, rgb: Bytes) -> Bytes:
    """Return the picture under other light and through another camera: gamma, tint, saturation, blur, noise, JPEG."""
    ramp = np.linspace(0, 1, 256, dtype=np.float32)
    gains, gamma = np.exp(rng.normal(0, 0.06, 3) + rng.normal(0, 0.12)), np.exp(rng.normal(0, 0.22, 1))
    contrast, lift = np.exp(rng.normal(0, 0.15)), rng.normal(0, 0.04)
    table = np.stack([(gain * ramp**gamma - 0.5) * contrast + 0.5 + lift for gain in gains], 1)
    rgb = cv2.LUT(rgb, np.clip(np.rint(255 * table), 0, 255).astype(np.uint8)[None])
    if rng.random() < 0.6:
        grey = cv2.cvtColor(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        rich = 0.0 if rng.random() < 0.08 else np.exp(rng.normal(0, 0.3))
        rgb = cv2.addWeighted(rgb, float(rich), grey, float(1 - rich), 0)
    if rng.random() < 0.15:
        rgb = cv2.GaussianBlur(rgb, (0, 0), rng.uniform(0.4, 1.4))
    if rng.random() < 0.2:
        grain = rng.normal(0, rng.uniform(2, 12), rgb.shape).astype(np.float32)
        rgb = np.clip(rgb + grain, 0, 255).astype(np.uint8)
    if rng.random() < 0.2:
        bytes_ = cv2.imencode(".jpg", rgb, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(20, 80))])[1]
        rgb = cv2.imdecode(bytes_, cv2.IMREAD_COLOR)
    return np.asarray(rgb, np.uint8)


def paste(rng: np.random.Generator, scene: tuple[Bytes, Bytes], thing: tuple[Bytes, Bytes]) -> tuple[Bytes, Bytes]:
    """Return the scene with the person or animal of another photo in front of it: nearer than all it covers."""
    (rgb, maps), (other, labels) = scene, thing
    h, w = maps.shape[:2]
    mask = np.isin(labels[..., REGION], WHOLE)
    size, shift = np.exp(rng.uniform(-0.7, 0.2)), np.array([rng.uniform(-0.4, 0.4) * w, 0])
    rows, columns = np.nonzero(mask)
    foot = np.array([columns.mean(), rows.max()])
    to = np.array([w / 2, h * rng.uniform(0.85, 1.2)]) + shift - size * foot
    move = np.array([[size, 0, to[0]], [0, size, to[1]]])
    wide = move.copy()
    wide[:, 2] = 2 * to + (size - 1) * 0.5
    soft = cv2.warpAffine(cv2.resize(mask.astype(np.float32), (2 * w, 2 * h)), wide, (2 * w, 2 * h))
    moved = cv2.warpAffine(other, wide, (2 * w, 2 * h), borderMode=cv2.BORDER_REPLICATE)
    alpha = np.clip(soft * 3 - 1.6, 0, 1)[..., None]
    rgb = np.rint(rgb + alpha * (moved.astype(np.float32) - rgb)).astype(np.uint8)
    region = cv2.warpAffine(labels[..., REGION], move, (w, h), flags=cv2.INTER_NEAREST, borderValue=255)
    inside = np.isin(region, WHOLE)
    maps = maps.copy()
    maps[..., SUBJECT] = 2
    near = maps[..., NEAR][inside]
    if near.size > 50 and (near > 0).all():
        maps[..., NEAR][inside] = min(250, np.percentile(near, 90) * 1.1)
    order = maps[..., ORDER]
    number = np.where(order > 100, order - 100, order)
    nearest = number[number > 0].min() if (number > 0).any() else 3
    maps[..., ORDER][inside] = max(1, nearest)
    maps[..., REGION][inside] = region[inside]
    maps[..., SUBJECT][inside] = 1
    return rgb, maps


@dataclass(frozen=True, eq=False)
class Batch:
    """rgb (N, 3, H, W) bytes; maps (N, 4, H / 2, W / 2) bytes; exact (N,)."""

    rgb: Bytes
    maps: Bytes
    exact: NDArray[np.bool_]


class Draw:
    """Draws batches at random: sets by their shares, then a photo of the set."""

    def __init__(self, samples: Sequence[Sample], shares: dict[str, float], seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.sets: dict[str, list[Sample]] = defaultdict(list)
        for sample in samples:
            self.sets[sample.kind].append(sample)
        self.kinds = [kind for kind in shares if self.sets[kind]]
        total = np.array([shares[kind] for kind in self.kinds])
        self.chances = total / total.sum()
        self.things = [s for s in self.sets["human"] + self.sets["horse"] if _is_thing(s)]

    def one(self, size: tuple[int, int], least: float) -> tuple[Bytes, Bytes, bool]:
        """Return rgb, maps and whether its order is exact."""
        rng = self.rng
        group = self.sets[self.kinds[rng.choice(len(self.kinds), p=self.chances)]]
        sample = group[rng.integers(len(group))]
        scene = lay(sample, placement(rng, sample.rgb.shape[:2], size, least), size)
        if self.things and rng.random() < 0.12:
            thing = self.things[rng.integers(len(self.things))]
            laid = lay(thing, placement(rng, thing.rgb.shape[:2], size, 0.8), size)
            if np.isin(laid[1][..., REGION], WHOLE).mean() > 0.02:
                scene = paste(rng, scene, (recolour(rng, laid[0]), laid[1]))
        return recolour(rng, scene[0]), scene[1], sample.exact

    def batch(self, count: int, size: tuple[int, int], least: float) -> Batch:
        """Return `count` samples at `size` (W, H)."""
        rgb, maps, exact = zip(*(self.one(size, least) for _ in range(count)), strict=True)
        stack = np.ascontiguousarray
        return Batch(
            stack(np.stack(rgb).transpose(0, 3, 1, 2)), stack(np.stack(maps).transpose(0, 3, 1, 2)), np.array(exact)
        )


def _is_thing(sample: Sample) -> bool:
    share = np.isin(sample.maps[..., REGION], WHOLE).mean()
    return bool(0.04 < share < 0.5)


def sizes(rng: np.random.Generator, area: int) -> Iterator[tuple[int, int]]:
    """Yield sizes (W, H), multiples of 32, of about `area` pixels: landscape mostly, some square or upright."""
    while True:
        aspect = rng.choice([4 / 3, 3 / 2, 1, 3 / 4, 16 / 9], p=[0.5, 0.2, 0.12, 0.13, 0.05])
        wide = round(np.sqrt(area * aspect) / 32) * 32
        yield wide, round(area / wide / 32) * 32
