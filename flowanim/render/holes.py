"""A dry run of the plan on the coarse grid: what it will reveal.

Every hidden pixel belongs to the lower layer that is seen nearest to it, two of them where these meet. The dry run
plays the clip on the grid and marks, layer by layer, the hidden points that come to light. Only these are filled, once.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Array, Disparity, Image, Labels, Layer, Mask, Scene, vector
from flowanim.fields.grid import LONGEST, Grid, fetch
from flowanim.ops.image import blur, colour, premultiply
from flowanim.ops.mask import distance_to, grow, nearest_index
from flowanim.plan import MotionPlan
from flowanim.render.fill import FILLERS, Filler
from flowanim.render.focus import softened
from flowanim.render.parallax import Stage, fixed_camera, seen, set_up
from flowanim.render.texture import mirrored

T = TypeVar("T")
MOMENTS = 24
TRACE = 1 / 255
"""Less than this share of a layer is not seen."""
SHALLOW, AROUND = 8 / 1280, 24 / 1280
MEET = 1.0
"""How softly hidden layers meet: the deviation of a blur, in points of the grid."""
LARGE_PX = 2_200_000
TINT, TINT_SHARE = vector(1, 0, 1), np.float32(0.7)
"""The colour of what was made up, where a plan wants it shown."""
SIGHT = 96
"""Pixels around a hole that a filler looks at."""


@dataclass(frozen=True)
class Survey:
    """What a plan does to a scene.

    needed: for each layer the hidden points (h, w), bool on the grid, next to which something shows. invented: share of
    all shown pixels that must be filled. grid: of these masks. made: share of what is shown that was made up before
    the photo was cut into layers. solid: how much of each layer (h, w) goes on behind nearer ones: none ends in a step;
    empty where nothing moves.
    """

    grid: Grid
    needed: tuple[Mask, ...]
    solid: tuple[Alpha, ...]
    invented: float
    made: float = 0.0


def survey(scene: Scene, plan: MotionPlan, moments: int = MOMENTS, longest: int = LONGEST) -> Survey:
    """Play `plan` on a coarse grid with about `longest` points on the long side, and return what it reveals."""
    soft = softened(scene, plan)
    stage = set_up(soft, plan, longest)
    needed = tuple(np.zeros(stage.grid.shape, bool) for _ in stage.sheets)
    if soft is scene and fixed_camera(plan) and not any(sheet.motion.push for sheet in stage.sheets):
        return Survey(stage.grid, needed, (), 0.0, 0.0 if scene.made is None else float(scene.made.mean()))
    alphas = [sheet.place.alpha for sheet in stage.sheets]
    solid = _solid(alphas)
    reach = _reach(alphas, solid)
    with ThreadPoolExecutor(2, "flowanim-survey") as pool:
        shares = list(pool.map(lambda u: _reveal(stage, u, reach, needed), (np.arange(moments) + 0.5) / moments))
    invented, made = np.mean(shares, 0)
    return Survey(stage.grid, needed, solid, float(invented), float(made))


def _solid(alphas: list[Alpha]) -> tuple[Alpha, ...]:
    """Return for each layer how much of it (h, w) goes on behind nearer ones: all, unless another is seen closer by.

    Where two meet in hiding they do so softly. The border lies anywhere: a step there would be seen as a torn edge.
    """
    label = _top_label(alphas)
    solid = [np.asarray((label >= k) | (k == 0), np.float32) for k in range(len(alphas))]
    for j in range(2, len(alphas)):
        lower, above = label < j, label == j
        if not above.any():
            continue
        index = nearest_index(lower)
        behind = label[index[..., 0], index[..., 1]]
        below = blur((behind == 0).astype(np.float32), MEET)
        for k in range(1, j):
            own = blur((behind == k).astype(np.float32), MEET)
            below += own
            solid[k][above] = (own / np.maximum(below, np.float32(1e-3)))[above]
    return tuple(solid)


def _reach(alphas: list[Alpha], solid: Sequence[Alpha]) -> list[Alpha]:
    """Return each layer's alpha, carried on behind what is above it; it is `solid` there.

    A point half hidden by a nearer layer shows the one below in its other half: that one is solid behind it.
    """
    label = _top_label(alphas)
    left = np.ones_like(alphas[0])
    reach: list[Alpha] = []
    for k, alpha in reversed(list(enumerate(alphas))):
        own = np.where(left > 0.05, np.minimum(alpha / np.maximum(left, 0.05), 1), alpha)
        reach.insert(0, np.where(label > k, np.maximum(own, solid[k]), own).astype(np.float32))
        left = np.maximum(left - alpha, 0)
    reach[0][...] = 1
    return reach


def _top_label(alphas: list[Alpha]) -> Labels:
    """Return the index (h, w) of the layer that one sees at rest."""
    label = np.zeros(alphas[0].shape, np.int32)
    for i, alpha in enumerate(alphas):
        label[alpha > 0.5] = i
    return label


def _reveal(stage: Stage, u: float, reach: list[Array], needed: tuple[Mask, ...]) -> tuple[float, float]:
    """Mark in `needed` what shows at progress `u`; return its share of the frame, and of what was made up before."""
    view, grid = stage.view(u), stage.grid
    left = np.ones(grid.shape, np.float32)
    invented, made = np.zeros((2, *grid.shape), np.float32)
    before = None if stage.scene.made is None else grid.shrink(stage.scene.made)
    for sheet, alpha, mask in reversed(list(zip(stage.sheets, reach, needed, strict=True))):
        pull = seen(sheet, view, u)
        place = grid.points if pull is None else grid.points + pull
        spot = grid.index(place)
        solid, own = fetch(alpha, spot), fetch(sheet.place.alpha, spot)
        fresh = left * np.maximum(solid - own, 0)
        invented += fresh
        made += 0 if before is None else left * own * fetch(before, spot)
        _mark(mask, place[fresh > TRACE], grid)
        left = left * (1 - solid)
    return float(invented[1:-1, 1:-1].mean()), float(made[1:-1, 1:-1].mean())


def _mark(mask: Mask, place: Array, grid: Grid) -> None:
    """Set the points of `mask` next to the pixels `place` (n, 2)."""
    index = np.rint((place + 0.5) / grid.step + 0.5).astype(int)
    mask[np.clip(index[:, 1], 0, mask.shape[0] - 1), np.clip(index[:, 0], 0, mask.shape[1] - 1)] = True


@dataclass(frozen=True)
class Brush:
    """What paints hidden pixels by a plan."""

    filler: Filler
    plan: MotionPlan

    def fill(self, rgba: Image, disparity: Disparity, *, hole: Mask, deep: Mask, source: Mask, solid: Alpha) -> None:
        """Fill the hole in a part of a layer, in place: all of it mirrored, what lies `deep` by the filler.

        solid: (H, W), how much of the layer there is in it.
        """
        plain = mirrored(colour(rgba), ~hole, source, longest=max(self.plan.size))
        if deep.any():
            plain = self.filler(plain, deep, source, self.plan.seed, disparity=disparity)
        if self.plan.finishing.show_invented:
            plain = plain + TINT_SHARE * (TINT - plain)
        rgba[hole] = premultiply(plain, np.maximum(rgba[..., 3], solid))[hole]


def complete(
    scene: Scene, found: Survey, plan: MotionPlan, *, reuse: bool = False, filler: Filler | None = None
) -> Scene:
    """Return `scene` with every layer's needed hidden pixels filled, so that nothing is open in any frame.

    filler: that of the plan, if it is not one of `fill.FILLERS`.
    reuse: fill the arrays of `scene` themselves, which saves a copy of each; it must not be used again then.
    """
    brush = Brush(filler or FILLERS[plan.fill], plan)
    wide = [_enlarged(cv2.dilate(m.astype(np.float32), np.ones((3, 3), np.uint8)), found.grid) for m in found.needed]
    wide[0] |= _seen_through(scene, wide)

    def filled(i: int, left: Array) -> Layer:
        layer = scene.layers[i]
        if not wide[i].any():
            return layer
        sure = _enlarged(found.needed[i].astype(np.float32), found.grid)
        hidden = Hidden(sure, wide[i], found.grid.enlarge(found.solid[i]))
        return _completed(layer if reuse else _copied(layer), hidden, left, brush)

    # A pixel is filled only where nothing is open, so that it does not matter whether alpha is read before or after.
    layers = from_the_nearest(filled, [layer.alpha for layer in scene.layers])
    return replace(scene, layers=tuple(layers))


def from_the_nearest(work: Callable[[int, Alpha], T], alphas: Sequence[Alpha]) -> list[T]:
    """Return work(i, open) for each layer, in order; open (H, W) is the share that the layers above leave of it.

    alphas: (H, W), far to near. Two layers at a time, or one if they are large: what two large ones need is too much.
    """
    left = np.ones_like(alphas[-1])
    found: list[Future[T]] = []
    with ThreadPoolExecutor(2) as pool:
        for i in reversed(range(len(alphas))):
            found.insert(0, pool.submit(work, i, left))
            if left.size > LARGE_PX:
                found[0].result()
            left = left * (1 - alphas[i])
    return [future.result() for future in found]


def _copied(layer: Layer) -> Layer:
    return replace(layer, rgba=layer.rgba.copy())


def _seen_through(scene: Scene, needed: Sequence[Mask]) -> Mask:
    """Return, in and around what is needed of the layers (H, W), where one would see through them to nothing.

    Where a layer is soft beside a nearer one neither hides what is below, and none of it can be filled: what is not
    wholly hidden stays as it is. There the farthest layer stands in.
    """
    left, thin = np.ones(scene.photo.shape, np.float32), np.zeros(scene.photo.shape, bool)
    for layer, wanted in reversed(list(zip(scene.layers[1:], needed[1:], strict=True))):
        if wanted.any():
            thin |= wanted & (left > 0) & (left < 1) & (layer.alpha < 1)
        left = left * (1 - layer.alpha)
    return grow(thin, AROUND * max(thin.shape)) if thin.any() else thin


@dataclass(frozen=True)
class Hidden:
    """What is hidden of a layer and shows in time, all (H, W): surely, with a margin, and how much of it there is."""

    sure: Mask
    wide: Mask
    solid: Alpha


def _completed(layer: Layer, wanted: Hidden, left: Array, brush: Brush) -> Layer:
    """Fill, in place, the wanted pixels of a layer that are wholly hidden at rest. left: how much is open above it."""
    hidden = (left <= 0) & (layer.alpha < 1)
    hole = hidden & wanted.wide
    source = (layer.alpha > 0.99) & (left > 0.99)
    if not hole.any():
        return layer
    deep = hole if brush.plan.fill == "none" else _deep(hole, hidden & wanted.sure, layer.alpha * left > 0)
    margin = SIGHT + round(float(distance_to(source)[hole].max())) if source.any() else max(hole.shape)
    for box in clusters(hole, margin):
        rgba, disparity, solid = layer.rgba[box], layer.disparity[box], wanted.solid[box]
        brush.fill(rgba, disparity, hole=hole[box], deep=deep[box], source=source[box], solid=solid)
    return layer


def clusters(hole: Mask, margin: int) -> list[tuple[slice, slice]]:
    """Return boxes (rows, columns) around the groups of hole pixels, `margin` wider; those that would meet are one."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(hole.astype(np.uint8))
    boxes = [(y - margin, x - margin, y + h + margin, x + w + margin) for x, y, w, h, _ in stats[1:count].tolist()]
    merged: list[tuple[int, int, int, int]] = []
    while boxes:
        box = boxes.pop()
        near = [other for other in merged if _meet(box, other)]
        if near:
            merged = [other for other in merged if other not in near]
            both = [box, *near]
            corners = [min(b[i] for b in both) for i in (0, 1)] + [max(b[i] for b in both) for i in (2, 3)]
            boxes.append((corners[0], corners[1], corners[2], corners[3]))
        else:
            merged.append(box)
    height, width = hole.shape
    return [(slice(max(0, t), min(height, b)), slice(max(0, le), min(width, r))) for t, le, b, r in sorted(merged)]


def _meet(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _enlarged(points: Array, grid: Grid) -> Mask:
    return np.asarray(grid.enlarge(points) > 0.05)


def _deep(hole: Mask, needed: Mask, visible: Mask) -> Mask:
    """Return the part of `hole` around what shows and lies deep behind the border of what is visible at rest.

    What lies within a few pixels of it is continued by the mirror image, which is as good there and far quicker.
    """
    reach = SHALLOW * max(hole.shape)
    return hole & grow(needed & (distance_to(visible) > reach), 2 * reach)
