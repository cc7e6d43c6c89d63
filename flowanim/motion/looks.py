"""What is laid over a picture rather than moved in it, as data: rain, snow, depth of field, grain. name -> effects.

What is ADDED to the photo is said in the plan's notes, for the first frame then is not the photo alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from flowanim.blink import BlinkEffect
from flowanim.datatypes import Scene
from flowanim.motion.choice import FLAT
from flowanim.motion.lamp import find_lamp
from flowanim.motion.look import depth_ends, depth_range, pivot
from flowanim.motion.scenic import shows
from flowanim.ops.eyes import find_eyes
from flowanim.parts import FocusEffect, HeadEffect, Moment, ParticleEffect, PlumeEffect, RaysEffect, TwinkleEffect
from flowanim.plan import Effect

GRAIN = "film grain"
LEAST_HEAD = 0.1
"""The least width of a face that turns, in shares of the picture."""
ADDED = {"particles", "plume", "dashes"}
FLAT_DEPTH = "the photo's depth is nearly flat"
SHINING = {"rays", "stars", "lights"}
"""Looks that change the light."""


@dataclass(frozen=True)
class Look:
    """about: in words. make: (scene) -> effects at medium strength; none where the photo does not allow it.

    moves: whether it is a motion, and not only how the picture looks.
    """

    about: str
    make: Callable[[Scene], tuple[Effect, ...]]
    lacks: str = ""
    moves: bool = True


def _rain(scene: Scene) -> tuple[Effect, ...]:
    effect = ParticleEffect(style="rain", amount=1800, size_px=2.5, speed_px_s=1500, angle_deg=262, opacity=0.55)
    return (effect,)


def _snow(scene: Scene) -> tuple[Effect, ...]:
    return (ParticleEffect(style="snow", amount=900, size_px=12, speed_px_s=110, angle_deg=262, opacity=0.85),)


def _dust(scene: Scene) -> tuple[Effect, ...]:
    return (ParticleEffect(style="dust", amount=160, size_px=7, speed_px_s=9, angle_deg=70, opacity=0.4),)


def _fireflies(scene: Scene) -> tuple[Effect, ...]:
    return (ParticleEffect(style="fireflies", amount=50, size_px=7, speed_px_s=14, angle_deg=80, opacity=0.9),)


def _focus(scene: Scene) -> tuple[Effect, ...]:
    return (FocusEffect(disparity=round(pivot(scene), 3)),) if depth_range(scene) >= FLAT else ()


def _rack(scene: Scene) -> tuple[Effect, ...]:
    """From the subject to what is farthest from it in depth, and back."""
    low, high = depth_ends(scene)
    near = pivot(scene)
    far = low if near - low >= high - near else high
    if abs(near - far) < FLAT:
        return ()
    stops = ((0.0, near), (0.12, near), (0.45, far), (0.6, far), (0.93, near), (1.0, near))
    return (FocusEffect(rack=tuple(Moment(u=u, value=round(value, 3)) for u, value in stops), blur_px=10),)


def _rays(scene: Scene) -> tuple[Effect, ...]:
    lamp = find_lamp(scene)
    return (RaysEffect(x=round(lamp.x, 3), y=round(lamp.y, 3), warmth_ev=round(0.1 * max(lamp.warmth, 0), 3)),)


def _steam(scene: Scene) -> tuple[Effect, ...]:
    """Steam rises from the upper part of the subject, else of the picture's middle; none where there is steam."""
    if scene.find("smoke"):
        return ()
    h, w = scene.photo.shape
    for layer in scene.find("subject"):
        solid = (layer.alpha > 0.5).nonzero()
        if len(solid[0]):
            top, low = solid[0].min(), solid[0].max()
            x, y = float(np.median(solid[1])) / w, float(top + 0.3 * (low - top)) / h
            return (PlumeEffect(x=round(x, 3), y=round(y, 3), opacity=0.5),)
    return (PlumeEffect(x=0.5, y=0.45, width_px=190, opacity=0.5),)


