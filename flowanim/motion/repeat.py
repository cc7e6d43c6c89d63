"""Things that repeat (stairs, escalators, belts): how long one period is, and the speed at which they go on for ever.

A current cross-fades two transports that lie one cycle's way apart. Where that way is exactly one period of the pattern
both show the same picture, and nothing of the cross-fade is seen. The period is the first clear peak of the
autocorrelation along the way (Wiener and Khinchin: the transform of the power spectrum).
"""

import numpy as np

from flowanim.datatypes import Array, Layer
from flowanim.fields.place import heading
from flowanim.ops.image import blur, colour, luma
from flowanim.ops.mask import shrink
from flowanim.plan import REFERENCE_PX

SHORTEST, LONGEST = 10.0, 320.0
CLEAR = 0.25
SLOWEST_FPS = 24.0
LARGEST_STEP = 1 / 3
"""The largest share of a period in one frame: beyond a half, a pattern seems to run backwards."""


def period_px(layer: Layer, angle_deg: float) -> float | None:
    """Return the period of a layer's pattern along an angle, in pixels at 1280 px, or None if none is clear."""
    h, w = layer.alpha.shape
    scale = max(h, w) / REFERENCE_PX
    likeness = _likeness(layer)
    way = heading(angle_deg)
    shifts = np.arange(1.0, min(LONGEST * scale, 0.5 * max(h, w)))
    columns, rows = (np.rint(shifts * float(axis)).astype(int) for axis in way)
    along = likeness[rows % likeness.shape[0], columns % likeness.shape[1]]
    peaks = np.flatnonzero((along[1:-1] > along[:-2]) & (along[1:-1] >= along[2:]) & (along[1:-1] > CLEAR)) + 1
    good = [p for p in peaks if shifts[p] >= SHORTEST * scale and along[p] - along[:p].min() > CLEAR]
    if not good:
        return None
    p = good[0]
    bend = along[p - 1] - 2 * along[p] + along[p + 1]
    top = float(shifts[p]) + 0.5 * float(along[p - 1] - along[p + 1]) / min(float(bend), -1e-9)
    return float(top / scale)


def _likeness(layer: Layer) -> Array:
    """Return how alike the layer is to itself, moved by (row, column): 1 at (0, 0); padded, so that nothing wraps."""
    inside = shrink(layer.alpha > 0.98, 2).astype(np.float32)
    bright = luma(colour(layer.rgba)) * inside
    fine = (bright - blur(bright, 0.03 * max(bright.shape))) * inside
    size = [2 * side for side in inside.shape]
    power = np.fft.irfft2(np.abs(np.fft.rfft2(fine, size)) ** 2, size)
    room = np.fft.irfft2(np.abs(np.fft.rfft2(inside, size)) ** 2, size)
    mean = power / np.maximum(room, 0.05 * max(float(inside.sum()), 1.0))
    return np.asarray(mean / max(float(mean[0, 0]), 1e-12), np.float32)


def endless(layer: Layer, angle_deg: float, speed_px_s: float, seconds: float) -> dict[str, float] | None:
    """Return the numbers of a current that moves by whole periods in the clip, near `speed_px_s`; None without one."""
    period = period_px(layer, angle_deg)
    if period is None:
        return None
    most = int(seconds * SLOWEST_FPS * LARGEST_STEP)
    cycles = min(max(1, round(speed_px_s * seconds / period)), most, 32)
    still = {"stagger": 0.0, "curl": 0.0, "perspective": 0.0}
    return {"speed_px_s": cycles * period / seconds, "cycles": cycles, **still}
