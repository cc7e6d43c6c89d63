"""The arrays and the data types that the stages hand to each other, and their checks.

    photo --scene--> Scene --motion--> MotionPlan --render--> Clip --video--> file

Arrays: Image (H, W, 3|4) float32 RGB sRGB-encoded 0..1, premultiplied where there is alpha; Alpha (H, W) float32 0..1;
Disparity (H, W) float32, 1 / distance, nearest 1, infinity 0; Flow (H, W, 2) float32 pixels (dx, dy), x right,
y down.
A flow's variable says which way: `push` (this pixel goes there) or `pull` (it comes from there).
`shape` is (H, W), `size` is (W, H), points are (x, y). Pixel centres are whole numbers. The plan is in `plan.py`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from flowanim.wishes import Wishes as Wishes

Array = NDArray[np.float32]
Image = Array
Alpha = Array
Disparity = Array
Flow = Array
Mask = NDArray[np.bool_]
Frame = NDArray[np.uint8]
Labels = NDArray[np.int32]
Box = tuple[float, float, float, float]

Kind = Literal[
    "sky",
    "water",
    "vegetation",
    "building",
    "ground",
    "mountain",
    "person",
    "animal",
    "vehicle",
    "fire",
    "smoke",
    "other",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


def vector(*values: float) -> Array:
    """Return a short float32 array, such as a point or a shift (x, y)."""
    return np.array(values, np.float32)


def check(array: Array, name: str, *, channels: tuple[int, ...] = (), shape: tuple[int, ...] | None = None) -> None:
    """Refuse an array that is not float32, not (H, W[, channels]), or not of `shape` (H, W)."""
    form = "(H, W)" if not channels else f"(H, W, {' or '.join(map(str, channels))})"
    right = array.ndim == 3 and array.shape[2] in channels if channels else array.ndim == 2
    if array.dtype != np.float32 or not right:
        raise ValueError(f"{name}: want float32 {form}, got {array.dtype} {array.shape}")
    if shape is not None and array.shape[:2] != shape:
        raise ValueError(f"{name}: want {shape} pixels (H, W), got {array.shape[:2]}")


@dataclass(frozen=True, eq=False)
class Photo:
    """The working image: upright, sRGB, at working size.

    rgb: Image (H, W, 3). focal_px: focal length in pixels of this image. name: the file's name, for messages.
    notes: what was adapted on reading, one plain sentence each.
    """

    rgb: Image
    focal_px: float
    name: str = "photo"
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check(self.rgb, "photo", channels=(3,))
        if not (isfinite(self.focal_px) and self.focal_px > 0):
            raise ValueError(f"focal_px: want a positive number of pixels, got {self.focal_px}")

    @property
    def shape(self) -> tuple[int, int]:
        """(H, W)."""
        return self.rgb.shape[0], self.rgb.shape[1]

    @property
    def size(self) -> tuple[int, int]:
        """(W, H)."""
        return self.rgb.shape[1], self.rgb.shape[0]


@dataclass(frozen=True, eq=False)
class Analysis:
    """What is where in a photo, before layers: the answer of a network or of the classical analysis.

    disparity: Disparity (H, W), sky 0, nearest 1. regions: kind or name -> Alpha (H, W); together they sum to 1.
    confidence: kind or name -> 0..1, how sure the region is. subject: Alpha (H, W) of the main subject, or None.
    faces: boxes (x, y, width, height) in shares of the picture, the largest first.
    """

    disparity: Disparity
    regions: Mapping[str, Alpha]
    confidence: Mapping[str, float]
    subject: Alpha | None = None
    faces: tuple[Box, ...] = ()

    def __post_init__(self) -> None:
        check(self.disparity, "disparity")
        shape = self.disparity.shape
        for name, region in self.regions.items():
            check(region, f"region {name}", shape=shape)
        if self.subject is not None:
            check(self.subject, "subject", shape=shape)


Analyse = Callable[[Image], Analysis]


@dataclass(frozen=True, eq=False)
class Layer:
    """One sheet of the scene.

    name: unique in its scene, what effects aim at. kind: what it is. rgba: Image (H, W, 4), premultiplied.
    disparity: Disparity (H, W), smooth, defined also where the layer is clear. subject: the photo is about it.
    confidence: 0..1, how sure its region is.
    """

    name: str
    kind: Kind
    rgba: Image
    disparity: Disparity
    subject: bool = False
    confidence: float = 1.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"layer {self.name}: want a kind of {', '.join(KINDS)}, got {self.kind}")
        check(self.rgba, f"layer {self.name}", channels=(4,))
        check(self.disparity, f"disparity of layer {self.name}", shape=self.rgba.shape[:2])

    @property
    def alpha(self) -> Alpha:
        """Alpha (H, W), a view."""
        return self.rgba[..., 3]


@dataclass(frozen=True, eq=False)
class Scene:
    """The photo cut into layers, from far to near. Laid over each other at rest they give back the photo.

    drawings: the plan's masks that make no layer (brushes, what is frozen): path in the plan -> Alpha (H, W).
    faces: boxes (x, y, width, height) in shares of the picture, the largest first. made: (H, W), 1 where the photo was
    made up before it was cut, None: nowhere.
    """

    photo: Photo
    layers: tuple[Layer, ...]
    drawings: Mapping[str, Alpha] = field(default_factory=dict)
    faces: tuple[Box, ...] = ()
    made: Alpha | None = None

    def __post_init__(self) -> None:
        if not self.layers:
            raise ValueError("a scene wants at least one layer")
        names = [layer.name for layer in self.layers]
        if len(set(names)) < len(names):
            raise ValueError(f"layer names must differ, got {names}")
        for layer in self.layers:
            check(layer.rgba, f"layer {layer.name}", channels=(4,), shape=self.photo.shape)
        for name, drawing in self.drawings.items():
            check(drawing, f"drawing {name}", shape=self.photo.shape)

    def find(self, target: str) -> tuple[Layer, ...]:
        """Return the layers that `target` means: all of that kind or name; the subject for "subject"."""
        return tuple(
            layer
            for layer in self.layers
            if target in (layer.name, layer.kind) or (target == "subject" and layer.subject)
        )


@dataclass(frozen=True)
class Bearing:
    """What a scene bears of a plan, as rendering finds it.

    strains: layer -> the largest strain of its own motion (1: it may fold over itself). camera: that of the parallax
    within the layers. opened: share of the shown pixels that must be invented.
    """

    strains: Mapping[str, float]
    camera: float
    opened: float


@dataclass(frozen=True)
class Camera:
    """Where the eye is, against the photo's own.

    x, y, z: right, down, into the scene; unit: the distance to the nearest point; z < 1. yaw_deg turns right, pitch_deg
    turns up, roll_deg clockwise; zoom > 0 scales the picture. Applied as move, then yaw, pitch, roll, then zoom.
    """

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    zoom: float = 1.0

    def __post_init__(self) -> None:
        numbers = (self.x, self.y, self.z, self.yaw_deg, self.pitch_deg, self.roll_deg, self.zoom)
        if not all(map(isfinite, numbers)):
            raise ValueError(f"a camera wants finite numbers, got {self}")
        if self.z >= 1:
            raise ValueError(f"camera z: want below 1 (the distance to the nearest point), got {self.z}")
        if self.zoom <= 0:
            raise ValueError(f"camera zoom: want above 0, got {self.zoom}")


@dataclass(frozen=True, eq=False)
class Clip:
    """A stream of frames: each Frame (H, W, 3) uint8 RGB, read once, never held whole.

    frames: the iterator. size: (W, H). fps: frames a second. count: how many frames, or None if not known.
    """

    frames: Iterator[Frame]
    size: tuple[int, int]
    fps: float
    count: int | None = None

    def __post_init__(self) -> None:
        if min(self.size) < 1:
            raise ValueError(f"clip size: want at least 1x1, got {self.size}")
        if not (isfinite(self.fps) and self.fps > 0):
            raise ValueError(f"clip fps: want a positive number, got {self.fps}")


Progress = Callable[[str, int, int], None]
"""Called as (stage, done, total) by long work; on the command line it draws the bar."""


def silent(stage: str, done: int, total: int) -> None:
    """The Progress that shows nothing."""
