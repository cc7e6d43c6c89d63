"""Clips -> one contact sheet: a row of moments for each take, its name below."""

from collections.abc import Sequence

import numpy as np

from flowanim.datatypes import Clip, Frame
from flowanim.ops.image import fit, from_uint8, resize, to_uint8
from flowanim.review.ink import write

MOMENTS = 4
CELL_PX = 400


def moments(clip: Clip, count: int = MOMENTS) -> tuple[Frame, ...]:
    """Return `count` frames, evenly spread over a clip, at most CELL_PX wide. ValueError if its length is not known."""
    if clip.count is None:
        raise ValueError("want a clip of known length")
    wanted = [min(clip.count - 1, int(clip.count * i / count)) for i in range(count)]
    kept = {i: _small(frame) for i, frame in enumerate(clip.frames) if i in wanted}
    last = max(kept)
    return tuple(kept.get(i, kept[last]) for i in wanted)


def _small(frame: Frame) -> Frame:
    size = fit((frame.shape[1], frame.shape[0]), min(CELL_PX, max(frame.shape)))
    return to_uint8(resize(from_uint8(frame), size))


def contact_sheet(takes: Sequence[tuple[str, Sequence[Frame]]]) -> Frame:
    """Return a picture of all takes, a row each, (label, frames of one size); the label stands below its row."""
    return np.concatenate([write(np.concatenate(frames, 1), (), label) for label, frames in takes])
