"""Render every preset as a small looping picture: docs/images/gallery/NAME.webp, on samples and painted scenes.

    python scripts/gallery.py               all of them
    python scripts/gallery.py sea candle    some of them

Prints what each plan says of itself, and what the files weigh together.
"""

import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
from gallery_scenes import SCENES

from flowanim.datatypes import Wishes
from flowanim.motion.presets import PRESETS
from flowanim.pipeline import animate

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "images" / "gallery"
SHOWN_ON = {
    "cinemagraph": "alpine_lake",
    "living-photo": "alpine_lake",
    "slow-push": "coast_evening",
    "drift": "alpine_lake",
    "dolly-zoom": "astronaut",
    "orbit": "astronaut",
    "handheld": "rocket",
    "product-rock": "coffee",
    "product-glint": "cup",
    "portrait-breathe": "astronaut",
    "old-photo": "chelsea",
    "waterfall": "waterfall",
    "sea": "coast_evening",
    "river": "alpine_lake",
    "clouds": "coast_evening",
    "storm": "coast_evening",
    "fireplace": "fireplace",
    "candle": "candle",
    "coffee-steam": "cup",
    "forest-wind": "wood",
    "flag": "flag",
    "night-city": "rocket",
    "snow": "rocket",
    "rain": "rocket",
}
"""Preset -> a sample's name, or a painted scene's."""
REGIONS = {"sky": 1, "water": 2, "vegetation": 5}
LONG_SIDE, SECONDS, FPS = 256, 2.4, 10.0


def source(name: str, folder: Path) -> tuple[Path, dict[str, str]]:
    """Return the picture of a sample or a painted scene, and its masks by name; what is made goes to `folder`.

    At this size regions are too small to be found surely: landscapes come with those of their truth.
    """
    path, truth = ROOT / "samples" / f"{name}.jpg", ROOT / "samples" / "truth" / f"{name}.regions.png"
    masks, found = {}, {}
    if name in SCENES:
        picture, masks = SCENES[name]()
        path = folder / f"{name}.png"
        cv2.imwrite(str(path), picture[..., ::-1])
    elif truth.exists():
        regions = cv2.imread(str(truth), cv2.IMREAD_UNCHANGED)
        masks = {
            kind: np.uint8(255) * (regions == value) for kind, value in REGIONS.items() if (regions == value).any()
        }
    for region, mask in masks.items():
        found[region] = str(folder / f"{name}.{region}.png")
        cv2.imwrite(found[region], mask)
    return path, found


def main(names: list[str]) -> None:
    """Render the presets of these names, or all."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for name in names or SHOWN_ON:
            picture, masks = source(SHOWN_ON[name], Path(folder))
            wishes = Wishes(preset=name, size=LONG_SIDE, seconds=SECONDS, fps=FPS, masks=masks)
            made = animate(picture, out=OUT / f"{name}.webp", wishes=wishes, force=True)
            print(f"{name}: {made.path.stat().st_size // 1024} kB; {'; '.join(made.plan.notes)}", flush=True)
    missing = ", ".join(PRESETS.keys() - SHOWN_ON.keys())
    weight = sum(path.stat().st_size for path in OUT.glob("*.webp")) / 2**20
    print(f"{weight:.1f} MB in all" + (f"; no picture for {missing}" if missing else ""))


if __name__ == "__main__":
    main(sys.argv[1:])
