"""Named camera moves and named looks, as data: CAMERAS and PRESETS.

A camera move is how far the camera has gone at its end, at medium strength, one way; in a loop it goes `IN_LOOP` of
that and comes back. Units are those of `datatypes.Camera`: 0.03 sideways moves the nearest things by 3 % of the focal
length, which is about the long side of the picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from flowanim.errors import UsageError, show_name
from flowanim.motion.intent import Clause
from flowanim.ops.files import nearest
from flowanim.plan import Axis, Swing

IN_LOOP = 2 / 3
BEGINS_DEG = 20
"""Where in its swing a camera begins: at 0 it would pass the loop's seam at its fastest."""


@dataclass(frozen=True)
class CameraMove:
    """about: in words. pose: axis -> change at the end; zoom is a factor. swings: sines that need no way back.

    holds: what keeps the subject in its place while the eye moves: "turn" the camera against it, "zoom" against it.
    handheld: 0..1 of shake.
    """

    about: str
    pose: Mapping[Axis, float] = field(default_factory=dict)
    swings: tuple[Swing, ...] = ()
    holds: Literal["", "turn", "zoom"] = ""
    handheld: float = 0.0


CAMERAS: Mapping[str, CameraMove] = {
    "static": CameraMove("the camera rests"),
    "push-in": CameraMove("push in", {"z": 0.12}),
    "pull-out": CameraMove("pull out", {"z": -0.12}),
    "pan-left": CameraMove("pan left", {"yaw_deg": -3}),
    "pan-right": CameraMove("pan right", {"yaw_deg": 3}),
    "truck-left": CameraMove("truck left", {"x": -0.04}),
    "truck-right": CameraMove("truck right", {"x": 0.04}),
    "tilt-up": CameraMove("tilt up", {"pitch_deg": 2.5}),
    "tilt-down": CameraMove("tilt down", {"pitch_deg": -2.5}),
    "pedestal-up": CameraMove("pedestal up", {"y": -0.03}),
    "pedestal-down": CameraMove("pedestal down", {"y": 0.03}),
    "zoom-in": CameraMove("zoom in", {"zoom": 1.12}),
    "zoom-out": CameraMove("zoom out", {"zoom": 1 / 1.12}),
    "orbit-left": CameraMove("orbit to the left", {"x": -0.05}, holds="turn"),
    "orbit-right": CameraMove("orbit to the right", {"x": 0.05}, holds="turn"),
    "orbit": CameraMove(
        "swing around the subject", swings=(Swing(axis="x", amount=0.022, phase_deg=BEGINS_DEG),), holds="turn"
    ),
    "arc": CameraMove("arc around the subject and in", {"x": 0.045, "z": 0.06}, holds="turn"),
    "dolly-zoom": CameraMove("dolly zoom in", {"z": 0.2}, holds="zoom"),
    "dolly-zoom-out": CameraMove("dolly zoom out", {"z": -0.2}, holds="zoom"),
    "roll-left": CameraMove("roll to the left", {"roll_deg": -2}),
    "roll-right": CameraMove("roll to the right", {"roll_deg": 2}),
    "handheld": CameraMove("handheld", handheld=0.5),
    "drift": CameraMove(
        "slow drift",
        swings=(
            Swing(axis="x", amount=0.014, phase_deg=BEGINS_DEG),
            Swing(axis="y", amount=0.006, phase_deg=90 + BEGINS_DEG),
        ),
    ),
    "breathe": CameraMove("a zoom that is hardly felt", {"zoom": 1.045}),
}


@dataclass(frozen=True)
class Preset:
    """about: in words. clauses: what it asks for; elements that the photo lacks are left out. seconds: its length.

    vignette: 0..1. looks: what is laid over it (`looks.LOOKS`, or film grain), and how strongly. A prompt beside it
    adds to it: it replaces the camera, or what the same element does.
    """

    about: str
    clauses: tuple[Clause, ...]
    seconds: float | None = None
    vignette: float = 0.0
    looks: tuple[tuple[str, float], ...] = ()


def _camera(name: str, size: float = 1.0) -> Clause:
    return Clause("camera", name, strength=size, origin="preset")


def _moves(name: str, verb: str = "", speed: float = 1.0, size: float = 1.0) -> Clause:
    return Clause("element", name, verb=verb, speed=speed, strength=size, origin="preset")


_STATIC = Clause("camera", "camera", still=True, origin="preset")
_CHOICE = Clause("all", "everything", origin="preset")

