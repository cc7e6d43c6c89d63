"""Fluids: steady currents that go on and on.

A current transports what is in the layer along a steady velocity. What has gone cannot come back, so two transports are
cross-faded, half a saw apart, and each is at the photo itself where it shows alone. The period is a whole share of the
clip, so the loop closes. Source: Holynski et al., Animating Pictures with Eulerian Motion Fields, 2021;
the phases staggered in space as in Vlachos, Water Flow in Portal 2, 2010.
The waves that run over them are in `ripple`: a lake mirrored in those is displaced, not carried along.
"""

from dataclasses import dataclass, replace
from itertools import islice

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Flow
from flowanim.fields.easing import mean_factor, paced
from flowanim.fields.noise import smooth_noise
from flowanim.fields.place import Place, heading
from flowanim.ops.flow import advected, speed
from flowanim.ops.mask import distance_to, smoothstep
from flowanim.parts import Moment
from flowanim.plan import FlowEffect

STEPS, FITTED = 8, (2, 4, 6, 8)
FADE = (0.125, 0.375)
"""Where in its half saw a transport gives way to the other. Between fades one shows alone: sharp, and half the work."""
BANK_PX = 14.0
GRAIN_PX = 5.0


@dataclass(frozen=True)
class Phases:
    """The two transports at one moment.

    first, second: pulls (h, w, 2) in pixels. share: (h, w) 0..1 of the second. gain: (h, w), what gives the blend of
    both the contrast that one of them has alone.
    """

    first: Flow
    second: Flow
    share: Alpha
    gain: Array


@dataclass(frozen=True)
class Transport:
    """A current.

    velocity: (h, w, 2) px/s. path: cubic in time of the pull. phase: (h, w), in cycles. cycles: in the clip.
    period_s: of one cycle. likeness: (h, w) 0..1, correlation of the two transports; they are one where nothing moves.
    over: how its pace changes over the clip.
    """

    velocity: Flow
    path: tuple[Flow, Flow, Flow]
    phase: Array
    cycles: int
    period_s: float
    likeness: Array
    over: tuple[Moment, ...] = ()

    def changing(self, over: tuple[Moment, ...]) -> "Transport":
        """Return the current with a pace that changes over the clip: `over` times its speed."""
        mean = np.float32(mean_factor(over))
        a, b, c = self.path
        return replace(
            self,
            velocity=self.velocity * mean,
            path=(a * mean, b * mean**2, c * mean**3),
            likeness=np.asarray(self.likeness ** (mean**2), np.float32),
            over=over,
        )

    def rows(self, rows: slice) -> "Transport":
        """Return the current in some rows of the grid only."""
        return replace(
            self,
            velocity=self.velocity[rows],
            path=(self.path[0][rows], self.path[1][rows], self.path[2][rows]),
            phase=self.phase[rows],
            likeness=self.likeness[rows],
        )

    def pull(self, time_s: Array) -> Flow:
        """Return where each point was `time_s` (h, w) seconds before, (h, w, 2)."""
        t = cv2.merge([time_s, time_s])
        a, b, c = self.path
        bend = cv2.add(cv2.multiply(c, t), b)
        return np.asarray(cv2.multiply(cv2.add(cv2.multiply(bend, t), a), t))

    def at(self, u: float) -> Phases:
        """Return both transports at progress `u`.

        Each runs from one period before the photo to one after it, in a saw that jumps back where it does not show; the
        second is half a saw behind the first.
        """
        half = (self.phase + np.float32(self.cycles * paced(self.over, u))) * np.float32(0.5)
        first, second = half + np.float32(0.5), half
        first, second = (np.asarray(saw - np.floor(saw) - np.float32(0.5)) for saw in (first, second))
        share = smoothstep(np.abs(first), *FADE)
        rest = 1 - share
        gain = np.asarray(1 / np.sqrt(share**2 + rest**2 + 2 * self.likeness * share * rest), np.float32)
        span = np.float32(2 * self.period_s)
        return Phases(self.pull(first * span), self.pull(second * span), share, gain)


def current(effect: FlowEffect, place: Place) -> Transport:
    """Return the transport of a FlowEffect in its layer."""
    return carry(_velocity(effect, place), effect, place)


def carry(velocity: Flow, effect: FlowEffect, place: Place) -> Transport:
    """Return the transport along `velocity` (h, w, 2), px/s, with the cycles, stagger and pace of a FlowEffect.

    What is frozen stays: motion fades out towards it.
    """
    if place.free is not None:
        velocity = velocity * place.free[..., None]
    period_s = place.seconds / effect.cycles
    far = speed(velocity) * period_s / (GRAIN_PX * max(place.scale, 0.25))
    return Transport(
        velocity,
        _cubic(velocity, place.grid.step, period_s),
        _stagger(effect, place, period_s),
        effect.cycles,
        period_s,
        np.exp(-(far**2)).astype(np.float32),
    )


