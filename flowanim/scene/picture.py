"""A picture file -> an open, checked Pillow image; a part of it, upright, at the size that is wanted.

    open_picture(path) -> Picture (only its header is read) --cut--> Pillow image (decoded)

Whatever a file does to Pillow becomes one InputError. Only the formats below are tried. Big pictures are decoded at a
lower size (JPEG) and averaged in strips, so that memory stays near that of the decoded file alone.
"""

import logging
import re
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path
from threading import RLock

from PIL import AvifImagePlugin, Image, ImageFile, TiffImagePlugin, UnidentifiedImageError, WebPImagePlugin

from flowanim.errors import InputError, LimitError, show_name
from flowanim.ops.files import find_file

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF")
LOADED = (AvifImagePlugin, TiffImagePlugin, WebPImagePlugin)  # importing a plug-in is what makes Pillow know the format
MAX_PIXELS = 240_000_000
WHOLE = (0.0, 0.0, 1.0, 1.0)
Box = tuple[int, int, int, int]
Shares = tuple[float, float, float, float]

FAULTS = (
    OSError,
    ValueError,
    SyntaxError,
    TypeError,
    LookupError,
    AttributeError,
    EOFError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_STRIP_ROWS = 256
_pillow = RLock()
_nowhere = logging.NullHandler()


@dataclass(frozen=True)
class Picture:
    """An open picture. name: for messages. size: upright (W, H). orientation: 1..8 as in EXIF, of the stored pixels.

    extra: what the file holds beyond this picture, "animation", "pages" or "". max_pixels: what may be decoded.
    """

    image: ImageFile.ImageFile
    name: str
    size: tuple[int, int]
    orientation: int
    extra: str
    max_pixels: int

    def box(self, crop: Shares) -> Box:
        """Return the upright box (left, top, right, bottom) in whole pixels, of (x, y, w, h) in shares; never empty."""
        (w, h), (x, y, cw, ch) = self.size, crop
        left, top = min(w - 1, max(0, round(x * w))), min(h - 1, max(0, round(y * h)))
        return left, top, min(w, max(left + 1, round((x + cw) * w))), min(h, max(top + 1, round((y + ch) * h)))


@contextmanager
def open_picture(
    path: Path | str, *, max_pixels: int = MAX_PIXELS, folder_hint: str = "name a picture in it"
) -> Iterator[Picture]:
    """Open a picture without decoding it; InputError if it is none, or has more than `max_pixels`."""
    file, name = find_file(path, folder_hint=folder_hint), show_name(path)
    with _plainly(name, max_pixels):
        try:
            image = Image.open(file, formats=FORMATS)
        except UnidentifiedImageError:
            raise InputError(f"{name} {_what_it_is(file)}") from None
    with image:
        _check_pixels(image, name, max_pixels)
        turn = 1 if image.format == "TIFF" else _orientation(image)  # Pillow turns TIFF by itself
        size = (image.height, image.width) if turn > 4 else image.size
        with _plainly(name, max_pixels):
            extra = _extra(image)
        yield Picture(image, name, size, turn, extra, max_pixels)


def cut(
    picture: Picture,
    box: Box,
    size: tuple[int, int],
    *,
    convert: Callable[[Image.Image], Image.Image],
    resample: Image.Resampling = Image.Resampling.LANCZOS,
) -> Image.Image:
    """Decode and return the upright `box` of the picture at `size` (W, H), upright, antialiased. Once for each picture.

    convert: turns each strip, as decoded, into a mode that can be averaged. InputError if the file is broken.
    """
    image, swap = picture.image, picture.orientation > 4
    left, top, right, bottom = stored = _as_stored(box, picture)
    width, height = size[::-1] if swap else size
    shrink = max(1, floor(min((right - left) / width, (bottom - top) / height) / 2))
    first = decode(picture, shrink)
    rest = shrink // first
    outer = (left // first, top // first, ceil(right / first), ceil(bottom / first))
    region = _reduce(image, outer, rest, convert)
    inner = tuple((stored[i] / first - outer[i % 2]) / rest for i in range(4))
    part = region.resize((width, height), resample, box=(inner[0], inner[1], inner[2], inner[3]))
    return part.transpose(_TURNS[picture.orientation]) if picture.orientation in _TURNS else part


@contextmanager
def quietly() -> Iterator[None]:
    """Run Pillow alone, without what it says to the screen."""
    with _pillow, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.getLogger("PIL").addHandler(_nowhere)  # else Python prints the errors that Pillow logs
        yield


@contextmanager
def _plainly(name: str, max_pixels: int) -> Iterator[None]:
    """Run Pillow under our limit, and say its faults in plain words."""
    with quietly():
        before, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, max_pixels
        try:
            yield
        except MemoryError as fault:
            raise LimitError(
                f"{name} needs more memory than there is: close other programs or scale it down"
            ) from fault
        except Image.DecompressionBombError as fault:
            count = "".join(re.findall(r"\((\d+) pixels", str(fault)))
            raise InputError(_too_many(name, count or "too many", max_pixels, count or "NUMBER")) from fault
        except PermissionError as fault:
            raise InputError(f"{name} may not be read by you: change its permissions") from fault
        except FAULTS as fault:
            raise InputError(f"{name} {_say(fault)}: copy it again from where it came") from fault
        finally:
            Image.MAX_IMAGE_PIXELS = before


def _say(fault: BaseException) -> str:
    """Return the fault of a decoder in plain words."""
    words = show_name(str(fault)).lower()
    short = isinstance(fault, EOFError | struct.error) or any(
        hint in words for hint in ("truncat", "eof", "end of", "not enough", "too short", "unrecognized data stream")
    )
    return "ends too early" if short else f"is damaged ({words[:100] or type(fault).__name__})"


def _what_it_is(file: Path) -> str:
    """Return what to say of a file that no decoder knows."""
    with file.open("rb") as opened:
        head = opened.read(32)
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"mif1", b"hevc"):
        return "is a HEIC picture, which flowanim cannot read: export it as JPEG"
    known = "JPEG", "PNG", "WebP", "TIFF", "BMP", "GIF", "AVIF"
    signs = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"II*\0", b"MM\0*", b"GIF8")
    if head.startswith(signs) or head[4:12] in (b"ftypavif", b"ftypavis"):
        return "ends too early or is damaged: copy it again from where it came"
    return f"is not a picture that flowanim can read: it reads {', '.join(known)}"


