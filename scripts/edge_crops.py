"""Crops of hard edges, three times enlarged: at rest, at the end of a truck by 5 % and of a push-in by 15 %.

    python scripts/edge_crops.py --photos FOLDER --out FOLDER [--only pier osprey] [--wide 1280]

Photos that are in neither `samples/` nor --photos are left out. Every row is one edge, every column one camera.
docs/edges.md tells what was seen in them.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from flowanim import pipeline
from flowanim.datatypes import Frame, Wishes
from flowanim.filling import filled
from flowanim.plan import CameraKey, CameraPath

ROOT = Path(__file__).resolve().parent.parent
CAMERAS = (CameraKey(u=0), CameraKey(u=0, x=0.05), CameraKey(u=0, z=1 - 1 / 1.15))
CUT, TIMES = (208, 144), 3


@dataclass(frozen=True)
class Edge:
    """What is looked at. photo: its name. x, y: the middle of the crop, in shares of the photo."""

    name: str
    photo: str
    x: float
    y: float


EDGES = (
    Edge("hair against a wall", "astronaut", 0.58, 0.17),
    Edge("hair, fine strands", "astronaut", 0.31, 0.19),
    Edge("feathers against a blurred wood", "osprey", 0.43, 0.36),
    Edge("twigs and needles", "osprey", 0.24, 0.35),
    Edge("branch against a blurred wood", "osprey", 0.68, 0.30),
    Edge("leaves against a bright sky", "lone_tree", 0.52, 0.40),
    Edge("reeds against the sky", "reeds", 0.60, 0.30),
    Edge("railings and planks", "pier", 0.43, 0.52),
    Edge("water's edge, far shore", "pier", 0.18, 0.44),
    Edge("mountain against snow and sky", "alpine_lake", 0.65, 0.20),
    Edge("cup's rim, glaze", "coffee", 0.68, 0.22),
    Edge("towers at night, glass", "skyline_water", 0.68, 0.33),
    Edge("petals against a blurred garden", "dahlia", 0.58, 0.55),
    Edge("lower petals", "dahlia", 0.22, 0.66),
    Edge("towers and spires at sunset", "city_sunset", 0.60, 0.42),
    Edge("roof before the sun", "city_sunset", 0.94, 0.38),
)


def frames_of(photo: Path, wide: int) -> list[Frame]:
    """Return the photo (H, W, 3) as each camera sees it, at rest first."""
    plan, scene = pipeline.make_plan(photo, "hold still", Wishes(size=wide))
    found = []
    for key in CAMERAS:
        change = {"camera": CameraPath(keys=(key,)), "effects": (), "loop": False, "seconds": 1 / plan.fps}
        found.append(next(filled(plan.model_copy(update=change), scene).play().frames).copy())
    return found


def crop(frame: Frame, edge: Edge) -> Frame:
    """Return what is around the edge, enlarged."""
    h, w = frame.shape[:2]
    left = int(np.clip(edge.x * w - CUT[0] / 2, 0, w - CUT[0]))
    top = int(np.clip(edge.y * h - CUT[1] / 2, 0, h - CUT[1]))
    part = frame[top : top + CUT[1], left : left + CUT[0]]
    return np.asarray(cv2.resize(part, None, fx=TIMES, fy=TIMES, interpolation=cv2.INTER_CUBIC), np.uint8)


def main() -> None:
    """Parse, render each photo once a camera, write one picture a photo."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photos", type=Path, default=ROOT / "samples")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", nargs="+", default=sorted({edge.photo for edge in EDGES}))
    parser.add_argument("--wide", type=int, default=1280)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    for name in asked.only:
        files = [folder / f"{name}.jpg" for folder in (ROOT / "samples", asked.photos)]
        file = next((file for file in files if file.is_file()), None)
        if file is None:
            print(f"{name}: no such photo, see --photos")
            continue
        frames = frames_of(file, asked.wide)
        rows = [np.hstack([crop(frame, edge) for frame in frames]) for edge in EDGES if edge.photo == name]
        cv2.imwrite(str(asked.out / f"{name}.png"), np.vstack(rows)[..., ::-1])
        print(f"{name}: " + ", ".join(edge.name for edge in EDGES if edge.photo == name))


if __name__ == "__main__":
    main()
