"""What is added to a finished frame: particles, plumes, dashes, film grain. stage -> (frame, u), the frame changed.

Everything follows from the plan's seed and from `u` alone: the same whichever thread draws it, and the same at the end
of a loop as at its start. A plan that adds nothing costs nothing. Particles hide behind what is nearer than they are
and are seen by the same camera as the photo.
"""

from collections.abc import Callable, Mapping
from typing import Any

import cv2
import numpy as np

from flowanim.datatypes import Array, Camera, Disparity, Frame, Image, vector
from flowanim.fields.camera import project
from flowanim.fields.grid import Grid
from flowanim.fields.noise import generator
from flowanim.fields.particles import HABITS, Flock, Swarm
from flowanim.ops.image import luma, to_uint8
from flowanim.parts import DashEffect, ParticleEffect
from flowanim.plan import MotionPlan
from flowanim.render.blink import blink_on
from flowanim.render.parallax import Stage
from flowanim.render.plume import plume_on
from flowanim.render.rain import gathered_light, lay_rain, streaks

Overlay = Callable[[Frame, float], None]
"""Draws on the frame (H, W, 3), in place, what belongs there at progress `u`."""

SHIFT = 4
SOFT = 4
STRIP = 48
GRAIN_LEVELS = 6.0
GRAIN_TILE = 512


def overlays(stage: Stage) -> tuple[Overlay, ...]:
    """Return what the plan lays over its frames, in the order of the plan; grain comes last."""
    made = [ADDERS[effect.effect](effect, stage) for effect in stage.plan.effects if effect.effect in ADDERS]
    return (*made, *([_grain(stage.plan)] if stage.plan.finishing.grain else []))


def _particles(effect: ParticleEffect, stage: Stage) -> Overlay:
    flock = Flock.of(effect, stage.grid.size, stage.plan.seconds, stage.plan.seed)
    depth = seen_disparity(stage)
    habit = HABITS[effect.style]
    if effect.style == "rain":
        return _rain(flock, depth, stage)
    lit = 1.0 if effect.style == "fireflies" else 0.35 + 0.65 * _brightness(stage.scene.photo.rgb)
    colour = vector(*habit.colour) * np.float32(255 * lit)

    def lay(frame: Frame, u: float) -> None:
        swarm, place, light = _in_sight(flock, depth, stage, u)
        soft = swarm.nearness >= habit.soft
        cover: Frame = np.zeros(frame.shape[:2], np.uint8)
        _draw(cover, place[~soft], swarm[~soft], light[~soft])
        if soft.any():
            cover = _joined(cover, _out_of_focus(place[soft], swarm[soft], light[soft], frame.shape[:2]))
        if effect.style == "fireflies":
            cover = _joined(cover, _halo(cover))
        _blend(frame, cover, colour, adds=effect.style in ("fireflies", "dust"))

    return lay


def _rain(flock: Flock, depth: Disparity, stage: Stage) -> Overlay:
    colour = gathered_light(stage.scene.photo.rgb) * np.float32(255)

    def lay(frame: Frame, u: float) -> None:
        swarm, place, light = _in_sight(flock, depth, stage, u)
        lay_rain(frame, streaks(frame.shape[:2], place, swarm, light), colour)

    return lay


def _in_sight(flock: Flock, depth: Disparity, stage: Stage, u: float) -> tuple[Swarm, Array, Array]:
    """Return the particles at `u`, where the camera sees them (n, 2) px, and their light (n,); 0 behind the photo."""
    swarm = flock.at(u)
    place = _by_camera(swarm, stage, u)
    return swarm, place, np.asarray(swarm.light * _uncovered(place, swarm, depth, stage.grid), np.float32)


def _joined(sharp: Frame, soft: Frame) -> Frame:
    return np.asarray(cv2.max(sharp, soft), np.uint8)


