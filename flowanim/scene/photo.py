"""A photo file -> Photo: upright, sRGB, cropped, at working size, laid on white where it is clear.

The pixels are exactly k/255: this is the one place where a photo is read, and the working image has 8 bits. What was
adapted on the way is in `Photo.notes`. Sources: EXIF 2.32 (orientation, focal length); CIPA DCG-001 (35 mm
equivalents go by the diagonal); ICC.1:2022 by LittleCMS.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from math import hypot, isfinite
from pathlib import Path
from typing import SupportsFloat

import numpy as np
from PIL import Image, ImageCms

from flowanim.datatypes import Array, Photo
from flowanim.errors import InputError, show_name
from flowanim.ops.image import fit, from_uint8
from flowanim.scene.picture import FAULTS, MAX_PIXELS, WHOLE, Picture, Shares, cut, decode, open_picture, quietly

LEAST_SIDE = 16
FOLDER_HINT = "use `flowanim batch` for the photos in it"
_FULL_FRAME_MM = hypot(36, 24)
_EXTRA = {
    "animation": "is animated: only its first frame is used",
    "pages": "has several pages: only the first is used",
}
_UNIT_MM = {2: 25.4, 3: 10.0, 4: 1.0, 5: 0.001}
_INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
_PROFILE_FAULTS = (ImageCms.PyCMSError, *FAULTS)


@dataclass
class _Notes:
    """What was adapted in one photo, in plain sentences."""

    name: str
    said: list[str] = field(default_factory=list)

    def add(self, what: str) -> None:
        self.said.append(f"{self.name} {what}")


def photo_size(path: Path | str, *, max_pixels: int = MAX_PIXELS) -> tuple[int, int]:
    """Return the upright (W, H) of a photo from its header alone. InputError as for `read_photo`."""
    with open_picture(path, max_pixels=max_pixels, folder_hint=FOLDER_HINT) as picture:
        _check_least(picture)
        return picture.size


def read_photo(
    path: Path | str,
    *,
    crop: Shares = WHOLE,
    size: tuple[int, int] | None = None,
    longest: int = 1920,
    max_pixels: int = MAX_PIXELS,
) -> Photo:
    """Read a photo: upright, cropped to the box `crop` (x, y, w, h in shares), then brought to `size` (W, H).

    Without `size` the crop keeps its own size, at most `longest` pixels on the long side. InputError says what is
    wrong with the file; a picture over `max_pixels` is refused before it is decoded.
    """
    notes = _Notes(show_name(Path(path).name))
    with open_picture(path, max_pixels=max_pixels, folder_hint=FOLDER_HINT) as picture:
        _check_least(picture)
        box = picture.box(crop)
        own = box[2] - box[0], box[3] - box[1]
        target = size or fit(own, longest)
        if min(target) < LEAST_SIDE:
            raise InputError(
                f"{show_name(path)} would be {target[0]}x{target[1]} pixels: crop it less, or raise --size"
            )
        if picture.extra:
            notes.add(_EXTRA[picture.extra])
        _note_size(picture.size, own, target, notes)
        focal_px = _focal_px(picture) * target[0] / own[0]
        part = cut(picture, box, target, convert=partial(_eight_bits, top=_top(picture, notes)))
        rgb = _on_white(part, picture.image.info.get("icc_profile"), notes)
    return Photo(np.ascontiguousarray(from_uint8(np.asarray(rgb))), focal_px, notes.name, tuple(notes.said))


def _check_least(picture: Picture) -> None:
    w, h = picture.size
    if min(w, h) < LEAST_SIDE:
        raise InputError(f"{picture.name} has {w}x{h} pixels: a photo needs at least {LEAST_SIDE} a side")


def _note_size(full: tuple[int, int], own: tuple[int, int], target: tuple[int, int], notes: _Notes) -> None:
    if own != target:
        way = "down" if target[0] < own[0] else "up"
        notes.add(f"was scaled {way} from {full[0]}x{full[1]} to {target[0]}x{target[1]} pixels")
    if abs(target[0] * own[1] / (target[1] * own[0]) - 1) > 0.03 and min(target) > LEAST_SIDE:
        notes.add("was stretched: the crop and the size of the plan differ in shape")


def _top(picture: Picture, notes: _Notes) -> float:
    """Return the value that is white, for pictures of more than 8 bits."""
    mode = picture.image.mode
    if mode.startswith("I;16"):
        return 65535.0
    if mode not in ("I", "F"):
        return 255.0
    decode(picture)
    found = float(np.nan_to_num(picture.image.getextrema()[1]))
    limits = (1.0, 255.0, 65535.0, 2.0**32) if mode == "F" else (65535.0, 2.0**32)
    top = next((limit for limit in limits if found <= limit), found)
    kind = "float" if mode == "F" else "32-bit"
    notes.add(f"has {kind} values: {top:g} was taken as white")
    return top


def _eight_bits(image: Image.Image, *, top: float) -> Image.Image:
    """Bring any of Pillow's modes to L, LA, RGB, RGBA, CMYK or LAB, which can be averaged; `top` is white."""
    if image.mode[0] in "IF":
        values = np.nan_to_num(np.asarray(image, np.float32)) * np.float32(255 / top)
        return Image.fromarray(np.clip(np.rint(values), 0, 255).astype(np.uint8))
    if image.mode in ("RGBA", "LA", "CMYK", "LAB"):
        return image
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image if image.mode in ("L", "RGB") else image.convert("L" if image.mode == "1" else "RGB")


