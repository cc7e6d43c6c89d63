"""The table of effects: how each part of a plan moves its layer. Adding one is one function and one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flowanim.fields.fluid import Transport, current, ripple
from flowanim.fields.light import light
from flowanim.fields.place import Place
from flowanim.fields.sway import sway
from flowanim.fields.waves import Waves
from flowanim.plan import Effect, FlowEffect, LightEffect, RippleEffect, SwayEffect


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


def _flow(effect: FlowEffect, place: Place) -> Motion:
    return Motion(transport=current(effect, place))


def _ripple(effect: RippleEffect, place: Place) -> Motion:
    pull, glint = ripple(effect, place)
    return Motion(pull=pull, light=glint)


def _sway(effect: SwayEffect, place: Place) -> Motion:
    return Motion(push=sway(effect, place))


def _light(effect: LightEffect, place: Place) -> Motion:
    return Motion(light=light(effect, place))


EFFECTS: Mapping[str, Callable[[Any, Place], Motion]] = {
    "flow": _flow,
    "ripple": _ripple,
    "sway": _sway,
    "light": _light,
}


def motion_of(effects: tuple[Effect, ...], place: Place) -> Motion:
    """Return the sum of `effects` in one layer."""
    total = Motion()
    for effect in effects:
        total = total + EFFECTS[effect.effect](effect, place)
    return total
