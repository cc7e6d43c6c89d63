"""A region's disparity -> that of its layer: smooth, and carried on behind what stands before it.

What is level or built is a plane, where one fits, so that its lines stay straight; a sky is at infinity.
"""

import numpy as np

from flowanim.datatypes import Alpha, Disparity, Kind, Mask
from flowanim.ops.image import blur, resize
from flowanim.ops.mask import distance_to, nearest_index

PLANES = ("water", "ground", "building")


def surface(disparity: Disparity, alpha: Alpha, kind: Kind) -> tuple[Disparity, bool]:
    """Return the disparity (H, W) of the region with `alpha`, carried on beyond its border, and whether it is flat."""
    if kind == "sky":
        return np.zeros_like(disparity), True
    h, w = disparity.shape
    step = max(1, max(h, w) // 320)
    size = (max(8, w // step), max(8, h // step))
    d, small = resize(disparity, size), resize(alpha, size)
    core = small > 0.85
    if not core.any():
        core = small >= float(small.max()) * 0.99
    plane = _plane(d, core) if kind in PLANES else None
    return resize(_carried_on(d, core) if plane is None else plane, (w, h)), plane is not None


def _plane(d: Disparity, core: Mask) -> Disparity | None:
    """Fit d = a x + b y + c over the core, twice, the second time without what lies off; None where it does not fit."""
    y, x = np.mgrid[: d.shape[0], : d.shape[1]].astype(np.float32)
    columns = np.stack([x, y, np.ones_like(x)], -1)
    used = core
    for _ in range(2):
        a = np.linalg.lstsq(columns[used], d[used], rcond=None)[0]
        error = np.abs(columns @ a - d)
        used = core & (error <= max(0.02, float(np.quantile(error[core], 0.8))))
    if float(np.quantile(error[core], 0.9)) > 0.05:
        return None
    return np.asarray(np.clip(columns @ a, 0, 1.2), np.float32)


def _carried_on(d: Disparity, core: Mask) -> Disparity:
    index = nearest_index(core)
    spread = d[index[..., 0], index[..., 1]]
    wide = blur(spread, 12.0)
    fine = blur(spread, 2.0)
    outside = np.clip(distance_to(core) / 24, 0, 1)
    return np.asarray(fine + (wide - fine) * outside, np.float32)
