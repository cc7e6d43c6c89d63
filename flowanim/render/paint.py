"""Hidden pixels completed by a small diffusion: (picture, hole, source) -> picture, in four steps.

    patches fill the hole some times over -> to the mean of that the network adds what it lacks, tile by tile: one of
    them's fine texture, noised, the noise taken out -> one filling takes on the light of that, and keeps its texture ->
    borders levelled in the gradient domain, grain matched

The mean of some fillings is nearer to the truth than each is, wherever they differ, but soft there: patches have the
texture right, but go astray in brightness. Deep in a hole they go less astray at half the size.

The network comes as an argument, a callable on arrays (`nets.inpaint.load()`). Pixels that are not hole come back as
they were, bit for bit; the same picture, hole and seed give the same result.

Sources: see `sampler`; Meng et al., SDEdit, 2022 (to begin from a noised guess).
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Disparity, Image, Mask, check
from flowanim.ops import mask as masks
from flowanim.ops.image import blur, masked, resize
from flowanim.render.fill import Filler, background_of, check_masks, fill_patch, paste
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
COARSE, DEEP = 2, (4.0, 12.0)
"""At which part of the size deep holes are filled as well, and from how many pixels deep on that counts."""
FINE = 4.0
"""What is finer than so many pixels is texture that the network begins from."""


@dataclass(frozen=True)
class Brush:
    """The network and how it is used.

    first: makes the filling that the network goes over. scales: (scale, how many pixels deep a hole must be for it),
    coarse to fine. count: levels of noise, from `highest` to `lowest`. eta: share of new noise at each.
    coarse: fillings at half the size, deep in holes. light: one filling keeps its texture and takes on the light, over
    so many pixels, of what the network makes; 0: that is taken as it is.
    """

    network: Network
    first: Filler = fill_patch
    scales: tuple[tuple[int, float], ...] = ((1, 0.0),)
    count: int = 1
    highest: float = 0.05
    lowest: float = 0.05
    eta: float = 0.5
    coarse: int = 2
    light: float = 3.0


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
    mean = mean_filling(brush, several, hole, source, seed=seed)
    box = masks.bounding_box(hole, margin=REACH)
    noises = streams(rgb.shape[:2], box, seed)
    depth = np.zeros(hole.shape, np.float32) if near is None else near
    view = View(mean[box], (several[0] - mean)[box], hole[box], ~(hole | source)[box], depth[box])
    made = refined(brush, view, noises)
    if brush.light:
        made = relit(several[0][box], made, view.hole, brush.light)
    made = level_border(made, several[0][box], view.hole, source[box])
    return paste(rgb, hole, box, match_grain(made, view.hole, source[box], next(noises)))


def fillings(first: Filler, rgb: Image, hole: Mask, source: Mask, *, seed: int) -> list[Image]:
    """Return TIMES fillings of the hole, which differ by chance."""
    return _by_seeds(first, rgb, hole, source, seeds=range(TIMES * seed, TIMES * (seed + 1)))


def mean_filling(brush: Brush, several: list[Image], hole: Mask, source: Mask, *, seed: int) -> Image:
    """Return the mean (H, W, 3) of several fillings of the hole, and deep in it of some at half the size as well."""
    mean = np.where(hole[..., None], np.mean(several, axis=0, dtype=np.float32), several[0])
    share = masks.smoothstep(masks.distance_to(~hole), *DEEP)
    if not brush.coarse or not share.any():
        return mean
    coarse = _coarse_filling(brush, mean, hole, source, seed=seed)
    weight = brush.coarse * share / (len(several) + brush.coarse * share)
    return np.asarray(mean + weight[..., None] * (coarse - mean), np.float32)


def _coarse_filling(brush: Brush, rgb: Image, hole: Mask, source: Mask, *, seed: int) -> Image:
    """Return the mean (H, W, 3) of fillings made at 1 / COARSE of the size; `rgb` itself where no source is left."""
    pads = _pads(hole.shape, COARSE)
    share = _mean(np.pad(source.astype(np.float32), pads, mode="edge"), COARSE)
    colours = _mean(np.pad(rgb * source[..., None], (*pads, (0, 0)), mode="edge"), COARSE)
    inside = _mean(np.pad(hole.astype(np.float32), pads, mode="edge"), COARSE) > 0.5
    known = ~inside & (share > 0.25)
    if not known.any():
        return rgb
    small = (colours / np.maximum(share, np.float32(1e-3))[..., None]).astype(np.float32)
    seeds = range(brush.coarse * seed, brush.coarse * (seed + 1))
    made = _by_seeds(brush.first, small, inside, known, seeds=seeds)
    return enlarged(np.asarray(np.mean(made, axis=0), np.float32), COARSE, hole.shape)


def _by_seeds(first: Filler, rgb: Image, hole: Mask, source: Mask, *, seeds: range) -> list[Image]:
    """Return a filling for each seed, two at a time: numpy and OpenCV leave the interpreter free half of the while."""
    with ThreadPoolExecutor(2, "flowanim-fill") as pool:
        return list(pool.map(lambda seed: first(rgb, hole, source, seed), seeds))


def relit(one: Image, other: Image, hole: Mask, over: float) -> Image:
    """Return `one` (H, W, 3) with the light, over so many pixels, that `other` has in the hole; its texture stays."""
    return one + masked(blur(masked(other - one, hole), over), hole)


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
    fine = view.texture - blur(view.texture, FINE)
    start = 2 * fine * rim + np.float32(brush.highest) * fresh(0)
    return np.asarray(ddim(denoise, start, levels, fresh=fresh, eta=brush.eta) / 2, np.float32)


def smaller(view: View, scale: int) -> View:
    """Return the view at 1 / `scale` of its size; colours are means over what is not foreign."""
    if scale == 1:
        return view
    pads = _pads(view.hole.shape, scale)
    seen = np.pad((~view.foreign).astype(np.float32), pads, mode="edge")
    share = _mean(seen, scale)
    hole = _mean(np.pad(view.hole.astype(np.float32), pads, mode="edge"), scale) > 0
    near = _mean(np.pad(view.near, pads, mode="edge"), scale)

    def less(field: Array) -> Array:
        wide = np.pad(field, (*pads, (0, 0)), mode="edge") * seen[..., None]
        return np.asarray(_mean(wide, scale) / np.maximum(share, 1e-3)[..., None], np.float32)

    return View(less(view.made), less(view.texture), hole, (share < 0.5) & ~hole, near)


def enlarged(change: Array, scale: int, shape: tuple[int, ...]) -> Array:
    """Return `change` (h, w, 3) at `scale` times its size, cut to `shape` (H, W)."""
    if scale == 1:
        return change
    h, w = change.shape[:2]
    return resize(change, (w * scale, h * scale))[: shape[0], : shape[1]]


def _pads(shape: tuple[int, ...], scale: int) -> list[tuple[int, int]]:
    """Return what is missing below and to the right for sides that are multiples of `scale`."""
    return [(0, -side % scale) for side in shape]


def _mean(array: Array, scale: int) -> Array:
    """Return means over squares of `scale` pixels; the sides are multiples of it."""
    h, w = array.shape[:2]
    return np.asarray(cv2.resize(array, (w // scale, h // scale), interpolation=cv2.INTER_AREA), np.float32)
