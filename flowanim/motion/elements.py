"""What the things in photographs do, as data: element -> where to look for it, and its effects at medium strength.

Pixels are those of a picture 1280 px long. `layer` in a template is only a place holder. `angle` says where the element
goes when nobody said: a number of degrees, "wind" (with the wind), or "water" (down a tall region, else with the wind).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from flowanim.parts import (
    BreatheEffect,
    FlutterEffect,
    GlintEffect,
    GlowEffect,
    ShadeEffect,
    SurfEffect,
    TurbulenceEffect,
    TwinkleEffect,
)
from flowanim.plan import Effect, FlowEffect, LightEffect, RippleEffect, SwayEffect


@dataclass(frozen=True)
class Element:
    """kinds: kinds of layer to look for after a layer of its own name. effects: templates; none = it cannot move.

    angle: where it goes by itself. breathes: it goes nowhere, whatever direction is said. every: all of its kinds are
    meant, not the first of them that is there.
    """

    kinds: tuple[str, ...]
    effects: tuple[Effect, ...] = ()
    angle: float | Literal["wind", "water"] = "wind"
    breathes: bool = False
    every: bool = False


def _flow(speed: float, perspective: float = 1, curl: float = 0.2, fall: float = 0) -> FlowEffect:
    return FlowEffect(layer="*", speed_px_s=speed, perspective=perspective, curl=curl, fall=fall)


def _ripple(amplitude: float, wavelength: float = 90, period_s: float = 2, glint: float = 0.3) -> RippleEffect:
    return RippleEffect(
        layer="*", amplitude_px=amplitude, wavelength_px=wavelength, period_s=period_s, glint=glint, angle_deg=270
    )


def _sway(amplitude: float, period_s: float, gust: float = 0.5, wavelength: float = 300) -> SwayEffect:
    return SwayEffect(layer="*", amplitude_px=amplitude, period_s=period_s, gust=gust, wavelength_px=wavelength)


def _hangs(amplitude: float, period_s: float) -> SwayEffect:
    return SwayEffect(layer="*", amplitude_px=amplitude, period_s=period_s, anchor="top", wavelength_px=160)


def _eddies(amplitude: float, size: float, speed: float, spread: float = 0) -> TurbulenceEffect:
    return TurbulenceEffect(layer="*", amplitude_px=amplitude, size_px=size, speed_px_s=speed, spread=spread)


LAND = ("ground", "vegetation", "building", "mountain", "other")
BREATH = BreatheEffect(layer="*")
BOB = SwayEffect(layer="*", amplitude_px=2.5, period_s=3.5, angle_deg=90, gust=0.1)
GLOW = LightEffect(layer="*", exposure_ev=0.2, warmth_ev=0.1, gradient=0, flicker=0.6, cycles=4)
GLOW_AROUND = GlowEffect(layer="*")
FLAME = SwayEffect(layer="*", amplitude_px=2.5, period_s=0.7, angle_deg=90, gust=0.3, wavelength_px=80)
DAYLIGHT = LightEffect(layer="", exposure_ev=0.12, gradient=0.5)

ELEMENTS: Mapping[str, Element] = {
    "water": Element(("water",), (_flow(8, curl=0.08), _ripple(1.8)), "water"),
    "river": Element(("water",), (_flow(28), _ripple(0.8)), "water"),
    "lake": Element(("water",), (_ripple(1.5, 70),), 270),
    "sea": Element(("water",), (_ripple(3.0, 160, 3.0, 0.35),), 270),
    "surf": Element(("water",), (SurfEffect(layer="*", amplitude_px=3.5),), 270),
    "waterfall": Element(("water",), (_flow(90, 0, 0.08, fall=0.8),), 270),
    "clouds": Element(("sky",), (_flow(10, 0.7, 0.15),)),
    "sky": Element(("sky",), (_flow(10, 0.7, 0.15),)),
    "smoke": Element(("smoke",), (_flow(24, 0, 0.6), _eddies(4, 110, 30, 0.8)), 90),
    "steam": Element(("smoke",), (_flow(18, 0, 0.6), _eddies(3, 80, 28, 0.8)), 90),
    "fog": Element(("smoke",), (_flow(8, 0.3, 0.4), _eddies(3, 260, 10))),
    "fire": Element(("fire",), (_flow(55, 0, 0.5), _eddies(6, 70, 110), GLOW, GLOW_AROUND), 90),
    "candle": Element(("fire",), (FLAME, _eddies(2, 36, 60, 1), GLOW, GLOW_AROUND), 90),
    "trees": Element(("vegetation",), (_sway(3, 3.2),)),
    "grass": Element(("vegetation",), (_sway(3.5, 1.9, 0.7, 220),)),
    "leaves": Element(("vegetation",), (_sway(2.5, 1.5, 0.6, 180),)),
    "flowers": Element(("vegetation",), (_sway(3, 2.0, 0.5, 200),)),
    "vegetation": Element(("vegetation",), (_sway(3, 2.6),)),
    "hair": Element((), (_hangs(4, 2.4),)),
    "fabric": Element((), (_hangs(5, 2.6),)),
    "flag": Element((), (FlutterEffect(layer="*", amplitude_px=9),)),
    "stairs": Element((), (_flow(40, 0, 0),), 90),
    "subject": Element(("subject",), (BREATH,), 90, breathes=True),
    "person": Element(("person", "subject"), (BREATH,), 90, breathes=True),
    "animal": Element(("animal",), (BREATH,), 90, breathes=True),
    "boat": Element(("vehicle",), (BOB,), 90),
    "light": Element((), (DAYLIGHT,)),
    "shadows": Element(LAND, (ShadeEffect(layer="*"),), every=True),
    "product": Element(("subject", "other"), (GlintEffect(layer="*", exposure_ev=0.7),), -20),
    "lamps": Element(("building", "vehicle"), (TwinkleEffect(layer="*"),), 90),
    "vehicle": Element(("vehicle",)),
    "building": Element(("building",)),
    "mountain": Element(("mountain",)),
    "ground": Element(("ground",)),
    "object": Element(()),
}

UNNAMED = Element((), (_sway(3, 2.6),))
"""What a region under a name of the user's own does."""

