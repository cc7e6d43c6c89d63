"""Parallax by the rules alone and with the scene network, side by side.

    python scripts/parallax_sheets.py --photos FOLDER --out FOLDER [--names canyon dune] [--size 960]

For each photo OUT gets NAME.jpg. Two rows, by the rules alone and as `animate` does it: disparity, the view from the
left end and from the right end of a truck, and what the row in the middle shows on the way.
"""

import argparse
from pathlib import Path
from typing import NoReturn

import cv2
import numpy as np

from flowanim.datatypes import Frame, Image, Scene
from flowanim.errors import WeightsError
from flowanim.filling import filled
from flowanim.nets.scene_onnx import see
from flowanim.ops.image import to_uint8
from flowanim.plan import CameraKey, CameraPath, File, MotionPlan
from flowanim.render.overscan import overscan
from flowanim.scene.layers import build_scene
from flowanim.scene.photo import read_photo
from flowanim.scene.seen import look_at
from flowanim.sight import See
from flowanim.transition import near

TRUCK = 0.04
"""How far the eye goes to either side, in distances to the nearest thing."""
FRAMES, CELL = 13, 480


def blind(rgb: Image) -> NoReturn:
    """Stand in for a network whose weights are not here."""
    raise WeightsError("left out")


def seen(path: Path, longest: int, look: See) -> Scene:
    """Return the layers of a photo."""
    photo = read_photo(path, longest=longest)
    return build_scene(photo, look_at(photo.rgb, look)[0])


def truck(path: Path, scene: Scene) -> list[Frame]:
    """Return the frames of the eye's way from the left end to the right one."""
    keys = CameraKey(u=0, x=-TRUCK), CameraKey(u=1, x=TRUCK)
    size, fps = scene.photo.size, 12
    plan = MotionPlan(
        photo=File(path=path.name), size=size, seconds=FRAMES / fps, fps=fps, loop=False, camera=CameraPath(keys=keys)
    )
    wide = plan.camera.model_copy(update={"overscan": overscan(scene, plan)})
    return [frame.copy() for frame in filled(plan.model_copy(update={"camera": wide}), scene).play().frames]


def depth(scene: Scene) -> Frame:
    """Return the disparity of what is seen, from far (dark) to near."""
    shown = near(scene)
    return np.repeat(to_uint8(shown / max(float(shown.max()), 1e-3))[..., None], 3, 2)


def row(path: Path, longest: int, look: See) -> Frame:
    """Return one row of the sheet."""
    scene = seen(path, longest, look)
    frames = truck(path, scene)
    high = round(CELL * frames[0].shape[0] / frames[0].shape[1])
    way = np.stack([frame[frame.shape[0] // 2] for frame in frames])
    cells = [depth(scene), frames[0], frames[-1], way]
    return np.hstack([cv2.resize(cell, (CELL, high), interpolation=cv2.INTER_AREA) for cell in cells])


def main() -> None:
    """Write the sheets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--names", nargs="+", help="stems of the photos; all without it")
    parser.add_argument("--size", type=int, default=960, help="long side in pixels")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for path in sorted(given.photos.glob("*.jpg")):
        if not given.names or path.stem in given.names:
            rows = [row(path, given.size, look) for look in (blind, see)]
            cv2.imwrite(str(given.out / f"{path.stem}.jpg"), np.vstack(rows)[..., ::-1])
            print(path.stem, flush=True)


if __name__ == "__main__":
    main()
