"""MotionPlan: the whole configuration of a picture, numbers and names only. It prints, diffs, saves and replays.

Amounts in pixels are given at 1280 px long side and are scaled to the output. Angles of motion are degrees on the
screen, counter-clockwise from the right: 0 right, 90 up, 180 left, 270 down. Progress `u` runs 0..1 over the clip.
Camera units are those of `datatypes.Camera`.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from flowanim.blink import BlinkEffect
from flowanim.parts import Easing as Easing
from flowanim.parts import FillerName, Living, Moment, Part, Playing, Share, check_moments
from flowanim.parts import Finishing as Finishing

REFERENCE_PX = 1280
Axis = Literal["x", "y", "z", "yaw_deg", "pitch_deg", "roll_deg", "zoom"]


class File(Part):
    """A file that the plan rests on: path relative to the plan, and its sha256 ("" = not checked)."""

    path: str = Field(min_length=1)
    sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")


class DepthFile(File):
    """A user's depth map. kind: disparity (white is near) or depth (white is far)."""

    kind: Literal["disparity", "depth"] = "disparity"


class MaskFile(File):
    """A user's region. name: a kind ("sky") or a free name that effects can aim at ("flag")."""

    name: str = Field(min_length=1)


class CameraKey(Part):
    """The camera's pose at progress `u`; `easing` shapes the way from this key to the next."""

    u: float = Field(ge=0, le=1)
    x: float = Field(default=0, ge=-1, le=1)
    y: float = Field(default=0, ge=-1, le=1)
    z: float = Field(default=0, ge=-2, le=0.6)
    yaw_deg: float = Field(default=0, ge=-30, le=30)
    pitch_deg: float = Field(default=0, ge=-30, le=30)
    roll_deg: float = Field(default=0, ge=-30, le=30)
    zoom: float = Field(default=1, ge=0.25, le=4)
    easing: Easing = "ease"


class Swing(Playing):
    """A sine on one axis: amount * (sin(2 pi cycles u + phase) - sin(phase)); on zoom the amount is a log scale."""

    axis: Axis
    amount: float = Field(ge=-30, le=30)
    cycles: int = Field(default=1, ge=1, le=64)
    phase_deg: float = Field(default=0, ge=-360, le=360)


class CameraPath(Part):
    """keys: poses over the clip (none: at rest). swings: sines added. handheld: 0..1, band-limited shake that loops.
    handheld_over: how much of the shake there is over the clip, as `over` of effects.

    overscan: constant zoom on top of everything, the smallest that never shows a border; 1 = the photo's own frame.
    """

    keys: tuple[CameraKey, ...] = ()
    swings: tuple[Swing, ...] = ()
    handheld: float = Field(default=0, ge=0, le=1)
    handheld_over: tuple[Moment, ...] = ()
    overscan: float = Field(default=1, ge=1, le=2)

    @model_validator(mode="after")
    def _keys_in_order(self) -> "CameraPath":
        if any(a.u >= b.u for a, b in zip(self.keys, self.keys[1:], strict=False)):
            raise ValueError("camera keys must have rising u")
        check_moments(self.handheld_over)
        return self


class FlowEffect(Playing):
    """Steady flow: what is in the layer moves on and on (water, clouds, smoke). Two-phase transport closes the loop.

    speed_px_s: where the layer is nearest. angle_deg: where it goes. perspective: 0 same speed everywhere, 1 slower
    with distance. curl: 0..1 of meander. cycles: cross-fades in the clip. stagger: 0..1, phases spread in space (the
    first frame then differs from the photo inside the layer). fall: 0..1, faster the deeper it has fallen.
    """

    effect: Literal["flow"] = "flow"
    layer: str
    speed_px_s: float = Field(ge=0, le=400)
    angle_deg: float = Field(default=0, ge=-360, le=360)
    perspective: float = Field(default=1, ge=0, le=1)
    curl: float = Field(default=0.2, ge=0, le=1)
    cycles: int = Field(default=1, ge=1, le=32)
    stagger: float = Field(default=1, ge=0, le=1)
    fall: float = Field(default=0, ge=0, le=1)


