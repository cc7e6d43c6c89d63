"""What is drawn by hand -> effects: an arrow moves the layer under its start, a brush every layer that it covers.

    wishes --with_drawing--> a DrawnEffect that aims nowhere yet --assign--> one for each layer of the scene

What can flow (sky, water, smoke, fire) flows on and on; other things swing to the arrow's end and back.
"""

from collections.abc import Sequence
from math import hypot
from pathlib import Path
from typing import Literal

import cv2
import numpy as np

from flowanim.datatypes import Layer, Scene, Wishes
from flowanim.errors import PlanError, show_name
from flowanim.motion.dashes import march
from flowanim.motion.planfile import file_record
from flowanim.plan import Arrow, Brush, DrawnEffect, Effect, MotionPlan

NOWHERE = "*"
"""The layer of what is drawn and not yet assigned."""
FLUIDS = ("sky", "water", "smoke", "fire")
PERSPECTIVE = {"water": 1.0, "sky": 0.5}
REACH_PX = 240.0
"""How far an arrow is felt in a thing that nothing anchors."""
WAY_PER_CYCLE_PX = 45
TWISTS = 2
"""How much sooner eddies tear the picture than a straight current does."""
LONGEST_PX = 400.0
LEAST_SHARE, LEAST_COVER = 0.1, 0.5
"""A brush moves the layers that make up this share of it, and those of which it covers that share."""
SWING_PX_S = 24.0
LEAST_PERIOD_S = 1.6
LAG = 0.25
STANDING = ("vegetation", "person", "animal", "building", "vehicle")
FOOT, FOOT_SHARES = 0.12, (0.02, 0.25, 0.5, 0.75, 0.98)
"""The lowest share of what stands is its foot, and where across it is held."""
STEP = 4
INSTEAD_OF = {"flow": "flow", "swing": "sway"}
"""Style of what is drawn -> the effect that it takes the place of in its layer."""


def with_drawing(plan: MotionPlan, wishes: Wishes, full: tuple[int, int], folder: Path) -> MotionPlan:
    """Return `plan` with what is drawn: freeze, anchors, and an effect that aims nowhere yet.

    full: (W, H) of the photo. PlanError for an arrow or anchor outside the photo or its crop, and for an arrow of no or
    too much length.
    """
    effects = _marching(plan, wishes, full) if wishes.drawn == "dashes" else _moving(plan, wishes, full, folder)
    return plan.model_copy(
        update={
            "freeze": tuple(file_record(path, folder) for path in dict.fromkeys(wishes.freeze)),
            "anchors": tuple(_inside("anchor", point, point, plan, full) for point in wishes.anchors),
            "effects": effects,
        }
    )


def _moving(plan: MotionPlan, wishes: Wishes, full: tuple[int, int], folder: Path) -> tuple[Effect, ...]:
    drawn = DrawnEffect(
        layer=NOWHERE,
        arrows=tuple(_arrow(arrow, plan, full) for arrow in wishes.arrows),
        brushes=tuple(_brush(brush, folder) for brush in wishes.brushes),
        divergence_free=wishes.divergence_free,
    )
    return (drawn,) if wishes.draws else ()


def _marching(plan: MotionPlan, wishes: Wishes, full: tuple[int, int]) -> tuple[Effect, ...]:
    """Return dashes along the arrows. PlanError without arrows, and beside what cannot march."""
    if wishes.brushes or wishes.motion_from or str(wishes.hints).lower().endswith(".flo"):
        raise PlanError("--drawn dashes march along arrows: leave out --brush, --motion-from and .flo files")
    if not wishes.arrows:
        raise PlanError("--drawn dashes: draw the line with --arrow x1,y1,x2,y2, one for each of its parts")
    left, top, width, height = plan.crop
    ways = []
    for arrow in wishes.arrows:
        ends = [
            _inside("arrow", arrow, point, plan, full, lies=lies)
            for point, lies in ((arrow[:2], "starts"), (arrow[2:], "ends"))
        ]
        start, end = ((round((x - left) / width, 5), round((y - top) / height, 5)) for x, y in ends)
        ways.append((start, end))
    return march(ways)


