"""Exemplar-based completion: hidden pixels are put together from patches of the pixels that are known.

    (picture, hole, source) --pyramid--> coarse ... fine: match each hole patch to a source patch, let matches vote

A match is the flat index of the centre of a 7x7 source patch; `matches` has one for each pixel of the level, and only
those of hole pixels are searched, so the cost follows the hole. Pictures have four channels: colour, and how busy the
texture is. They are defined everywhere (smoothly extended where nothing is known), so that what is neither hole
nor source can never leak in: its colour is not in the arrays.

Sources: Wexler, Shechtman, Irani, Space-Time Completion of Video, 2007 (coarse to fine, voting); Barnes et al.,
PatchMatch, 2009 (propagation, random search); Newson et al., Video Inpainting of Complex Scenes, 2014 (texture
channel); Rong and Tan, Jump Flooding, 2006 (propagation by jumps, which needs no order and so can be vectorised).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, log2

import cv2
import numpy as np
from numpy.typing import NDArray

from flowanim.datatypes import Array, Image, Mask
from flowanim.ops import mask as masks
from flowanim.ops.image import luma
from flowanim.render.seams import level_seams

Index = NDArray[np.intp]

REACH = 3
"""Half a patch, in pixels: patches are 7x7."""
SIDE = 2 * REACH + 1
CHUNK = 512
"""Patches handled at once: their arrays stay in the processor's cache."""
TRUST = 0.2
"""Weight of an invented pixel at the edge of the hole when patches are compared; a known one has 1."""
FALL = 2.2
"""How fast that weight falls with each further pixel."""
FAR = 4e-3
"""Cost of copying from `SPREAD` pixels away."""
SPREAD = 64.0
"""How far random search goes, in pixels of the finest level."""
CLOSE = 8.0
"""How far it goes at the finest level itself, where matches are good already."""
PARTIAL = 0.001
"""Cost of a patch that is not in the source at all; of others their missing share of it."""
DEEP = 1.5
"""How many pixels deep the hole may be at the coarsest level."""


@dataclass(frozen=True)
class Level:
    """One scale of the pyramid. picture: (h, w, 4), filled in place; hole, source: Mask (h, w); scale: 1, 2, 4..."""

    picture: Array
    hole: Mask
    source: Mask
    scale: int


@dataclass(frozen=True)
class Search:
    """What matching at one level needs, all of it flat: the pixels to fill, where each may look, what it weighs."""

    pixels: Array
    known: Mask
    targets: Index
    trust: Array
    offsets: Index
    snap: Index
    partial: Array
    width: int
    scale: int


def complete(picture: Image, hole: Mask, source: Mask, random: np.random.Generator) -> Image:
    """Return the picture (H, W, 3) with the hole made up of source patches; the source must not be empty.

    Elsewhere it holds the source as it was and, where neither hole nor source is, a smooth extension of it.
    """
    h, w = hole.shape
    levels = pyramid(picture, hole, source)
    search = prepare(levels[0])
    matches = search.snap.copy()
    refine(search, matches, random, rounds=8)
    for level in levels[1:]:
        search = prepare(level)
        matches = finer(matches, search)
        refine(search, matches, random, rounds=2 if level.scale == 1 else 4)
    blend(search, matches)
    return np.ascontiguousarray(levels[-1].picture[REACH : REACH + h, REACH : REACH + w, :3])


def blend(search: Search, matches: Index) -> None:
    """Take the colour jumps out of the targets, in place: the steps between neighbours are those of their matches."""
    targets, known = search.targets, search.known
    shift = np.array([1, -1, search.width, -search.width])
    there = targets[:, None] + shift
    own, theirs = matches[targets][:, None], matches[there]
    ends = ((own, own + shift), (theirs - shift, theirs))
    steps = [search.pixels[b] - search.pixels[a] for a, b in ends]
    right = [known[a] & known[b] for a, b in ends]
    right[1] &= ~known[there]
    share = right[0] + right[1].astype(np.float32)
    step = (steps[0] * right[0][..., None] + steps[1] * right[1][..., None]) / np.maximum(share, 1)[..., None]
    used = (share > 0) & (search.trust[there] > 0)
    search.pixels[targets] = level_seams(search.pixels, targets, there, step, used)


