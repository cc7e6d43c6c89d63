"""Whether a loop closes: the step from the last frame to the first, against the clip's own other steps.

Steps are taken at a quarter of a glance's size: an encoder's first frame is cleaner than its last, and that alone
would look like a jump. What is left of it is below LEAST_LEVELS, as which slower steps count.
"""

import cv2
import numpy as np

from flowanim.datatypes import Image

QUANTILE = 0.95
QUARTER = 4
FROZEN_LEVELS = 0.02
LEAST_LEVELS = 0.4


def step_levels(before: Image, after: Image) -> float:
    """Return the mean difference of two pictures (h, w, 3) at a quarter of their size, in levels of 255."""
    h, w = before.shape[:2]
    size = max(1, w // QUARTER), max(1, h // QUARTER)
    return float(np.abs(cv2.resize(after - before, size, interpolation=cv2.INTER_AREA)).mean() * 255)


def seam_ratio(steps: list[float], closing: float) -> float | None:
    """Return `closing` over the 95th percentile of `steps`, both as `step_levels`: at most 1 in a seamless loop.

    None where the clip hardly changes, or has fewer than two steps.
    """
    if len(steps) < 2 or (usual := float(np.quantile(steps, QUANTILE))) < FROZEN_LEVELS:
        return None
    return closing / max(usual, LEAST_LEVELS)
