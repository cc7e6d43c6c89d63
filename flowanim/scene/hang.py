"""What hangs on the border of a sky or calm water and is none of it: stems, twigs, masts, tips of trees, towers' rims.

    photo, alpha of the sky, alphas of the others -> for each of the others the things (H, W) that it gets, numbered

The analysis looks at pieces of a few pixels, so that what is thinner stays with the sky and is torn off when the camera
moves. Such a thing is far from the median colour of the sky around it, is sharply outlined, and hangs on the border.
It goes to whatever is most like it in colour of what it hangs on. Clouds are soft, stars hang on nothing. Before water
it also rises from what it hangs on: what hangs down from a shore is its reflection.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Image, Labels, Mask
from flowanim.ops.image import fit, from_uint8, luma, resize, to_uint8
from flowanim.ops.mask import bounding_box, grow, nearest_index, shrink

LONGEST = 1280
"""Long side of the view in which it is looked for."""
WINDOW = 41
"""Width of the median, at LONGEST: things up to half as wide are found."""
SIGMAS, LEAST = 6.0, 14 / 255
"""How far from the median is far: in deviations of the sky, and at least."""
LONG, REACH = 12, 3.0
"""How wide or high a thing is at least, and within what distance of the border it hangs; in pixels."""
GAP, WALLED = 0.02, 0.6
"""The largest share of the photo that a gap amid struts has, and along how much of its outline they are."""
TOUCH = 0.1
"""A thing belongs to nobody whom it touches less, in shares of whom it touches most: a rim only ends beside another."""
CLOSE = 7
"""Over how many pixels struts are joined to close in a gap."""
SHARP = 0.05
"""By how much brightness changes within a pixel of a sharp outline."""


def hanging(image: Image, sky: Alpha, others: Sequence[Alpha], *, rising: bool = False) -> list[Labels]:
    """Return, for each of the `others` (H, W), the things in the `sky` that hang on it, numbered from 1; else 0.

    image: (H, W, 3). What little of the sky a thing closes in (between the struts of a mast) goes with it. rising: only
    what stands up from what it hangs on.
    """
    size = fit((image.shape[1], image.shape[0]), LONGEST)
    view, pure = resize(image, size), resize(sky, size) > 0.5
    if not pure.any() or pure.all():
        return [np.zeros(sky.shape, np.int32) for _ in others]
    small = np.stack([resize(alpha, size) for alpha in others])
    labels = np.where(~pure & (small.sum(0) > 0.5), small.argmax(0), -1).astype(np.int32)
    apart = cv2.absdiff(view, _around(view, pure))
    things = _things(view, pure, apart, labels >= 0)
    owners = _owners(view, labels, things, apart, rising=rising)
    things = _with_gaps(np.where(owners[things] < 0, np.int32(0), things), pure, pure | (labels >= 0))
    wide = np.asarray(cv2.resize(things, sky.shape[::-1], interpolation=cv2.INTER_NEAREST), np.int32)
    return [np.where((owners[wide] == k) & (sky > 0), wide, np.int32(0)) for k in range(len(others))]


def _things(image: Image, sky: Mask, apart: Image, others: Mask) -> Labels:
    """Return the things in the sky that hang on the others, numbered from 1; 0 elsewhere (h, w).

    apart: (h, w, 3), how far each colour is from that of the sky around.
    """
    red, green, blue = cv2.split(apart)
    apart = np.maximum(np.maximum(red, green), blue)
    far = (apart > max(LEAST, SIGMAS * 1.48 * float(np.median(apart[sky])))) & sky
    count, labels, stats, _ = cv2.connectedComponentsWithStats(far.astype(np.uint8))
    hangs = np.bincount(labels[far & grow(others, REACH)], minlength=count) > 0
    sharp = _sharply_outlined(luma(image), labels, count)
    keep = hangs & sharp & (stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(1) >= LONG)
    keep[0] = False
    return np.asarray(np.where(keep[labels], labels, 0), np.int32)


def _around(image: Image, sky: Mask) -> Image:
    """Return the median colour (h, w, 3) of the sky around each pixel, found at half the size."""
    h, w = sky.shape
    half = fit((w, h), max(1, max(h, w) // 2))
    small = cv2.resize(to_uint8(image), half, interpolation=cv2.INTER_AREA)
    inner = cv2.resize(shrink(sky, REACH).astype(np.uint8), half, interpolation=cv2.INTER_NEAREST) > 0
    if inner.any():
        index = nearest_index(inner)
        small = small[index[..., 0], index[..., 1]]
    return resize(from_uint8(np.asarray(cv2.medianBlur(small, WINDOW // 4 * 2 + 1))), (w, h))


def _sharply_outlined(grey: Array, labels: Array, count: int) -> Mask:
    """Return which of the numbered parts have a sharp outline along at least half of it."""
    square = np.ones((3, 3), np.uint8)
    slope = cv2.dilate(cv2.dilate(grey, square) - cv2.erode(grey, square), square)
    inside = (labels > 0).astype(np.uint8)
    rim = (inside > 0) & (cv2.erode(inside, square) == 0)
    sharp = np.bincount(labels[rim & (slope > SHARP)], minlength=count)
    return np.asarray(sharp > 0.5 * np.bincount(labels[rim], minlength=count))


def _owners(image: Image, labels: Labels, things: Labels, apart: Image, *, rising: bool) -> Labels:
    """Return who gets each of the numbered things (n + 1,), -1 for nobody. labels: (h, w), -1 is none of the others.

    A thing has the colour of what of it is least like the sky: with a stalk often comes some haze. rising: it belongs
    only to what it touches below its middle.
    """
    clear = np.square(apart).sum(2)
    owners = np.full(int(things.max()) + 1, -1, np.int32)
    for thing in np.unique(things[things > 0]):
        box = bounding_box(things == thing, round(REACH) + 2)
        mine, there, view, weight = things[box] == thing, labels[box], image[box], clear[box]
        beside = grow(mine, REACH) & (there >= 0)
        if rising:
            beside[: int(np.nonzero(mine)[0].mean()) + 1] = False
        foot = mine & grow(beside, 2 * REACH)
        foot = foot if foot.any() else mine
        own = np.average(view[foot], axis=0, weights=weight[foot])
        touched = np.bincount(there[beside])
        touching = np.flatnonzero(touched > TOUCH * touched.max(initial=0))
        likeness = [float(np.square(view[beside & (there == k)].mean(0) - own).sum()) for k in touching]
        owners[thing] = touching[int(np.argmin(likeness))] if likeness else -1
    return owners


def _with_gaps(things: Labels, sky: Mask, known: Mask) -> Labels:
    """Return the numbered things (h, w) with the gaps that they close in: small parts of the `sky` amid struts.

    What borders on neither the sky nor the others, `known`, is open: a wedge of sea between stalks, under the sky.
    """
    closed = cv2.morphologyEx((things > 0).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((CLOSE, CLOSE), np.uint8)) > 0
    open_ = sky & ~closed
    count, parts, stats, _ = cv2.connectedComponentsWithStats(open_.astype(np.uint8), connectivity=4)
    ends = np.bincount(parts[open_ & grow(~open_, 1)], minlength=count)
    walled = np.bincount(parts[open_ & grow(closed, 1)], minlength=count) > WALLED * ends
    walled &= stats[:, cv2.CC_STAT_AREA] < GAP * sky.size
    walled &= np.bincount(parts[open_ & grow(~known, 1)], minlength=count) == 0
    walled[0] = False
    gap = (walled[parts] | closed) & sky & (things == 0)
    if not gap.any():
        return things
    index = nearest_index(things > 0)
    return np.asarray(np.where(gap, things[index[..., 0], index[..., 1]], things), np.int32)
