"""Light that changes: exposure, warmth, a gradient that travels, flicker and glow of flames, shafts, a glint, shadows.

The result is a log2 gain for each channel: 0 is the photo's own light.

A flame flickers around 1 to 12 Hz with falling strength (Bitner et al., flicker of buoyant flames: f ~ 1.5 / sqrt(d),
d in metres). Light falls off with the square of the distance, from a source of finite size: 1 / (1 + (r / reach)^2).
What is soft in a picture is mostly light, what is sharp mostly paint (Land and McCann, Lightness and Retinex, 1971).
"""

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, vector
from flowanim.fields.place import Place, heading
from flowanim.fields.waves import Term, Waves, begun_calmly, travelling
from flowanim.ops.image import blur, luma
from flowanim.ops.mask import distance_to, nearest_index, smoothstep
from flowanim.parts import GlintEffect, GlowEffect, RaysEffect, ShadeEffect, TwinkleEffect
from flowanim.plan import LightEffect

FLICKER = ((1, 0.5), (3, 0.3), (4, 0.25), (7, 0.2), (11, 0.12))
"""(multiples of the cycles, share of the amount) of a flame's flicker."""
SHARP = 9.0
BAND_TERMS = 7
DARKEST, MOST_SHADE_EV = 0.04, 0.3
LAMP, SPARK = 0.018, 0.01
"""How long a small light may be, as a share of the picture's long side: a lamp; a star, a spark on water."""
BLOWN = 0.75, 0.95
"""From which brightness on a light is taken for blown out: it outshines white by far, and dimmed would turn grey."""


def light(effect: LightEffect, place: Place) -> Waves:
    """Return the log2 gain (h, w, 3) of a LightEffect over its layer."""
    amount = place.alpha[..., None] * _gain(effect.exposure_ev, effect.warmth_ev)
    across = (place.grid.offsets @ heading(effect.angle_deg)) / np.float32(max(place.grid.size))
    phase = across * np.float32(2 * np.pi * effect.gradient)
    waves = [travelling(amount * np.float32(1 - effect.flicker), phase, effect.cycles)]
    if effect.flicker:
        waves += _flickering(amount * np.float32(effect.flicker), phase, effect.cycles, place.random("light"))
    return tuple(waves)


def _gain(exposure_ev: float, warmth_ev: float) -> Array:
    return vector(exposure_ev + warmth_ev / 2, exposure_ev, exposure_ev - warmth_ev / 2)


def _flickering(amount: Array, phase: Array, cycles: int, rng: np.random.Generator) -> list[Term]:
    starts = [np.float32(rng.uniform(0, 2 * np.pi)) for _ in FLICKER]
    terms = zip(FLICKER, starts, strict=True)
    return [travelling(amount * np.float32(share), phase + at, cycles * many) for (many, share), at in terms]


def glow(effect: GlowEffect, place: Place) -> Waves:
    """Return the log2 gain (h, w, 3) that a source, the layer, lays over the whole picture."""
    source = place.alpha > 0.3
    if not source.any():
        return ()
    far = distance_to(source) * np.float32(place.grid.step / (effect.reach_px * place.scale))
    near = cv2.GaussianBlur(1 / (1 + far**2), (0, 0), 2.0)
    amount = near[..., None] * _gain(effect.exposure_ev, effect.warmth_ev)
    steady = travelling(amount * np.float32(1 - effect.flicker), np.zeros_like(near), effect.cycles)
    rng = place.random("light")
    return steady, *_flickering(amount * np.float32(effect.flicker), np.zeros_like(near), effect.cycles, rng)


def glint(effect: GlintEffect, place: Place) -> Waves:
    """Return the log2 gain (h, w, 3) of a band of light that crosses the layer, strongest on its highlights.

    The band is a von Mises bump exp(s cos(a) - s), given by its Fourier series; it starts and ends beside the layer.
    """
    inside = place.alpha > 0.5
    if not inside.any():
        return ()
    along = place.grid.offsets @ heading(effect.angle_deg)
    low, high = (float(np.quantile(along[inside], q)) for q in (0.01, 0.99))
    phase = (np.float32(0.28) + np.float32(0.44) * (along - low) / max(high - low, 1.0)) * np.float32(2 * np.pi)
    sharp = SHARP * (0.25 / effect.width) ** 2
    turn = np.linspace(0, 2 * np.pi, 256, endpoint=False)
    bump = np.fft.rfft(np.exp(sharp * (np.cos(turn) - 1))).real / 128
    amount = (place.alpha * _highlights(place))[..., None] * _gain(effect.exposure_ev, effect.warmth_ev)
    quarter = np.float32(np.pi / 2)
    return tuple(
        travelling(amount * np.float32(bump[k]), np.float32(k) * phase + quarter, effect.cycles * k)
        for k in range(1, 1 + BAND_TERMS)
    )


