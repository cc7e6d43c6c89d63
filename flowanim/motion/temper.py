"""A plan, and what its scene can bear of it -> a plan that stays within that, and a note for each reduction."""

from collections.abc import Iterable

from flowanim.datatypes import Bearing, Scene
from flowanim.motion.sizes import sized, sizes
from flowanim.plan import CameraKey, CameraPath, Effect, MotionPlan

MOST_STRAIN = 0.75
"""Of effects: near 1 the picture folds over itself."""
MOST_PARALLAX = 0.6
"""Of the camera, within a layer: more draws things out like rubber."""
MOST_OPENED = 0.04
"""Share of the shown pixels that may have to be invented."""
BENDS = frozenset({"sway", "ripple", "surf", "drawn", "flutter", "turbulence", "breathe", "head"})
"""Effects whose motion bends the picture; currents and light do not."""
TOLD = "{}: reduced to {:.0f} % of what was asked ({})"


def tempered(plan: MotionPlan, scene: Scene, bearing: Bearing) -> MotionPlan:
    """Return `plan` with the motion reduced that the scene cannot bear, told in its notes. bearing: of this plan."""
    factors = [_effect_factor(effect, scene, bearing) for effect in plan.effects]
    effects = tuple(sized(e, f) if f < 1 else e for e, f in zip(plan.effects, factors, strict=True))
    camera, why = _camera_factor(bearing)
    if camera == 1 and effects == plan.effects:
        return plan
    notes = [_told(e, f) for e, f in zip(plan.effects, factors, strict=True) if f < 1]
    notes += [TOLD.format("camera", 100 * camera, why)] if camera < 1 else []
    update = {"effects": effects, "camera": _less(plan.camera, camera), "notes": (*plan.notes, *notes)}
    return MotionPlan.model_validate({**{name: getattr(plan, name) for name in MotionPlan.model_fields}, **update})


def _told(effect: Effect, factor: float) -> str:
    name, why = f"{effect.layer} {effect.effect}", "more would fold the picture over itself"
    before, after = sizes(effect).get("amplitude_px"), sizes(sized(effect, factor)).get("amplitude_px")
    if before is None or after is None:
        return TOLD.format(name, 100 * factor, why)
    return f"{name}: reduced from {before:.3g} to {after:.3g} px ({why})"


def _effect_factor(effect: Effect, scene: Scene, bearing: Bearing) -> float:
    if effect.effect not in BENDS:
        return 1.0
    strains = [bearing.strains.get(layer.name, 0.0) for layer in scene.find(effect.layer)]
    return _within(MOST_STRAIN, strains)


def _within(most: float, values: Iterable[float]) -> float:
    """Return the factor that brings the largest value down to `most`; 1 if it is below."""
    largest = max(values, default=0.0)
    return most / largest if largest > most else 1.0


def _camera_factor(bearing: Bearing) -> tuple[float, str]:
    """Return how much of the camera's way is left, and why not all."""
    stretched, opened = _within(MOST_PARALLAX, [bearing.camera]), _within(MOST_OPENED, [bearing.opened])
    if opened < stretched:
        return opened, f"{100 * bearing.opened:.0f} % of the picture would have to be invented"
    return stretched, "more would draw the depth out like rubber"


def _less(path: CameraPath, factor: float) -> CameraPath:
    """Return a path that goes `factor` of the way; zoom as a power of it."""
    if factor == 1:
        return path
    keys = tuple(_nearer(key, factor) for key in path.keys)
    swings = tuple(s.model_copy(update={"amount": round(s.amount * factor, 5)}) for s in path.swings)
    return path.model_copy(update={"keys": keys, "swings": swings, "handheld": round(path.handheld * factor, 4)})


def _nearer(key: CameraKey, factor: float) -> CameraKey:
    axes = ("x", "y", "z", "yaw_deg", "pitch_deg", "roll_deg")
    moved = {axis: round(getattr(key, axis) * factor, 5) for axis in axes}
    return key.model_copy(update={**moved, "zoom": round(key.zoom**factor, 5)})
