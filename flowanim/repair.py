"""Parts of a photo made up before it is cut into layers: objects removed, and what lies beyond its frame.

    (photo, where something is wrong or missing) -> the photo with that made up, by any filler of the table

Nothing else changes, to the bit. How far beyond its frame a photo may be carried on is limited: what is made up there
has less and less to do with the place that was photographed.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from flowanim.datatypes import Alpha, Disparity, Image, Mask, Photo
from flowanim.errors import PlanError, UsageError, show_name
from flowanim.filling import REFINER, STAND_IN, default_filler, filler_of, missing, network
from flowanim.nets.scene_onnx import see
from flowanim.ops.mask import grow
from flowanim.plan import MotionPlan
from flowanim.render.fill import fill_telea
from flowanim.render.holes import TINT, TINT_SHARE
from flowanim.render.redraw import redrawer
from flowanim.scene.framing import parse_aspect
from flowanim.scene.maps import read_mask
from flowanim.scene.photo import read_photo
from flowanim.scene.picture import MAX_PIXELS, WHOLE
from flowanim.scene.seen import look_at

INSIDE = 0.02
"""From this share on a pixel of a mask is inside."""
RIM = 3 / 1280
"""What is taken away around an object to be removed: its soft outline and a mask's carelessness."""
WHOLE_PX = 100_000
"""No photo has a longer side: pictures are repaired at their own size."""
FARTHEST = 0.5
"""Of a picture may lie beyond the photo: from there on most of it would be an invention."""
MOST = 0.9
"""Of a picture may be made up; there must be something to go on."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Inner:
    """The part of a picture that lies on the photo. crop: in shares of the photo. size: (W, H) in pixels.

    pads: pixels beyond it, ((above, below), (left, right)).
    """

    crop: Box
    size: tuple[int, int]
    pads: tuple[tuple[int, int], tuple[int, int]]

    @classmethod
    def of(cls, crop: Box, size: tuple[int, int]) -> "Inner":
        """Return the part of the picture `size` (W, H) of the box `crop`, which may reach beyond 0..1."""
        (x, y, w, h), (width, height) = crop, size
        left, top = (round(max(0.0, -at) / side * px) for at, side, px in ((x, w, width), (y, h, height)))
        right = round(max(0.0, x + w - 1) / w * width)
        below = round(max(0.0, y + h - 1) / h * height)
        inside = max(x, 0.0), max(y, 0.0), min(x + w, 1.0) - max(x, 0.0), min(y + h, 1.0) - max(y, 0.0)
        return cls(inside, (width - left - right, height - top - below), ((top, below), (left, right)))

    def cut(self, field: Alpha) -> Alpha:
        """Return the part (h, w) of a field at the picture's size."""
        (top, _), (left, _) = self.pads
        return field[top : top + self.size[1], left : left + self.size[0]]

    def laid(self, field: Alpha) -> Alpha:
        """Return a field (h, w) of the part at the picture's size; beyond it the border repeats."""
        return np.pad(field, self.pads, mode="edge")

    def beyond(self) -> Mask:
        """Return what lies beyond the photo, (H, W)."""
        return np.pad(np.zeros(self.size[::-1], bool), self.pads, constant_values=True)


def extended(photo: Photo, inner: Inner, filler: str, seed: int) -> tuple[Photo, Mask, tuple[str, ...]]:
    """Return the photo carried on beyond its frame, what was made up (H, W), and notes."""
    beyond = inner.beyond()
    if not beyond.any():
        return photo, beyond, ()
    rgb = np.pad(photo.rgb, (*inner.pads, (0, 0)), mode="symmetric")
    made, notes = carried_on(rgb, beyond, filler, seed)
    note = f"frame: carried on beyond the photo, {100 * beyond.mean():.0f} % of the picture was made up"
    return replace(photo, rgb=made), beyond, (note, *notes)


def carried_on(rgb: Image, beyond: Mask, filler: str, seed: int) -> tuple[Image, tuple[str, ...]]:
    """Return `rgb` (H, W, 3) with what lies beyond made up, and notes. `rgb` has the mirror image there.

    Patches go astray where nothing is known but on one side: the mirror image stands for them. The network goes over
    it; other fillers are asked as always.
    """
    if filler == STAND_IN or missing(filler):
        return rgb, ("what lies beyond the photo is its mirror image",)
    if filler == REFINER:
        return redrawer(network())(rgb, beyond.astype(np.float32), disparity_of(rgb), seed), ()
    return made_up(rgb, beyond, filler, seed)


