"""Hidden pixels completed by a small diffusion: (picture, hole, source) -> picture, in three steps.

    patches fill the hole some times over -> to the mean of that the network adds what it lacks, tile by tile: one of
    them's fine texture, noised, the noise taken out -> borders levelled in the gradient domain, grain matched

The mean of some fillings is nearer to the truth than each is, wherever they differ, but soft there. Their light is
drawn towards that of a smooth filling: patches have the texture right, but go astray in brightness.

The network comes as an argument, a callable on arrays (`nets.inpaint.load()`). Pixels that are not hole come back as
they were, bit for bit; the same picture, hole and seed give the same result.

Sources: see `sampler`; Meng et al., SDEdit, 2022 (to begin from a noised guess).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Disparity, Image, Mask, check
from flowanim.ops import mask as masks
from flowanim.ops.image import blur, masked, resize
from flowanim.render.fill import Filler, background_of, check_masks, fill_patch, fill_telea, paste
from flowanim.render.finish import level_border, match_grain
from flowanim.render.sampler import Denoise, ddim, noise_levels
from flowanim.render.tiles import cover, cut, join

Network = Callable[[Array, Array, Mask, Mask, Array], Denoise]
"""(picture with its hole filled, texture (N, h, w, 3), hole, foreign, disparity (N, h, w)) -> denoise(noisy, sigma).

`noisy` is twice what is missing from the filling, so -1..1, and noise; texture: what one filling has and the mean lost;
foreign is what is neither hole nor source.
"""
Inpaint = Callable[[Image, Alpha, Disparity, int], Image]

REACH = 56
"""Pixels around the hole that are looked at."""
TIMES = 3
"""Fillings whose mean the network begins from."""
EVEN, SMOOTH = 0.4, 4.0
"""How far the light of patches goes towards that of a smooth filling, and over how many pixels light is taken."""


@dataclass(frozen=True)
class Brush:
    """The network and how it is used.

    first: makes the filling that the network goes over. scales: (scale, how many pixels deep a hole must be for it),
    coarse to fine. count: levels of noise, from `highest` to `lowest`. eta: share of new noise at each.
    """

    network: Network
    first: Filler = fill_patch
    scales: tuple[tuple[int, float], ...] = ((1, 0.0),)
    count: int = 1
    highest: float = 0.05
    lowest: float = 0.05
    eta: float = 0.5


@dataclass(frozen=True, eq=False)
class View:
    """A picture whose hole has a first filling, (H, W, ...), as the network is told of it.

    texture: (H, W, 3), what one filling has besides, 0 outside the hole.
    """

    made: Image
    texture: Array
    hole: Mask
    foreign: Mask
    near: Array


def painter(network: Network) -> Inpaint:
    """Return inpaint(rgb, hole, disparity, seed) -> Image.

    rgb (H, W, 3); hole (H, W), 1 where to fill, between 0 and 1 mixed; disparity (H, W), not read inside the hole: what
    is nearer than the far side of the hole beside it is not copied from. Raises ValueError for other shapes.
    """

    def inpaint(rgb: Image, hole: Alpha, disparity: Disparity, seed: int) -> Image:
        check(rgb, "rgb", channels=(3,))
        check(hole, "hole", shape=rgb.shape[:2])
        check(disparity, "disparity", shape=rgb.shape[:2])
        inside = hole > 0
        made = paint(Brush(network), rgb, inside, background_of(inside, disparity), seed=seed, near=disparity)
        return np.where(inside[..., None], rgb + hole[..., None] * (made - rgb), rgb).astype(np.float32)

    return inpaint


def filler(network: Network) -> Filler:
    """Return the network as a filler, as in the table of `fill`: (rgb, hole, source, seed, disparity=) -> Image."""

    def fill(rgb: Image, hole: Mask, source: Mask, seed: int, *, disparity: Disparity | None = None) -> Image:
        return paint(Brush(network), rgb, hole, source, seed=seed, near=disparity)

    return fill


def paint(brush: Brush, rgb: Image, hole: Mask, source: Mask, *, seed: int, near: Disparity | None = None) -> Image:
    """Return `rgb` (H, W, 3) with the hole filled; what is neither hole nor source is not looked at.

    near: disparity of what is to be seen, not read in the hole; None: unknown. Raises ValueError as `fill_patch` does.
    """
    check_masks(rgb, hole, source)
    if not hole.any() or not source.any():
        return brush.first(rgb, hole, source, seed)
    several = fillings(brush.first, rgb, hole, source, seed=seed)
    filled = np.where(hole[..., None], np.mean(several, axis=0, dtype=np.float32), rgb)
    box = masks.bounding_box(hole, margin=REACH)
    noises = streams(rgb.shape[:2], box, seed)
    depth = np.zeros(hole.shape, np.float32) if near is None else near
    view = View(filled[box], (several[0] - filled)[box], hole[box], ~(hole | source)[box], depth[box])
    made = refined(brush, view, noises)
    made = level_border(made, view.made, view.hole, source[box])
    return paste(rgb, hole, box, match_grain(made, view.hole, source[box], next(noises)))


def fillings(first: Filler, rgb: Image, hole: Mask, source: Mask, *, seed: int) -> list[Image]:
    """Return TIMES fillings of the hole, which differ by chance; their light goes some way towards a smooth filling."""
    several = [first(rgb, hole, source, TIMES * seed + number) for number in range(TIMES)]
    mean = np.asarray(np.mean(several, axis=0), np.float32)
    shift = masked(EVEN * blur(fill_telea(mean, hole, source, seed) - mean, SMOOTH), hole)
    return [np.clip(filled + shift, 0, 1) for filled in several]


def streams(shape: tuple[int, int], box: tuple[slice, slice], seed: int) -> Iterator[Array]:
    """Yield standard noise (h, w, 3), a new one each time; a pixel's hangs on its place in the picture and the seed."""
    number = 0
    while True:
        whole = np.random.default_rng((seed, number)).standard_normal((*shape, 3), np.float32)
        yield whole[box]
        number += 1


