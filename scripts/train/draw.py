"""Samples -> batches, drawn at random and changed anew each time."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from train.augment import lay, paste, placement, recolour, whole
from train.data import REGION, RIVERS, SUBJECT, WHOLE, Bytes, Sample

PASTED = 0.3
"""How many pictures get the subject of another photo in front."""
CUT_FROM = ("human", "horse", "street", "scenes", "things")
STANDING = (0, *WHOLE, 9)
"""Kinds of subjects that are cut out and pasted: animals, people, vehicles, things; no houses or trees."""


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
        self.things = [s for kind in CUT_FROM for s in self.sets[kind] if _is_thing(s)]

    def one(self, size: tuple[int, int], least: float) -> tuple[Bytes, Bytes, bool]:
        """Return rgb, maps and whether its order is exact."""
        rng = self.rng
        group = self.sets[self.kinds[rng.choice(len(self.kinds), p=self.chances)]]
        sample = group[rng.integers(len(group))]
        while sample.name.startswith("river") and rng.random() > RIVERS:
            sample = group[rng.integers(len(group))]
        scene = lay(sample, placement(rng, sample.rgb.shape[:2], size, least), size)
        if self.things and rng.random() < PASTED:
            thing = self.things[rng.integers(len(self.things))]
            laid = lay(thing, whole(rng, thing.rgb.shape[:2], size), size)
            if (laid[1][..., SUBJECT] == 1).mean() > 0.01:
                scene = paste(rng, scene, (recolour(rng, laid[0]), laid[1]))
        return recolour(rng, scene[0]), scene[1], sample.exact

    def batch(self, count: int, size: tuple[int, int], least: float) -> Batch:
        """Return `count` samples at `size` (W, H)."""
        *arrays, exact = zip(*(self.one(size, least) for _ in range(count)), strict=True)
        stacks = [np.ascontiguousarray(np.stack(one).transpose(0, 3, 1, 2)) for one in arrays]
        return Batch(stacks[0], stacks[1], np.array(exact))


def _is_thing(sample: Sample) -> bool:
    """Return whether the subject can be cut out: of fair size, of a kind that stands, and whole but for its foot."""
    mask = sample.maps[..., SUBJECT] == 1
    if not 0.03 < mask.mean() < 0.5:
        return False
    kind = np.bincount(sample.maps[..., REGION][mask]).argmax()
    cut = max(mask[0].sum(), mask[:, 0].sum(), mask[:, -1].sum())
    return bool(kind in STANDING and cut < 0.2 * np.sqrt(mask.sum()))


def sizes(rng: np.random.Generator, area: int) -> Iterator[tuple[int, int]]:
    """Yield sizes (W, H), multiples of 32, of about `area` pixels: landscape mostly, some square or upright."""
    while True:
        aspect = rng.choice([4 / 3, 3 / 2, 1, 3 / 4, 16 / 9], p=[0.5, 0.2, 0.12, 0.13, 0.05])
        wide = round(np.sqrt(area * aspect) / 32) * 32
        yield wide, round(area / wide / 32) * 32
