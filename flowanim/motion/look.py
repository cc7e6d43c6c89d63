"""Scene -> what the planner must know of it: which layers a word means, how large, deep and textured they are.

Nothing here decides; shares are 0..1 of the picture.
"""

from collections.abc import Sequence
from functools import reduce
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from flowanim.datatypes import KINDS, Array, Layer, Scene
from flowanim.motion.elements import ELEMENTS, LAND, UNNAMED, Element
from flowanim.ops.image import blur, colour, fit, luma, resize
from flowanim.ops.mask import shrink

GREENS = frozenset({"grass", "vegetation"})
"""What the ground may be grown over with."""
STRAW_DEG, GREEN_DEG, GROWN = (65.0, 92.0), 165.0, 0.6
"""Hues in Lab of straw, and to where green goes; the share of such colours. On our photos meadows, tea and reeds have
0.99 or more of them, sand, roads, planks and rock 0.25 at most.
"""
SURE = 0.5
STEP = 4
THUMBNAIL_PX = 256
LEAST_MIRROR = 6
LEAST_SHORE = 0.02
STARS_PX, NIGHT, POINTS = 900, 0.45, 3.0
AXES = (-2, 0, 2, 4)
"""By how many thumbnail rows the axis of a reflection may be off the far shore."""


def element(name: str) -> Element:
    """Return what is known of an element; of a region under a name of the user's own, little."""
    return ELEMENTS.get(name, UNNAMED)


def layers_of(scene: Scene, name: str) -> tuple[Layer, ...]:
    """Return the layers that an element means: those of its own name, else those of the kinds it may be.

    A kind means all its layers, near and far, whatever they are called.
    """
    if name not in KINDS and scene.find(name):
        return scene.find(name)
    kinds = element(name).kinds
    if element(name).every:
        return tuple(layer for layer in scene.layers if layer.kind in kinds)
    found = ([layer for layer in scene.layers if kind in (layer.kind, "subject" * layer.subject)] for kind in kinds)
    named = next((tuple(layers) for layers in found if layers), ())
    if name not in GREENS:
        return named
    grown = tuple(layer for layer in scene.layers if layer.kind == "ground" and grown_over(layer))
    return grown + tuple(layer for layer in named if not (grown and name == "grass" and layer.subject))


def grown_over(layer: Layer) -> bool:
    """Whether most of a layer, such as the ground, is as green or as straw-coloured as what grows."""
    small = np.ascontiguousarray(layer.rgba[::STEP, ::STEP])
    solid = small[..., 3] > 0.9
    if not solid.any():
        return False
    lab = cv2.cvtColor(colour(small), cv2.COLOR_RGB2LAB)[solid]
    hue, chroma = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360, np.hypot(lab[:, 1], lab[:, 2])
    green = (hue > STRAW_DEG[1]) & (hue < GREEN_DEG) & (chroma > 8)
    straw = (hue > STRAW_DEG[0]) & (hue <= STRAW_DEG[1]) & (chroma > 20)
    return float((green | straw).mean()) > GROWN


def nearness(layers: Sequence[Layer]) -> tuple[float, ...]:
    """Return how near each layer is, against the nearest of them: 1 it is that, 0 infinitely far behind it."""
    near = [_near(layer) for layer in layers]
    return tuple(one / max(near) if max(near, default=0) > 0 else 1.0 for one in near)


def _near(layer: Layer) -> float:
    """Return the disparity of a layer's nearest parts."""
    solid = layer.alpha[::STEP, ::STEP] > 0.5
    return float(np.quantile(layer.disparity[::STEP, ::STEP][solid], 0.95)) if solid.any() else 0.0


def area(layer: Layer) -> float:
    """Return the share of the picture that a layer covers."""
    return float(layer.alpha[::STEP, ::STEP].mean())


def height_px(layer: Layer) -> float:
    """Return how high a layer is, in pixels at the plan's reference size (1280 px long side)."""
    rows, columns = _extent(layer)
    return rows * 1280 * layer.rgba.shape[0] / max(layer.rgba.shape[:2]) if columns else 0.0


def tall(layer: Layer) -> bool:
    """Whether a layer stands rather than lies: a waterfall, a river that comes towards the viewer."""
    rows, columns = _extent(layer)
    h, w = layer.rgba.shape[:2]
    return bool(rows * h > 1.2 * columns * w)


def _extent(layer: Layer) -> tuple[float, float]:
    """Return the shares of rows and of columns in which a layer is solid."""
    solid = layer.alpha[::STEP, ::STEP] > 0.5
    return float(solid.any(1).mean()), float(solid.any(0).mean())