def refined(brush: Brush, view: View, noises: Iterator[Array]) -> Image:
    """Return the view's picture after the network has been over it at every scale that its hole is deep enough for."""
    made, deep = view.made, float(masks.distance_to(~view.hole).max())
    for scale, least in brush.scales:
        if deep >= least:
            small = smaller(replace(view, made=made), scale)
            change = remade(brush, small, noises)
            made = made + masked(enlarged(change, scale, view.hole.shape), view.hole)
    return made


def remade(brush: Brush, view: View, noises: Iterator[Array]) -> Array:
    """Return what is to be added to the view's picture (H, W, 3): fine texture, noised, and the noise taken out."""
    h, w = view.hole.shape
    tiles = cover(view.hole)
    picture, texture = cut(view.made, tiles), cut(view.texture, tiles)
    clean = brush.network(picture, texture, cut(view.hole, tiles), cut(view.foreign, tiles), cut(view.near, tiles))
    rim = (masks.grow(view.hole, 1) & ~view.foreign)[..., None]

    def denoise(noisy: Array, sigma: float) -> Array:
        return join(clean(cut(noisy, tiles), sigma), tiles) * rim

    def fresh(step: int) -> Array:
        return next(noises)[:h, :w] * rim

    levels = noise_levels(brush.count, brush.highest, brush.lowest)
    fine = view.texture - blur(view.texture, SMOOTH)
    start = 2 * fine * rim + np.float32(brush.highest) * fresh(0)
    return np.asarray(ddim(denoise, start, levels, fresh=fresh, eta=brush.eta) / 2, np.float32)


def smaller(view: View, scale: int) -> View:
    """Return the view at 1 / `scale` of its size; colours are means over what is not foreign."""
    if scale == 1:
        return view
    h, w = (-(-side // scale) for side in view.hole.shape)
    pads = [(0, scale * small - side) for small, side in zip((h, w), view.hole.shape, strict=True)]
    seen = np.pad((~view.foreign).astype(np.float32), pads, mode="edge")
    share = _mean(seen, scale)
    hole = _mean(np.pad(view.hole.astype(np.float32), pads, mode="edge"), scale) > 0
    near = _mean(np.pad(view.near, pads, mode="edge"), scale)

    def less(field: Array) -> Array:
        wide = np.pad(field, (*pads, (0, 0)), mode="edge") * seen[..., None]
        return np.asarray(_mean(wide, scale) / np.maximum(share, 1e-3)[..., None], np.float32)

    return View(less(view.made), less(view.texture), hole, (share < 0.5) & ~hole, near)


def enlarged(change: Array, scale: int, shape: tuple[int, int]) -> Array:
    """Return `change` (h, w, 3) at `scale` times its size, cut to `shape` (H, W)."""
    if scale == 1:
        return change
    h, w = change.shape[:2]
    return resize(change, (w * scale, h * scale))[: shape[0], : shape[1]]


def _mean(array: Array, scale: int) -> Array:
    """Return means over squares of `scale` pixels; the sides are multiples of it."""
    h, w = array.shape[:2]
    return np.asarray(cv2.resize(array, (w // scale, h // scale), interpolation=cv2.INTER_AREA), np.float32)
