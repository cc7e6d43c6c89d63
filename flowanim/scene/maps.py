"""Mask and depth files -> Alpha and Disparity, laid over the photo as it is worked on.

Both are read like the photo (upright, same crop, same size), so they lie on it to the pixel whatever size they have.
A mask is white inside. A depth file is anchored like every disparity: nearest 1 % = 1; farthest 2 % = 0.1, or 0 where
it is black.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image

from flowanim.datatypes import Alpha, Array, Disparity, Mask
from flowanim.errors import InputError, PlanError, show_name
from flowanim.ops.labelme import AREAS, FREEZE, filled, read_labelme
from flowanim.ops.mask import nearest_index
from flowanim.scene.picture import MAX_PIXELS, WHOLE, Picture, Shares, cut, open_picture

FARTHEST = 0.1
_MOST_CHROMA = 16.0
_LEAST_SPREAD = 0.004
_DEEPEST = 100.0
_SMOOTH = Image.Resampling.BILINEAR


def read_mask(
    path: Path | str,
    *,
    size: tuple[int, int],
    crop: Shares = WHOLE,
    photo_size: tuple[int, int] | None = None,
    max_pixels: int = MAX_PIXELS,
    label: str = "",
) -> tuple[Alpha, tuple[str, ...]]:
    """Return (Alpha (H, W) at `size` (W, H), notes). White is inside; of a see-through picture the alpha counts.

    crop: the photo's box (x, y, w, h) in shares. photo_size: the photo's own (W, H); a mask of another size is scaled
    with a note. label: which areas count, if the file is labelme's; FREEZE[0] means all of FREEZE. PlanError says what
    is wrong with the file.
    """
    if Path(path).suffix.lower() == ".json":
        return _outlined(path, label, size, crop), ()
    try:
        with open_picture(path, max_pixels=max_pixels) as picture:
            box = picture.box(crop)
            part = cut(picture, box, size, convert=_with_alpha, resample=_SMOOTH)
            notes = _note_shape(picture, (box[2] - box[0], box[3] - box[1]), size, photo_size)
    except InputError as fault:
        raise PlanError(f"mask {fault}") from fault
    alpha = part.getchannel("A")
    inside = alpha if alpha.getextrema()[0] != 255 else part.getchannel("L")
    mask = np.ascontiguousarray(np.asarray(inside, np.float32) / np.float32(255))
    if not mask.any():
        notes = (*notes, f"mask {picture.name} is all black, so nothing is inside: paint the region white")
    return mask, notes


def _outlined(path: Path | str, label: str, size: tuple[int, int], crop: Shares) -> Alpha:
    """Return the areas of a labelme file that have a label."""
    areas = [shape for shape in read_labelme(path).shapes if shape.kind in AREAS]
    wanted = FREEZE if label == FREEZE[0] else (label,)
    found = [area for area in areas if area.label in wanted or area.label.lower() in wanted]
    if not found:
        known = ", ".join(dict.fromkeys(show_name(area.label) for area in areas)) or "none"
        raise PlanError(f"mask {show_name(path)} has no area labelled '{show_name(label)}' (labels: {known})")
    return filled(found, size, crop)


def read_depth(
    path: Path | str,
    *,
    kind: Literal["disparity", "depth"] = "disparity",
    size: tuple[int, int],
    crop: Shares = WHOLE,
    max_pixels: int = MAX_PIXELS,
) -> Disparity:
    """Return the Disparity (H, W) at `size` (W, H) of an 8 or 16 bit grey picture or a float TIFF.

    kind: "disparity" (white is near) or "depth" (white is far; it is inverted as 1 / depth, and in files of 16 bits or
    floats 0 means: not measured). InputError if the file is broken, coloured or flat.
    """
    with open_picture(path, max_pixels=max_pixels) as picture:
        box, name = picture.box(crop), picture.name
        holes = picture.image.mode == "F" or (kind == "depth" and picture.image.mode[0] == "I")
        values = _grey(picture, box, size, lambda v: np.where(_known(v, kind), v, 0) if holes else v)
        if holes:
            share = _grey(picture, box, size, lambda v: _known(v, kind))
            if not (share > 0.5).any():
                raise InputError(f"depth map {name} holds no measured point: want a grey picture of 8 or 16 bits")
            values = _filled(np.asarray(values / np.maximum(share, 1e-3), np.float32), share > 0.05)
    far, near = _ends(values, name)
    return _anchor(_invert(values, far, near) if kind == "depth" else values, name)


def _with_alpha(image: Image.Image) -> Image.Image:
    """Bring any of Pillow's modes to LA."""
    if image.mode[0] in "IF":
        top = 65535 if image.mode[0] == "I" else 1
        values = np.nan_to_num(np.asarray(image, np.float32)) * np.float32(255 / top)
        image = Image.fromarray(np.clip(np.rint(values), 0, 255).astype(np.uint8))
    return image.convert("RGBA").convert("LA") if image.has_transparency_data else image.convert("L").convert("LA")


