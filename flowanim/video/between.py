"""Two frames -> any frame between them: motions are guessed (`motions.py`), weighed (`blend.py`), mixed at full size.

    out(p) = sum_k w_k(p) [(1 - s(p)) first(p - u a_k(p)) + s(p) second(p + (1 - u) b_k(p))] + colour(p)

Guesses and their weights are found on at most WORK_PX; fetching and mixing is done on the frames as they are. What is
the same in both frames stays as it is, bit for bit.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from flowanim.datatypes import Frame, Image, Mask
from flowanim.ops.flow import resize_flow
from flowanim.ops.image import fit, masked, to_uint8
from flowanim.ops.warp import pixel_grid, sample
from flowanim.video.blend import Network, Recipe, look, network_recipe, plain_recipe
from flowanim.video.motions import Motions, find_motions

WORK_PX = 512
"""The long side, at most, at which motions are looked for and weighed."""
STILL = 9
"""Pixels that must all be the same for the middle one to be still."""
SLIGHT = 0.02
"""A guess that nowhere has a larger share is left out."""


@dataclass(frozen=True)
class Pair:
    """Two frames (H, W, 3), one after the other, ready to be asked for what lies between.

    network: what weighs the guesses of motion (`nets/between_onnx.py`); None: how well each fits. known: the motions
    between the frames, at most WORK_PX long, where they have been found already.
    """

    first: Frame
    second: Frame
    network: Network | None = None
    known: Motions | None = None

    def __post_init__(self) -> None:
        for frame in (self.first, self.second):
            if frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape != (*self.first.shape[:2], 3):
                raise ValueError(f"want two uint8 (H, W, 3) frames of one size, got {frame.dtype} {frame.shape}")

    def at(self, u: float) -> Frame:
        """Return the frame (H, W, 3) at progress `u`, 0..1; the frames themselves at its ends."""
        if u <= 0 or u >= 1:
            return self.first if u <= 0 else self.second
        if self._still.all():
            return self.first
        recipe = self.recipe(u)
        made = to_uint8(self._poured(recipe, u))[..., :3]
        return masked(self.first, self._still, np.ascontiguousarray(made))

    def recipe(self, u: float) -> Recipe:
        """Return how the frame at `u` is mixed, at the size at which motions are looked for."""
        seen = look(self._small, self.motions.at(u), u)
        return plain_recipe(seen) if self.network is None else network_recipe(seen, self.network)

    @cached_property
    def motions(self) -> Motions:
        """The motions between the frames, at the size at which they are looked for."""
        if self.known is not None:
            return self.known
        size = fit((self.first.shape[1], self.first.shape[0]), WORK_PX)
        return find_motions(*(cv2.resize(f, size, interpolation=cv2.INTER_AREA) for f in (self.first, self.second)))

    @cached_property
    def _images(self) -> tuple[Image, Image]:
        """Both frames as float, with a fourth channel: OpenCV fetches four quicker than three."""
        first, second = (
            cv2.cvtColor(frame, cv2.COLOR_RGB2RGBA).astype(np.float32) / np.float32(255)
            for frame in (self.first, self.second)
        )
        return first, second

    @cached_property
    def _small(self) -> tuple[Image, Image]:
        size = self.motions.there.shape[1], self.motions.there.shape[0]
        first, second = (cv2.resize(image, size, interpolation=cv2.INTER_AREA) for image in self._images)
        return first, second

    @cached_property
    def _still(self) -> Mask:
        same = (cv2.absdiff(self.first, self.second).max(-1) == 0).astype(np.uint8)
        return np.asarray(cv2.erode(same, np.ones((STILL, STILL), np.uint8)) > 0)

    def _poured(self, recipe: Recipe, u: float) -> Image:
        """Return the mix (H, W, 4) at full size."""
        h, w = self.first.shape[:2]
        grid = pixel_grid(h, w)
        total = np.zeros((h, w, 4), np.float32)
        for motions, share in zip(recipe.motions, recipe.shares, strict=True):
            if share.max() < SLIGHT:
                continue
            steps = (np.float32(-u) * motions[0], np.float32(1 - u) * motions[1])
            for image, step, part in zip(self._images, steps, (1 - recipe.side, recipe.side), strict=True):
                fetched = sample(image, cv2.add(grid, resize_flow(step, (w, h))))
                weight = cv2.resize(share * part, (w, h), interpolation=cv2.INTER_LINEAR)
                total = cv2.add(total, cv2.multiply(fetched, cv2.merge([weight] * 4)), dst=total)
        if recipe.colour is not None:
            colour = cv2.resize(recipe.colour, (w, h), interpolation=cv2.INTER_LINEAR)
            total = cv2.add(total, cv2.cvtColor(colour, cv2.COLOR_RGB2RGBA))
        return np.asarray(total)
