"""The table of effects: how each part of a plan moves its layer. Adding one is one function and one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flowanim.datatypes import Alpha
from flowanim.fields.drawn import drawn_current, drawn_swing
from flowanim.fields.fluid import Transport, current, ripple
from flowanim.fields.light import light
from flowanim.fields.place import Place
from flowanim.fields.sway import sway
from flowanim.fields.waves import Term, Waves
from flowanim.plan import DrawnEffect, Effect, FlowEffect, LightEffect, RippleEffect, SwayEffect


@dataclass(frozen=True)
class Motion:
    """What moves in a layer. All fields are on the coarse grid.

    push: (h, w, 2) px, moves the layer with its matte. pull: (h, w, 2) px, moves what is inside a matte that stays.
    transports: currents inside a matte that stays. light: (h, w, 3) log2 gain.
    """

    push: Waves = ()
    pull: Waves = ()
    transport: Transport | None = None
    light: Waves = ()

    def __add__(self, other: "Motion") -> "Motion":
        """Return both together; of two currents the later one counts."""
        return Motion(
            self.push + other.push,
            self.pull + other.pull,
            other.transport or self.transport,
            self.light + other.light,
        )

    def held(self, free: Alpha) -> "Motion":
        """Return the motion times `free` (h, w); a current fades out towards what is frozen by itself."""
        push, pull, light = (tuple(_held(term, free) for term in waves) for waves in (self.push, self.pull, self.light))
        return Motion(push, pull, self.transport, light)


def _held(term: Term, free: Alpha) -> Term:
    return Term(term.cycles, term.cos * free[..., None], term.sin * free[..., None])


def _flow(effect: FlowEffect, place: Place) -> Motion:
    return Motion(transport=current(effect, place))


def _ripple(effect: RippleEffect, place: Place) -> Motion:
    pull, glint = ripple(effect, place)
    return Motion(pull=pull, light=glint)


def _sway(effect: SwayEffect, place: Place) -> Motion:
    return Motion(push=sway(effect, place))


def _drawn(effect: DrawnEffect, place: Place) -> Motion:
    if effect.style == "swing":
        return Motion(push=drawn_swing(effect, place))
    return Motion(transport=drawn_current(effect, place))


def _light(effect: LightEffect, place: Place) -> Motion:
    return Motion(light=light(effect, place))


EFFECTS: Mapping[str, Callable[[Any, Place], Motion]] = {
    "flow": _flow,
    "ripple": _ripple,
    "sway": _sway,
    "light": _light,
    "drawn": _drawn,
}


def motion_of(effects: tuple[Effect, ...], place: Place) -> Motion:
    """Return the sum of `effects` in one layer; what is frozen does not move."""
    total = Motion()
    for effect in effects:
        total = total + EFFECTS[effect.effect](effect, place.loose)
    return total if place.free is None else total.held(place.free)
