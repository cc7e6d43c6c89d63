"""An effect and its scene -> the effect with what only the scene tells: the face above a chest, the shore, the light.

What the clause says stays: "from the left" is stronger than where the light of the photo comes from.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flowanim.datatypes import Layer, Scene
from flowanim.motion.intent import Clause
from flowanim.motion.lamp import find_lamp
from flowanim.motion.look import shoreward
from flowanim.plan import Effect

TINT = 0.6
"""How much of the light's own colour a change of the light has."""


def fitted(effect: Effect, clause: Clause, scene: Scene) -> Effect:
    """Return the effect of a clause, fitted to the scene."""
    fit = FITS.get(effect.effect)
    return effect.model_copy(update=fit(effect, clause, scene)) if fit else effect


def _faced(effect: Any, clause: Clause, scene: Scene) -> dict[str, object]:
    """Return the face of the layer that breathes, by which the chest is found."""
    if effect.face is not None:
        return {}
    faces = (face for face in scene.faces if any(shows(layer, face) for layer in scene.find(effect.layer)))
    return {"face": next((tuple(round(v, 4) for v in face) for face in faces), None)}


def shows(layer: Layer, face: tuple[float, float, float, float]) -> bool:
    """Whether the middle of a face belongs to a layer."""
    h, w = layer.alpha.shape
    x, y = round((face[0] + face[2] / 2) * w), round((face[1] + face[3] / 2) * h)
    return bool(0 <= x < w and 0 <= y < h and layer.alpha[y, x] > 0.5)


def _lit(effect: Any, clause: Clause, scene: Scene) -> dict[str, object]:
    """Return the way and the colour of light that comes from where the photo's does; none for what a layer gives."""
    if effect.effect == "light" and effect.layer:
        return {}
    lamp = find_lamp(scene)
    away = {} if clause.angle_deg is not None else {"angle_deg": round((lamp.angle_deg + 180) % 360, 1)}
    own = max(lamp.warmth, 0.0) * abs(effect.exposure_ev) * TINT
    return {**away, **({} if clause.warmth else {"warmth_ev": round(effect.warmth_ev + own, 3)})}


def _shaded(effect: Any, clause: Clause, scene: Scene) -> dict[str, object]:
    """Return the way of shadows: across the light, as when the sun goes on."""
    return {} if clause.angle_deg is not None else {"angle_deg": round((find_lamp(scene).angle_deg + 90) % 360, 1)}


def _shored(effect: Any, clause: Clause, scene: Scene) -> dict[str, object]:
    """Return where the shore is."""
    found = [shoreward(scene, layer) for layer in scene.find(effect.layer)]
    known = [angle for angle in found if angle is not None]
    return {"angle_deg": known[0]} if known and clause.angle_deg is None else {}


FITS: Mapping[str, Callable[[Any, Clause, Scene], dict[str, object]]] = {
    "breathe": _faced,
    "light": _lit,
    "glint": _lit,
    "shade": _shaded,
    "surf": _shored,
}