def _velocity(effect: FlowEffect, place: Place) -> Flow:
    """Return px/s: along the heading, meandering, slower with distance, along the banks and still behind them."""
    pace = effect.speed_px_s * place.scale
    field = np.broadcast_to(heading(effect.angle_deg), (*place.alpha.shape, 2)).astype(np.float32)
    if effect.curl:
        width = 0.25 * max(place.alpha.shape)
        stream = smooth_noise(place.alpha.shape, width, place.random("curl")) * (width / 4)
        dy, dx = np.gradient(stream)
        field = np.asarray(field + np.float32(0.6 * effect.curl) * np.dstack([dy, -dx]), np.float32)
    slow = 1 + effect.perspective * (place.nearness - 1)
    if effect.fall:
        slow = slow * (1 + np.float32(effect.fall) * (_fallen(place) - 1))
    field = field * (np.float32(pace) * slow[..., None])
    return field * _above_horizon(effect, place)[..., None] if place.kind == "sky" else along_banks(field, place)


def _fallen(place: Place) -> Array:
    """Return the speed of what has fallen from the top of its layer, against that at its foot: sqrt(v0^2 + 2 g h).

    Torricelli, 1643; it leaves the edge at a third of the speed. Between the streamlines it is stretched by itself.
    """
    rows = np.flatnonzero((place.alpha > 0.5).any(1))
    if not len(rows):
        return np.ones_like(place.alpha)
    depth = np.clip((np.arange(len(place.alpha)) - rows[0]) / max(1, rows[-1] - rows[0]), 0, 1)
    return np.repeat(np.sqrt(0.11 + 0.89 * depth).astype(np.float32)[:, None], place.alpha.shape[1], 1)


def _above_horizon(effect: FlowEffect, place: Place) -> Alpha:
    """Return 0 at the foot of a sky, 1 well above: a level sheet of cloud stands still where it meets the horizon."""
    rows = np.flatnonzero((place.alpha > 0.5).any(1))
    if not len(rows) or not effect.perspective:
        return np.ones_like(place.alpha)
    height = (rows[-1] - np.arange(len(place.alpha))) / max(1, rows[-1] - rows[0])
    pinned = 1 + np.float32(effect.perspective) * (smoothstep(height.astype(np.float32), 0, 0.15) - 1)
    return np.repeat(pinned[:, None], place.alpha.shape[1], 1)


def along_banks(field: Flow, place: Place) -> Flow:
    """Slow the field at the borders of its region, and turn what is left along them. The frame is no border."""
    inside = place.alpha > 0.5
    if inside.all() or not inside.any():
        return field
    reach = max(2.0, BANK_PX * place.scale / place.grid.step)
    distance = distance_to(~inside)
    near = 1 - smoothstep(distance, 0, 2 * reach)
    soft = cv2.GaussianBlur(distance, (0, 0), reach)
    normal = np.dstack([cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)])
    normal /= np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-6)
    across = (field * normal).sum(2, keepdims=True)
    field = field - normal * across * near[..., None]
    return np.asarray(field * smoothstep(distance, 0, reach)[..., None], np.float32)


def _cubic(velocity: Flow, step: int, period_s: float) -> tuple[Flow, Flow, Flow]:
    """Fit the pull along the streamlines over -period..period by a cubic in time without constant."""
    coarse = velocity * np.float32(period_s / STEPS / step)
    times, pulls = [], []
    for sign in (1, -1):
        for n, way in enumerate(islice(advected(coarse, pull=sign > 0), STEPS + 1)):
            if n in FITTED:
                times.append(sign * n * period_s / STEPS)
                pulls.append(way * np.float32(step))
    powers = np.stack([np.power(times, p) for p in (1, 2, 3)], 1)
    inverse = np.linalg.pinv(powers).astype(np.float32)
    stack = np.stack(pulls)
    a, b, c = (sum(w * p for w, p in zip(row, stack, strict=True)) for row in inverse)
    return np.asarray(a), np.asarray(b), np.asarray(c)


def _stagger(effect: FlowEffect, place: Place, period_s: float) -> Array:
    """Return phases (h, w) in cycles, spread over one cycle so gently that the pull is hardly sheared by them."""
    if not effect.stagger:
        return np.zeros_like(place.alpha)
    travel = effect.speed_px_s * place.scale * period_s / place.grid.step
    width = max(4.0 * travel, 0.2 * max(place.alpha.shape))
    return np.asarray(effect.stagger * 0.5 * smooth_noise(place.alpha.shape, width, place.random("stagger")))


def calm_banks(place: Place) -> Alpha:
    """Return 0 at the border of a layer, 1 inside; the frame is no border."""
    reach = max(1.5, 0.6 * BANK_PX * place.scale / place.grid.step)
    inside = place.alpha > 0.5
    return np.ones_like(place.alpha) if inside.all() else smoothstep(distance_to(~inside), 0, reach)


def resolved(phase: Array) -> Alpha:
    """0 where a wave is too fine for the grid to carry, 1 where it is wide enough."""
    dy, dx = np.gradient(phase)
    return 1 - smoothstep(np.hypot(dx, dy), 0.9, 1.8)
