"""What motion alone does not explain from one frame to the next: the warp error, and detail that twinkles.

    E_warp = mean over known pixels of |frame_i - warp(frame_(i-1))|^2, colours 0..1

Source: Lai et al., Learning Blind Video Temporal Consistency, 2018, eq. 1, with the flow of `glance`.
"""

import cv2
import numpy as np

from flowanim.datatypes import Array
from flowanim.ops.image import luma
from flowanim.review.glance import Step

FINE = 1.0
"""Blur, in pixels of the glance, below which detail is fine."""


def warp_error(step: Step) -> float:
    """Return E_warp of a step; 0 where nothing is known."""
    apart = np.square(step.after.rgb - step.carried).sum(-1)
    return float(apart[step.known].mean()) if step.known.any() else 0.0


def fine(bright: Array) -> Array:
    """Return the fine detail (h, w) of a brightness."""
    return np.asarray(bright - cv2.GaussianBlur(bright, (0, 0), FINE))


def twinkle(step: Step) -> float:
    """Return the share of fine detail that does not move with the picture: aliasing, crawling edges. 0 none, 1 all.

    Of `after`, what correlates with nothing in `before` moved along: 1 less the correlation of fine detail.
    """
    known = step.known
    now, then = fine(step.after.luma)[known], fine(luma(step.carried))[known]
    energy = float(np.sqrt(np.square(now).sum() * np.square(then).sum()))
    return 1 - float((now * then).sum()) / energy if energy > 1e-4 * max(1, known.sum()) ** 0.5 else 0.0
