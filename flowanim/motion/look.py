"""Scene -> what the planner must know of it: which layers a word means, how large, deep and textured they are.

Nothing here decides; shares are 0..1 of the picture.
"""

from functools import reduce

import numpy as np

from flowanim.datatypes import Array, Layer, Scene
from flowanim.motion.elements import ELEMENTS, UNNAMED, Element
from flowanim.ops.image import blur, colour, luma, resize

SURE = 0.5
STEP = 4
THUMBNAIL_PX = 256


def element(name: str) -> Element:
    """Return what is known of an element; of a region under a name of the user's own, little."""
    return ELEMENTS.get(name, UNNAMED)


def layers_of(scene: Scene, name: str) -> tuple[Layer, ...]:
    """Return the layers that an element means: of its own name, else of the kinds it may be."""
    found = (scene.find(target) for target in (name, *element(name).kinds))
    return next((layers for layers in found if layers), ())


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
    """Return how much there is to see move in a layer: the deviation of its fine brightness, 0..1."""
    h, w = layer.rgba.shape[:2]
    scale = min(1.0, THUMBNAIL_PX / max(h, w))
    small = resize(layer.rgba, (max(1, round(w * scale)), max(1, round(h * scale))))
    solid = small[..., 3] > 0.9
    if not solid.any():
        return 0.0
    bright = np.where(solid, luma(colour(small)), 0).astype(np.float32)
    weight = solid.astype(np.float32)
    mean = blur(bright, 8) / np.maximum(blur(weight, 8), 1e-3)
    return float((bright - mean)[solid].std())


def depth_range(scene: Scene) -> float:
    """Return how far apart near and far are: 0 a flat scene, 1 all there is."""
    low, high = np.quantile(_seen(scene), (0.02, 0.98))
    return float(high - low)


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
