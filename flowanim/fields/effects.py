"""The table of effects: how each part of a plan moves its layer. Adding one is one function and one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flowanim.datatypes import Alpha
from flowanim.fields.drawn import drawn_current, drawn_swing
from flowanim.fields.fluid import Transport, current
from flowanim.fields.light import glint, glow, light, rays, shade, twinkle
from flowanim.fields.place import Place
from flowanim.fields.portrait import breathe, head
from flowanim.fields.ripple import ripple
from flowanim.fields.surf import surf
from flowanim.fields.sway import flutter, sway
from flowanim.fields.turbulence import turbulence
from flowanim.fields.waves import Term, Waves, gathered, plain
from flowanim.parts import (
    BreatheEffect,
    FlutterEffect,
    GlintEffect,
    GlowEffect,
    HeadEffect,
    Moment,
    Part,
    RaysEffect,
    ShadeEffect,
    SurfEffect,
    TurbulenceEffect,
    TwinkleEffect,
)
from flowanim.plan import DrawnEffect, Effect, FlowEffect, LightEffect, RippleEffect, SwayEffect


@dataclass(frozen=True)
class Motion:
    """What moves in a layer. All fields are on the coarse grid.

    push: (h, w, 2) px, moves the layer with its matte. pull: (h, w, 2) px, moves what is inside a matte that stays.
    transports: currents inside a matte that stays. light: (h, w, 3) log2 gain. spill: the same, of the whole picture,
    from what shines here.
    """

    push: Waves = ()
    pull: Waves = ()
    transport: Transport | None = None
    light: Waves = ()
    spill: Waves = ()

    def __add__(self, other: "Motion") -> "Motion":
        """Return both together; of two currents the later one counts."""
        return Motion(
            self.push + other.push,
            self.pull + other.pull,
            other.transport or self.transport,
            self.light + other.light,
            self.spill + other.spill,
        )

    def changing(self, over: tuple[Moment, ...]) -> "Motion":
        """Return the motion growing and fading over the clip; currents flow faster and slower."""
        if not over:
            return self
        push, pull, light, spill = (
            tuple(replace(term, over=over) for term in waves)
            for waves in (self.push, self.pull, self.light, self.spill)
        )
        transport = self.transport.changing(over) if self.transport else None
        return Motion(push, pull, transport, light, spill)

    def gathered(self) -> "Motion":
        """Return the same motion with what swings alike in one term."""
        push, pull, light, spill = (gathered(waves) for waves in (self.push, self.pull, self.light, self.spill))
        return Motion(push, pull, self.transport, light, spill)

    def held(self, free: Alpha) -> "Motion":
        """Return the motion times `free` (h, w); a current fades out towards what is frozen by itself."""
        push, pull, light, spill = (
            tuple(_held(term, free) for term in waves) for waves in (self.push, self.pull, self.light, self.spill)
        )
        return Motion(push, pull, self.transport, light, spill)

    def rows(self, rows: slice) -> "Motion":
        """Return what moves inside the matte in some rows of the grid only, its light as one channel if it is grey."""
        pull, light = (tuple(term.rows(rows) for term in waves) for waves in (self.pull, self.light))
        return Motion((), pull, self.transport.rows(rows) if self.transport else None, plain(light))


def _held(term: Term, free: Alpha) -> Term:
    return replace(term, cos=term.cos * free[..., None], sin=term.sin * free[..., None])


def _flow(effect: FlowEffect, place: Place) -> Motion:
    return Motion(transport=current(effect, place))


def _ripple(effect: RippleEffect, place: Place) -> Motion:
    pull, glint = ripple(effect, place)
    return Motion(pull=pull, light=glint)


def _surf(effect: SurfEffect, place: Place) -> Motion:
    transport, pull, foam = surf(effect, place)
    return Motion(pull=pull, transport=transport, light=foam)


def _sway(effect: SwayEffect, place: Place) -> Motion:
    return Motion(push=sway(effect, place))


def _drawn(effect: DrawnEffect, place: Place) -> Motion:
    if effect.style == "swing":
        return Motion(push=drawn_swing(effect, place))
    return Motion(transport=drawn_current(effect, place))


def _light(effect: LightEffect, place: Place) -> Motion:
    return Motion(light=light(effect, place))


def _turbulence(effect: TurbulenceEffect, place: Place) -> Motion:
    return Motion(pull=turbulence(effect, place))


def _flutter(effect: FlutterEffect, place: Place) -> Motion:
    push, folds = flutter(effect, place)
    return Motion(push=push, light=folds)


def _breathe(effect: BreatheEffect, place: Place) -> Motion:
    return Motion(push=breathe(effect, place))


def _head(effect: HeadEffect, place: Place) -> Motion:
    return Motion(push=head(effect, place))


def _glow(effect: GlowEffect, place: Place) -> Motion:
    return Motion(spill=glow(effect, place))


def _glint(effect: GlintEffect, place: Place) -> Motion:
    return Motion(light=glint(effect, place))


def _shade(effect: ShadeEffect, place: Place) -> Motion:
    return Motion(light=shade(effect, place))


def _twinkle(effect: TwinkleEffect, place: Place) -> Motion:
    return Motion(light=twinkle(effect, place))


def _rays(effect: RaysEffect, place: Place) -> Motion:
    return Motion(light=rays(effect, place))


def _laid_over(effect: Part, place: Place) -> Motion:
    """Nothing in the picture moves: it is added to it (render/overlay.py) or blurred (render/focus.py)."""
    return Motion()


EFFECTS: Mapping[str, Callable[[Any, Place], Motion]] = {
    "flow": _flow,
    "ripple": _ripple,
    "surf": _surf,
    "sway": _sway,
    "light": _light,
    "drawn": _drawn,
    "turbulence": _turbulence,
    "flutter": _flutter,
    "breathe": _breathe,
    "head": _head,
    "glow": _glow,
    "glint": _glint,
    "shade": _shade,
    "twinkle": _twinkle,
    "rays": _rays,
    "blink": _laid_over,
    "particles": _laid_over,
    "plume": _laid_over,
    "dashes": _laid_over,
    "focus": _laid_over,
}


def motion_of(effects: tuple[Effect, ...], place: Place) -> Motion:
    """Return the sum of `effects` in one layer; what is frozen does not move."""
    total = Motion()
    for effect in effects:
        total = total + EFFECTS[effect.effect](effect, place.loose).changing(getattr(effect, "over", ()))
    return (total if place.free is None else total.held(place.free)).gathered()