PRESETS: Mapping[str, Preset] = {
    "cinemagraph": Preset("what can move does, the camera rests", (_CHOICE, _STATIC)),
    "living-photo": Preset(
        "a little of everything and a small orbit", (replace(_CHOICE, strength=0.8), _camera("orbit", 0.7))
    ),
    "slow-push": Preset("only the camera, slowly in", (_camera("push-in", 0.8),), 5),
    "drift": Preset("only the camera, a lazy drift", (_camera("drift"),), 6),
    "dolly-zoom": Preset("the background grows or shrinks behind the subject", (_camera("dolly-zoom"),)),
    "orbit": Preset("the camera swings around the subject", (_camera("orbit"),)),
    "handheld": Preset("a hand holds the camera", (_camera("handheld"),)),
    "product-rock": Preset("a product is turned a little to and fro", (_camera("orbit", 0.8),)),
    "product-glint": Preset("a glint of light sweeps over a product", (_moves("product"), _camera("breathe", 0.7)), 5),
    "portrait-breathe": Preset(
        "the chest breathes, the hair moves, a zoom that is hardly felt",
        (_moves("subject", "breathe"), _moves("hair", size=0.6), _camera("breathe")),
        4,
    ),
    "old-photo": Preset(
        "an old print: a slow zoom, unsteady light, grain, dark corners",
        (_camera("breathe", 1.3), Clause("element", "light", strength=0.6, warmth=0.5, origin="preset")),
        6,
        vignette=0.35,
        looks=(("film grain", 1.0),),
    ),
    "waterfall": Preset("water falls, the camera rests", (_moves("waterfall"), _STATIC)),
    "sea": Preset("swell and slow clouds, the camera rests", (_moves("sea"), _moves("clouds", size=0.6), _STATIC), 6),
    "river": Preset("the river flows past swaying trees", (_moves("river"), _moves("trees", size=0.6), _STATIC)),
    "clouds": Preset("clouds pass over a still land", (_moves("clouds", speed=1.5), _STATIC), 6),
    "storm": Preset(
        "racing clouds, hard wind, high waves",
        (
            _moves("clouds", speed=2.5),
            _moves("trees", speed=1.6, size=2.2),
            _moves("sea", speed=1.3, size=1.8),
            Clause("element", "light", verb="flicker", strength=0.8, speed=0.35, warmth=-0.5, origin="preset"),
            _camera("handheld", 0.6),
        ),
        vignette=0.2,
    ),
    "fireplace": Preset("the fire burns and lights the room, the camera rests", (_moves("fire"), _STATIC)),
    "candle": Preset("a small flame and its glow, the camera rests", (_moves("candle"), _STATIC)),
    "coffee-steam": Preset(
        "steam rises, added where the photo has none; a slow push in",
        (_moves("steam"), _camera("push-in", 0.5)),
        5,
        looks=(("steam", 1.0),),
    ),
    "forest-wind": Preset("wind in the trees, a slow push in", (_moves("trees", size=1.3), _camera("push-in", 0.5))),
    "flag": Preset("the flag waves under slow clouds, the camera rests", (_moves("flag"), _moves("clouds"), _STATIC)),
    "night-city": Preset(
        "small lights flicker, water ripples, a slow drift",
        (_moves("lake"), _moves("clouds", size=0.5), _camera("drift", 0.5)),
        6,
        looks=(("lights", 1.0),),
    ),
    "snow": Preset(
        "snow falls, added to the photo; the camera drifts", (_camera("drift", 0.6),), 6, looks=(("snow", 1.0),)
    ),
    "rain": Preset("rain falls, added to the photo; water ripples", (_moves("lake"), _STATIC), looks=(("rain", 1.0),)),
}


def find_camera(name: str) -> str:
    """Return `name` if it is a camera move; UsageError with the nearest one and the list if not."""
    return _known(name, "camera move", list(CAMERAS))


def find_preset(name: str) -> Preset:
    """Return the preset; UsageError with the nearest one and the list if there is none."""
    return PRESETS[_known(name, "preset", list(PRESETS))]


def _known(name: str, what: str, known: list[str]) -> str:
    if name in known:
        return name
    meant = nearest(name, known)
    hint = f"did you mean {meant}? " if meant else ""
    raise UsageError(f"there is no {what} {show_name(name[:60])!r}: {hint}known are {', '.join(known)}")