def assign(plan: MotionPlan, scene: Scene, wishes: Wishes, seconds: float) -> tuple[tuple[DrawnEffect, ...], list[str]]:
    """Return an effect for each layer in which something is drawn, and a note on each. seconds: of the clip."""
    drawn = [effect for effect in plan.effects if effect.effect == "drawn" and effect.layer == NOWHERE]
    arrows = [(arrow, _under(plan, scene, arrow.x, arrow.y)) for effect in drawn for arrow in effect.arrows]
    brushes = [
        (brush, _covered(scene, brush, spill=wishes.drawn is None)) for effect in drawn for brush in effect.brushes
    ]
    notes = [f"brush {show_name(brush.mask.path)} is all black: nothing moves by it" for brush, on in brushes if not on]
    effects = []
    for layer in scene.layers:
        own = tuple(_times(arrow, wishes.strength) for arrow, under in arrows if under is layer)
        strokes = tuple(_stronger(brush, wishes.strength) for brush, on in brushes if any(one is layer for one in on))
        if wishes.strength > 0 and (own or strokes):
            flows = wishes.drawn == "flow" or (wishes.drawn is None and layer.kind in FLUIDS)
            style: Literal["flow", "swing"] = "flow" if flows else "swing"
            made = DrawnEffect(layer=layer.name, style=style, arrows=own, brushes=strokes)
            held = bool(plan.freeze) or any(_under(plan, scene, x, y) is layer for x, y in plan.anchors)
            made = _flowing(made, layer, seconds) if style == "flow" else _swinging(made, held, seconds)
            if style == "swing" and not held and layer.kind in STANDING:
                made = made.model_copy(update={"arrows": own + _feet(plan, layer, own)})
            effects.append(made.model_copy(update={"divergence_free": wishes.divergence_free and style == "flow"}))
    return tuple(effects), [*notes, *(f"{effect.layer}: {told(effect)}" for effect in effects)]


def beside(drawn: Sequence[DrawnEffect], effects: Sequence[Effect], scene: Scene) -> tuple[Effect, ...]:
    """Return `effects` without what the drawn ones take the place of, then the drawn ones."""

    def replaced(effect: Effect) -> bool:
        names = {layer.name for layer in scene.find(effect.layer)} if effect.layer else set[str]()
        return any(one.layer in names and effect.effect == INSTEAD_OF[one.style] for one in drawn)

    return (*(effect for effect in effects if not replaced(effect)), *drawn)


def _arrow(arrow: tuple[float, float, float, float], plan: MotionPlan, full: tuple[int, int]) -> Arrow:
    """Return an arrow in shares of the photo; its length is turned into pixels at the plan's reference size."""
    x, y = _inside("arrow", arrow, arrow[:2], plan, full)
    scale = plan.size[0] / (plan.box[2] * full[0]) / plan.scale
    dx, dy = (arrow[2] - arrow[0]) * scale, (arrow[3] - arrow[1]) * scale
    if not 0 < hypot(dx, dy) <= LONGEST_PX:
        raise PlanError(
            f"arrow {_text(arrow)}: want a length of 1 to {LONGEST_PX / scale:.0f} pixels "
            "(it is the way of one second, or of a swing)"
        )
    return Arrow(x=x, y=y, dx=round(dx, 2), dy=round(dy, 2))


def _inside(
    what: str,
    text: Sequence[float],
    point: Sequence[float],
    plan: MotionPlan,
    full: tuple[int, int],
    *,
    lies: str = "starts",
) -> tuple[float, float]:
    """Return a point of the photo in shares; PlanError if it is not seen."""
    x, y = point[0] / full[0], point[1] / full[1]
    left, top, width, height = plan.box
    if not (0 <= x < 1 and 0 <= y < 1):
        raise PlanError(f"{what} {_text(text)} {lies} outside the photo, which is {full[0]}x{full[1]} pixels")
    if not (left <= x < left + width and top <= y < top + height):
        raise PlanError(f"{what} {_text(text)} {lies} outside the part of the photo that the crop shows")
    return round(x, 5), round(y, 5)


def _brush(brush: tuple[str, float, float, float, float], folder: Path) -> Brush:
    path, right, up, nearer, random = brush
    mask = file_record(path, folder)
    return Brush(mask=mask, right_px_s=right, up_px_s=up, nearer=nearer, random_px_s=random)


def _under(plan: MotionPlan, scene: Scene, x: float, y: float) -> Layer:
    """Return the layer that is seen at a point of the photo."""
    at = _pixel(plan, scene.photo.shape, x, y)
    return next((layer for layer in reversed(scene.layers) if layer.alpha[at] > 0.5), scene.layers[0])


def _pixel(plan: MotionPlan, shape: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    """Return the (row, column) of a point of the photo."""
    (left, top, width, height), (h, w) = plan.box, shape
    return min(h - 1, max(0, int((y - top) / height * h))), min(w - 1, max(0, int((x - left) / width * w)))


def _feet(plan: MotionPlan, layer: Layer, arrows: Sequence[Arrow]) -> tuple[Arrow, ...]:
    """Return arrows of no length at the feet of what the others move: what stands stays where it stands."""
    (h, w), (left, top, width, height) = layer.alpha.shape, plan.box
    solid = (layer.alpha > 0.5).astype(np.uint8)
    _, parts = cv2.connectedComponents(cv2.morphologyEx(solid, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)))
    feet: dict[int, tuple[Arrow, ...]] = {}
    for arrow in arrows:
        row, column = _pixel(plan, (h, w), arrow.x, arrow.y)
        part = int(parts[row, column])
        rows = np.flatnonzero((parts == part).any(1))
        low = rows[-1] - FOOT * (rows[-1] - rows[0])
        if not part or part in feet or row >= low:
            continue
        columns = np.flatnonzero((parts[int(low) :] == part).any(0))
        y = round(top + (low + rows[-1]) / 2 / h * height, 5)
        places = np.quantile(columns, FOOT_SHARES, method="nearest")
        feet[part] = tuple(Arrow(x=round(left + (x + 0.5) / w * width, 5), y=y, dx=0, dy=0) for x in places)
    return tuple(foot for made in feet.values() for foot in made)


