"""A sample -> a crop of it, stretched, tilted, mirrored, in another light, with somebody else in front."""

import cv2
import numpy as np
from numpy.typing import NDArray

from train.data import NEAR, ORDER, REGION, SUBJECT, UNKNOWN, Bytes, Sample

LARGE = 0.02
"""From such a share of the picture on somebody pasted is its subject."""


def placement(
    rng: np.random.Generator, shape: tuple[int, int], size: tuple[int, int], least: float
) -> NDArray[np.float64]:
    """Return the 2x3 matrix from output pixels to photo pixels: a random crop, stretch, tilt and mirror image.

    shape: (H, W) of the photo. size: (W, H) of the output. least: the smallest share of the photo's length to show.
    """
    h, w = shape
    stretch = np.exp(rng.uniform(-0.13, 0.13))
    whole = min(w / (size[0] * stretch), h / size[1])
    step = whole * rng.uniform(least, 1.0)
    wide, tall = size[0] * step * stretch, size[1] * step
    left, top = rng.uniform(0, max(w - wide, 0)), rng.uniform(0, max(h - tall, 0))
    tilt = np.radians(rng.normal(0, 2.5)) if rng.random() < 0.35 else 0.0
    mirror = -1 if rng.random() < 0.5 else 1
    c, s = np.cos(tilt), np.sin(tilt)
    matrix = np.array([[mirror * c * step * stretch, -s * step], [mirror * s * step * stretch, c * step]])
    return _about(np.array([left + wide / 2, top + tall / 2]) - 0.5, matrix, size)


def whole(rng: np.random.Generator, shape: tuple[int, int], size: tuple[int, int]) -> NDArray[np.float64]:
    """Return the 2x3 matrix from output pixels to photo pixels that shows all of a photo, mirrored or not.

    Of somebody upright in an upright photo a crop of another shape shows the trunk alone.
    """
    step = max(shape[1] / size[0], shape[0] / size[1])
    mirror = -1 if rng.random() < 0.5 else 1
    matrix = np.array([[mirror * step, 0], [0, step]])
    return _about((np.array(shape[::-1]) - 1) / 2, matrix, size)


def _about(centre: NDArray[np.float64], matrix: NDArray[np.float64], size: tuple[int, int]) -> NDArray[np.float64]:
    """Return the 2x3 matrix that does what `matrix` (2, 2) does and puts `centre` in the middle of the output."""
    return np.hstack([matrix, (centre - matrix @ ((np.array(size) - 1) / 2))[:, None]])


def lay(sample: Sample, matrix: NDArray[np.float64], size: tuple[int, int]) -> tuple[Bytes, Bytes]:
    """Return rgb (H, W, 3) and maps (H / 2, W / 2, 4) under a placement."""
    flags = cv2.WARP_INVERSE_MAP
    step = np.linalg.norm(matrix[:, 0])
    rgb = cv2.GaussianBlur(sample.rgb, (0, 0), 0.4 * step) if step > 1.3 else sample.rgb
    rgb = cv2.warpAffine(rgb, matrix, size, flags=flags | cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    half = matrix.copy()
    half[:, 2] += matrix[:, :2] @ np.array([0.5, 0.5])
    half[:, :2] *= 2
    small = (size[0] // 2, size[1] // 2)
    maps = cv2.warpAffine(sample.maps, half, small, flags=flags | cv2.INTER_NEAREST, borderValue=UNKNOWN)
    return np.asarray(rgb, np.uint8), np.asarray(maps, np.uint8)


def recolour(rng: np.random.Generator, rgb: Bytes) -> Bytes:
    """Return the picture under other light and through another camera: gamma, tint, saturation, blur, noise, JPEG."""
    ramp = np.linspace(0, 1, 256, dtype=np.float32)
    gains, gamma = np.exp(rng.normal(0, 0.06, 3) + rng.normal(0, 0.12)), np.exp(rng.normal(0, 0.22, 1))
    contrast, lift = np.exp(rng.normal(0, 0.15)), rng.normal(0, 0.04)
    table = np.stack([(gain * ramp**gamma - 0.5) * contrast + 0.5 + lift for gain in gains], 1)
    rgb = cv2.LUT(rgb, np.clip(np.rint(255 * table), 0, 255).astype(np.uint8)[None])
    if rng.random() < 0.6:
        grey = cv2.cvtColor(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        rich = 0.0 if rng.random() < 0.08 else np.exp(rng.normal(0, 0.3))
        rgb = cv2.addWeighted(rgb, float(rich), grey, float(1 - rich), 0)
    if rng.random() < 0.25:
        hsv = cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV_FULL)
        hsv[..., 0] += np.uint8(round(rng.normal(0, 7)) % 256)
        rgb = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB_FULL)
    if rng.random() < 0.15:
        rgb = cv2.GaussianBlur(rgb, (0, 0), rng.uniform(0.4, 1.4))
    if rng.random() < 0.2:
        grain = rng.normal(0, rng.uniform(2, 12), rgb.shape).astype(np.float32)
        rgb = np.clip(rgb + grain, 0, 255).astype(np.uint8)
    if rng.random() < 0.2:
        bytes_ = cv2.imencode(".jpg", rgb, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(20, 80))])[1]
        rgb = cv2.imdecode(bytes_, cv2.IMREAD_COLOR)
    return np.asarray(rgb, np.uint8)


