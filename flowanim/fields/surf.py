"""Surf: waves that come in to a shore, and the foam that goes with them.

Before a shore the depth falls with the distance d, and the speed of a wave with its root, c ~ sqrt(depth) (Airy, 1841):
crests bunch up, turn until they lie along the shore, and rise by Green's law, a ~ depth^(-1/4) (Green, 1838). With a
depth in proportion to d + e up to a bar at D, e that at the water's edge, the phase of the crests is

    phase(d) = 2 pi / L * (2 sqrt(D (d + e))  for d + e < D,  D + d + e  beyond)

Near breaking a crest is sharp and its trough flat: Stokes' second term, at twice the frequency (Stokes, 1847). The foam
is carried to the shore as a current is (`fluid`), and shines more as a crest lifts it.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Flow
from flowanim.fields.fluid import Transport, calm_banks, carry, resolved
from flowanim.fields.noise import smooth_noise
from flowanim.fields.place import Place, heading
from flowanim.fields.waves import Waves, travelling
from flowanim.ops.image import blur, luma
from flowanim.ops.mask import distance_to, nearest_index, smoothstep
from flowanim.parts import SurfEffect
from flowanim.plan import FlowEffect

BAR = 1.5
"""Where waves begin to feel the ground, in wavelengths off the shore."""
EDGE = 0.4
"""How far inside its edge the water is as deep as it is at it, in wavelengths."""
FACING = 0.25
"""Borders that face the shore's direction by at least this cosine are shore."""
HIGHEST = 1.5
EVEN = 0.15
"""How finely crests follow the shore, in wavelengths."""
STOKES = 0.35
CROOKED = 0.35
FOAM_EV = 0.25


@dataclass(frozen=True)
class Beach:
    """off: (h, w) px to the shore on the water's plane. way: (h, w, 2), unit vectors to it on the screen.

    along: (h, w), the screen's scale along the way. A plane seen at a slant is foreshortened: upright ways by its
    nearness twice.
    """

    off: Array
    way: Flow
    along: Array


def surf(effect: SurfEffect, place: Place) -> tuple[Transport, Waves, Waves]:
    """Return (transport, pull (h, w, 2) in px, light (h, w, 3) log2 gain) of a SurfEffect in its layer."""
    beach = _beach(effect, place)
    length = effect.wavelength_px * place.scale
    phase = _phase(beach.off, length) + np.float32(CROOKED) * _bent(place)
    height = np.clip((BAR * length / (beach.off + EDGE * length)) ** 0.25, 1, HIGHEST)
    seen = calm_banks(place) * resolved(phase)
    amount = np.asarray(np.float32(effect.amplitude_px * place.scale) * place.nearness * height * seen, np.float32)
    cycles = place.cycles(effect.period_s)
    lift = np.dstack([np.zeros_like(amount), amount])
    surge = beach.way * (np.float32(0.5) * amount * beach.along / place.nearness)[..., None]
    back = np.float32(np.pi / 2)
    pulls = [travelling(lift, -phase, cycles), travelling(surge, back - phase, cycles)]
    pulls.append(travelling(lift * np.float32(STOKES), -2 * phase, 2 * cycles))
    shine = np.minimum(np.float32(FOAM_EV * effect.foam) * height, _room(place) / 2)
    shine = shine * smoothstep(beach.off, 0, 0.5 * length) * seen * _white(place)
    lights = [travelling(_from_troughs(shine, phase), back - phase, cycles)] if effect.foam else []
    return _carried(effect, beach, place), tuple(pulls), tuple(lights)


def _room(place: Place) -> Array:
    """Return by how many stops each point can brighten before it is plain white, (h, w); 1 if its colour is unknown."""
    bright = np.full_like(place.alpha, 0.5) if place.board.colours is None else luma(place.board.colours)
    return np.asarray(-np.log2(np.clip(bright, 0.1, 1)), np.float32)