class RippleEffect(Playing):
    """Travelling waves on water: a sum of sines under the deep-water dispersion relation, in perspective.

    amplitude_px: displacement where the layer is nearest. wavelength_px: of the longest wave there. angle_deg: where
    the waves run. glint: 0..1, how much the slopes catch light.
    """

    effect: Literal["ripple"] = "ripple"
    layer: str
    amplitude_px: float = Field(ge=0, le=30)
    wavelength_px: float = Field(default=90, ge=4, le=1000)
    angle_deg: float = Field(default=270, ge=-360, le=360)
    period_s: float = Field(default=2.0, gt=0, le=60)
    glint: float = Field(default=0.3, ge=0, le=1)


class SwayEffect(Playing):
    """Things that are fixed at one end and move in the wind (trees, grass, hair, flags): damped oscillators.

    amplitude_px: at the free end. period_s: of the slowest mode. angle_deg: where the wind blows. gust: 0..1, how much
    the wind comes in waves. anchor: the end that is fixed. wavelength_px: of the gust along the wind.
    """

    effect: Literal["sway"] = "sway"
    layer: str
    amplitude_px: float = Field(ge=0, le=60)
    period_s: float = Field(default=2.0, gt=0, le=60)
    angle_deg: float = Field(default=0, ge=-360, le=360)
    gust: float = Field(default=0.5, ge=0, le=1)
    anchor: Literal["bottom", "top", "left", "right"] = "bottom"
    wavelength_px: float = Field(default=300, ge=20, le=5000)


class LightEffect(Playing):
    """The light changes: exposure in stops, warmth (red against blue, in stops), a soft gradient that moves.

    layer: "" for the whole picture. cycles: whole swings in the clip. flicker: 0..1, uneven like fire.
    """

    effect: Literal["light"] = "light"
    layer: str = ""
    exposure_ev: float = Field(default=0.1, ge=-3, le=3)
    warmth_ev: float = Field(default=0, ge=-2, le=2)
    gradient: float = Field(default=0.5, ge=0, le=1)
    angle_deg: float = Field(default=0, ge=-360, le=360)
    cycles: int = Field(default=1, ge=1, le=64)
    flicker: float = Field(default=0, ge=0, le=1)


Point = tuple[Share, Share]
"""A place (x, y) as shares of the whole photo, whatever the crop."""


class Arrow(Part):
    """What is at (x, y) goes by (dx, dy), pixels to the right and down: of a current the way of one second.

    x, y: shares 0..1 of the whole photo, whatever the crop.
    """

    x: Share
    y: Share
    dx: float = Field(ge=-1280, le=1280)
    dy: float = Field(ge=-1280, le=1280)


class Brush(Part):
    """What is under a painted mask moves: pixels a second to the right and up, towards the viewer in % a second.

    random_px_s: speed of the eddies on top.
    """

    mask: File
    right_px_s: float = Field(default=0, ge=-400, le=400)
    up_px_s: float = Field(default=0, ge=-400, le=400)
    nearer: float = Field(default=0, ge=-50, le=50)
    random_px_s: float = Field(default=0, ge=0, le=200)


class DrawnEffect(Playing):
    """Motion drawn by hand: arrows that speak for what lies around them, and brushes. Plan.anchors and freeze hold it.

    style: flow, on and on, or swing, to the arrow's end and back. reach_px: how far an arrow is felt, 0 = as far as the
    layer goes. perspective: 0 as drawn everywhere, 1 slower with distance. divergence_free: what flows neither gathers
    nor vanishes. cycles: of a current, cross-fades in the clip. stagger: as in FlowEffect. period_s: of a swing, there
    and back. lag: 0..1, how much of a swing what is far from still points comes late.
    """

    effect: Literal["drawn"] = "drawn"
    layer: str
    style: Literal["flow", "swing"] = "flow"
    arrows: tuple[Arrow, ...] = Field(default=(), max_length=1000)
    brushes: tuple[Brush, ...] = Field(default=(), max_length=50)
    reach_px: float = Field(default=0, ge=0, le=5000)
    perspective: float = Field(default=0, ge=0, le=1)
    divergence_free: bool = False
    cycles: int = Field(default=1, ge=1, le=32)
    stagger: float = Field(default=1, ge=0, le=1)
    period_s: float = Field(default=4, gt=0, le=600)
    lag: float = Field(default=0, ge=0, le=1)


Moving = FlowEffect | RippleEffect | SwayEffect | LightEffect | DrawnEffect | Living | BlinkEffect
Effect = Annotated[Moving, Field(discriminator="effect")]


