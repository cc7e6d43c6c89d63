"""Arrows that explain a diagram -> dashes that march along them: from where an arrow begins to where it ends.

Arrows of which one begins where another ends are one line. Nothing else of the picture changes: flat colours and line
art stay as they are. The colour is the one of a few that stands out best from what lies along the line.
"""

from collections.abc import Sequence
from math import hypot

import numpy as np

from flowanim.datatypes import Array, Scene
from flowanim.parts import DashEffect
from flowanim.plan import Point

JOINED = 0.012
"""Ends that lie no farther apart than this, in shares of the picture, are one point."""
COLOURS = ((0.9, 0.2, 0.1), (0.05, 0.4, 0.95), (1.0, 0.75, 0.0), (0.05, 0.6, 0.25), (1.0, 1.0, 1.0), (0.05, 0.05, 0.05))
STEPS = 64
FASTEST = 1000.0


def march(ways: Sequence[tuple[Point, Point]]) -> tuple[DashEffect, ...]:
    """Return the dashes along ways (start, end), in shares of the picture; ways that meet are one line."""
    lines = list[list[Point]]()
    for start, end in ways:
        before = next((line for line in lines if hypot(line[-1][0] - start[0], line[-1][1] - start[1]) < JOINED), None)
        if before:
            before.append(end)
        else:
            lines.append([start, end])
    return tuple(DashEffect(points=tuple(line)) for line in lines)


def shown_on(effect: DashEffect, scene: Scene, strength: float) -> DashEffect:
    """Return dashes in a colour that is seen on the photo, `strength` times as fast."""
    along = _along(effect, scene.photo.rgb)
    clear = [
        float(np.quantile(np.linalg.norm(along - np.array(colour, np.float32), axis=1), 0.2)) for colour in COLOURS
    ]
    best = COLOURS[int(np.argmax(clear))]
    return effect.model_copy(update={"colour": best, "speed_px_s": min(effect.speed_px_s * strength, FASTEST)})


def _along(effect: DashEffect, rgb: Array) -> Array:
    """Return the colours (n, 3) of the photo along the line."""
    h, w = rgb.shape[:2]
    points = np.array(effect.points) * (w - 1, h - 1)
    share = np.linspace(0, len(points) - 1, STEPS * (len(points) - 1))
    x, y = (np.rint(np.interp(share, range(len(points)), points[:, axis])).astype(int) for axis in (0, 1))
    return np.asarray(rgb[y, x, :3])