def _out_of_focus(place: Array, swarm: Swarm, light: Array, shape: tuple[int, int]) -> Frame:
    """Draw particles near the lens, on a coarse canvas that is enlarged."""
    small: Frame = np.zeros([-(-side // SOFT) for side in shape], np.uint8)
    _draw(small, (place + np.float32(0.5)) / np.float32(SOFT) - np.float32(0.5), swarm.scaled(1 / SOFT), light)
    wide = cv2.resize(cv2.GaussianBlur(small, (0, 0), 1.0), None, fx=SOFT, fy=SOFT)
    return np.ascontiguousarray(wide[: shape[0], : shape[1]], np.uint8)


def _halo(cover: Frame) -> Frame:
    small = cv2.resize(cover, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), max(cover.shape) / 700)
    wide = cv2.resize(soft, (cover.shape[1], cover.shape[0]))
    return np.asarray(cv2.add(cover, cv2.convertScaleAbs(wide, alpha=3.0)), np.uint8)


def _by_camera(swarm: Swarm, stage: Stage, u: float) -> Array:
    """Return where the camera sees the particles, (n, 2) px."""
    camera = stage.camera(u)
    if camera == Camera():
        return swarm.place
    offset = np.asarray(swarm.place - (vector(*stage.grid.size) - 1) / 2, np.float32)
    push = project(camera, offset, swarm.nearness, stage.scene.photo.focal_px)
    return np.asarray(swarm.place + push, np.float32)


def seen_disparity(stage: Stage) -> Disparity:
    """Return the disparity (h, w), on the grid, of what one sees at rest."""
    total = stage.sheets[0].place.disparity
    for sheet in stage.sheets[1:]:
        total = total + sheet.place.alpha * (sheet.place.disparity - total)
    return np.asarray(total)


def _uncovered(place: Array, swarm: Swarm, depth: Disparity, grid: Grid) -> Array:
    """Return 0 where a particle (n,) is behind what is seen at its place, 1 where it is before it."""
    there = grid.sample(depth, np.ascontiguousarray(place[:, None])).reshape(-1)
    return np.asarray(np.clip((swarm.nearness - there) * 12 + 0.5, 0, 1), np.float32)


def _draw(cover: Frame, place: Array, swarm: Swarm, level: Array) -> None:
    """Draw each particle, smoothed, as a streak or a disc on `cover` (H, W) uint8, in place."""
    # A disc smaller than a pixel is drawn as one of a pixel, and fainter by as much.
    level = level * np.clip(swarm.size, 0.5, 1)
    near = (place > -40).all(-1) & (place < vector(*cover.shape[::-1]) + 40).all(-1) & (level > 0.01)
    ends = [(place + way)[near] * (1 << SHIFT) for way in (-swarm.streak / 2, swarm.streak / 2)]
    start, end = (np.rint(points).astype(int).tolist() for points in ends)
    grey = np.rint(255 * level[near]).astype(int).tolist()
    size = swarm.size[near]
    wide, radius = np.maximum(1, np.rint(size)), np.maximum(11, np.rint(size / 2 * (1 << SHIFT)))
    long = (np.abs(swarm.streak[near]).max(-1) > 1.5 * size).tolist()
    shapes = zip(long, start, end, grey, wide.astype(int).tolist(), radius.astype(int).tolist(), strict=True)
    for lengthy, a, b, tone, thick, round_px in shapes:
        if lengthy:
            cv2.line(cover, a, b, tone, thick, cv2.LINE_AA, SHIFT)
        else:
            cv2.circle(cover, a, round_px, tone, -1, cv2.LINE_AA, SHIFT)


def _blend(frame: Frame, cover: Frame, colour: Array, *, adds: bool) -> None:
    """Lay `colour` (3,) over the frame where `cover` (H, W) uint8 says, in place; light adds, matter covers.

    In strips that stay in the cache: three times as fast as the whole frame at once.
    """
    for top in range(0, len(frame), STRIP):
        part, here = frame[top : top + STRIP], cover[top : top + STRIP]
        tinted = cv2.merge([cv2.convertScaleAbs(here, alpha=float(level) / 255) for level in colour])
        below = part if adds else cv2.multiply(part, cv2.merge([cv2.bitwise_not(here)] * 3), scale=1 / 255)
        cv2.add(below, tinted, dst=part)


def _brightness(rgb: Image) -> float:
    return float(luma(rgb[::8, ::8]).mean())


def _dashes(effect: DashEffect, stage: Stage) -> Overlay:
    """Dashes march by whole dashes and gaps in the clip."""
    scale, plan = max(stage.grid.size) / 1280, stage.plan
    points = np.array(effect.points, np.float32) * vector(*stage.grid.size) - np.float32(0.5)
    reach = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    period = 2 * effect.dash_px * scale
    marched = max(1, round(effect.speed_px_s * scale * plan.seconds / period)) if effect.speed_px_s else 0
    colour = tuple(255.0 * level for level in effect.colour)
    width = max(1, round(effect.width_px * scale))

    def lay(frame: Frame, u: float) -> None:
        first = (marched * u) % 1 * period - period
        for start in np.arange(first, reach[-1], period):
            ends = np.clip([start, start + period / 2], 0, reach[-1])
            if ends[1] > ends[0]:
                inner = points[(reach > ends[0]) & (reach < ends[1])]
                line = np.stack([np.interp(ends, reach, points[:, axis]) for axis in (0, 1)], -1)
                line = np.concatenate([line[:1], inner, line[1:]])
                path = np.rint(line * (1 << SHIFT)).astype(np.int32)[:, None]
                cv2.polylines(frame, [path], False, colour, width, cv2.LINE_AA, SHIFT)

    return lay


def _grain(plan: MotionPlan) -> Overlay:
    """Film grain: one tile of fine noise, for each frame at another place; lighter and darker by a few levels."""
    noise = generator(plan.seed, "grain").standard_normal((GRAIN_TILE, GRAIN_TILE)).astype(np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), 0.6)
    noise *= np.float32(GRAIN_LEVELS * plan.finishing.grain / noise.std() / 255)
    lighter, darker = to_uint8(noise), to_uint8(-noise)

    def lay(frame: Frame, u: float) -> None:
        index = round(u * plan.frames) % plan.frames
        shift = generator(plan.seed, "grain", str(index)).integers(0, GRAIN_TILE, 2)
        for op, tile in ((cv2.add, lighter), (cv2.subtract, darker)):
            rolled = np.roll(tile, tuple(shift.tolist()), (0, 1))
            plain = np.tile(rolled, [-(-side // GRAIN_TILE) for side in frame.shape[:2]])
            grey = cv2.cvtColor(plain[: frame.shape[0], : frame.shape[1]], cv2.COLOR_GRAY2BGR)
            op(frame, grey, frame)

    return lay


ADDERS: Mapping[str, Callable[[Any, Stage], Overlay]] = {
    "particles": _particles,
    "plume": plume_on,
    "dashes": _dashes,
    "blink": blink_on,
}
"""Effect -> what it adds to a frame."""