def _on_white(image: Image.Image, icc: bytes | None, notes: _Notes) -> Image.Image:
    """Return the picture as sRGB, laid on white where it is clear."""
    if image.mode not in ("RGBA", "LA"):
        return _to_srgb(image, icc, notes)
    alpha = image.getchannel("A")
    plain = _to_srgb(image.convert(image.mode.removesuffix("A")), icc, notes)
    if alpha.getextrema()[0] == 255:
        return plain
    notes.add("is see-through in places: it was laid on white")
    return Image.composite(plain, Image.new("RGB", plain.size, "white"), alpha)


def _to_srgb(image: Image.Image, icc: bytes | None, notes: _Notes) -> Image.Image:
    """Convert by the colour profile; without one, or with a broken one, as if it were sRGB."""
    if image.mode == "CMYK":
        notes.add("has printing colours (CMYK): they were turned into screen colours")
    try:
        turn = _by_profile(image.mode, icc) if icc else None
        if turn is None and image.mode == "LAB":
            turn = _transform(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")), "LAB")
        return turn(image) if turn else image.convert("RGB")
    except _PROFILE_FAULTS:
        notes.add("has a broken colour profile: its colours were taken as sRGB")
        return image.convert("RGB")


def _transform(profile: ImageCms.ImageCmsProfile, mode: str) -> Callable[[Image.Image], Image.Image]:
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    turn = ImageCms.buildTransform(profile, ImageCms.createProfile("sRGB"), mode, "RGB", _INTENT, flags)
    return lambda image: ImageCms.applyTransform(image.convert(mode), turn) or image.convert("RGB")


def _by_profile(mode: str, icc: bytes) -> Callable[[Image.Image], Image.Image] | None:
    """Return what turns a picture with this profile into sRGB; None where that changes nothing that can be seen."""
    profile = ImageCms.ImageCmsProfile(BytesIO(icc))
    space = profile.profile.xcolor_space.strip()
    wanted = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"}.get(space, "")
    if wanted != mode and (wanted, mode) != ("RGB", "L"):
        raise ValueError(f"a {space} profile on a {mode} picture")
    turn = _transform(profile, wanted)
    if mode in ("CMYK", "LAB"):
        return turn
    probe = _probe().convert(wanted)
    change = np.asarray(turn(probe), np.int16) - np.asarray(probe.convert("RGB"), np.int16)
    return turn if np.abs(change).max() > 2 else None


def _probe() -> Image.Image:
    """Return a small picture that holds greys and colours of every kind."""
    levels: Array = np.linspace(0, 255, 9, dtype=np.float32)
    colours = np.stack(np.meshgrid(levels, levels, levels), -1).reshape(27, 27, 3)
    return Image.fromarray(colours.astype(np.uint8))


def _focal_px(picture: Picture) -> float:
    """Return the focal length in pixels of the whole upright picture: from EXIF, else the long side."""
    w, h = picture.size
    found = _focal_from_exif(_exif(picture.image), (h, w) if picture.orientation > 4 else (w, h))
    return found if isfinite(found) and 0.2 < found / max(w, h) < 100 else float(max(w, h))


def _focal_from_exif(tags: Mapping[int, float], stored: tuple[int, int]) -> float:
    """Return the focal length in pixels, or nan. stored: (W, H) as stored."""
    if tags.get(0xA405, 0) > 0:
        return tags[0xA405] * hypot(*stored) / _FULL_FRAME_MM
    pixels_per_unit, unit_mm = tags.get(0xA20E, 0.0), _UNIT_MM.get(int(tags.get(0xA210, 2)), 25.4)
    scale = stored[0] / tags[0xA002] if tags.get(0xA002, 0) > 0 else 1.0
    focal_mm = tags.get(0x920A, 0.0)
    return focal_mm * pixels_per_unit / unit_mm * scale if focal_mm > 0 and pixels_per_unit > 0 else float("nan")


def _exif(image: Image.Image) -> dict[int, float]:
    """Return the numbers of EXIF's photo part; none where it is missing or broken."""
    with quietly():
        try:
            tags = image.getexif().get_ifd(0x8769)
            numbers = {key: float(value) for key, value in tags.items() if isinstance(value, SupportsFloat)}
        except FAULTS:
            return {}
    return {key: value for key, value in numbers.items() if isfinite(value)}
