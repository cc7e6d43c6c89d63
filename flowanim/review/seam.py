"""Whether a loop closes: the step from the last frame to the first, against the clip's own other steps."""

import numpy as np

QUANTILE = 0.95
LEAST_LEVELS = 0.02
"""Below this change from frame to frame, in levels of 255, there is no motion to compare with."""


def seam_ratio(steps: list[float], closing: float) -> float | None:
    """Return `closing` over the 95th percentile of `steps` (mean changes, any unit): at most 1 in a seamless loop.

    None where the clip hardly changes, or has fewer than two steps.
    """
    if len(steps) < 2 or (usual := float(np.quantile(steps, QUANTILE))) < LEAST_LEVELS:
        return None
    return closing / usual