def _check_pixels(image: ImageFile.ImageFile, name: str, max_pixels: int) -> None:
    w, h = image.size
    need = w * h * _weight(image)
    if need > max_pixels:
        limit = max_pixels * w * h // need
        raise InputError(_too_many(name, f"{w}x{h}", limit, str(need)))


def _too_many(name: str, count: str, limit: int, need: str) -> str:
    """Return what to say of a picture with too many pixels."""
    return f"{name} has {count} pixels, over the limit of {limit}: --max-pixels {need} lifts it, if you trust the file"


def _weight(image: ImageFile.ImageFile) -> int:
    """Return how many times over the picture is held while it is decoded."""
    if image.format == "TIFF" and _orientation(image) > 1:
        return 2
    return 3 if image.format in ("WEBP", "AVIF") else 1


def _extra(image: ImageFile.ImageFile) -> str:
    """Return what the file holds beyond its first picture: "animation", "pages" or ""."""
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        return "pages" if image.tag_v2.next else ""
    moving = image.format in ("GIF", "WEBP", "PNG", "AVIF") and getattr(image, "is_animated", False)
    return "animation" if moving else ""


def _orientation(image: Image.Image) -> int:
    """Return EXIF's orientation 1..8; 1 where there is none or a broken one."""
    with quietly():
        try:
            turn = int(image.getexif().get(0x0112, 1))
        except FAULTS:
            return 1
    return turn if turn in _TURNS else 1


def _as_stored(box: Box, picture: Picture) -> Box:
    """Return where an upright box lies among the pixels as they are stored."""
    (w, h), turn = picture.size, picture.orientation
    left, top, right, bottom = box
    if turn in (2, 3, 6, 7):
        left, right = w - right, w - left
    if turn in (3, 4, 7, 8):
        top, bottom = h - bottom, h - top
    return (top, left, bottom, right) if turn > 4 else (left, top, right, bottom)


def decode(picture: Picture, shrink: int = 1) -> int:
    """Decode the picture; return by how much the decoder has scaled it down: 1, 2, 4 or 8, at most `shrink`."""
    image, first = picture.image, 1
    with _plainly(picture.name, picture.max_pixels):
        if shrink > 1:
            w, h = image.size
            drafted = image.draft(None, (w // shrink, h // shrink))
            first = round(w / drafted[1][2]) if drafted else 1
        image.load()
    return first


def _reduce(image: Image.Image, box: Box, times: int, convert: Callable[[Image.Image], Image.Image]) -> Image.Image:
    """Return the box of an image, each `times` x `times` pixels averaged into one, strip by strip."""
    left, top, right, bottom = box
    size = (ceil((right - left) / times), ceil((bottom - top) / times))
    rows = ceil(_STRIP_ROWS / times) * times
    whole: Image.Image | None = None
    for y in range(top, bottom, rows):
        strip = convert(image.crop((left, y, right, min(bottom, y + rows)))).reduce(times)
        if whole is None:
            whole = Image.new(strip.mode, size)
        whole.paste(strip, (0, (y - top) // times))
    assert whole is not None
    return whole