def removed(photo: Photo, mask: Alpha, filler: str, seed: int) -> tuple[Photo, Mask, tuple[str, ...]]:
    """Return the photo without what `mask` (H, W) is over, where that was, and notes. PlanError if that cannot be."""
    hole = grow(inside(mask, "to remove"), max(1.0, RIM * max(mask.shape)))
    if hole.mean() > MOST:
        raise PlanError("the mask to remove covers the photo: leave something of it to go on with")
    made, notes = made_up(photo.rgb, hole, filler, seed)
    return replace(photo, rgb=made), hole, notes


def inside(mask: Alpha, name: str) -> Mask:
    """Return what is inside a mask; PlanError if nothing is, or all of it."""
    found = np.asarray(mask > INSIDE)
    if not found.any():
        raise PlanError(f"the mask {name} is empty: paint white what is to be made up")
    if found.mean() > MOST:
        raise PlanError(f"the mask {name} covers the photo: leave something of it to go on with")
    return found


def made_up(rgb: Image, hole: Mask, filler: str, seed: int) -> tuple[Image, tuple[str, ...]]:
    """Return `rgb` (H, W, 3) with the hole filled, and notes."""
    fill, notes = filler_of(filler)
    near = disparity_of(fill_telea(rgb, hole, ~hole, seed)) if filler not in ("none", "telea", STAND_IN) else None
    return fill(rgb, hole, ~hole, seed, disparity=near), notes


def disparity_of(rgb: Image) -> Disparity:
    """Return the disparity (H, W) of a picture."""
    return look_at(rgb, see)[0].disparity


def tinted(photo: Photo, made: Mask, plan: MotionPlan) -> Photo:
    """Return the photo with what was made up in magenta, if the plan wants that."""
    if not (plan.finishing.show_invented and made.any()):
        return photo
    return replace(photo, rgb=np.where(made[..., None], photo.rgb + TINT_SHARE * (TINT - photo.rgb), photo.rgb))


@dataclass(frozen=True, eq=False)
class Repaired:
    """rgb: the picture (H, W, 3). share: of it that was made up. notes: what was adapted."""

    rgb: Image
    share: float
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Shape:
    """What a photo is carried on to: an aspect such as "9:16", or a margin on each side, in shares of its own size."""

    aspect: str | None
    margin: float = 0.0

    def pads(self, size: tuple[int, int]) -> tuple[tuple[int, int], tuple[int, int]]:
        """Return the pixels to add to a photo of `size` (W, H): ((above, below), (left, right))."""
        if self.aspect is None:
            across, down = (round(side * self.margin) for side in size)
            return (down, down), (across, across)
        wanted = parse_aspect(self.aspect)
        wide, high = max(0, round(size[1] * wanted) - size[0]), max(0, round(size[0] / wanted) - size[1])
        return (high // 2, high - high // 2), (wide // 2, wide - wide // 2)


def inpaint(
    photo: Path | str, mask: Path | str, *, filler: str | None = None, seed: int = 0, max_pixels: int = MAX_PIXELS
) -> Repaired:
    """Return the photo, at its own size, with what is white in the mask made up; the rest is as it was, to the bit.

    InputError for a photo that cannot be read, PlanError for such a mask, an empty one, one that covers the photo.
    """
    read = read_photo(photo, longest=WHOLE_PX, max_pixels=max_pixels)
    alpha, said = read_mask(mask, size=read.size, photo_size=read.size, max_pixels=max_pixels)
    hole = inside(alpha, show_name(mask))
    made, notes = made_up(read.rgb, hole, filler or default_filler(), seed)
    return Repaired(made, float(hole.mean()), (*read.notes, *said, *notes))


def outpaint(
    photo: Path | str, shape: Shape, *, filler: str | None = None, seed: int = 0, max_pixels: int = MAX_PIXELS
) -> Repaired:
    """Return the photo, at its own size, carried on to a shape. UsageError if over half of that would be made up."""
    read = read_photo(photo, longest=WHOLE_PX, max_pixels=max_pixels)
    inner = Inner(WHOLE, read.size, shape.pads(read.size))
    share = float(inner.beyond().mean())
    if share > FARTHEST:
        raise UsageError(
            f"{100 * share:.0f} % of the result would be made up, at most {100 * FARTHEST:.0f} % can be: give a "
            "smaller margin, an aspect nearer to the photo's, or crop the photo first"
        )
    if not share:
        return Repaired(read.rgb, 0.0, (*read.notes, "the photo has this shape already: nothing was added"))
    made, beyond, notes = extended(read, inner, filler or default_filler(), seed)
    return Repaired(made.rgb, float(beyond.mean()), (*read.notes, *notes))
