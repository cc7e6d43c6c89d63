"""Regions of a small photo -> soft regions of the full photo, with borders on the photo's own edges.

The guided filter (He, Sun and Tang, 2010) with the full photo as guide moves each border onto the edge nearby; a steeper curve afterwards takes the
filter's faint spill away; at the end the regions share each pixel out to exactly 1.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Image
from flowanim.ops.mask import smoothstep

SHARPNESS = 3e-4


def refine(alphas: Sequence[Alpha], rgb: Image) -> list[Alpha]:
    """Return each small alpha (h, w) at the size of `rgb` (H, W, 3), its border on the photo's edges; not normalised."""
    h, w = rgb.shape[:2]
    radius = max(2, round(2.5 * max(h, w) / max(alphas[0].shape)))
    done: list[Alpha] = []
    for start in range(0, len(alphas), 3):
        stack = np.dstack([_enlarge(alpha, (w, h)) for alpha in alphas[start : start + 3]])
        soft = cv2.ximgproc.guidedFilter(rgb, stack, radius, SHARPNESS, scale=0.5)
        soft = soft.reshape(h, w, -1)
        done += [smoothstep(soft[..., c], 0.12, 0.88) for c in range(soft.shape[2])]
    return done


def share_out(alphas: Sequence[Alpha]) -> list[Alpha]:
    """Return the alphas scaled so that they sum to 1 at each pixel; where all are clear, the last one takes it."""
    total = np.sum(alphas, axis=0, dtype=np.float32)
    lost = total < 1e-3
    shared = [np.where(lost, 0, alpha / np.maximum(total, 1e-3)).astype(np.float32) for alpha in alphas]
    shared[-1] = np.where(lost, np.float32(1), shared[-1])
    return shared


def _enlarge(alpha: Alpha, size: tuple[int, int]) -> Array:
    return np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_LINEAR))