def pyramid(picture: Image, hole: Mask, source: Mask) -> list[Level]:
    """Return the levels from coarse to fine, each half the size of the next, padded by a patch's reach."""
    depth = float(masks.distance_to(source)[hole].max())
    count = max(0, ceil(log2(max(depth, 1) / DEEP)))
    h, w = hole.shape
    while count and min(h, w) >> count < 2 * SIDE:
        count -= 1
    more = ((0, -h % (1 << count)), (0, -w % (1 << count)))
    known = np.pad(source, more).astype(np.float32)
    stack = [(np.pad(with_texture(picture, source), (*more, (0, 0))), known, np.pad(hole, more).astype(np.float32))]
    for _ in range(count):
        if not (halve(stack[-1][1]) > 0.5).any():
            break
        stack.append((halve(stack[-1][0]), halve(stack[-1][1]), halve(stack[-1][2])))
    return [to_level(*arrays, scale=1 << i) for i, arrays in reversed(list(enumerate(stack)))]


def to_level(values: Array, known: Array, hole: Array, *, scale: int) -> Level:
    """Return the padded level: a pixel is source where more than half of it is, else hole where any of it is."""
    source = known > 0.5
    picture = np.pad(extend(values, known), ((REACH, REACH), (REACH, REACH), (0, 0)), mode="edge")
    return Level(picture, np.pad((hole > 0) & ~source, REACH), np.pad(source, REACH), scale)


def with_texture(picture: Image, source: Mask) -> Array:
    """Return the source, elsewhere 0, with the fourth channel: how strong fine gradients are, averaged when coarse."""
    grey = luma(picture)
    across, down = cv2.Sobel(grey, cv2.CV_32F, 1, 0, scale=0.25), cv2.Sobel(grey, cv2.CV_32F, 0, 1, scale=0.25)
    inner = cv2.erode(source.astype(np.uint8), np.ones((3, 3), np.uint8), borderValue=1)
    four = np.dstack([picture, np.where(inner, np.hypot(across, down), 0)])
    return np.where(source[..., None], four, 0).astype(np.float32)


