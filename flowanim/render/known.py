"""The motion that is known: which layer a pixel of a frame shows, and where the same point is in another frame.

    place = p + pull(p)                 where in the layer's own frame the pixel p comes from
    there = place + push(place)         where another moment of the clip shows that point, if nothing is in front

No flow is estimated: the plan says it all. What flows inside a layer (currents, ripples) is not followed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Disparity, Flow, Image
from flowanim.ops.warp import sample
from flowanim.render.parallax import Sheet, Stage, pushed, seen

LEAST = 1e-3


@dataclass(frozen=True, eq=False)
class Moment:
    """What the frame at progress `u` shows. places: of each sheet the pixels' own, (h, w, 2) on the grid.

    shares: how much of each pixel is that sheet, (H, W), far to near; they sum to 1. None: it shows nowhere.
    """

    stage: Stage
    u: float
    places: tuple[Flow, ...]
    shares: tuple[Alpha | None, ...]

    @classmethod
    def of(cls, stage: Stage, u: float) -> "Moment":
        """Return the moment at progress `u`; the stage's scene is filled."""
        view, grid = stage.view(u), stage.grid
        pulls = [seen(sheet, view, u) for sheet in stage.sheets]
        places = tuple(grid.points if pull is None else grid.points + pull for pull in pulls)
        left = np.ones(stage.scene.photo.shape, np.float32)
        shares: list[Alpha | None] = []
        for sheet, place in zip(reversed(stage.sheets), reversed(places), strict=True):
            alpha = sample(np.ascontiguousarray(sheet.layer.alpha), stage.full(place))
            share = left * alpha
            shares.insert(0, share if share.max() > LEAST else None)
            left = left - share
        return cls(stage, u, places, tuple(shares))

    def visible(self) -> Iterator[tuple[int, Sheet, Flow, Alpha]]:
        """Yield (index, sheet, place on the grid, share) of each sheet that shows."""
        for i, (sheet, place, share) in enumerate(zip(self.stage.sheets, self.places, self.shares, strict=True)):
            if share is not None:
                yield i, sheet, place, share

    @cached_property
    def pushes(self) -> tuple[Flow, ...]:
        """Where each sheet's points are seen at this moment, as a push on the grid."""
        return tuple(pushed(sheet, self.stage, self.u) for sheet in self.stage.sheets)

    def disparity(self) -> Disparity:
        """Return the disparity (H, W) of what is seen."""
        total = np.zeros(self.stage.scene.photo.shape, np.float32)
        for _, sheet, place, share in self.visible():
            total += share * self.stage.full(self.stage.grid.sample(sheet.place.disparity, place))
        return total

    def uncovered(self, rest: "Moment") -> Alpha:
        """Return how much more (H, W) is seen of each point than at `rest`, the moment that shows the photo."""
        total = np.zeros(self.stage.scene.photo.shape, np.float32)
        for i, _, place, share in self.visible():
            known = rest.shares[i]
            seen_then = 0 if known is None else sample(known, self.stage.full(place))
            total += np.maximum(share - seen_then, 0)
        return total

    def stretched(self) -> Array:
        """Return by how much each pixel (H, W) is drawn out, beyond the growth of the whole frame; 1: not at all."""
        total = np.zeros(self.stage.scene.photo.shape, np.float32)
        for _, _, place, share in self.visible():
            least = _least_scale(place, self.stage.grid.step)
            drawn = np.asarray(np.median(least) / np.maximum(least, 0.05), np.float32)
            total += share * self.stage.full(drawn)
        return total


def carried(image: Image, then: Moment, now: Moment) -> tuple[Image, Alpha]:
    """Return what `image` (H, W, 3), of `then`, shows of the points seen now, and how much (H, W) of each it shows."""
    total, trust = np.zeros_like(image), np.zeros(image.shape[:2], np.float32)
    for i, _, place, share in now.visible():
        known = then.shares[i]
        if known is None:
            continue
        there = now.stage.full(place + now.stage.grid.sample(then.pushes[i], place))
        weight = share * sample(known, there, cv2.BORDER_CONSTANT)
        total += sample(image, there) * weight[..., None]
        trust += weight
    return np.asarray(total / np.maximum(trust, LEAST)[..., None]), trust


def _least_scale(place: Flow, step: int) -> Array:
    """Return the smaller singular value (h, w) of d(place) / d(pixel)."""
    dy, dx = (np.gradient(place, step, axis=axis) for axis in (0, 1))
    total = (dx**2).sum(-1) + (dy**2).sum(-1)
    area = dx[..., 0] * dy[..., 1] - dx[..., 1] * dy[..., 0]
    return np.asarray(np.sqrt(np.maximum(total - np.sqrt(np.maximum(total**2 - 4 * area**2, 0)), 0) / 2), np.float32)
