"""Which part of the photo is shown, and at how many pixels.

The working size is the photo's own, at most 1920 px on the long side. Another aspect crops, keeping the subject. Video
formats want even sides: one pixel is cropped, so that nothing is resampled for it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from flowanim.errors import UsageError
from flowanim.ops.image import fit

LONGEST = 1920
LEAST = 16
MOST = 8192

Box = tuple[float, float, float, float]
Size = tuple[int, int]
Focus = Callable[[], tuple[float, float]]


@dataclass(frozen=True)
class Framing:
    """crop: (x, y, w, h) as shares of the photo. size: (W, H) of the output. notes: what was adapted."""

    crop: Box
    size: Size
    notes: tuple[str, ...]


def frame(
    full: Size, size: int | Size | None, crop: str | Box | None, focus: Callable[[], tuple[float, float]]
) -> Framing:
    """Return the framing of a photo of `full` (W, H) pixels.

    size: long side, or (W, H), or None. crop: an aspect "16:9", a box in shares, or None. focus: called when the aspect
    changes, returns the point (x, y) in shares that the crop keeps. UsageError if the crop or the size cannot be.
    """
    box = _checked(crop) if isinstance(crop, tuple) else _to_aspect(full, _aspect(crop, size), focus)
    left, top, width, height = _in_pixels(box, full)
    wanted = _output((width, height), size)
    notes = [] if isinstance(crop, tuple) or (width, height) == full else [f"cropped to {width}x{height} pixels"]
    even = wanted[0] // 2 * 2, wanted[1] // 2 * 2
    if even != wanted:
        notes.append(f"cropped to even sides: {even[0]}x{even[1]} (video formats want them)")
        width, height = _trimmed((width, height), wanted, even)
    if min(even) < LEAST or max(even) > MOST:
        raise UsageError(
            f"the video would be {even[0]}x{even[1]}: each side must be {LEAST} to {MOST} pixels, see --size"
        )
    if even[0] > width + 1:
        notes.append(f"enlarged {even[0] / width:.2g} times: a smaller --size is sharper")
    return Framing((left / full[0], top / full[1], width / full[0], height / full[1]), even, tuple(notes))


def parse_aspect(text: str) -> float:
    """Return width / height of "16:9", "9x16" or "1.85". UsageError for anything else."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)(?:\s*[:x/]\s*(\d+(?:\.\d+)?))?\s*", text)
    value = float(match[1]) / float(match[2] or 1) if match and float(match[2] or 1) else 0.0
    if not 0.1 <= value <= 10:
        raise UsageError(f"crop {text!r}: want an aspect such as 16:9, or a box x,y,w,h in shares of the photo")
    return value


def _aspect(crop: str | None, size: int | Size | None) -> float | None:
    if crop is not None:
        return parse_aspect(crop)
    return size[0] / size[1] if isinstance(size, tuple) else None


def _checked(box: Box) -> Box:
    x, y, w, h = box
    if not (x >= 0 and y >= 0 and w > 0 and h > 0 and x + w <= 1.000001 and y + h <= 1.000001):
        raise UsageError(f"crop {x},{y},{w},{h}: want a box x,y,w,h inside the photo, in shares 0..1")
    return box


def _to_aspect(full: Size, aspect: float | None, focus: Focus) -> Box:
    """Return the largest box of `aspect` around the focus; the whole photo if it has that aspect within a pixel."""
    width, height = full
    if aspect is None or abs(width - height * aspect) < 1 or abs(height - width / aspect) < 1:
        return (0.0, 0.0, 1.0, 1.0)
    w, h = min(1.0, height * aspect / width), min(1.0, width / aspect / height)
    x, y = focus()
    return (min(max(x - w / 2, 0.0), 1 - w), min(max(y - h / 2, 0.0), 1 - h), w, h)


def _in_pixels(box: Box, full: Size) -> tuple[int, int, int, int]:
    left, top = round(box[0] * full[0]), round(box[1] * full[1])
    return (
        left,
        top,
        max(1, min(round(box[2] * full[0]), full[0] - left)),
        max(1, min(round(box[3] * full[1]), full[1] - top)),
    )


def _output(cut: Size, size: int | Size | None) -> Size:
    return size if isinstance(size, tuple) else fit(cut, size or LONGEST)


def _trimmed(cut: Size, wanted: Size, even: Size) -> Size:
    """Cut from the photo what `even` cuts from `wanted`, so that pixels keep their shape."""
    return tuple(max(1, round(c * e / w)) for c, w, e in zip(cut, wanted, even, strict=True))  # type: ignore[return-value]