def halve(array: Array) -> Array:
    """Return the array at half size, each pixel the mean of four."""
    return np.asarray(cv2.resize(array, (array.shape[1] // 2, array.shape[0] // 2), interpolation=cv2.INTER_AREA))


def extend(values: Array, known: Array) -> Array:
    """Return values / known where it is known, and a smooth extension elsewhere (pull-push, Gortler et al., 1996)."""
    h, w = known.shape
    if min(h, w) <= 1:
        coarse = np.broadcast_to(values.sum((0, 1)) / max(float(known.sum()), 1e-6), values.shape)
    else:
        half = ((w + 1) // 2, (h + 1) // 2)
        small, share = (cv2.resize(a, half, interpolation=cv2.INTER_AREA) for a in (values, known))
        more = np.minimum(1, 4 * share) / np.maximum(share, 1e-6)
        coarse = cv2.resize(extend(small * more[..., None], share * more), (w, h), interpolation=cv2.INTER_LINEAR)
    blend = np.minimum(1, known)[..., None]
    sharp = values / np.maximum(known, 1e-6)[..., None]
    return np.asarray(np.where(blend > 0.5, sharp, values + (1 - blend) * coarse), np.float32)


def prepare(level: Level) -> Search:
    """Lay the level out flat."""
    h, w = level.hole.shape
    away = masks.distance_to(level.source)
    trust = np.where(level.source, 1, np.where(level.hole, FALL**-away * TRUST, 0)).astype(np.float32)
    nearest = masks.nearest_index(level.source)
    share = cv2.blur(level.source.astype(np.float32), (SIDE, SIDE))
    side = np.arange(-REACH, REACH + 1)
    return Search(
        pixels=level.picture.reshape(-1, 4),
        known=level.source.ravel(),
        targets=np.flatnonzero(level.hole),
        trust=trust.ravel(),
        offsets=(side[:, None] * w + side).ravel(),
        snap=(nearest[..., 0].astype(np.intp) * w + nearest[..., 1]).ravel(),
        partial=(PARTIAL * (1 - share)).astype(np.float32).ravel(),
        width=w,
        scale=level.scale,
    )


def finer(matches: Index, search: Search) -> Index:
    """Return the matches of the next finer level: four pixels for each, side by side as their parents' matches are."""
    w = search.width
    half = (w - 2 * REACH) // 2 + 2 * REACH
    y, x = (a - REACH for a in np.divmod(np.arange(len(search.snap)), w))
    inside = ~search.known & (np.minimum(y, x) >= 0) & (y < len(search.snap) // w - 2 * REACH) & (x < w - 2 * REACH)
    y, x = y[inside], x[inside]
    py, px = (a - REACH for a in np.divmod(matches[(y // 2 + REACH) * half + x // 2 + REACH], half))
    result = search.snap.copy()
    result[inside] = search.snap[(2 * py + y % 2 + REACH) * w + 2 * px + x % 2 + REACH]
    return result


def refine(search: Search, matches: Index, random: np.random.Generator, *, rounds: int) -> None:
    """Alternate voting and matching; `matches` and the level's picture change in place."""
    if not len(search.targets):
        return
    cost = np.zeros(len(search.snap), np.float32)
    vote(search, matches, None)
    for _ in range(rounds):
        match(search, matches, cost, random)
        vote(search, matches, cost)


def match(search: Search, matches: Index, cost: Array, random: np.random.Generator) -> None:
    """Give each target the best of its own match, its neighbours' matches and random ones."""
    targets = search.targets
    patches, weights = gather_targets(search)
    best, least = matches[targets], price(search, patches, weights, np.arange(len(targets)), matches[targets])
    for candidates in propose(search, matches, best, random):
        who = np.flatnonzero(search.known[candidates] & (candidates != best))
        new = price(search, patches, weights, who, candidates[who])
        better = new < least[who]
        who = who[better]
        best[who], least[who] = candidates[who], new[better]
        matches[targets[who]] = best[who]
    cost[targets] = least


def propose(search: Search, matches: Index, best: Index, random: np.random.Generator) -> Iterator[Index]:
    """Yield candidates for all targets: by jumps, far to near, then by chance near the best so far."""
    last = len(search.snap) - 1
    for jump in (8, 4, 2, 1, 1):
        for shift in (1, -1, search.width, -search.width):
            there = np.clip(search.targets + jump * shift, 0, last)
            yield np.clip(matches[there] - jump * shift, 0, last)
    radius = SPREAD / search.scale if search.scale > 1 else CLOSE
    while radius >= 1:
        yield search.snap[nearby(best, radius, search, random)]
        radius /= 2


def nearby(centres: Index, radius: float, search: Search, random: np.random.Generator) -> Index:
    """Return a place chosen by chance within `radius` of each centre, inside the frame."""
    y, x = np.divmod(centres, search.width)
    shift = np.rint(random.uniform(-radius, radius, (2, len(centres)))).astype(np.intp)
    height = len(search.snap) // search.width
    y, x = np.clip(y + shift[0], 0, height - 1), np.clip(x + shift[1], 0, search.width - 1)
    return np.asarray(y * search.width + x)


def gather_targets(search: Search) -> tuple[Array, Array]:
    """Return the targets' patches (N, 49 * 4) and the roots of their weights, likewise; squared they sum to 1."""
    index = search.targets[:, None] + search.offsets
    weights = search.trust[index]
    weights /= np.maximum(weights.sum(1, keepdims=True), 1e-6)
    patches = search.pixels[index].reshape(len(index), 4 * SIDE**2)
    return patches, np.repeat(np.sqrt(weights), 4, axis=1)


def price(search: Search, patches: Array, weights: Array, who: Index, candidates: Index) -> Array:
    """Return the cost of the candidates for the targets numbered `who`: weighted squares, distance, what is missing."""
    result = np.empty(len(who), np.float32)
    for start in range(0, len(who), CHUNK):
        part = slice(start, start + CHUNK)
        index = candidates[part, None] + search.offsets
        difference = search.pixels.take(index, axis=0).reshape(len(index), -1)
        difference -= patches[who[part]]
        difference *= weights[who[part]]
        np.einsum("nk,nk->n", difference, difference, out=result[part])
    y, x = np.divmod(candidates, search.width)
    ty, tx = np.divmod(search.targets[who], search.width)
    away = np.hypot(y - ty, x - tx) * (search.scale / SPREAD)
    return np.asarray(result + search.partial[candidates] + FAR * away, np.float32)


def vote(search: Search, matches: Index, cost: Array | None) -> None:
    """Set every target to the mean of what the matched patches that cover it say, the better matches counting more."""
    weight = np.zeros(len(matches), np.float32)
    if cost is None:
        weight[search.targets] = 1
    else:
        spread = max(float(np.quantile(cost[search.targets], 0.9)), 1e-5)
        weight[search.targets] = np.exp(-cost[search.targets] / (2 * spread)) + 1e-6
    weight *= search.trust
    near = np.hypot(*np.mgrid[-REACH : REACH + 1, -REACH : REACH + 1]).ravel()
    kernel = np.exp(-(near**2) / (2 * (1 if search.scale == 1 else 2) ** 2)).astype(np.float32)
    for start in range(0, len(search.targets), CHUNK):
        targets = search.targets[start : start + CHUNK]
        centres = targets[:, None] - search.offsets
        origins = matches[centres] + search.offsets
        share = weight[centres] * kernel * search.known[origins]
        total = share.sum(1)
        mean = np.einsum("nkc,nk->nc", search.pixels.take(origins, axis=0), share)
        told = total > 1e-12
        search.pixels[targets[told]] = mean[told] / total[told, None]
