"""The camera's frame at a moment, as it lies on the photo: which part of it the viewer sees."""

import numpy as np

from flowanim.datatypes import Array, vector
from flowanim.fields.camera import sight
from flowanim.render.parallax import Stage

MOMENTS = 33
LEAST_SHARE = 0.002
"""Frames that differ by less than this share of the picture are one."""


def frame_at(stage: Stage, u: float) -> Array:
    """Return the border of what is seen at progress `u`, (n, 2) in pixels (x, y) of the photo, clockwise.

    Near and far move differently; it is that of what is near.
    """
    w, h = stage.grid.size
    middle = vector((w - 1) / 2, (h - 1) / 2)
    corners = np.array([(0, 0), (w, 0), (w, h), (0, h)], np.float32) - np.float32(0.5) - middle
    share = np.linspace(0, 1, 8, endpoint=False, dtype=np.float32)[:, None]
    border = np.concatenate([a + (b - a) * share for a, b in zip(corners, np.roll(corners, -1, 0), strict=True)])
    base, slope = sight(stage.camera(u), border[None], stage.scene.photo.focal_px)
    return np.asarray((border + base[0] + slope[0] * near_disparity(stage)) + middle, np.float32)


def near_disparity(stage: Stage) -> np.float32:
    """Return the disparity that the nearest tenth of the picture has."""
    seen = stage.sheets[0].place.disparity
    for sheet in stage.sheets[1:]:
        seen = seen + sheet.place.alpha * (sheet.place.disparity - seen)
    return np.float32(np.quantile(seen, 0.9))


def farthest(stage: Stage) -> float:
    """Return the progress at which the frame is farthest from where it starts; 1 if the clip is no loop and ends so.

    0 where the camera does not move.
    """
    start = frame_at(stage, 0)
    least = LEAST_SHARE * max(stage.grid.size)
    moments = [i / (MOMENTS - 1) for i in range(MOMENTS)]
    ways = [float(np.abs(frame_at(stage, u) - start).max()) for u in moments]
    if not stage.plan.loop and ways[-1] > least:
        return 1.0
    return moments[int(np.argmax(ways))] if max(ways) > least else 0.0