def texture(layer: Layer) -> float:
    """Return how much a drift of a layer would show: the deviation of its fine brightness along the rows, 0..1.

    What only changes from row to row, such as a clear sky towards the horizon, looks the same however far it drifts.
    """
    h, w = layer.rgba.shape[:2]
    small = resize(layer.rgba, fit((w, h), THUMBNAIL_PX))
    solid = shrink(small[..., 3] > 0.98, 3)
    if not solid.any():
        return 0.0
    weight = solid.astype(np.float32)
    bright = luma(colour(small)) * weight
    rows = bright.sum(1, keepdims=True) / np.maximum(weight.sum(1, keepdims=True), 1)
    rest = (bright - rows) * weight
    mean = blur(rest, 12) / np.maximum(blur(weight, 12), 1e-3)
    return float((rest - mean)[solid].std())


def mirrors(scene: Scene, layer: Layer) -> float:
    """Return how much a layer, such as a lake, mirrors what stands above its far shore: about 0 not at all, 1 wholly.

    The correlation of what lies below the shore with what lies above it, upside down, after each row's mean and slow
    changes along it are taken out; the best of a few positions of the axis. 0 without a far shore.
    """
    size = fit(scene.photo.size, THUMBNAIL_PX)
    bright = resize(luma(scene.photo.rgb), size)
    inside = resize(np.ascontiguousarray(layer.alpha), size) > 0.5
    shore = inside.argmax(0)
    columns = np.flatnonzero(inside.any(0) & (shore > 4))
    if len(columns) < 0.2 * size[0]:
        return 0.0
    depth = int(0.9 * min(np.median(shore[columns]), np.median(inside.sum(0)[columns])))
    if depth < LEAST_MIRROR:
        return 0.0
    below = shore[columns, None] + np.arange(1, depth + 1)
    real = _along(bright, 2 * shore[columns, None] - below, columns)
    found = ((_along(bright, below + shift, columns), _at(inside, below + shift, columns)) for shift in AXES)
    return max(_likeness(real[wet], image[wet]) for image, wet in found)


def _at(array: NDArray[Any], rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[Any]:
    return np.asarray(array[np.clip(rows, 0, len(array) - 1), columns[:, None]])


def _along(bright: Array, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Array:
    """Return brightness at (columns, rows), less what is the same along a row, or changes slowly there."""
    found = _at(bright, rows, columns)
    found = found - found.mean(0)
    return np.asarray(blur(found, 2) - blur(found, 20))


def _likeness(a: Array, b: Array) -> float:
    return float((a * b).mean() / np.sqrt((a * a).mean() * (b * b).mean() + 1e-9)) if a.size else 0.0


def shoreward(scene: Scene, layer: Layer) -> float | None:
    """Return where the shore of a water lies, in degrees counter-clockwise from the right; None if no land is near it.

    The mean of the normals of its border with land, the nearer parts counting more.
    """
    size = fit(scene.photo.size, THUMBNAIL_PX)
    land = sum(resize(np.ascontiguousarray(one.alpha), size) for one in scene.layers if one.kind in LAND)
    wet = blur(resize(np.ascontiguousarray(layer.alpha), size), 2)
    down, right = np.gradient(wet)
    weight = np.clip(blur(np.asarray(land * np.ones_like(wet)), 2), 0, 1) * resize(layer.disparity, size)
    x, y = float(-(right * weight).sum()), float((down * weight).sum())
    if np.hypot(x, y) < LEAST_SHORE * float(np.abs(np.hypot(right, down)).sum()) or not (x or y):
        return None
    return round(float(np.degrees(np.arctan2(y, x))) % 360, 1)


def starry(layer: Layer) -> bool:
    """Whether a sky is dark and its finest detail is bright points: the third moment of what a blur takes out of it."""
    h, w = layer.rgba.shape[:2]
    rgba = resize(layer.rgba, fit((w, h), STARS_PX))
    solid = shrink(rgba[..., 3] > 0.98, 6)
    if not solid.any():
        return False
    bright = luma(colour(rgba))
    fine = (bright - blur(bright, 2.5))[solid]
    skew = float(((fine - fine.mean()) ** 3).mean() / max(float(fine.std()), 1e-6) ** 3)
    return float(np.median(bright[solid])) < NIGHT and skew > POINTS


def depth_ends(scene: Scene) -> tuple[float, float]:
    """Return the disparities of the far and the near end of what is seen, but for the last fiftieth at each end."""
    low, high = np.quantile(_seen(scene), (0.02, 0.98))
    return float(low), float(high)


def depth_range(scene: Scene) -> float:
    """Return how far apart near and far are: 0 a flat scene, 1 all there is."""
    low, high = depth_ends(scene)
    return high - low


def pivot(scene: Scene) -> float:
    """Return the disparity that the camera turns about: the subject's, else the scene's median."""
    for layer in scene.find("subject"):
        solid = layer.alpha > 0.5
        if solid.any():
            return float(np.median(layer.disparity[solid]))
    return float(np.median(_seen(scene)))


def _seen(scene: Scene) -> Array:
    """Return the disparity of what is seen, at every STEP-th pixel."""
    every = (slice(None, None, STEP), slice(None, None, STEP))
    first = scene.layers[0].disparity[every]
    return np.asarray(
        reduce(lambda below, one: below + one.alpha[every] * (one.disparity[every] - below), scene.layers[1:], first)
    )
