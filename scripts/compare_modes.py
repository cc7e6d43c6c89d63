"""Three ways of showing what a move uncovers, side by side: python scripts/compare_modes.py OUT PHOTO... [--size 1280]

For each photo, a 6 % push-in and a 5 % truck are rendered as clips, as warp only, warp + plate and refined frames. OUT
gets PHOTO-MOVE.mp4, the part where they differ most beside each other, and PHOTO-MOVE.jpg, to be looked at: the last
frames, that part at five moments, and what one of its rows shows over time.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from flowanim.datatypes import Clip, Frame, Scene, Wishes
from flowanim.filling import default_filler, filled
from flowanim.pipeline import make_plan
from flowanim.plan import CameraKey, CameraPath, MotionPlan
from flowanim.render.overscan import overscan
from flowanim.review.modes import MODES, in_mode
from flowanim.video.encode import write_video

MOVES = {"push": {"z": 0.06}, "truck": {"x": 0.05}}
"""Axis of the camera -> how far it goes, in distances to the nearest thing."""
SIDE, SHOWN = 128, 256
"""Pixels of the part that is shown enlarged, and how wide it is shown."""


def clips(plan: MotionPlan, scene: Scene, camera: CameraPath, filler: str) -> list[list[Frame]]:
    """Return the frames of the camera's way, of each mode."""
    moved = plan.model_copy(update={"camera": camera, "effects": (), "loop": False})
    zoom = overscan(scene, moved)
    moved = moved.model_copy(update={"camera": camera.model_copy(update={"overscan": zoom})})
    moved = moved.model_copy(update={"fill": filler})
    ways = [in_mode(moved, mode, filler) for mode in MODES]
    return [[frame.copy() for frame in filled(way, scene).play().frames] for way in ways if way]


def most_different(frames: list[Frame]) -> tuple[slice, slice]:
    """Return the square in which the frames differ most."""
    apart = np.ptp(np.stack(frames).astype(np.float32), axis=0).mean(-1)
    total = cv2.boxFilter(apart, -1, (SIDE, SIDE), borderType=cv2.BORDER_CONSTANT)
    y, x = np.unravel_index(int(total.argmax()), total.shape)
    h, w = total.shape
    top, left = min(max(0, int(y) - SIDE // 2), h - SIDE), min(max(0, int(x) - SIDE // 2), w - SIDE)
    return slice(top, top + SIDE), slice(left, left + SIDE)


def sheet(frames: list[list[Frame]], box: tuple[slice, slice]) -> Frame:
    """Return a row of last frames over, for each mode, the part `box` at five moments and its middle row over time."""
    last = [clip[-1] for clip in frames]
    size = 2 * SHOWN, round(2 * SHOWN * last[0].shape[0] / last[0].shape[1])
    rows = [np.hstack([cv2.resize(frame, size, interpolation=cv2.INTER_AREA) for frame in last])]
    for clip in frames:
        parts = [clip[round(share * (len(clip) - 1))][box] for share in (0.2, 0.4, 0.6, 0.8, 1)]
        parts.append(np.stack([frame[box][SIDE // 2] for frame in clip]))
        rows.append(np.hstack([cv2.resize(part, (SHOWN, SHOWN), interpolation=cv2.INTER_CUBIC) for part in parts]))
    return np.vstack(rows)


def write(path: Path, frames: list[list[Frame]], box: tuple[slice, slice], fps: int) -> None:
    """Write the part `box` of all modes, side by side and enlarged, as a clip."""
    rows = (np.hstack([clip[i][box] for clip in frames]).repeat(3, 0).repeat(3, 1) for i in range(len(frames[0])))
    write_video(Clip(rows, (3 * SIDE * len(frames), 3 * SIDE), fps, len(frames[0])), path, force=True)


def main() -> None:
    """Write the sheets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("photos", nargs="+", type=Path)
    parser.add_argument("--size", type=int, default=1280)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--filler", default=default_filler(), help="what makes up the plate")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for photo in options.photos:
        wishes = Wishes(size=options.size, seconds=options.seconds)
        plan, scene = make_plan(photo, "nothing moves", wishes, folder=photo.parent)
        for move, way in MOVES.items():
            camera = CameraPath(keys=(CameraKey(u=0), CameraKey(u=1, **way)))
            frames = clips(plan, scene, camera, options.filler)
            path, box = options.out / f"{photo.stem}-{move}", most_different([clip[-1] for clip in frames])
            write(path.with_suffix(".mp4"), frames, box, plan.fps)
            cv2.imwrite(f"{path}.jpg", sheet(frames, box)[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])
            print(path, flush=True)


if __name__ == "__main__":
    main()
