"""Three ways of showing what a move uncovers, side by side: python scripts/compare_modes.py OUT PHOTO... [--size 640]

For each photo, a 6 % push-in and a 5 % truck: the last frame of the way out, as warp only, warp + plate and refined
frames, and the part of it where they differ most, enlarged. OUT gets PHOTO-MOVE.jpg, to be looked at.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from flowanim.datatypes import Frame, Scene, Wishes
from flowanim.filling import default_filler, filled, network
from flowanim.pipeline import make_plan
from flowanim.plan import CameraKey, CameraPath, MotionPlan
from flowanim.render.actors import cast
from flowanim.render.draw import draw
from flowanim.render.holes import overscan
from flowanim.render.parallax import set_up
from flowanim.render.redraw import redrawer
from flowanim.render.refine import Keys
from flowanim.review.modes import MODES, in_mode

MOVES = {"push": {"z": 0.06}, "truck": {"x": 0.05}}
"""Axis of the camera -> how far it goes, in distances to the nearest thing."""
SIDE, SHOWN = 128, 384
"""Pixels of the part that is shown enlarged, and how wide it is shown."""


def last_frames(plan: MotionPlan, scene: Scene, camera: CameraPath) -> dict[str, Frame]:
    """Return mode -> the frame at the end of the camera's way; refined: as a key frame of its own."""
    moved = plan.model_copy(update={"camera": camera, "effects": (), "loop": False})
    zoom = overscan(scene, moved)
    moved = moved.model_copy(update={"camera": camera.model_copy(update={"overscan": zoom})})
    found = dict[str, Frame]()
    for mode in MODES[:2]:
        own = in_mode(moved, mode, default_filler())
        assert own is not None, mode.name
        stage = set_up(filled(own, scene).scene, own)
        found[mode.name] = draw(stage, cast(stage), 1.0).copy()
    keys = Keys(stage, redrawer(network()))
    return {**found, MODES[2].name: keys.make(found[MODES[1].name], 1.0).frame}


def most_different(frames: list[Frame]) -> tuple[slice, slice]:
    """Return the square in which the frames differ most."""
    apart = np.ptp(np.stack(frames).astype(np.float32), axis=0).mean(-1)
    total = cv2.boxFilter(apart, -1, (SIDE, SIDE), borderType=cv2.BORDER_CONSTANT)
    y, x = np.unravel_index(int(total.argmax()), total.shape)
    h, w = total.shape
    top, left = min(max(0, int(y) - SIDE // 2), h - SIDE), min(max(0, int(x) - SIDE // 2), w - SIDE)
    return slice(top, top + SIDE), slice(left, left + SIDE)


def sheet(frames: list[Frame]) -> Frame:
    """Return the frames in a row, small, over the part where they differ most, enlarged."""
    box = most_different(frames)
    size = SHOWN, round(SHOWN * frames[0].shape[0] / frames[0].shape[1])
    small = [cv2.resize(frame, size, interpolation=cv2.INTER_AREA) for frame in frames]
    parts = [cv2.resize(frame[box], (SHOWN, SHOWN), interpolation=cv2.INTER_CUBIC) for frame in frames]
    return np.vstack([np.hstack(small), np.hstack(parts)])


def main() -> None:
    """Write the sheets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("photos", nargs="+", type=Path)
    parser.add_argument("--size", type=int, default=640)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for photo in options.photos:
        plan, scene = make_plan(photo, "nothing moves", Wishes(size=options.size), folder=photo.parent)
        for move, way in MOVES.items():
            camera = CameraPath(keys=(CameraKey(u=0), CameraKey(u=1, **way)))
            path = options.out / f"{photo.stem}-{move}.jpg"
            frames = list(last_frames(plan, scene, camera).values())
            cv2.imwrite(str(path), sheet(frames)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])
            print(path, flush=True)


if __name__ == "__main__":
    main()
