"""How far the classical analysis can be trusted, kind by kind: the table TRUST of scene/seen.py.

    python scripts/train/agree.py --data DATA [--every 9]

Of the training scenes, each kind's pixels (weighed by picture) are counted by what the classical analysis calls them.
Printed: the chance (row) that it calls a pixel so which is (column) that kind.
"""

import argparse
import sys
from pathlib import Path

import cv2
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from flowanim.datatypes import Array
from flowanim.nets.scene_layout import REGIONS
from flowanim.ops.image import fit, from_uint8, resize
from flowanim.scene import classical
from flowanim.scene.seen import SMALL
from flowanim.scene.segment import ORDER
from train import data

BENEFIT = 0.15
"""Of the doubt, in pictures: what was never seen is not impossible."""


def counted(samples: list[data.Sample]) -> Array:
    """Return (called, is) sums of shares of pictures."""
    sums = np.zeros((len(ORDER), len(REGIONS)))
    for sample in samples:
        rgb = from_uint8(resize(sample.rgb, fit((sample.rgb.shape[1], sample.rgb.shape[0]), SMALL)))
        found = classical.analyse(rgb)
        called = np.array([ORDER.index(kind) for kind in found.regions])[np.argmax([*found.regions.values()], 0)]
        truth = cv2.resize(sample.maps[..., data.REGION], called.shape[::-1], interpolation=cv2.INTER_NEAREST)
        for k in range(len(REGIONS)):
            sums[:, k] += np.bincount(called[truth == k], minlength=len(ORDER)) / truth.size
    return sums


def main() -> None:
    """Count and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--every", type=int, default=9, help="of the training scenes")
    given = parser.parse_args()
    train, _ = data.split(data.load_scenes(given.data / "train" / "scenes"))
    sums = counted(train[:: given.every]) + BENEFIT
    for name, row in zip(ORDER, sums / sums.sum(0), strict=True):
        print(f'    "{name}": ({", ".join(f"{value:.2f}" for value in row)}),')


if __name__ == "__main__":
    main()
