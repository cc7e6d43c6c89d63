"""A photo -> what the scene network sees in it, run by OpenCV's dnn: no torch, a few hundredths of a second.

The photo is looked at twice: scaled to 384 px on its long side, and mirrored at 256 px, both stretched a little to
multiples of 32. OpenCV was measured
against ONNX Runtime (docs/models/scene.md): as fast, and no new dependency.
"""

from collections.abc import Callable
from functools import partial

import cv2
import numpy as np

from flowanim.datatypes import Array, Image, check
from flowanim.errors import WeightsError
from flowanim.nets.scene_layout import DISPARITY, DOUBT, FIRST_REGION, REGIONS, SUBJECT
from flowanim.nets.specs import SCENE
from flowanim.nets.weights import REMEDY, read_weights
from flowanim.ops.image import resize
from flowanim.sight import Sight

LOOKS = ((SCENE.longest, False), (256, True))
"""The long side, in pixels, and whether mirrored, of each look at a photo."""


def see(rgb: Image) -> Sight:
    """Return what is where and how near in a photo (H, W, 3), at about a quarter of 384 px.

    Raises WeightsError if the network's file is missing or damaged, ValueError if `rgb` is not float32 (H, W, 3).
    """
    check(rgb, "photo", channels=(3,))
    return sight_of(channels(rgb, partial(_forward, _network())))


def channels(rgb: Image, forward: Callable[[Array], Array]) -> Array:
    """Return the network's channels (C, h, w) for a photo (H, W, 3), the mean over LOOKS.

    forward: (1, 3, H, W) -> (1, C, H / 4, W / 4). A look at another size, in the mirror, errs in other ways. The
    subject is at least as likely as at the first look: at a smaller size large ones are lost.
    """
    outs: list[Array] = []
    for longest, mirrored in LOOKS:
        small = resize(rgb, network_size((rgb.shape[1], rgb.shape[0]), longest, SCENE.multiple))
        batch = small[:, ::-1] if mirrored else small
        out = forward(np.ascontiguousarray(batch.transpose(2, 0, 1))[None])[0].transpose(1, 2, 0)
        outs.append(np.ascontiguousarray(out[:, ::-1] if mirrored else out))
    h, w = outs[0].shape[:2]
    mean = np.mean([resize(out, (w, h)) for out in outs], axis=0)
    mean[..., SUBJECT] = np.maximum(mean[..., SUBJECT], outs[0][..., SUBJECT])
    return np.ascontiguousarray(mean.transpose(2, 0, 1))


def network_size(size: tuple[int, int], longest: int, multiple: int) -> tuple[int, int]:
    """Return the size (W, H) at which a picture of `size` goes in: its shape, about, in multiples."""
    scale = longest / max(size)
    wide, high = (max(multiple, round(side * scale / multiple) * multiple) for side in size)
    return wide, high


def sight_of(out: Array) -> Sight:
    """Return what the network's channels (C, h, w) mean."""
    odds = np.exp(out[FIRST_REGION:] - out[FIRST_REGION:].max(0))
    regions = dict(zip(REGIONS, np.asarray(odds / odds.sum(0), np.float32), strict=True))
    doubt = np.exp(np.clip(out[DOUBT], -5, 1))
    subject = 1 / (1 + np.exp(-np.clip(out[SUBJECT], -30, 30)))
    return Sight(np.maximum(out[DISPARITY], 0), doubt.astype(np.float32), regions, subject.astype(np.float32))


def _forward(network: cv2.dnn.Net, batch: Array) -> Array:
    """Run the network on (1, 3, H, W)."""
    network.setInput(batch, "rgb")
    return np.asarray(network.forward(), np.float32)


def _network() -> cv2.dnn.Net:
    """Read the network, in 0.03 s; it is not kept, since it would hold 40 MB while frames are rendered."""
    held = read_weights(SCENE, "onnx")
    try:
        return cv2.dnn.readNetFromONNX(np.frombuffer(held, np.uint8))
    except cv2.error as error:
        raise WeightsError(f"OpenCV {cv2.__version__} cannot read {SCENE.name}.onnx: {REMEDY}") from error
