"""Effects of a plan: what lives, glows, falls and is added. Those of water, wind and hand stand in `plan.py`.

Units are those of the plan: pixels at 1280 px long side, angles counter-clockwise from the right, places in shares of
the picture. What is ADDED to the photo says so: the first frame then is not the photo there.
"""

import re
from difflib import get_close_matches
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from flowanim.errors import show_name

FILLERS = ("none", "telea", "patch", "diffusion")
FILLER_FORM = r"none|telea|patch|diffusion|hub:\w[\w.-]*(/\w[\w.-]*)?"
"""What makes up hidden pixels: a name, or hub:NAME, an in-painting pipeline of the model hub."""
Easing = Literal["linear", "ease", "ease_in", "ease_out"]
Share = Annotated[float, Field(ge=0, le=1)]
Box = tuple[float, float, float, float]


class Part(BaseModel):
    """Base of all parts of a plan: frozen, no unknown keys, finite numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=False)


class Moment(Part):
    """A factor at progress `u`; `easing` shapes the way from here to the next moment."""

    u: Share
    value: float = Field(ge=0, le=10)
    easing: Easing = "ease"


class Playing(Part):
    """What may grow and fade. over: how much of it there is over the clip, a factor on all it does; empty: always all.

    The moments run from u = 0 to u = 1, and in a loop end as they begin.
    """

    over: tuple[Moment, ...] = ()

    @model_validator(mode="after")
    def _over_the_clip(self) -> "Playing":
        check_moments(self.over)
        return self


def check_moments(over: tuple[Moment, ...], name: str = "over") -> None:
    """Refuse moments that do not run from the start of the clip to its end. Raises ValueError, which says `name`."""
    places = [moment.u for moment in over]
    if over and (places[0] != 0 or places[-1] != 1 or any(a >= b for a, b in pairwise(places))):
        raise ValueError(f"the moments of `{name}` must run from u = 0 to u = 1, with rising u")
    if over and not any(moment.value for moment in over):
        raise ValueError(f"the moments of `{name}` are all 0: leave the effect out instead")


def check_filler(name: str) -> str:
    """Return the name of a filler; ValueError if it is none."""
    if not re.fullmatch(FILLER_FORM, name):
        near = "".join(f", did you mean {word}?" for word in get_close_matches(name.lower(), FILLERS, 1))
        raise ValueError(f"want {', '.join(FILLERS)} or hub:NAME, got '{show_name(name)[:60]}'{near}")
    return name


FillerName = Annotated[str, AfterValidator(check_filler), Field(json_schema_extra={"pattern": f"^({FILLER_FORM})$"})]


class Finishing(Part):
    """What is laid over the finished frame. vignette: 0..1, darkening of the corners. grain: 0..1, of film.

    show_invented: whether hidden pixels that were made up are tinted magenta, to judge them.
    """

    vignette: float = Field(default=0, ge=0, le=1)
    grain: float = Field(default=0, ge=0, le=1)
    show_invented: bool = False


class TurbulenceEffect(Playing):
    """Eddies that drift through what is there and bend it: flames, smoke, steam, hot air.

    amplitude_px: displacement. size_px: of the largest eddies. speed_px_s, angle_deg: how fast and where they drift.
    spread: 0..1, how much the displacement grows along the drift, as a plume widens.
    """

    effect: Literal["turbulence"] = "turbulence"
    layer: str
    amplitude_px: float = Field(ge=0, le=30)
    size_px: float = Field(default=70, ge=8, le=600)
    speed_px_s: float = Field(default=60, ge=0, le=400)
    angle_deg: float = Field(default=90, ge=-360, le=360)
    spread: float = Field(default=0, ge=0, le=1)


class SurfEffect(Playing):
    """Waves that come in to a shore: they bunch up and rise before it, their foam goes with them.

    amplitude_px, wavelength_px: off the shore, where the layer is nearest. period_s: from one crest to the next.
    angle_deg: where the shore is. speed_px_s: of the foam. cycles: its cross-fades in the clip. foam: 0..1, how much
    it shines on the crests.
    """

    effect: Literal["surf"] = "surf"
    layer: str
    amplitude_px: float = Field(ge=0, le=30)
    wavelength_px: float = Field(default=150, ge=20, le=1000)
    period_s: float = Field(default=4, gt=0, le=60)
    angle_deg: float = Field(default=270, ge=-360, le=360)
    speed_px_s: float = Field(default=14, ge=0, le=200)
    cycles: int = Field(default=1, ge=1, le=32)
    foam: float = Field(default=0.5, ge=0, le=1)


class FlutterEffect(Playing):
    """Cloth that is fixed on one side and waves in the wind: waves run from the anchor to the free end and grow.

    amplitude_px: at the free end, across the cloth. wavelength_px, period_s: of the main wave. anchor: the side that is
    fixed. angle_deg: where the wind goes. shade: 0..1, how much the folds catch light.
    """

    effect: Literal["flutter"] = "flutter"
    layer: str
    amplitude_px: float = Field(ge=0, le=60)
    wavelength_px: float = Field(default=180, ge=20, le=2000)
    period_s: float = Field(default=1.1, gt=0, le=60)
    anchor: Literal["bottom", "top", "left", "right"] = "left"
    angle_deg: float = Field(default=0, ge=-360, le=360)
    shade: float = Field(default=0.5, ge=0, le=1)


class BreatheEffect(Playing):
    """A chest that rises and falls: it widens by `share` of its size, and lifts. The head stays as it is.

    face: box (x, y, width, height) in shares of the picture; None: the chest is guessed from the outline.
    """

    effect: Literal["breathe"] = "breathe"
    layer: str
    share: float = Field(default=0.006, ge=0, le=0.05)
    period_s: float = Field(default=4, gt=0, le=60)
    face: Box | None = None


class HeadEffect(Playing):
    """A head that turns a little, by parallax within the face: to one side, back, and to the other."""

    effect: Literal["head"] = "head"
    layer: str
    face: Box
    yaw_deg: float = Field(default=2.5, ge=0, le=4)
    period_s: float = Field(default=4, gt=0, le=60)


class GlowEffect(Playing):
    """A flame or lamp lights what is around it, unevenly. layer: the source. reach_px: where its light is a half."""

    effect: Literal["glow"] = "glow"
    layer: str
    exposure_ev: float = Field(default=0.2, ge=0, le=2)
    warmth_ev: float = Field(default=0.15, ge=-2, le=2)
    reach_px: float = Field(default=180, ge=10, le=3000)
    flicker: float = Field(default=0.7, ge=0, le=1)
    cycles: int = Field(default=2, ge=1, le=64)


class GlintEffect(Playing):
    """A band of light sweeps over a layer and catches on what is bright there. width: share of the layer."""

    effect: Literal["glint"] = "glint"
    layer: str
    exposure_ev: float = Field(default=0.9, ge=0, le=3)
    warmth_ev: float = Field(default=0, ge=-1, le=1)
    width: float = Field(default=0.25, gt=0.05, le=1)
    angle_deg: float = Field(default=-20, ge=-360, le=360)
    cycles: int = Field(default=1, ge=1, le=16)


class ShadeEffect(Playing):
    """Soft shadows drift to and fro: the light moves, what it falls on does not.

    amplitude_px: to each side. angle_deg: the way they drift. soft_px: finer light and shade than this stays.
    """

    effect: Literal["shade"] = "shade"
    layer: str
    amplitude_px: float = Field(default=12, ge=0, le=60)
    angle_deg: float = Field(default=0, ge=-360, le=360)
    period_s: float = Field(default=4, gt=0, le=60)
    soft_px: float = Field(default=24, ge=8, le=300)


class TwinkleEffect(Playing):
    """Small lights flicker, each on its own: windows, lamps, stars, sparkling water. layer: "" for all of them."""

    effect: Literal["twinkle"] = "twinkle"
    layer: str = ""
    exposure_ev: float = Field(default=0.5, ge=0, le=3)
    cycles: int = Field(default=2, ge=1, le=32)


class RaysEffect(Playing):
    """Shafts of light from a place in the picture, slowly changing."""

    effect: Literal["rays"] = "rays"
    layer: Literal[""] = ""
    x: float = Field(default=0.5, ge=-1, le=2)
    y: float = Field(default=0, ge=-1, le=2)
    exposure_ev: float = Field(default=0.15, ge=0, le=2)
    warmth_ev: float = Field(default=0.05, ge=-1, le=1)
    cycles: int = Field(default=1, ge=1, le=16)


class ParticleEffect(Part):
    """ADDED: rain, snow, dust or fireflies, in depth: nearer ones are larger, faster and hide what is behind them.

    amount: how many in the picture. size_px, speed_px_s: of the nearest. angle_deg: where they go.
    """

    effect: Literal["particles"] = "particles"
    layer: Literal[""] = ""
    style: Literal["rain", "snow", "dust", "fireflies"]
    amount: int = Field(default=300, ge=0, le=3000)
    size_px: float = Field(default=5, gt=0, le=60)
    speed_px_s: float = Field(default=100, ge=0, le=4000)
    angle_deg: float = Field(default=270, ge=-360, le=360)
    opacity: float = Field(default=0.7, ge=0, le=1)


class PlumeEffect(Part):
    """ADDED: steam or smoke that rises from the place (x, y) and fades."""

    effect: Literal["plume"] = "plume"
    layer: Literal[""] = ""
    x: Share = 0.5
    y: Share = 0.5
    width_px: float = Field(default=150, ge=10, le=2000)
    height_px: float = Field(default=380, ge=20, le=4000)
    speed_px_s: float = Field(default=60, ge=0, le=1000)
    opacity: float = Field(default=0.35, ge=0, le=1)


class DashEffect(Part):
    """ADDED: dashes that march along a line through `points` (shares of the picture), for diagrams.

    colour: red, green, blue 0..1. dash_px: length of a dash, and of the gap after it.
    """

    effect: Literal["dashes"] = "dashes"
    layer: Literal[""] = ""
    points: tuple[tuple[Share, Share], ...] = Field(min_length=2, max_length=1000)
    colour: tuple[Share, Share, Share] = (0.9, 0.2, 0.1)
    width_px: float = Field(default=5, gt=0, le=100)
    dash_px: float = Field(default=22, ge=2, le=500)
    speed_px_s: float = Field(default=60, ge=0, le=1000)


class FocusEffect(Part):
    """Shallow depth of field: what is nearer or farther than `disparity` blurs, by `blur_px` for a difference of 1.

    blur_px: the radius of the disc that a point becomes. rack: where the focus goes instead, moments whose value is the
    disparity in focus; they run from u = 0 to u = 1, and in a loop end as they begin.
    """

    effect: Literal["focus"] = "focus"
    layer: Literal[""] = ""
    disparity: float = Field(default=0.8, ge=0, le=2)
    blur_px: float = Field(default=8, ge=0, le=60)
    rack: tuple[Moment, ...] = ()

    @model_validator(mode="after")
    def _over_the_clip(self) -> "FocusEffect":
        check_moments(self.rack, "rack")
        return self


Living = (
    TurbulenceEffect
    | SurfEffect
    | FlutterEffect
    | BreatheEffect
    | HeadEffect
    | GlowEffect
    | GlintEffect
    | ShadeEffect
    | TwinkleEffect
    | RaysEffect
    | ParticleEffect
    | PlumeEffect
    | DashEffect
    | FocusEffect
)