def paste(rng: np.random.Generator, scene: tuple[Bytes, Bytes], thing: tuple[Bytes, Bytes]) -> tuple[Bytes, Bytes]:
    """Return the scene with the subject of another photo in front of it: nearer than all it covers, now the subject.

    Somebody small, or smaller than the scene's own subject, may or may not be one; the own one may or may not stay it.
    """
    (rgb, maps), (other, labels) = scene, thing
    h, w = maps.shape[:2]
    mask = labels[..., SUBJECT] == 1
    size, shift = np.exp(rng.uniform(-0.7, 0.2)), np.array([rng.uniform(-0.4, 0.4) * w, 0])
    rows, columns = np.nonzero(mask)
    foot = np.array([columns.mean(), rows.max()])
    below = labels[rows.max() + 2 :, columns[rows.argmax()], SUBJECT][:1]
    cut = (below == UNKNOWN[SUBJECT]).all()
    to = np.array([w / 2, h * rng.uniform(1.0 if cut else 0.85, 1.2)]) + shift - size * foot
    move = np.array([[size, 0, to[0]], [0, size, to[1]]])
    wide = move.copy()
    wide[:, 2] = 2 * to + (size - 1) * 0.5
    soft = cv2.warpAffine(cv2.resize(mask.astype(np.float32), (2 * w, 2 * h)), wide, (2 * w, 2 * h))
    moved = cv2.warpAffine(other, wide, (2 * w, 2 * h), borderMode=cv2.BORDER_REPLICATE)
    alpha = np.clip(soft * 3 - 1.6, 0, 1)[..., None]
    rgb = np.rint(rgb + alpha * (moved.astype(np.float32) - rgb)).astype(np.uint8)
    moved_labels = cv2.warpAffine(labels, move, (w, h), flags=cv2.INTER_NEAREST, borderValue=UNKNOWN)
    inside = moved_labels[..., SUBJECT] == 1
    maps = maps.copy()
    near = maps[..., NEAR][inside]
    if near.size > 50 and (near > 0).all():
        maps[..., NEAR][inside] = min(250, np.percentile(near, 90) * 1.1)
    order = maps[..., ORDER]
    number = np.where(order > 100, order - 100, order)
    nearest = number[number > 0].min() if (number > 0).any() else 3
    maps[..., ORDER][inside] = max(1, nearest)
    maps[..., REGION][inside] = moved_labels[..., REGION][inside]
    subject = maps[..., SUBJECT]
    main = inside.sum() > max(LARGE * inside.size, (subject == 1).sum())
    if main:
        subject[subject == 1] = UNKNOWN[SUBJECT]
    subject[inside] = 1 if main else UNKNOWN[SUBJECT]
    return rgb, maps
