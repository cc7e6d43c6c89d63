"""What to do when nobody says: one camera move and one or two things, small; only what is there, seen and sure."""

from collections.abc import Collection

from flowanim.datatypes import Layer, Scene
from flowanim.motion.elements import OF_KIND
from flowanim.motion.intent import Clause, Origin
from flowanim.motion.look import SURE, area, depth_range, mirrors, starry, texture

MOST_THINGS = 2
LEAST_AREA = 0.02
SMALL_KINDS = {"fire": 0.002, "smoke": 0.004}
TEXTURE = 0.0115
"""Below this deviation of fine brightness a sky is plain: it would drift and nobody would see."""
MIRROR = 0.5
"""From this likeness on water counts as a mirror."""
FLAT = 0.08
"""Below this range of disparity a step into the scene is only a zoom."""


def things(
    scene: Scene, held: Collection[str], origin: Origin = "choice"
) -> tuple[tuple[Clause, ...], tuple[str, ...]]:
    """Return clauses for what moves by itself, the largest first, and notes on what was left still.

    held: names of layers that must not move. origin: who asks; a prompt that says "everything" gets more than a few.
    """
    found, notes = list[tuple[float, Clause]](), list[str]()
    for kind, name in OF_KIND.items():
        layers = [layer for layer in scene.layers if layer.kind == kind and layer.name not in held]
        reason = _doubt(kind, layers)
        if reason:
            notes.append(f"{kind}: left still ({reason})")
        elif layers:
            if kind == "water" and max(mirrors(scene, layer) for layer in layers) > MIRROR:
                name = "lake"
                notes.append("water: ripples only (it mirrors what stands around it, and a mirror image does not flow)")
            found.append((_weight(kind, layers), Clause("element", name, origin=origin)))
    found.sort(key=lambda pair: -pair[0])
    most = len(found) if origin == "prompt" else MOST_THINGS
    notes += [f"{c.target}: left still (a picture with few moving things is calmer)" for _, c in found[most:]]
    return tuple(c for _, c in found[:most]), tuple(notes)


def _doubt(kind: str, layers: list[Layer]) -> str:
    """Return why layers of a kind are better left still, or ""."""
    large = [layer for layer in layers if area(layer) >= SMALL_KINDS.get(kind, LEAST_AREA)]
    if not layers:
        return ""
    if not large:
        return "too small to be seen moving"
    if max(layer.confidence for layer in large) < SURE:
        return f"not sure that it is {kind}; name it in the prompt and it moves"
    if kind == "sky" and max(texture(layer) for layer in large) < TEXTURE:
        return "it is plain, so that nothing would be seen moving"
    if kind == "sky" and any(starry(layer) for layer in large):
        return "stars do not drift; name it in the prompt and it moves"
    return ""


def _weight(kind: str, layers: list[Layer]) -> float:
    return sum(area(layer) * layer.confidence for layer in layers) + (kind in SMALL_KINDS)


def camera(scene: Scene, *, moving: bool, denied: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Return the name of a quiet camera move, and a note that says why. moving: whether something else moves.

    denied: moves that must not be.
    """
    deep = depth_range(scene) >= FLAT
    wanted: tuple[str, ...] = ("breathe", "drift")
    if deep:
        wanted = ("push-in", "zoom-in", "orbit") if moving else ("orbit", "push-in", "zoom-in", "drift")
    name = next((w for w in wanted if w not in denied), "static")
    if not deep:
        return name, ("camera: the photo's depth is nearly flat, so only a small zoom",)
    if not moving:
        return name, ("nothing in the photo can move credibly by itself, so only the camera moves",)
    return name, ()