def _from_troughs(shine: Array, phase: Array) -> Array:
    """Return how much foam shines (h, w, 3), less where the photo shows it on a crest: dimmed by much it would be grey.

    Of a light A cos(a) that begins at a = phase, A (1 - cos(phase)) / 2 gains at most 2 A and loses at most A / 2.
    """
    amount = shine * (1 - np.cos(phase)) / 2
    return np.repeat(np.asarray(amount, np.float32)[..., None], 3, 2)


def _carried(effect: SurfEffect, beach: Beach, place: Place) -> Transport:
    """Return the current that takes the foam to the shore, where it runs out."""
    slow = smoothstep(beach.off, 0, 0.6 * effect.wavelength_px * place.scale) * calm_banks(place) * beach.along
    velocity = beach.way * (np.float32(effect.speed_px_s * place.scale) * slow)[..., None]
    like = FlowEffect(layer=effect.layer, speed_px_s=effect.speed_px_s, cycles=effect.cycles, stagger=0)
    return carry(np.asarray(velocity, np.float32), like, place)


def _phase(off: Array, length: float) -> Array:
    bar, deep = np.float32(BAR * length), off + np.float32(EDGE * length)
    inner = 2 * np.sqrt(bar * np.minimum(deep, bar))
    return np.asarray((inner + np.maximum(deep - bar, 0)) * np.float32(2 * np.pi / length), np.float32)


def _bent(place: Place) -> Array:
    """Return what keeps crests from being ruled lines, (h, w) in radians."""
    return smooth_noise(place.alpha.shape, 0.3 * max(place.alpha.shape), place.random("surf"))


def _white(place: Place) -> Alpha:
    """Return where there is foam, (h, w) 0..1: what is bright against the rest of the layer."""
    inside = place.alpha > 0.5
    if place.board.colours is None or not inside.any():
        return place.alpha
    bright = luma(place.board.colours)
    low, high = (float(np.quantile(bright[inside], q)) for q in (0.6, 0.95))
    return np.asarray(smoothstep(bright, low, max(high, low + 0.05)) * place.alpha, np.float32)


def _beach(effect: SurfEffect, place: Place) -> Beach:
    """Return how far the shore is and where: the borders that face it; without any, a straight one beyond the layer."""
    inside, toward = place.alpha > 0.5, heading(effect.angle_deg)
    soft = blur(inside.astype(np.float32), 3)
    out = -np.dstack([cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)])
    facing = (out @ toward) > FACING * np.maximum(np.linalg.norm(out, axis=2), 1e-4)
    rim = inside & (cv2.erode(inside.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0)
    rim[[0, -1]] = rim[:, [0, -1]] = False
    shore = rim & facing
    near = place.nearness
    if not shore.any():
        along = place.grid.offsets @ toward
        last = float(along[inside].max()) if inside.any() else 0.0
        way = np.broadcast_to(toward, (*inside.shape, 2)).astype(np.float32)
        scale = _scale(near, way)
        return Beach(np.asarray(np.maximum(last - along, 0) / scale, np.float32), way, scale)
    index = nearest_index(shore)
    even = EVEN * effect.wavelength_px * place.scale / place.grid.step
    off = blur(distance_to(shore), even) * np.float32(place.grid.step)
    way = _downhill(off, toward)
    between = np.sqrt(near * near[index[..., 0], index[..., 1]])
    return Beach(np.asarray(off / _scale(between, way), np.float32), way, _scale(near, way))


def _scale(near: Array, way: Flow) -> Array:
    return np.asarray(near ** (1 + np.abs(way[..., 1])), np.float32)


def _downhill(off: Array, toward: Array) -> Flow:
    """Return unit vectors against the slope of `off`, smoothed, and leaning towards the shore's own direction."""
    even = blur(off, 6)
    way = -np.dstack([cv2.Sobel(even, cv2.CV_32F, 1, 0), cv2.Sobel(even, cv2.CV_32F, 0, 1)])
    way = way / np.maximum(np.linalg.norm(way, axis=2, keepdims=True), 1e-6) + np.float32(0.5) * toward
    return np.asarray(way / np.maximum(np.linalg.norm(way, axis=2, keepdims=True), 1e-6), np.float32)
