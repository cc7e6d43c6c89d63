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

import cv2
import numpy as np
from numpy.typing import NDArray

from flowanim.datatypes import Array, Image, Mask
from flowanim.ops import mask as masks
from flowanim.render.pyramid import REACH, SIDE, Level, pyramid
from flowanim.render.seams import level_seams

Index = NDArray[np.intp]

CHUNK = 512
"""Patches handled at once: their arrays stay in the processor's cache."""
BLOCK = 1 << 15
"""Targets matched at once: a bound on memory, about 1.6 kB each."""
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


@dataclass(frozen=True)
class Patches:
    """What is to be matched: targets (N,), flat centres; values (N, 49 * 4); the square roots of their weights."""

    targets: Index
    values: Array
    weights: Array


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
    search.pixels[targets] = level_seams(search.pixels, targets, there, steps=step, known=used)


def prepare(level: Level) -> Search:
    """Lay the level out flat."""
    w = level.hole.shape[1]
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
        for start in range(0, len(search.targets), BLOCK):
            match(search, search.targets[start : start + BLOCK], matches, cost=cost, random=random)
        vote(search, matches, cost)


def match(search: Search, targets: Index, matches: Index, *, cost: Array, random: np.random.Generator) -> None:
    """Give each target the best of its own match, its neighbours' matches and random ones."""
    patches, best = gather(search, targets), matches[targets]
    least = price(search, patches, best, np.arange(len(targets)))
    for candidates in propose(search, targets, matches, best=best, random=random):
        who = np.flatnonzero(search.known[candidates] & (candidates != best))
        new = price(search, patches, candidates[who], who)
        better = new < least[who]
        who = who[better]
        best[who], least[who] = candidates[who], new[better]
        matches[targets[who]] = best[who]
    cost[targets] = least


def propose(
    search: Search, targets: Index, matches: Index, *, best: Index, random: np.random.Generator
) -> Iterator[Index]:
    """Yield candidates for the targets: by jumps, far to near, then by chance near the best so far."""
    last = len(search.snap) - 1
    for jump in (8, 4, 2, 1, 1):
        for shift in (1, -1, search.width, -search.width):
            there = np.clip(targets + jump * shift, 0, last)
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


def gather(search: Search, targets: Index) -> Patches:
    """Return the patches around the targets."""
    index = targets[:, None] + search.offsets
    weights = search.trust[index]
    weights /= np.maximum(weights.sum(1, keepdims=True), 1e-6)
    values = search.pixels.take(index, axis=0).reshape(len(index), -1)
    return Patches(targets, values, np.repeat(np.sqrt(weights), 4, axis=1))


def price(search: Search, patches: Patches, candidates: Index, who: Index) -> Array:
    """Return what each candidate (n,) costs the target numbered `who` (n,): difference, what is missing, distance."""
    result = np.empty(len(who), np.float32)
    for start in range(0, len(who), CHUNK):
        part = slice(start, start + CHUNK)
        index = candidates[part, None] + search.offsets
        difference = search.pixels.take(index, axis=0).reshape(len(index), -1)
        difference -= patches.values[who[part]]
        difference *= patches.weights[who[part]]
        np.einsum("nk,nk->n", difference, difference, out=result[part])
    y, x = np.divmod(candidates, search.width)
    ty, tx = np.divmod(patches.targets[who], search.width)
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
