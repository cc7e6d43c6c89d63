"""Our own labels of main subjects, kept as outlines in `subjects.json` beside this file: masks <-> text.

    NAME: {"kind": "animal", "also": false, "outlines": [[x, y, x, y, ...], ...]}

Outlines are closed, in thousandths of the photo's width and height; what is inside an even number of them is outside,
so a hole is an outline too. kind: the region that the subject is; "none" where a photo has no main subject. also: more
of that kind is in the photo.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from flowanim.datatypes import Mask
from flowanim.nets.scene_layout import REGIONS

KEPT = Path(__file__).with_name("subjects.json")
NONE = "none"
COARSE = 0.7
"""How far, in pixels, an outline may run beside the mask's border."""
FINE = 1000


@dataclass(frozen=True)
class Outlined:
    """The main subject of a photo. outlines: x, y, x, y, ... in thousandths of its size."""

    kind: str
    also: bool
    outlines: tuple[tuple[int, ...], ...]

    @property
    def number(self) -> int:
        """The region's number in the labels; ValueError where there is no subject."""
        return REGIONS.index(self.kind)

    def mask(self, shape: tuple[int, int]) -> Mask:
        """Return where the subject is in a photo of `shape` (H, W)."""
        drawn = np.zeros(shape, np.uint8)
        steps = np.array([shape[1], shape[0]]) / FINE
        rings = [np.rint(np.reshape(ring, (-1, 2)) * steps - 0.5).astype(np.int32) for ring in self.outlines]
        cv2.fillPoly(drawn, rings, 1)
        return drawn > 0


def outlines_of(mask: Mask) -> tuple[tuple[int, ...], ...]:
    """Return the outlines of a mask (H, W)."""
    rings, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    steps = FINE / np.array([mask.shape[1], mask.shape[0]])
    coarse = [cv2.approxPolyDP(ring, COARSE, closed=True)[:, 0] for ring in rings]
    return tuple(tuple(np.rint((ring + 0.5) * steps).astype(int).ravel().tolist()) for ring in coarse if len(ring) > 2)


@cache
def subjects(path: Path = KEPT) -> dict[str, Outlined]:
    """Return the main subjects by the photos' names; where a file is missing none."""
    if not path.is_file():
        return {}
    held = json.loads(path.read_text("utf-8"))
    return {
        name: Outlined(entry["kind"], entry["also"], tuple(tuple(ring) for ring in entry["outlines"]))
        for name, entry in held.items()
    }
