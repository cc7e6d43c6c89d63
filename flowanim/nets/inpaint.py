"""The in-painting network as a callable on arrays, run by OpenCV's dnn: no torch.

    load() -> network(picture, texture, hole, foreign, near) -> denoise(noisy, sigma) -> what is missing, without noise

It answers tiles of 64x64. `render.paint.painter(load())` makes of it inpaint(rgb, hole, disparity, seed).
"""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from flowanim.datatypes import Array, Mask
from flowanim.errors import WeightsError
from flowanim.nets.inpaint_layout import SPREAD, conditions, scales
from flowanim.nets.specs import FOLDER, INPAINT, Spec
from flowanim.nets.weights import REMEDY, read_weights

BATCH = 8
"""Tiles at once: more of them gain nothing, and hold more memory."""
Denoise = Callable[[Array, float], Array]
Network = Callable[[Array, Array, Mask, Mask, Array], Denoise]
"""As `inpaint_layout.conditions` takes what is around."""
Forward = Callable[[Array], Array]


def load(spec: Spec = INPAINT, folder: Path = FOLDER) -> Network:
    """Return the network; WeightsError if its file is missing or damaged."""
    held = read_weights(spec, "onnx", folder)
    try:
        net = cv2.dnn.readNetFromONNX(np.frombuffer(held, np.uint8))
    except cv2.error as error:
        raise WeightsError(f"OpenCV {cv2.__version__} cannot read {spec.name}.onnx: {REMEDY}") from error

    def forward(planes: Array) -> Array:
        net.setInput(planes, "planes")
        return np.asarray(net.forward(), np.float32)

    return told(in_batches(forward))


def told(forward: Forward) -> Network:
    """Return network(picture, texture, hole, foreign, near) -> denoise(noisy, sigma), all (N, h, w[, 3]).

    forward: planes (N, PLANES, h, w) -> (N, 3, h, w). denoise at sigma = infinity: the plain mean, by regression.
    """

    def network(picture: Array, texture: Array, hole: Mask, foreign: Mask, near: Array) -> Denoise:
        given = conditions(picture, texture, hole=hole, foreign=foreign, near=near)

        def denoise(noisy: Array, sigma: float) -> Array:
            x = np.asarray(noisy.transpose(0, 3, 1, 2), np.float32)
            keep, level = scales(sigma)
            plane = np.full((len(x), 1, *x.shape[2:]), level, np.float32)
            found = forward(np.concatenate([np.float32(keep) * x, given, plane], 1))
            return np.ascontiguousarray(np.float32(SPREAD) * found.transpose(0, 2, 3, 1))

        return denoise

    return network


def in_batches(forward: Forward) -> Forward:
    """Return `forward` for any number of tiles: it is given BATCH at once, the last ones made up with zeros."""

    def all_of(planes: Array) -> Array:
        count = len(planes)
        whole = np.concatenate([planes, np.zeros((-count % BATCH, *planes.shape[1:]), np.float32)])
        return np.concatenate([forward(whole[i : i + BATCH]) for i in range(0, len(whole), BATCH)])[:count]

    return all_of
