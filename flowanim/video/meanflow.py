"""Clip -> its mean motion: where things go on the whole, px/s, and where that is sure.

Dense inverse search between neighbouring frames, averaged over a few seconds: ripples and foam that go to and fro
cancel, the current stays. A point counts as moving where the average is large against the motion of single frames. The
camera must rest. Source: Kroeger et al., Fast Optical Flow using Dense Inverse Search, 2016.
"""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from flowanim.datatypes import Array, Flow, Mask
from flowanim.errors import InputError, show_name
from flowanim.ops.flow import speed
from flowanim.ops.image import fit
from flowanim.ops.mask import without_specks
from flowanim.video.decode import read_video

SECONDS = 4.0
MOST_FRAMES = 120
LONGEST_PX = 480
SMOOTH_PX = 3.0
STEADY = 0.25
"""A point moves on where the mean is this share of the single motions, and this share of the clip's fastest tenth."""
LEAST_PX = 0.05
REST_PX = 0.06


@dataclass(frozen=True)
class MeanFlow:
    """velocity: (H, W, 2) in px/s of this grid. moving: (H, W), where it is steady. resting: share that is at rest."""

    velocity: Flow
    moving: Mask
    resting: float


def mean_flow(path: Path | str) -> MeanFlow:
    """Return the mean motion of the clip's first SECONDS, at most LONGEST_PX wide. InputError if nothing moves on."""
    clip = read_video(path)
    size = fit(clip.size, LONGEST_PX)
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    total, single = np.zeros((*size[::-1], 2), np.float32), np.zeros(size[::-1], np.float32)
    before, count = None, 0
    for frame in islice(clip.frames, min(MOST_FRAMES, max(2, round(SECONDS * clip.fps)))):
        grey = cv2.cvtColor(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
        if before is not None:
            step = np.asarray(search.calc(before, grey, None), np.float32)
            total, single, count = total + step, single + speed(step), count + 1
        before = grey
    mean = cv2.GaussianBlur(total / np.float32(max(count, 1)), (0, 0), SMOOTH_PX)
    moving = _steady(mean, np.asarray(single / np.float32(max(count, 1)), np.float32))
    if not moving.any():
        raise InputError(
            f"{show_name(path)} shows no steady motion: want a few seconds of a river, with a still camera"
        )
    resting = float((speed(mean) < REST_PX).mean())
    return MeanFlow(np.asarray(mean * np.float32(clip.fps)), moving, resting)


def _steady(mean: Flow, single: Array) -> Mask:
    pace = speed(mean)
    fast = max(LEAST_PX, STEADY * float(np.quantile(pace, 0.9)))
    moving = (pace > fast) & (pace > STEADY * np.maximum(single, 1e-6))
    return np.asarray(without_specks(moving, max(16, moving.size // 400)))
