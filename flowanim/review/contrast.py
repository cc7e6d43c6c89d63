"""Aligned clips, frame by frame -> where they differ from the first, and what one row of each does over time.

difference = mean over frames and channels of |frame_i - first_i|, in levels of 255
x-t slice  = row y of frame 0, 1, 2 ... below each other: what stands still draws upright lines
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from flowanim.datatypes import Array, Clip, Frame
from flowanim.ops.image import fit, from_uint8, luma, resize, to_uint8
from flowanim.review.chart import STOPS
from flowanim.review.glance import LOOK_PX

SLICE_PX = 1200
SLICE_ROWS = 240
"""Height that slices are enlarged to, whatever the clip's length."""
DIM = 0.35


@dataclass
class Contrast:
    """What is summed up of clips that run beside each other. row: the share 0..1 of the height that is sliced.

    totals: for each clip the summed difference (h, w) from the first, in levels. rows: the sliced rows of each.
    """

    row: float
    totals: list[Array] = field(default_factory=list)
    rows: list[list[Frame]] = field(default_factory=list)
    ground: Frame | None = None
    count: int = 0

    def watch(self, clips: Sequence[Clip]) -> Iterator[tuple[Frame, ...]]:
        """Yield the frames of all clips, moment by moment, and sum up what they show."""
        self.rows = [[] for _ in clips]
        for frames in zip(*(clip.frames for clip in clips), strict=False):
            self._add(frames)
            yield frames

    def _add(self, frames: Sequence[Frame]) -> None:
        h, w = frames[0].shape[:2]
        small = [cv2.resize(f, fit((w, h), LOOK_PX), interpolation=cv2.INTER_AREA).astype(np.float32) for f in frames]
        apart = [np.abs(one - small[0]).mean(-1) for one in small]
        self.totals = apart if not self.totals else [a + b for a, b in zip(self.totals, apart, strict=True)]
        self.ground = frames[0] if self.ground is None else self.ground
        y = min(h - 1, int(self.row * h))
        for rows, frame in zip(self.rows, frames, strict=True):
            rows.append(frame[y].copy())
        self.count += 1

    @property
    def differences(self) -> tuple[Array, ...]:
        """The mean difference (h, w) of each clip from the first, in levels of 255; of the first itself 0."""
        return tuple(np.asarray(total / np.float32(max(1, self.count))) for total in self.totals)

    @property
    def slices(self) -> tuple[Frame, ...]:
        """The x-t slice of each clip, time downwards."""
        return tuple(_enlarged(np.stack(rows)) for rows in self.rows)


def busiest_row(motion: Array) -> float:
    """Return the share 0..1 of the height at which a map of motion (rows, columns) shows most."""
    return (int(motion.mean(1).argmax()) + 0.5) / len(motion)


def painted(ground: Frame, difference: Array, most: float) -> Frame:
    """Return a picture of where the difference (h, w) is, over a dim grey `ground`; red from `most` levels on."""
    h, w = difference.shape
    share = np.clip(difference / np.float32(max(most, 1e-6)), 0, 1)
    inks = np.dstack([np.interp(share, np.linspace(0, 1, len(STOPS)), STOPS[:, c] / 255) for c in range(4)])
    grey = np.repeat(luma(resize(from_uint8(ground), (w, h)))[..., None] * np.float32(DIM), 3, 2)
    return to_uint8((grey + inks[..., 3:] * (inks[..., :3] - grey)).astype(np.float32))


def _enlarged(rows: Frame) -> Frame:
    width = min(SLICE_PX, rows.shape[1])
    return np.asarray(cv2.resize(rows, (width, max(SLICE_ROWS, len(rows))), interpolation=cv2.INTER_LINEAR))