def _covered(scene: Scene, brush: Brush, *, spill: bool) -> list[Layer]:
    """Return the layers that a brush moves; the one it touches most, if it moves none else.

    spill: where most of it lies on what can flow, the rest was painted over by chance and does not move.
    """
    every = (slice(None, None, STEP), slice(None, None, STEP))
    mask = scene.drawings[brush.mask.path][every]
    shares, areas = list[float](), list[float]()
    open_ = np.ones_like(mask)
    for layer in reversed(scene.layers):
        seen, open_ = layer.alpha[every] * open_, (1 - layer.alpha[every]) * open_
        shares, areas = [float((seen * mask).sum()), *shares], [float(seen.sum()), *areas]
    if not sum(shares):
        return []
    least = [min(LEAST_SHARE * sum(shares), LEAST_COVER * area) for area in areas]
    found = [one for one, share, low in zip(scene.layers, shares, least, strict=True) if share and share >= low]
    fluid = sum(share for one, share in zip(scene.layers, shares, strict=True) if one.kind in FLUIDS)
    if spill and fluid > sum(shares) / 2:
        found = [one for one in found if one.kind in FLUIDS]
    return found or [scene.layers[int(np.argmax(shares))]]


def _times(arrow: Arrow, factor: float) -> Arrow:
    factor = min(factor, LONGEST_PX / max(hypot(arrow.dx, arrow.dy), 1e-6))
    return arrow.model_copy(update={"dx": round(arrow.dx * factor, 2), "dy": round(arrow.dy * factor, 2)})


def _stronger(brush: Brush, factor: float) -> Brush:
    numbers = brush.model_dump(exclude={"mask"})
    most = {"right_px_s": 400.0, "up_px_s": 400.0, "nearer": 50.0, "random_px_s": 200.0}
    return brush.model_copy(update={k: max(-most[k], min(most[k], v * factor)) for k, v in numbers.items()})


def _flowing(effect: DrawnEffect, layer: Layer, seconds: float) -> DrawnEffect:
    eddies = max((brush.random_px_s for brush in effect.brushes), default=0.0)
    cycles = max(1, min(32, round((_pace(effect) + TWISTS * eddies) * seconds / WAY_PER_CYCLE_PX)))
    reach = 0.0 if layer.kind in FLUIDS else REACH_PX
    return effect.model_copy(
        update={"cycles": cycles, "perspective": PERSPECTIVE.get(layer.kind, 0.0), "reach_px": reach}
    )


def _swinging(effect: DrawnEffect, held: bool, seconds: float) -> DrawnEffect:
    """Longer swings take longer; with a brush there is one in the clip. What is held fades out at its anchors only."""
    way = max((hypot(arrow.dx, arrow.dy) for arrow in effect.arrows), default=0.0)
    period_s = seconds if effect.brushes else max(LEAST_PERIOD_S, way / SWING_PX_S * 2)
    cycles = max(1, round(seconds / period_s))
    update = {
        "period_s": round(seconds / cycles, 3),
        "reach_px": 0.0 if held else REACH_PX,
        "lag": LAG if held else 0.0,
    }
    return effect.model_copy(update=update)


def _pace(effect: DrawnEffect) -> float:
    """Return the fastest that is drawn, in px/s or px."""
    arrows = [hypot(arrow.dx, arrow.dy) for arrow in effect.arrows]
    brushes = [hypot(b.right_px_s, b.up_px_s) + b.random_px_s + 2 * abs(b.nearer) for b in effect.brushes]
    return max([*arrows, *brushes])


def told(effect: DrawnEffect) -> str:
    """Return what is drawn in words: "flows as 2 arrows say, at up to 50 px/s"."""
    count = sum(bool(arrow.dx or arrow.dy) for arrow in effect.arrows), len(effect.brushes)
    by = " and ".join(f"{n} {word}{'s' * (n > 1)}" for n, word in zip(count, ("arrow", "brush"), strict=True) if n)
    by = by.replace("brushs", "brushes") + (" says" if sum(count) == 1 else " say")
    if effect.style == "swing":
        return f"swings there and back as {by}, every {effect.period_s:.1f} s"
    return f"flows as {by}, at up to {_pace(effect):.0f} px/s"


def _text(numbers: Sequence[float]) -> str:
    return ",".join(f"{value:g}" for value in numbers)
