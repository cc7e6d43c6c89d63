"""Motion drawn by hand -> fields: arrows are hints from which the field around them follows, brushes say it themselves.

What flows goes along the field on and on. What swings goes to the arrow's end and back, (1 - cos) / 2 of the way, so
that the photo is the beginning; with a lag, what is far from still points comes later, as in cloth that hangs on them.
"""

from math import inf

import numpy as np

from flowanim.datatypes import Alpha, Array, Flow, Mask, vector
from flowanim.fields.fluid import Transport, along_banks, carry
from flowanim.fields.hints import Hints, spread, spread_without_divergence
from flowanim.fields.noise import smooth_noise
from flowanim.fields.place import Place
from flowanim.fields.waves import Term, Waves
from flowanim.ops.flow import speed
from flowanim.ops.mask import distance_to, nearest_index, smoothstep
from flowanim.plan import Brush, DrawnEffect, FlowEffect

SOFT_PX = 18.0
"""The way over which a brush fades out inside its mask."""
EDDY_PX = 260.0
STEEPEST = 0.6
"""Neighbours of a swing differ by at most this share of their distance, so that the picture does not fold."""
FELT = (0.06, 0.3)
"""Of an arrow that fades with its reach, what is below this share is not felt, and what is above that share wholly."""
FASTEST = 2.0
"""Perspective makes nothing faster than this, times the longest arrow."""


def drawn_current(effect: DrawnEffect, place: Place) -> Transport:
    """Return the current that arrows and brushes draw in their layer."""
    velocity = _hinted(effect, place) + _brushed(effect, place)
    if place.kind != "sky" and not effect.divergence_free:
        velocity = along_banks(velocity, place)
    pace = min(400.0, float(speed(velocity).max()) / place.scale)
    like = FlowEffect(layer=effect.layer, speed_px_s=pace, cycles=effect.cycles, stagger=effect.stagger)
    return carry(velocity, like, place)


def drawn_swing(effect: DrawnEffect, place: Place) -> Waves:
    """Return the push (h, w, 2), in pixels, that swings to what arrows and brushes draw, and back."""
    inside = place.alpha > 0.3
    if not inside.any():
        return ()
    way = _hinted(effect, place) + _brushed(effect, place) * np.float32(effect.period_s / 2)
    index = nearest_index(inside)
    way = np.ascontiguousarray(way[index[..., 0], index[..., 1]])
    steepest = max(float(np.abs(np.asarray(np.gradient(way, axis=axis))).max()) for axis in (0, 1)) / place.grid.step
    way = way * np.float32(0.5 * min(1.0, STEEPEST / max(steepest, 1e-6)))
    late = _late(effect, place, inside)
    cosine, sine = np.cos(late)[..., None], np.sin(late)[..., None]
    return (Term(place.cycles(effect.period_s), np.asarray(-way * cosine), np.asarray(-way * sine)),)


def _late(effect: DrawnEffect, place: Place, inside: Mask) -> Array:
    """Return by how much of a swing each point comes late, (h, w) in radians."""
    still = place.board.still
    if still is None or not effect.lag or not (still & inside).any():
        return np.zeros_like(place.alpha)
    far = distance_to(still & inside)
    return np.asarray(far * np.float32(2 * np.pi * effect.lag / max(float(far[inside].max()), 1.0)), np.float32)


def _hinted(effect: DrawnEffect, place: Place) -> Flow:
    """Return what the arrows say of every point (h, w, 2), in pixels or px/s of the picture."""
    inside = place.alpha > 0.3
    slow = 1 + effect.perspective * (place.nearness - 1)
    points, values = [], []
    for arrow in effect.arrows:
        start = place.board.points(place.grid, vector(arrow.x, arrow.y))
        way = vector(arrow.dx, arrow.dy) * np.float32(place.scale)
        steps = int(np.abs(way).max() / place.grid.step) + 1 if effect.style == "flow" else 1
        share = np.arange(steps, dtype=np.float32)[:, None] / np.float32(steps)
        points.append(start + share * (way / np.float32(place.grid.step)))
        x, y = (int(np.clip(np.rint(v), 0, side - 1)) for v, side in zip(start, slow.shape[::-1], strict=True))
        values.append(np.repeat(way[None] / slow[y, x], steps, 0))
    if not points:
        return np.zeros((*inside.shape, 2), np.float32)
    still = np.zeros_like(inside) if place.board.still is None else place.board.still
    hints = Hints(np.concatenate(points), np.concatenate(values), still)
    if effect.style == "flow" and effect.divergence_free:
        return spread_without_divergence(hints, inside)
    reach = effect.reach_px * place.scale / place.grid.step or inf
    field = spread(hints, inside, colours=place.board.colours, reach=reach) * slow[..., None]
    longest = max(float(np.hypot(arrow.dx, arrow.dy)) for arrow in effect.arrows) * place.scale
    if effect.reach_px and longest:
        field = field * smoothstep(speed(field) / np.float32(longest), *FELT)[..., None]
    return np.asarray(field * np.minimum(1, FASTEST * longest / np.maximum(speed(field), 1e-6))[..., None], np.float32)


def _brushed(effect: DrawnEffect, place: Place) -> Flow:
    """Return what the brushes say, (h, w, 2) in px/s of the picture."""
    total = np.zeros((*place.alpha.shape, 2), np.float32)
    for number, brush in enumerate(effect.brushes):
        mask = place.board.masks.get(brush.mask.path)
        if mask is None:
            continue
        total += _stroke(brush, place, mask, f"brush {number}") * _softened(mask, place)[..., None]
    return total


def _stroke(brush: Brush, place: Place, mask: Alpha, name: str) -> Flow:
    weight = mask * place.alpha + np.float32(1e-9)
    middle = (place.grid.points * weight[..., None]).sum((0, 1)) / weight.sum()
    field = (place.grid.points - middle) * np.float32(brush.nearer / 100)
    field = field + vector(brush.right_px_s, -brush.up_px_s) * np.float32(place.scale)
    if brush.random_px_s:
        width = max(6.0, EDDY_PX * place.scale / place.grid.step)
        dy, dx = np.gradient(smooth_noise(mask.shape, width, place.random(name)))
        eddies = np.dstack([dy, -dx])
        field = field + eddies * np.float32(brush.random_px_s * place.scale / max(float(speed(eddies).mean()), 1e-6))
    return np.asarray(field, np.float32)


def _softened(mask: Alpha, place: Place) -> Alpha:
    """Let a brush fade out towards the edge of its mask; the frame is no edge."""
    inside = mask > 0.5
    if inside.all():
        return mask
    reach = max(1.5, SOFT_PX * place.scale / place.grid.step)
    return smoothstep(distance_to(~inside), 0, reach)