def _highlights(place: Place) -> Alpha:
    """Return how much each point shines against the rest of its layer, (h, w) 0.12..1."""
    if place.board.colours is None:
        return np.ones_like(place.alpha)
    bright = luma(place.board.colours)
    low, high = (float(np.quantile(bright[place.alpha > 0.5], q)) for q in (0.6, 0.98))
    return np.float32(0.12) + np.float32(0.88) * smoothstep(bright, low, max(high, low + 0.05))


def shade(effect: ShadeEffect, place: Place) -> Waves:
    """Return the log2 gain (h, w, 3) of soft shadows that drift by a to each side: the slope of the soft light times a.

    Sharp edges stay: what is finer than `soft_px` is taken for paint. No edge of the layer counts as a shadow.
    """
    if place.board.colours is None:
        return ()
    size = max(1.0, effect.soft_px * place.scale / place.grid.step)
    weight = blur(place.alpha, size) + np.float32(1e-3)
    soft = blur(np.log2(luma(place.board.colours) + np.float32(DARKEST)) * place.alpha, size) / weight
    dy, dx = np.gradient(soft, np.float32(place.grid.step))
    way = heading(effect.angle_deg) * np.float32(effect.amplitude_px * place.scale)
    most = np.float32(MOST_SHADE_EV)
    change = most * np.tanh((dx * way[0] + dy * way[1]) / most) * place.alpha * smoothstep(weight, 0.5, 0.95)
    lit = np.repeat(np.asarray(-change, np.float32)[..., None], 3, 2)
    return (Term(place.cycles(effect.period_s), np.zeros_like(lit), lit),)


def twinkle(effect: TwinkleEffect, place: Place) -> Waves:
    """Return the log2 gain (h, w, 3) of small bright spots that flicker out of step, each as a whole."""
    if place.board.colours is None:
        return ()
    bright = luma(place.board.colours)
    spots = _spots(bright, SPARK if place.kind in ("sky", "water") else LAMP)
    shine = place.alpha * smoothstep(spots, 0.03, 0.18) * (1 - smoothstep(bright, *BLOWN))
    if not shine.any():
        return ()
    phase = _phases(spots, place.random("twinkle"))
    amount = np.repeat((np.float32(effect.exposure_ev) * shine)[..., None], 3, 2)
    return begun_calmly(
        tuple(
            travelling(amount * np.float32(share), phase * np.float32(1 + i), effect.cycles * many)
            for i, (many, share) in enumerate(FLICKER[:3])
        )
    )


def _spots(bright: Array, longest: float) -> Array:
    """Return by how much spots outshine what is around them, (h, w); 0 in what is longer than `longest` in some way.

    So a reflection on water, a cloud of stars or the sky beside a dark roof is no lamp: along some line it goes on.
    The brightest of openings by lines: Soille and Talbot, Directional Morphological Filtering, 2001.
    """
    side = 2 * max(1, round(longest * max(bright.shape) / 2)) + 1
    level, slant = np.zeros((side, side), np.uint8), np.eye(side, dtype=np.uint8)
    level[side // 2] = 1
    lines = (level, np.ascontiguousarray(level.T), slant, np.ascontiguousarray(slant[::-1]))
    opened = [cv2.morphologyEx(bright, cv2.MORPH_OPEN, line) for line in lines]
    return np.asarray(bright - np.max(opened, axis=0), np.float32)


def _phases(spots: Array, rng: np.random.Generator) -> Array:
    """Return a phase (h, w) for every spot, by its highest point: what is between two goes with the nearer one."""
    peaks = np.asarray((spots > 0) & (spots >= cv2.dilate(spots, np.ones((3, 3), np.uint8))), bool)
    count, parts = cv2.connectedComponents(peaks.astype(np.uint8))
    index = nearest_index(peaks)
    each = rng.uniform(0, 2 * np.pi, count).astype(np.float32)
    return np.asarray(each[parts[index[..., 0], index[..., 1]]])


def rays(effect: RaysEffect, place: Place) -> Waves:
    """Return the log2 gain (h, w, 3) of shafts of light that fan out from a place and change slowly."""
    source = vector(effect.x, effect.y) * vector(*place.grid.size)
    away = place.grid.points - source
    angle, far = np.arctan2(away[..., 1], away[..., 0]), np.hypot(away[..., 0], away[..., 1])
    reach = np.float32(0.6 * max(place.grid.size))
    fall = smoothstep(far, 0.0, float(0.15 * reach)) * np.exp(-((far / reach) ** 2))
    amount = fall[..., None] * _gain(effect.exposure_ev, effect.warmth_ev)
    rng = place.random("rays")
    waves = []
    for i, many in enumerate((5, 8, 13, 19, 27)):
        phase = np.float32(many * (-1) ** i) * angle + np.float32(rng.uniform(0, 2 * np.pi))
        waves.append(travelling(amount * np.float32(0.6 * 0.8**i), phase, effect.cycles * (1 + i % 3)))
    return tuple(waves)
