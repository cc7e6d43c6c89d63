"""A scene -> one picture of how it is cut: each layer outlined and numbered, brighter where it is nearer."""

import numpy as np

from flowanim.datatypes import Frame, Layer, Scene
from flowanim.ops.image import resize, to_uint8
from flowanim.plan import REFERENCE_PX
from flowanim.review import ink

DIMMEST = 0.35


def draw_layers(scene: Scene) -> Frame:
    """Return the picture of the layers, RGB, REFERENCE_PX pixels on its long side, with a legend below."""
    factor = REFERENCE_PX / max(scene.photo.size)
    size = round(scene.photo.size[0] * factor), round(scene.photo.size[1] * factor)
    near, rest = np.zeros(size[::-1], np.float32), np.ones(size[::-1], np.float32)
    labels: list[ink.Label] = []
    for number, layer in reversed(list(enumerate(scene.layers, 1))):
        share = resize(np.ascontiguousarray(layer.alpha), size) * rest
        near, rest = near + share * resize(layer.disparity, size), rest - share
        if (share > 0.5).any():
            labels.append(ink.Label(_words(number, layer), share > 0.5, ink.PALETTE[number % len(ink.PALETTE)]))
    light = DIMMEST + (1 - DIMMEST) * np.sqrt(np.clip(near, 0, 1))
    canvas = to_uint8(resize(scene.photo.rgb, size) * light[..., None])
    for label in labels:
        ink.outline(canvas, label.region, label.tint)
    return ink.write(canvas, labels, f"{len(scene.layers)} layers, 1 the farthest   ·   brighter is nearer")


def _words(number: int, layer: Layer) -> str:
    """Return "3 tree, the subject, 80 % sure"."""
    subject = ", the subject" if layer.subject and layer.name != "subject" else ""
    return f"{number} {layer.name}{subject}, {100 * layer.confidence:.0f} % sure"
