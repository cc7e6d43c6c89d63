"""Wishes: what a user asks for besides the prompt, as the options of the command line say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Wishes:
    """What the user asks for besides the prompt; None means: choose.

    preset, camera: names. seconds, fps: length and rate. size: long side in pixels or (W, H). crop: aspect "16:9" or
    a box (x, y, w, h) as shares 0..1 of the photo. seed: of everything random. loop: whether the clip closes.
    strength: factor on all motion. no: what must not move, in words ("camera, people"). depth: a depth file;
    depth_kind: "disparity" (white is near) or "depth". depth_model, segment_model: fetched models, by name.
    masks: region name -> mask file. draft: a quarter of the pixels, half the frame rate, the same motion. max_pixels:
    limit on the photo's size as stored; None is the reader's own. show_invented: tint what was made up. filler: what
    makes up hidden pixels: none, telea, patch, diffusion, hub:NAME. refine: "frames": the in-painting network goes over
    key frames. remove: mask files, white over objects to be removed. beyond: 0..0.25, how much of the picture's size is
    made up beyond each of its sides.

    Drawn by hand, points in pixels of the photo as it stands upright: arrows: (x1, y1, x2, y2): what lies under the
    start moves along it. anchors: (x, y): points that stay. freeze: mask files, white where nothing moves. brushes:
    (mask file, right, up, nearer, random): pixels a second at 1280 px, % a second towards the viewer, pixels a second.
    drawn: whether arrows and brushes "flow" (an arrow is the way of one second) or "swing" (there and back), or
    "dashes" march along the arrows; None: fluids flow. divergence_free: what arrows make flow neither gathers nor
    vanishes. hints: a labelme or Kling JSON, or a .flo file with the way of one second. motion_from: a clip whose
    current is laid over `region` (None: the water).
    """

    preset: str | None = None
    camera: str | None = None
    seconds: float | None = None
    fps: float | None = None
    size: int | tuple[int, int] | None = None
    crop: str | tuple[float, float, float, float] | None = None
    seed: int = 0
    loop: bool | None = None
    strength: float = 1.0
    no: str = ""
    depth: str | None = None
    depth_kind: Literal["disparity", "depth"] = "disparity"
    depth_model: str = ""
    segment_model: str = ""
    masks: Mapping[str, str] = field(default_factory=dict)
    draft: bool = False
    max_pixels: int | None = None
    show_invented: bool = False
    filler: str | None = None
    remove: tuple[str, ...] = ()
    beyond: float = 0.0
    refine: Literal["none", "frames"] | None = None
    arrows: tuple[tuple[float, float, float, float], ...] = ()
    anchors: tuple[tuple[float, float], ...] = ()
    freeze: tuple[str, ...] = ()
    brushes: tuple[tuple[str, float, float, float, float], ...] = ()
    drawn: Literal["flow", "swing", "dashes"] | None = None
    divergence_free: bool = False
    hints: str | None = None
    motion_from: str | None = None
    region: str | None = None

    @property
    def draws(self) -> bool:
        """Whether motion is drawn by hand."""
        return bool(self.arrows or self.brushes)

    @property
    def files(self) -> tuple[str, ...]:
        """Every file that is read besides the photo."""
        single = (file for file in (self.depth, self.hints, self.motion_from) if file)
        return (*single, *self.masks.values(), *self.freeze, *self.remove, *(brush[0] for brush in self.brushes))
