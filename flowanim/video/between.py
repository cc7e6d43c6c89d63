"""Two frames -> any frame between them: motions are guessed (`motions.py`), weighed (`blend.py`), mixed at full size.

    out(p) = sum_k w_k(p) [(1 - s(p)) first(p - u a_k(p)) + s(p) second(p + (1 - u) b_k(p))] + colour(p)

Guesses and their weights are found on at most WORK_PX; fetching and mixing is done on the frames as they are. What is
the same in both frames stays as it is, bit for bit.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np

from flowanim.datatypes import Array, Flow, Frame, Image, Mask, vector
from flowanim.ops.image import fit, masked, to_uint8
from flowanim.ops.warp import pixel_grid, sample
from flowanim.video.blend import Network, Recipe, look, network_recipe, plain_recipe
from flowanim.video.motions import Motions, find_motions

WORK_PX = 448
"""The long side, at most, at which motions are looked for and weighed."""
STILL = 9
"""Pixels that must all be the same for the middle one to be still."""
SLIGHT = 0.02
"""A guess that nowhere has a larger share is left out."""
ROWS = 32


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
        return masked(self.first, self._still, poured(self._images, self.recipe(u), u))

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


def poured(images: tuple[Image, Image], recipe: Recipe, u: float) -> Frame:
    """Return the mix of two frames (H, W, 4) at their full size, as a frame (H, W, 3).

    Strips of a few rows, which stay in the processor's cache, are mixed side by side.
    """
    h, w = images[0].shape[:2]
    made = np.empty((h, w, 3), np.uint8)
    mixer = _Mixer(images, _without_slight(recipe), u)
    threads = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        with ThreadPoolExecutor(threads or 1) as pool:
            for rows, strip in pool.map(mixer.strip, [slice(top, min(top + ROWS, h)) for top in range(0, h, ROWS)]):
                made[rows] = strip
    finally:
        cv2.setNumThreads(threads)
    return made


def _without_slight(recipe: Recipe) -> Recipe:
    """Return the recipe without the guesses that nowhere have a share to speak of."""
    kept = [k for k, share in enumerate(recipe.shares) if share.max() >= SLIGHT]
    shares = recipe.shares[kept]
    return replace(recipe, motions=[recipe.motions[k] for k in kept], shares=shares / shares.sum(0))


@dataclass(frozen=True, eq=False)
class _Mixer:
    images: tuple[Image, Image]
    recipe: Recipe
    u: float

    def strip(self, rows: slice) -> tuple[slice, Frame]:
        """Return some rows of the mix."""
        recipe, (h, w) = self.recipe, self.images[0].shape[:2]
        grid = pixel_grid(h, w)[rows]
        total = np.zeros((len(grid), w, 4), np.float32)
        side = self._enlarged(recipe.side, rows)
        for (ahead, behind), share in zip(recipe.motions, recipe.shares, strict=True):
            whole = self._enlarged(share, rows)
            second = cv2.multiply(whole, side)
            first_way = self._enlarged(ahead, rows)
            second_way = first_way if behind is ahead else self._enlarged(behind, rows)
            self._add(total, 0, cv2.scaleAdd(first_way, -self.u, grid), cv2.subtract(whole, second))
            self._add(total, 1, cv2.scaleAdd(second_way, 1 - self.u, grid), second)
        if recipe.colour is not None:
            total = cv2.add(total, cv2.cvtColor(self._enlarged(recipe.colour, rows), cv2.COLOR_RGB2RGBA))
        return rows, cv2.cvtColor(to_uint8(total), cv2.COLOR_RGBA2RGB)

    def _add(self, total: Image, which: int, place: Flow, weight: Array) -> None:
        fetched = sample(self.images[which], place)
        rows = len(total)
        weights = cv2.merge([weight] * 4).reshape(rows, -1)
        cv2.accumulateProduct(fetched.reshape(rows, -1), weights, total.reshape(rows, -1))

    def _enlarged(self, small: Array, rows: slice) -> Array:
        """Return some rows of `small` (h, w[, C]) at full size; a motion's vectors grow along."""
        high, wide = small.shape[:2]
        h, w = self.images[0].shape[:2]
        across, down = wide / w, high / h
        matrix = np.array([[across, 0, 0.5 * across - 0.5], [0, down, (rows.start + 0.5) * down - 0.5]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        size = (w, rows.stop - rows.start)
        large = cv2.warpAffine(small, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(large * vector(w / wide, h / high) if small.shape[2:] == (2,) else large)