class MotionPlan(Part):
    """Everything that shapes the picture. `notes` say what was understood and left out; they change nothing.

    freeze: masks, white where no effect moves anything. anchors: points that no effect moves. remove: masks, white over
    objects that go first of all. beyond: share of the crop that is made up beyond each side. fill: what makes up
    hidden pixels. refine: "frames": every `refine_every`-th frame is gone over by the in-painting network.
    """

    version: Literal[1] = 1
    photo: File
    depth: DepthFile | None = None
    depth_model: str = Field(default="", max_length=80, description="a model of `flowanim models`, or none")
    segment_model: str = Field(default="", max_length=80)
    masks: tuple[MaskFile, ...] = ()
    freeze: tuple[File, ...] = ()
    remove: tuple[File, ...] = ()
    anchors: tuple[Point, ...] = Field(default=(), max_length=1000)
    crop: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    beyond: float = Field(default=0, ge=0, le=0.25)
    size: tuple[int, int] = Field(description="output (width, height) in pixels")
    seconds: float = Field(default=4.0, gt=0, le=600)
    fps: float = Field(default=24.0, gt=0, le=240)
    loop: bool = True
    seed: int = Field(default=0, ge=0, le=2**31 - 1)
    camera: CameraPath = CameraPath()
    effects: tuple[Effect, ...] = ()
    fill: FillerName = "patch"
    refine: Literal["none", "frames"] = "none"
    refine_every: int = Field(default=8, ge=1, le=240)
    finishing: Finishing = Finishing()
    notes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> "MotionPlan":
        x, y, w, h = self.crop
        if not (x >= 0 and y >= 0 and w > 0 and h > 0 and x + w <= 1 + 1e-9 and y + h <= 1 + 1e-9):
            raise ValueError(f"crop must be a box (x, y, w, h) inside 0..1, got {self.crop}")
        if min(self.size) < 16 or max(self.size) > 8192:
            raise ValueError(f"size must be 16 to 8192 pixels a side, got {self.size}")
        if self.loop and self.camera.keys and not same_pose(self.camera.keys[0], self.camera.keys[-1]):
            raise ValueError(
                "a loop wants the last camera key to be the pose of the first: mend it, or set loop to false"
            )
        if self.loop and any(over and over[0].value != over[-1].value for over in self.curves):
            raise ValueError(
                "a loop wants `over`, and the `rack` of a focus, to end as it begins: mend it, or set loop to false"
            )
        return self

    @property
    def curves(self) -> tuple[tuple[Moment, ...], ...]:
        """How effects, swings and the shake grow and fade and the focus goes over the clip; empty where they do not."""
        parts = (*self.effects, *self.camera.swings)
        curves = (getattr(part, name, ()) for part in parts for name in ("over", "rack"))
        return (*curves, self.camera.handheld_over)

    @property
    def files(self) -> tuple[File, ...]:
        """Every file that the plan rests on: the photo, the masks, the depth, what was drawn."""
        return (self.photo, *self.masks, *((self.depth,) if self.depth else ()), *self.remove, *self.drawings)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The box (x, y, w, h) that the picture shows, in shares of the photo: the crop, and what is made up around."""
        (x, y, w, h), more = self.crop, self.beyond
        return x - more * w, y - more * h, w * (1 + 2 * more), h * (1 + 2 * more)

    @property
    def drawings(self) -> tuple[File, ...]:
        """The masks that are no regions: what is frozen, and the brushes."""
        brushes = (brush.mask for effect in self.effects if effect.effect == "drawn" for brush in effect.brushes)
        return (*self.freeze, *brushes)

    def with_invented_shown(self) -> "MotionPlan":
        """Return the plan with made-up pixels tinted."""
        return self.model_copy(update={"finishing": self.finishing.model_copy(update={"show_invented": True})})

    @property
    def frames(self) -> int:
        """How many frames the clip has."""
        return max(1, round(self.seconds * self.fps))

    @property
    def scale(self) -> float:
        """Pixels of the output for one pixel at the reference size."""
        return max(self.size) / REFERENCE_PX


def same_pose(a: CameraKey, b: CameraKey) -> bool:
    """Whether two keys put the camera at the same place."""
    ignored = {"u", "easing"}
    return a.model_dump(exclude=ignored) == b.model_dump(exclude=ignored)