OF_KIND: Mapping[str, str] = {
    "fire": "fire",
    "smoke": "smoke",
    "water": "water",
    "sky": "clouds",
    "vegetation": "vegetation",
}
"""What moves by itself when nobody says anything, the most telling first: kind of layer -> element."""

ONLY: Mapping[str, str] = {
    "ripple": "ripple",
    "swell": "ripple",
    "sway": "sway",
    "breathe": "breathe",
    "flicker": "light",
    "break": "surf",
}
"""A verb that means one effect of several: verb -> the effect that is kept, where the element has it."""

INSTEAD: Mapping[tuple[str, str], str] = {
    ("lake", "flow"): "water",
    ("lake", "drift"): "water",
    ("sea", "flow"): "water",
    ("sea", "drift"): "water",
    ("water", "swell"): "sea",
    ("lake", "swell"): "sea",
    ("sea", "break"): "surf",
    ("water", "break"): "surf",
    ("surf", "swell"): "sea",
    ("water", "fall"): "waterfall",
    ("river", "fall"): "waterfall",
    ("water", "sway"): "lake",
    ("sky", "shift"): "light",
}
"""An element that does something unusual is taken for another one: (element, verb) -> element."""

CURLS: Mapping[str, float] = {"swirl": 0.8}
"""A verb that makes a flow meander: verb -> curl."""

REPEATING = {"stairs"}
"""What goes on for ever by whole periods of its pattern."""

HONEST: Mapping[str, tuple[str, ...]] = {
    "person": ("", "breathe", "sway"),
    "animal": ("", "breathe", "sway"),
    "subject": ("", "breathe", "sway"),
}
"""What these can do without lying; any other verb is left out, and said."""
