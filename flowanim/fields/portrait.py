"""People: a chest that breathes, a head that turns by a degree or two. Faces keep their shape while a chest moves.

The chest lies below the face, as broad as two and a half faces (Drillis and Contini, Body Segment Parameters, 1966:
the shoulders are 2 heads wide, the chest 1.3 heads below the chin). At rest one breathes 12 to 15 times a minute, and
the chest widens by 0.3 to 0.8 %. A head that turns moves the nose, which is near, by more than the ears: parallax over
a dome.
"""

from math import radians, tan

import numpy as np

from flowanim.datatypes import Array, Flow, vector
from flowanim.fields.place import Place
from flowanim.fields.waves import Term, Waves
from flowanim.ops.mask import smoothstep
from flowanim.parts import Box, BreatheEffect, HeadEffect

LIFT = 1.6
DOME = 0.55
"""How far the nose stands before the ears, in widths of the face."""


def breathe(effect: BreatheEffect, place: Place) -> Waves:
    """Return the push (h, w, 2), in pixels, of a BreatheEffect: in, and out again."""
    middle, radii, chin = _chest(effect.face, place)
    away = place.grid.points - middle
    inside = np.exp(-((away / radii) ** 2).sum(-1)) * smoothstep(place.grid.points[..., 1], chin, chin + 0.5 * radii[1])
    widen = away[..., 0] * np.float32(2 * effect.share)
    lift = np.full_like(widen, -LIFT * effect.share * radii[1])
    push = np.dstack([widen, lift]) * inside[..., None] * np.float32(0.5)
    return (_there_and_back(push, place.cycles(effect.period_s)),)


def _there_and_back(push: Flow, cycles: int) -> Term:
    """Twice `push` and back: (1 - cos) of it."""
    return Term(cycles, np.asarray(-push, np.float32), np.zeros(push.shape, np.float32))


def _chest(face: Box | None, place: Place) -> tuple[Array, Array, float]:
    """Return (middle, radii, chin) of the chest in pixels: below the face, else from the outline."""
    if face is not None:
        x, y, w, h = _pixels(face, place)
        return vector(x + w / 2, y + 2.1 * h), vector(1.5 * w, 1.3 * h), float(y + 1.05 * h)
    inside = place.alpha > 0.5
    if not inside.any():
        return vector(0, 0), vector(1, 1), 0.0
    points = place.grid.points[inside]
    (left, top), (right, low) = np.quantile(points, 0.03, 0), np.quantile(points, 0.97, 0)
    middle = vector(float(np.median(points[:, 0])), float(top + 0.55 * (low - top)))
    return middle, vector(0.45 * (right - left), 0.32 * (low - top)), float(top + 0.3 * (low - top))


def _pixels(box: Box, place: Place) -> tuple[float, float, float, float]:
    wide, high = place.grid.size
    return box[0] * wide, box[1] * high, box[2] * wide, box[3] * high


def head(effect: HeadEffect, place: Place) -> Waves:
    """Return the push (h, w, 2), in pixels, of a HeadEffect; it is nothing at the outline of the head."""
    x, y, w, h = _pixels(effect.face, place)
    away = (place.grid.points - vector(x + w / 2, y + h / 2)) / vector(0.75 * w, 0.85 * h)
    dome = np.maximum(1 - (away**2).sum(-1), 0) ** 2
    near = np.float32(tan(radians(effect.yaw_deg)) * DOME * w) * dome
    turn = np.dstack([near, np.zeros_like(near)])
    return (Term(place.cycles(effect.period_s), np.zeros_like(turn), np.asarray(turn, np.float32)),)
