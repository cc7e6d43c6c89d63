"""How well what lies beyond a photo's frame can be guessed: python scripts/eval_border.py --data DATA [--every 30]

The last 40 px of training rooms (DATA/train/images/nyu_*) are hidden and filled from the rest. Prints a Markdown table:
PSNR in dB by how far beyond the border, and over all. For choosing; the second views of `eval_views.py` end like this.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from networks import average, nothing_missing, remembered

from flowanim.datatypes import Array, Image, Mask
from flowanim.ops.image import blur, from_uint8
from flowanim.render.fill import fill_patch, fill_telea
from flowanim.render.paint import Brush
from flowanim.render.pyramid import extend

STRIP, FRAME = 40, 8
"""Columns that are hidden, and those of the pictures' own white frame."""
SHOWN = (1, 5, 10, 20, 30, 39)


def near_mean(rgb: Image, known: Mask, sigma: float) -> Image:
    """Return the mean of what is known around each pixel, in a Gaussian window."""
    share = known.astype(np.float32)
    return np.asarray(blur(rgb * share[..., None], sigma) / np.maximum(blur(share, sigma), 1e-3)[..., None], np.float32)


def guesses(rgb: Image, hole: Mask) -> dict[str, Image]:
    """Return name -> the picture with its hole filled."""
    first = remembered(fill_patch)
    patch = first(rgb, hole, ~hole, 0)
    even = average(Brush(nothing_missing, first), rgb, hole, ~hole)
    telea, smooth = fill_telea(rgb, hole, ~hole, 0), extend(rgb, (~hole).astype(np.float32))
    wide, wider = (near_mean(rgb, ~hole, sigma) for sigma in (16, 32))
    return {
        "patch": patch,
        "telea": telea,
        "patch and telea": (patch + telea) / 2,
        "patches, mean": even,
        "pull-push": smooth,
        "mean within 16 px": wide,
        "mean within 32 px": wider,
        "patches, mean, and pull-push": (even + smooth) / 2,
        "patches, mean, telea, pull-push, mean within 16 px": (even + telea + smooth + wide) / 4,
    }


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--every", type=int, default=30)
    given = parser.parse_args()
    errors: dict[str, list[Array]] = {}
    for path in sorted((given.data / "train" / "images").glob("nyu_*.jpg"))[:: given.every]:
        true = from_uint8(np.asarray(cv2.imread(str(path)), np.uint8))[:, FRAME:-FRAME]
        hole = np.zeros(true.shape[:2], bool)
        hole[:, -STRIP:] = True
        for name, made in guesses(np.where(hole[..., None], 0, true).astype(np.float32), hole).items():
            errors.setdefault(name, []).append(np.square(made - true)[:, -STRIP:].mean((0, 2)))
    print(f"| filled by | {' | '.join(f'{x + 1} px' for x in SHOWN)} | all |\n" + (len(SHOWN) + 2) * "|---" + "|")
    for name, found in errors.items():
        mean = np.mean(found, axis=0)
        cells = [f"{-10 * np.log10(value):.2f}" for value in (*mean[list(SHOWN)], mean.mean())]
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
