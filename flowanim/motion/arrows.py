"""Arrows -> effects: what lies under an arrow's start flows along it, its length in one second.

Points are pixels (x, y) of the photo as it stands upright.
"""

from math import atan2, degrees, hypot

from flowanim.datatypes import Layer, Scene
from flowanim.errors import PlanError
from flowanim.plan import FlowEffect, MotionPlan

Arrow = tuple[float, float, float, float]


def with_arrows(plan: MotionPlan, scene: Scene, arrows: tuple[Arrow, ...], photo_size: tuple[int, int]) -> MotionPlan:
    """Return `plan` with a current for each arrow. photo_size: (W, H) of the whole photo.

    An arrow takes the place of what the layer did before; of two arrows in one layer the later one counts. PlanError if
    an arrow starts outside the photo or outside the crop.
    """
    for arrow in arrows:
        layer = _under(plan, scene, arrow, photo_size)
        effect = _current(plan, layer, arrow, photo_size)
        kept = tuple(e for e in plan.effects if not (e.effect == "flow" and e.layer in (layer.name, layer.kind)))
        note = f"arrow: {layer.name} flows at {effect.speed_px_s:.0f} px/s towards {effect.angle_deg:.0f} degrees"
        plan = plan.model_copy(update={"effects": (*kept, effect), "notes": (*plan.notes, note)})
    return plan


def _under(plan: MotionPlan, scene: Scene, arrow: Arrow, photo_size: tuple[int, int]) -> Layer:
    x, y = arrow[0] / photo_size[0], arrow[1] / photo_size[1]
    left, top, width, height = plan.crop
    if not (0 <= x < 1 and 0 <= y < 1):
        raise PlanError(
            f"arrow {_text(arrow)} starts outside the photo, which is {photo_size[0]}x{photo_size[1]} pixels"
        )
    u, v = (x - left) / width, (y - top) / height
    if not (0 <= u < 1 and 0 <= v < 1):
        raise PlanError(f"arrow {_text(arrow)} starts outside the part of the photo that the crop shows")
    at = int(v * scene.photo.shape[0]), int(u * scene.photo.shape[1])
    return next((one for one in reversed(scene.layers) if one.alpha[at] > 0.5), scene.layers[0])


def _current(plan: MotionPlan, layer: Layer, arrow: Arrow, photo_size: tuple[int, int]) -> FlowEffect:
    """Return the current along `arrow`; its length is turned into pixels at the plan's reference size."""
    dx, dy = arrow[2] - arrow[0], arrow[3] - arrow[1]
    scale = plan.size[0] / (plan.crop[2] * photo_size[0]) / plan.scale
    speed = hypot(dx, dy) * scale
    if not 0 < speed <= 400:
        raise PlanError(
            f"arrow {_text(arrow)}: want a length of 1 to {400 / scale:.0f} pixels (it is the way of one second)"
        )
    cycles = max(1, round(speed * plan.seconds / 45))
    return FlowEffect(layer=layer.name, speed_px_s=speed, angle_deg=degrees(atan2(-dy, dx)), cycles=min(cycles, 32))


def _text(arrow: Arrow) -> str:
    return ",".join(f"{value:g}" for value in arrow)
