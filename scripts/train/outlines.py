"""Our own labels of main subjects, kept as outlines in `subjects.json` beside this file -> masks.

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


@cache
def subjects() -> dict[str, Outlined]:
    """Return the main subjects by the photos' names."""
    held = json.loads(KEPT.read_text("utf-8"))
    return {
        name: Outlined(entry["kind"], entry["also"], tuple(tuple(ring) for ring in entry["outlines"]))
        for name, entry in held.items()
    }
