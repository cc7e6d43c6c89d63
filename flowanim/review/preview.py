"""A plan -> one picture that a person understands: the photo, and drawn on it what moves, where to and how far.

What stays still is dimmed. A region that moves has its outline, its name, and arrows taken from the very fields that
the renderer uses: one head flows on, two swing. What is frozen is hatched, an anchor is a pin. The camera's frame is
drawn where it starts (white), and dashed where it ends or, in a loop, is farthest away.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from flowanim.datatypes import Array, Flow, Frame, Mask, Scene, vector
from flowanim.fields.waves import Waves, field_at
from flowanim.ops.flow import speed
from flowanim.ops.image import luma, resize, to_uint8
from flowanim.plan import REFERENCE_PX, Effect, MotionPlan
from flowanim.render.parallax import Sheet, Stage, aimed, set_up
from flowanim.review import ink
from flowanim.review.viewfinder import farthest, frame_at

FLOW_LATTICE_PX, SWING_LATTICE_PX = 58.0, 84.0
WANTED_PX, SHORTEST_PX, LONGEST_PX = 34.0, 9.0, 54.0
GAINS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
MOMENTS = 16
LEAST_PX = 0.2
"""What moves less than this, in pixels at 1280 px, has no arrow."""
AMOUNTS = (("speed_px_s", "px/s"), ("amplitude_px", "px"), ("exposure_ev", "stops"))
VERBS = {
    **{"flow": "flows", "ripple": "ripples", "sway": "sways", "light": "light changes", "breathe": "breathes"},
    **{"turbulence": "churns", "flutter": "flutters", "head": "turns its head", "glow": "glows", "glint": "glints"},
    **{"twinkle": "twinkles", "surf": "surf comes in", "shade": "shadows drift"},
}


@dataclass(frozen=True)
class Moving:
    """A sheet that moves. seen: bool (H, W) on the canvas, where it shows. words: what it does."""

    sheet: Sheet
    seen: Mask
    tint: ink.Tint
    words: str


@dataclass(frozen=True)
class Ways:
    """Where points go. points, ends: (n, 2) in pixels of the canvas, before any gain. back: as far the other way."""

    points: Array
    way: Array
    back: Array
    tint: ink.Tint


def preview(plan: MotionPlan, scene: Scene) -> Frame:
    """Return the picture of `plan`, RGB, REFERENCE_PX pixels on its long side, with a legend below."""
    stage = set_up(scene, plan)
    factor = REFERENCE_PX / max(scene.photo.size)
    size = round(scene.photo.size[0] * factor), round(scene.photo.size[1] * factor)
    moving = _moving(stage, size)
    canvas = _dimmed(scene, moving, size)
    for one in moving:
        ink.outline(canvas, one.seen, one.tint)
    legend = [f"{plan.seconds:g} s {'loop' if plan.loop else 'clip'}", *_arrows(canvas, moving, factor)]
    everywhere = [str(getattr(effect, "style", effect.effect)) for effect in plan.effects if not effect.layer]
    legend += [f"over it all: {', '.join(everywhere)}"] if everywhere else []
    legend += _held(canvas, plan, scene)
    legend += _frames(canvas, stage, factor)
    names = [ink.Label(f"{one.sheet.layer.name}: {one.words}", one.seen, one.tint) for one in moving]
    return ink.write(canvas, names, "   ·   ".join(legend))


def _moving(stage: Stage, size: tuple[int, int]) -> list[Moving]:
    """Return the sheets that move, near to far, and where each is seen."""
    found: list[Moving] = []
    open_ = np.ones(size[::-1], np.float32)
    for sheet, effects in reversed(list(zip(stage.sheets, aimed(stage.scene, stage.plan), strict=True))):
        alpha = resize(np.ascontiguousarray(sheet.layer.alpha), size)
        if effects and (seen := alpha * open_ > 0.5).any():
            found.append(Moving(sheet, seen, ink.PALETTE[len(found) % len(ink.PALETTE)], _words(effects)))
        open_ = open_ * (1 - alpha)
    return found


def _words(effects: Sequence[Effect]) -> str:
    """Return "flows 8 px/s, ripples 1.8 px"."""
    return ", ".join(f"{VERBS.get(effect.effect, effect.effect)}{_amount(effect)}" for effect in effects)


def _amount(effect: Effect) -> str:
    if effect.effect == "drawn":
        return f", {effect.style}s"
    return next((f" {value:.3g} {unit}" for name, unit in AMOUNTS if (value := getattr(effect, name, None))), "")


def _dimmed(scene: Scene, moving: Sequence[Moving], size: tuple[int, int]) -> Frame:
    """Return the photo at `size`; what does not move is darker and has less colour."""
    photo = resize(scene.photo.rgb, size)
    grey = 0.55 * photo + 0.45 * luma(photo)[..., None]
    seen = np.any([one.seen for one in moving], 0) if moving else np.ones(size[::-1], bool)
    return to_uint8(np.where(seen[..., None], photo, np.float32(0.72) * grey).astype(np.float32))


def _arrows(canvas: Frame, moving: Sequence[Moving], factor: float) -> list[str]:
    """Draw the arrows of all that moves; return what the legend says of their lengths."""
    flows = [ways for one in moving if len((ways := _flow(one, factor)).points)]
    swings = [ways for one in moving if len((ways := _swing(one, factor)).points)]
    flow_gain, swing_gain = _gain(flows), _gain(swings)
    for ways in flows:
        for point, way in zip(ways.points, _limited(ways.way * np.float32(flow_gain)), strict=True):
            ink.arrow(canvas, point - way / 2, point + way / 2, ways.tint)
    for ways in swings:
        ends = (_limited(end * np.float32(swing_gain)) for end in (ways.way, ways.back))
        for point, way, back in zip(ways.points, *ends, strict=True):
            if np.hypot(*(way - back)) > SHORTEST_PX:
                ink.arrow(canvas, point + back, point + way, ways.tint, two_heads=True)
    said = [f"one head: the way of {flow_gain:g} s"] if flows else []
    return said + ([f"two heads: a swing, {_times(swing_gain)}"] if swings else [])


def _times(gain: float) -> str:
    return "as large as it is" if gain == 1 else f"drawn {gain:g} times as large"


def _gain(all_ways: Sequence[Ways]) -> float:
    """Return the factor that makes most arrows well visible."""
    if not all_ways:
        return 1.0
    usual = float(np.quantile(np.concatenate([speed(ways.way[None] - ways.back)[0] for ways in all_ways]), 0.8))
    return min(GAINS, key=lambda gain: abs(np.log(gain * usual / WANTED_PX)))


def _limited(ways: Array) -> Array:
    length = np.maximum(speed(ways[None])[0], 1e-6)[:, None]
    return np.asarray(ways * np.clip(1, SHORTEST_PX / length, LONGEST_PX / length), np.float32)


def _lattice(one: Moving, factor: float, step: float) -> tuple[Array, Flow]:
    """Return points (n, 2) of the canvas on which the sheet is seen, and where they lie in the picture, (1, n, 2)."""
    h, w = one.seen.shape
    y, x = np.mgrid[0.4 * step : h : step, 0.4 * step : w : step].astype(np.float32)
    x[1::2] += step / 2
    points = np.stack([x.ravel(), y.ravel()], 1)
    points = points[points[:, 0] < w]
    points = points[one.seen[points[:, 1].astype(int), points[:, 0].astype(int)]]
    return points, np.ascontiguousarray(((points + np.float32(0.5)) / np.float32(factor) - np.float32(0.5))[None])


def _flow(one: Moving, factor: float) -> Ways:
    """Return the ways of one second."""
    points, places = _lattice(one, factor, FLOW_LATTICE_PX)
    transport = one.sheet.motion.transport
    if transport is None or not len(points):
        return Ways(points[:0], points[:0], points[:0], one.tint)
    way = one.sheet.place.grid.sample(transport.velocity, places)[0] * np.float32(factor)
    seen = speed(way[None])[0] > LEAST_PX
    return Ways(points[seen], way[seen], np.zeros_like(way[seen]), one.tint)


def _swing(one: Moving, factor: float) -> Ways:
    """Return how far points swing either way, along the line on which they swing most."""
    points, places = _lattice(one, factor, SWING_LATTICE_PX)
    motion = one.sheet.motion
    path = [_pushed(motion.push, motion.pull, one.sheet, places, i / MOMENTS) for i in range(MOMENTS)]
    if not len(points) or path[0] is None:
        return Ways(points[:0], points[:0], points[:0], one.tint)
    moved = np.stack([np.asarray(step) for step in path]) * np.float32(factor)
    main = np.linalg.svd(moved.transpose(1, 0, 2), full_matrices=False)[2][:, 0]
    along = np.einsum("tnk,nk->tn", moved, main)
    way, back = (main * extent[:, None] for extent in (along.max(0), along.min(0)))
    seen = np.ptp(along, 0) > LEAST_PX
    return Ways(points[seen], way[seen].astype(np.float32), back[seen].astype(np.float32), one.tint)


def _pushed(push: Waves, pull: Waves, sheet: Sheet, places: Flow, u: float) -> Array | None:
    """Return by how much points (1, n, 2) are displaced at `u`, (n, 2); None if nothing swings."""
    fields = [(sign, field) for sign, waves in ((1, push), (-1, pull)) if (field := field_at(waves, u)) is not None]
    parts = [np.float32(sign) * sheet.place.grid.sample(field, places)[0] for sign, field in fields]
    return np.sum(parts, 0) if parts else None


def _held(canvas: Frame, plan: MotionPlan, scene: Scene) -> list[str]:
    """Hatch what is frozen, pin the anchors; return what the legend says of them."""
    h, w = canvas.shape[:2]
    frozen = [resize(scene.drawings[record.path], (w, h)) > 0.5 for record in plan.freeze]
    if frozen:
        ink.stripes(canvas, np.any(frozen, 0))
    left, top, width, height = plan.box
    for x, y in plan.anchors:
        ink.pin(canvas, vector((x - left) / width * w - 0.5, (y - top) / height * h - 0.5))
    return ["hatched: frozen"] * bool(frozen) + ["pins: anchors"] * bool(plan.anchors)


def _frames(canvas: Frame, stage: Stage, factor: float) -> list[str]:
    """Draw the camera's frame at its start and where it goes; return what the legend says of it."""
    far = farthest(stage)
    if not far and stage.plan.camera.overscan == 1:
        return ["the camera is still"]
    start, there = (_on(canvas, frame_at(stage, u), factor) for u in (0, far))
    ink.line(canvas, start, ink.WHITE, closed=True)
    if not far:
        return ["frame: what the camera sees"]
    ink.dashes(canvas, there, ink.YELLOW)
    return [
        f"frame of what is near: white at the start, dashed {'at its farthest' if stage.plan.loop else 'at the end'}"
    ]


def _on(canvas: Frame, border: Array, factor: float) -> Array:
    """Return a border in pixels of the canvas, moved just inside it where it lies on its edge."""
    h, w = canvas.shape[:2]
    points = (border + np.float32(0.5)) * np.float32(factor) - np.float32(0.5)
    edge = np.where(np.abs(points - vector(w, h) / 2) < vector(w, h) / 2 + 3, 3, 0)
    return np.asarray(np.where(edge > 0, np.clip(points, 3, vector(w, h) - 4), points), np.float32)
