"""Nothing -> samples/: photographs that scikit-image installs, and landscapes of our own with their exact truth.

    python scripts/make_samples.py              all of them
    python scripts/make_samples.py alpine_lake  one of them

A landscape NAME gives samples/NAME.jpg, samples/truth/NAME.disparity.png (16 bit, nearest 65535, sky 0),
samples/truth/NAME.regions.png (8 bit, see REGIONS) and samples/truth/NAME.json (size, focal length in pixels).
The same numpy, scipy and OpenCV give the same picture, bit for bit.
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path

import cv2
import numpy as np
from PIL import Image as Picture
from scenery.film import photograph
from scenery.view import develop, disparity, pick

from flowanim.datatypes import Array, Frame

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
SIZE = (1920, 1280)
PHOTOS = ("astronaut", "coffee", "chelsea", "rocket")
SCENES = ("alpine_lake", "coast_evening")
REGIONS = ("other", "sky", "water", "person", "animal", "vegetation", "building", "ground", "mountain", "vehicle")
"""A region map's pixel is an index into this; "mountain" is also bare rock."""


def render_scene(name: str, size: tuple[int, int] = SIZE, detail: int = 2) -> tuple[Frame, Array, Frame]:
    """Return (picture (H, W, 3) uint8 RGB, disparity (H, W) float32, regions (H, W) uint8) of a landscape.

    size: (W, H). detail: canvas pixels a picture pixel, each way. KeyError: not one of SCENES.
    """
    if name not in SCENES:
        raise KeyError(f"want one of {', '.join(SCENES)}, got {name}")
    scene = import_module(f"scenery.{name}")
    light, z, region, view = scene.render(size, detail)
    regions = pick(view, region)
    water = regions == REGIONS.index("water")
    return photograph(develop(view, light), scene.FILM), disparity(view, z, water), regions


def focal_px(name: str, size: tuple[int, int] = SIZE) -> float:
    """Return a landscape's focal length in pixels of the picture; its axis goes through the picture's centre."""
    return float(import_module(f"scenery.{name}").LENS * size[0])


def save_scene(name: str) -> None:
    """Render a landscape and write it with its truth."""
    rgb, near, regions = render_scene(name)
    truth = SAMPLES / "truth"
    truth.mkdir(parents=True, exist_ok=True)
    Picture.fromarray(rgb).save(SAMPLES / f"{name}.jpg", quality=92, optimize=True)
    best = [cv2.IMWRITE_PNG_COMPRESSION, 9]
    cv2.imwrite(str(truth / f"{name}.disparity.png"), np.round(near * 65535).astype(np.uint16), best)
    cv2.imwrite(str(truth / f"{name}.regions.png"), regions, best)
    about = {"width": SIZE[0], "height": SIZE[1], "focal_px": focal_px(name), "regions": list(REGIONS)}
    (truth / f"{name}.json").write_text(json.dumps(about, indent=2) + "\n")


def save_photo(name: str) -> None:
    """Write one of scikit-image's photographs."""
    from skimage import data

    SAMPLES.mkdir(exist_ok=True)
    Picture.fromarray(getattr(data, name)()).save(SAMPLES / f"{name}.jpg", quality=92, optimize=True)


def main(names: list[str]) -> None:
    """Write the samples of these names, or all."""
    for name in names or [*PHOTOS, *SCENES]:
        start = time.perf_counter()
        save_photo(name) if name in PHOTOS else save_scene(name)
        print(f"{name}: {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
