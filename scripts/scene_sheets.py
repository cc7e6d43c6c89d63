"""Sheets of what is seen in photos: photo, disparity, regions, layers, one row a photo.

    python scripts/scene_sheets.py --photos FOLDER --out SHEET.png [--look network] [--names canyon dune]

--look default (what `animate` uses), classical, or network (alone, drawn to the photo's edges).
"""

import argparse
from pathlib import Path

import cv2
import numpy as np
from eval_scene import LOOKS
from train.figures import Answer, photo

from flowanim.datatypes import Frame, Image, Photo
from flowanim.nets.scene_layout import REGIONS
from flowanim.nets.scene_onnx import see
from flowanim.ops.image import fit, resize, to_uint8
from flowanim.review.cut import draw_layers
from flowanim.scene.layers import build_scene
from flowanim.scene.seen import look_at

TINTS = np.array(
    [
        (120, 120, 120),
        (120, 190, 255),
        (20, 70, 200),
        (230, 40, 40),
        (255, 140, 0),
        (40, 140, 40),
        (150, 90, 60),
        (210, 190, 120),
        (110, 80, 130),
        (255, 0, 200),
    ],
    np.uint8,
)
"""One colour a region, in the order of the labels."""
CELL = 360


def cell(picture: Frame) -> Frame:
    """Return a picture CELL pixels wide."""
    high = round(CELL * picture.shape[0] / picture.shape[1])
    return np.asarray(cv2.resize(picture, (CELL, high), interpolation=cv2.INTER_AREA), np.uint8)


def of_answer(answer: Answer, rgb: Image) -> list[Frame]:
    """Return disparity, and regions over the photo with the subject outlined."""
    near = answer.disparity / max(float(answer.disparity.max()), 1e-3)
    grey = np.asarray(cv2.cvtColor(np.rint(255 * near).clip(0, 255).astype(np.uint8), cv2.COLOR_GRAY2RGB), np.uint8)
    tinted = cv2.addWeighted(TINTS[answer.kind], 0.6, to_uint8(rgb), 0.4, 0)
    edges, _ = cv2.findContours(answer.subject.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return [grey, np.asarray(cv2.drawContours(tinted, edges, -1, (255, 255, 255), 2))]


def row(path: Path, look: str) -> Frame:
    """Return one photo's row."""
    rgb = photo(path)
    rgb = np.ascontiguousarray(resize(rgb, fit((rgb.shape[1], rgb.shape[0]), 640)))
    cells = [to_uint8(rgb), *of_answer(LOOKS[look](rgb), rgb)]
    if look == "default":
        scene = build_scene(Photo(rgb, float(max(rgb.shape))), look_at(rgb, see)[0])
        cells.append(draw_layers(scene))
    small = [cell(one) for one in cells]
    high = max(len(one) for one in small)
    return np.hstack([np.pad(one, ((0, high - len(one)), (0, 6), (0, 0))) for one in small])


def main() -> None:
    """Draw the sheet."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--look", choices=["default", "classical", "network"], default="default")
    parser.add_argument("--names", nargs="+", help="stems of the photos; all without it")
    given = parser.parse_args()
    paths = [path for path in sorted(given.photos.glob("*.jpg")) if not given.names or path.stem in given.names]
    rows = [row(path, given.look) for path in paths]
    sheet = np.vstack([np.pad(one, ((0, 6), (0, 0), (0, 0))) for one in rows])
    cv2.imwrite(str(given.out), sheet[..., ::-1])
    names = ", ".join(f"{name} #{bytes(tint).hex()}" for name, tint in zip(REGIONS, TINTS, strict=True))
    print(f"{given.out}: {', '.join(path.stem for path in paths)}\n{names}")


if __name__ == "__main__":
    main()
