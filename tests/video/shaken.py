"""Clips with a known truth: a texture under a shaking camera, a flickering one, one that comes back to where it was."""

import cv2
import numpy as np

from flowanim.datatypes import Frame
from tests.video.test_between import texture


def seen_from(places: np.ndarray, size: tuple[int, int] = (160, 96)) -> list[Frame]:
    """Return a texture seen by a camera at `places` (N, 2): what it shows moves the other way."""
    w, h = size
    big = texture(size=(w + 60, h + 60), seed=4)
    frames = []
    for x, y in places:
        matrix = np.float32([[1, 0, 30 + x], [0, 1, 30 + y]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        frames.append(np.asarray(cv2.warpAffine(big, matrix, size, flags=flags, borderMode=cv2.BORDER_REFLECT)))
    return frames


def flickering(count: int = 12, amount: float = 0.12, seed: int = 0) -> tuple[list[Frame], list[Frame]]:
    """Return a texture that moves to the right by a pixel a frame, as it is and with light that flickers and grain."""
    rng = np.random.default_rng(seed)
    true = [texture(float(i)) for i in range(count)]
    spoilt = []
    for frame in true:
        patches = cv2.resize(rng.normal(1, amount, (2, 3)).astype(np.float32), frame.shape[1::-1])
        grain = rng.normal(0, 5, frame.shape)
        spoilt.append(np.clip(frame * patches[..., None] + grain, 0, 255).astype(np.uint8))
    return true, spoilt