def _blink(scene: Scene) -> tuple[Effect, ...]:
    """The eyes of every face blink whose two eyes are found and large enough."""
    seen = [(face, find_eyes(scene.photo.rgb, face)) for face in scene.faces]
    layers = [next((one for one in reversed(scene.layers) if shows(one, face)), None) for face, eyes in seen if eyes]
    near = [float(np.median(one.disparity[one.alpha > 0.5])) for one in layers if one]
    eyes = tuple(tuple(round(v, 5) for v in eye) for _, pair in seen for eye in pair)
    return (BlinkEffect(eyes=eyes, disparity=round(near[0], 3) if near else 0.9),) if eyes else ()


def _head(scene: Scene) -> tuple[Effect, ...]:
    """A large face turns by parallax; the largest if there are several."""
    for face in scene.faces[:1]:
        layer = next((one for one in reversed(scene.layers) if shows(one, face)), None)
        if face[2] >= LEAST_HEAD and layer:
            return (HeadEffect(layer=layer.name, face=tuple(round(v, 4) for v in face)),)
    return ()


def _stars(scene: Scene) -> tuple[Effect, ...]:
    return (TwinkleEffect(layer="sky", exposure_ev=0.6),) if scene.find("sky") else ()


def _lights(scene: Scene) -> tuple[Effect, ...]:
    return (TwinkleEffect(exposure_ev=0.6),)


LOOKS: Mapping[str, Look] = {
    "rain": Look("rain falls", _rain),
    "snow": Look("snow falls", _snow),
    "dust": Look("dust hangs in the air", _dust),
    "fireflies": Look("fireflies glow", _fireflies),
    "steam": Look("steam rises", _steam, "the photo has steam or smoke of its own"),
    "depth of field": Look("what is not at the subject's distance is blurred", _focus, FLAT_DEPTH, moves=False),
    "rack focus": Look("the focus goes from the subject to what is far from it, and back", _rack, FLAT_DEPTH),
    "rays": Look("shafts of light from the brightest place", _rays),
    "blink": Look("eyes blink", _blink, "no face was found whose eyes are sure and large enough"),
    "head": Look("a head turns a little, by parallax", _head, "no face was found that is large enough"),
    "stars": Look("stars twinkle", _stars, "no sky was found"),
    "lights": Look("small lights flicker", _lights),
}


def moves(names: Iterable[str]) -> bool:
    """Return whether one of these looks is a motion: who says "snow falls" has said what moves."""
    return any(name in LOOKS and LOOKS[name].moves for name in names)


def lay_over(scene: Scene, names: Iterable[tuple[str, float]]) -> tuple[tuple[Effect, ...], tuple[str, ...]]:
    """Return the effects of (look, strength) pairs on a scene, and a note for each."""
    effects, notes = list[Effect](), list[str]()
    for name, strength in names:
        look = LOOKS[name]
        made = tuple(_stronger(effect, strength) for effect in look.make(scene)) if strength > 0 else ()
        effects += made
        if made:
            added = any(effect.effect in ADDED for effect in made)
            notes.append(f"{name}: added to the photo ({look.about})" if added else f"{name}: {look.about}")
        elif strength > 0:
            notes.append(f"left out: {name} ({look.lacks})")
    return tuple(effects), tuple(notes)


def _stronger(effect: Effect, strength: float) -> Effect:
    """Return an effect with its amount times `strength`, within what a plan may hold."""
    most = {"amount": 3000, "blur_px": 60.0, "exposure_ev": 2.0, "opacity": 1.0, "yaw_deg": 4.0}
    key = next((k for k in most if k in type(effect).model_fields), None)
    if key is None:
        return effect
    value = min(getattr(effect, key) * strength, most[key])
    return effect.model_copy(update={key: round(value) if key == "amount" else round(value, 3)})
