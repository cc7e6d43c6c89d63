"""Whether faces stay the same: each is sought again near its place, in a few sizes.

    change = 1 - best normalised cross-correlation      0 the same, 1 nothing in common

It sees melting and warping; it is no measure of identity. Source of the correlation: Lewis, Fast Normalized
Cross-Correlation, 1995.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from flowanim.datatypes import Box, Frame
from flowanim.review.glance import Glance

EVERY = 6
"""Frames from one look to the next."""
ROOM = 0.35
SCALES = (0.9, 0.95, 1.0, 1.05, 1.1, 1.18)
LEAST_PX = 10


@dataclass
class Likeness:
    """faces: boxes (x, y, width, height) in shares of the first frame. changes: of every face, look by look."""

    faces: Sequence[Box]
    patches: list[Frame] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    frames: list[int] = field(default_factory=list)
    count: int = 0

    def add(self, now: Glance) -> None:
        """Take the next frame."""
        if self.count == 0:
            self.patches = [_cut(now.grey, box, 0.0) for box in self.faces]
        elif self.count % EVERY == 0 and self.faces:
            pairs = zip(self.patches, self.faces, strict=True)
            self.changes.append(max(unlike(patch, _cut(now.grey, box, ROOM)) for patch, box in pairs))
            self.frames.append(self.count)
        self.count += 1

    @property
    def worst(self) -> tuple[float, int] | None:
        """The largest change, and the frame in which it is; None where there is no face."""
        if not self.changes:
            return None
        index = int(np.argmax(self.changes))
        return self.changes[index], self.frames[index]


def unlike(patch: Frame, room: Frame) -> float:
    """Return 1 less the best correlation of `patch` (h, w) anywhere in `room` (H, W), in SCALES; 0 for specks."""
    best = 0.0
    if min(patch.shape) < LEAST_PX:
        return 0.0
    for scale in SCALES:
        sized = cv2.resize(patch, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
        if sized.shape[0] <= room.shape[0] and sized.shape[1] <= room.shape[1]:
            found = cv2.matchTemplate(room, np.asarray(sized), cv2.TM_CCOEFF_NORMED)
            best = max(best, float(np.nan_to_num(found, posinf=0, neginf=0).max()))
    return 1 - min(best, 1.0)


def _cut(grey: Frame, box: Box, room: float) -> Frame:
    h, w = grey.shape
    x, y, wide, high = box
    left, top = max(0, round((x - room * wide) * w)), max(0, round((y - room * high) * h))
    right, bottom = round((x + (1 + room) * wide) * w), round((y + (1 + room) * high) * h)
    return np.ascontiguousarray(grey[top:bottom, left:right])