def _note_shape(
    picture: Picture, own: tuple[int, int], size: tuple[int, int], photo_size: tuple[int, int] | None
) -> tuple[str, ...]:
    """Say that a mask had to be scaled, and stretched if its shape is not the photo's."""
    if picture.size == photo_size or (photo_size is None and own == size):
        return ()
    what = f"mask {picture.name} is {picture.size[0]}x{picture.size[1]} pixels, the photo another size: it was scaled"
    stretched = abs(own[0] * size[1] / (own[1] * size[0]) - 1) > 0.02
    return (
        what + (" and stretched, since its shape differs from the photo's: check that it fits" if stretched else ""),
    )


def _grey(
    picture: Picture, box: tuple[int, int, int, int], size: tuple[int, int], look: Callable[[Array], Array | Mask]
) -> Array:
    """Return look(values) (H, W) of a part of the picture, averaged to `size`."""

    def convert(strip: Image.Image) -> Image.Image:
        return Image.fromarray(np.asarray(look(_values(strip, picture.name)), np.float32))

    return np.array(cut(picture, box, size, convert=convert, resample=_SMOOTH), np.float32)


def _values(image: Image.Image, name: str) -> Array:
    """Return the grey values (H, W) in the file's own unit; InputError if they are coloured."""
    if image.mode in ("L", "1", "I", "F") or image.mode.startswith("I;16"):
        return np.asarray(image, np.float32)
    rgb = np.asarray(image.convert("RGB"), np.float32)
    if np.ptp(rgb, axis=2).mean() > _MOST_CHROMA:
        raise InputError(f"depth map {name} is coloured: save it as grey, 8 or 16 bits, without a colour scale")
    return np.asarray(rgb.mean(2), np.float32)


def _known(values: Array, kind: str) -> Mask:
    """Return where a value was measured."""
    return np.asarray(np.isfinite(values) & (values > 0 if kind == "depth" else True))


def _filled(values: Array, known: Mask) -> Array:
    """Give unmeasured pixels the value of the nearest measured one."""
    if known.all():
        return values
    index = nearest_index(known)
    return np.asarray(values[index[..., 0], index[..., 1]])


def _ends(values: Array, name: str) -> tuple[float, float]:
    """Return what 2 % are below and 1 % above, or the outermost values where these are alike. InputError if flat."""
    least, low, high, most = (float(v) for v in np.percentile(values, (0, 2, 99, 100)))
    if most - least <= _LEAST_SPREAD * max(abs(most), abs(least)):
        raise InputError(
            f"depth map {show_name(name)} is flat, every pixel has about the same value: want near and far"
        )
    return (low, high) if high - low > _LEAST_SPREAD * (most - least) else (least, most)


def _invert(depth: Array, low: float, high: float) -> Array:
    """Return 1 / depth, which any affine map may follow.

    Where the near end is all but black beside the far end, the file's 0 cannot be the eye: the depth is moved away so
    that the far end has a tenth of the near end's disparity.
    """
    away = 0.0
    if low * _DEEPEST < high:
        away = max(0.0, (FARTHEST * high - low) / (1 - FARTHEST))
    nearest = max(low + away, 1e-6 * high)
    return np.asarray(nearest / np.maximum(depth + np.float32(away), nearest), np.float32)


def _anchor(values: Array, name: str) -> Disparity:
    """Scale so that the nearest 1 % is 1, and the farthest 2 % is 0 if it is black, else 0.1."""
    low, high = _ends(values, name)
    far = 0.0 if low <= high / 255 else FARTHEST
    scaled = (values - np.float32(low)) * np.float32((1 - far) / (high - low)) + np.float32(far)
    return np.ascontiguousarray(np.clip(scaled, 0, 1), np.float32)
