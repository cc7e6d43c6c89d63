"""What a value on the command line may be: text -> a checked value, or a plain message.

Nothing here loads numpy. A file that is not there is refused here, before anything heavy is loaded; what is in it is
judged where it is read.
"""

import math
import re
from typing import Any

import click

from flowanim.cli.names import FILLER_FORM, FILLERS
from flowanim.ops.files import find_file, nearest

SIDE_PX = (16, 8192)
BRUSH_LIMITS = (
    ("the way to the right, in px/s,", -400, 400),
    ("the way up, in px/s,", -400, 400),
    ("proximity, in % a second,", -50, 50),
    ("ambient, in px/s,", 0, 200),
)
"""Of each of a brush's numbers: its name, its least and its most."""


class Value(click.ParamType):  # type: ignore[type-arg]  # it takes an argument only since click 8.5
    """Base of what a value may be."""


class Number(Value):
    """A finite number `low` < x <= `high`, or `low` <= x with `closed`. name: how the help calls it."""

    def __init__(self, name: str, low: float, high: float, *, closed: bool = False) -> None:
        self.name, self.low, self.high, self.closed = name, low, high, closed

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Parse and check; refuses nan and inf."""
        number = _float(str(value))
        too_low = number < self.low or (number == self.low and not self.closed)
        if not math.isfinite(number) or too_low or number > self.high:
            least = f"{self.low:g} or more" if self.closed else f"more than {self.low:g}"
            self.fail(f"want a number, {least} and at most {self.high:g}, got '{value}'", param, ctx)
        return number


class Percent(Number):
    """A number in %, as a share."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Parse, check, and divide by 100; a % sign may follow."""
        return super().convert(str(value).strip().removesuffix("%"), param, ctx) / 100


class Whole(Value):
    """A whole number `low` <= x <= `high`. name: how the help calls it."""

    def __init__(self, name: str, low: int, high: int) -> None:
        self.name, self.low, self.high = name, low, high

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Parse and check."""
        text = str(value).strip()
        number = int(text) if re.fullmatch(r"[-+]?[0-9]{1,18}", text) else self.low - 1
        if not self.low <= number <= self.high:
            self.fail(f"want a whole number, {self.low} to {self.high}, got '{value}'", param, ctx)
        return number


class Name(Value):
    """A name of something known; whether it is known is asked elsewhere."""

    name = "name"


class Filler(Value):
    """The name of a filler, or hub:NAME."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check; a wrong one is refused with the nearest."""
        text = str(value).strip()
        if not re.fullmatch(FILLER_FORM, text):
            near = nearest(text.lower(), list(FILLERS))
            hint = f"did you mean {near}?" if near else f"choose from {', '.join(FILLERS)}, or hub:NAME"
            self.fail(f"there is no filler '{text}': {hint}", param, ctx)
        return text


class Size(Value):
    """Text to pixels: "1280" -> 1280 (long side), "1280x720" -> (1280, 720)."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | tuple[int, int]:
        """Parse and check against SIDE_PX."""
        parts = re.fullmatch(r"(\d{1,9})(?:[xX×](\d{1,9}))?", str(value).strip())
        if parts is None:
            self.fail(f"want the long side in pixels, such as 1280, or 1280x720, got '{value}'", param, ctx)
        sides = [int(part) for part in parts.groups() if part is not None]
        low, high = SIDE_PX
        if min(sides) < low or max(sides) > high:
            self.fail(f"want {low} to {high} pixels a side, got '{value}'", param, ctx)
        return sides[0] if len(sides) == 1 else (sides[0], sides[1])


class Crop(Value):
    """Text to a shape: "16:9" -> the same text, "0.1,0,0.8,1" -> the box (x, y, w, h)."""

    name = "crop"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str | tuple[float, ...]:
        """Parse and check: an aspect of 1:10 to 10:1, or a box inside the photo."""
        aspect = re.fullmatch(r"(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)", str(value).strip())
        if aspect is not None:
            w, h = map(float, aspect.groups())
            if not (w > 0 and h > 0 and 0.1 <= w / h <= 10):
                self.fail(f"want an aspect of 1:10 to 10:1, got '{value}'", param, ctx)
            return f"{w:g}:{h:g}"
        box = _floats(str(value))
        if len(box) != 4 or not _inside(box):
            self.fail(
                f"want an aspect such as 16:9, or a box x,y,w,h in shares of the photo; got '{value}'", param, ctx
            )
        return box


class Arrow(Value):
    """Text to an arrow: "x1,y1,x2,y2": from here to there, in pixels of the photo."""

    name = "x1,y1,x2,y2"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """Parse; an arrow of no length is refused."""
        points = _floats(str(value))
        if len(points) != 4 or not all(map(math.isfinite, points)) or points[:2] == points[2:]:
            self.fail(f"want x1,y1,x2,y2 in pixels of the photo, from one point to another; got '{value}'", param, ctx)
        return points


class Point(Value):
    """Text to a point: "x,y", in pixels of the photo."""

    name = "x,y"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[float, ...]:
        """Parse two finite numbers."""
        point = _floats(str(value))
        if len(point) != 2 or not all(map(math.isfinite, point)):
            self.fail(f"want x,y in pixels of the photo, got '{value}'", param, ctx)
        return point


class BrushFile(Value):
    """Text to a brush: "mask.png:40,0,2,1" -> the file and its four numbers; those left out are 0."""

    name = "file:h,v,proximity,ambient"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Any, ...]:
        """Split at the last ":"; refuse numbers that no plan can have."""
        path, found, text = str(value).rpartition(":")
        numbers = _floats(text)
        if not (found and path and len(numbers) <= 4 and all(map(math.isfinite, numbers))):
            self.fail(f"want FILE:H,V,PROXIMITY,AMBIENT, such as sky.png:-20,0,0,0, got '{value}'", param, ctx)
        whole = (*numbers, 0.0, 0.0, 0.0)[:4]
        for number, (name, low, high) in zip(whole, BRUSH_LIMITS, strict=True):
            if not low <= number <= high:
                self.fail(f"{name} must be {low} to {high}, got {number:g} in '{value}'", param, ctx)
        if not any(whole):
            self.fail(f"all its numbers are 0, so nothing would move; to hold a region use --freeze {path}", param, ctx)
        return (existing(path), *whole)


class NamedFile(Value):
    """Text to a named file: "sky=sky.png" -> ("sky", "sky.png")."""

    name = "name=file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """Split at the first "="."""
        name, found, path = str(value).partition("=")
        if not (name.strip() and found and path):
            self.fail(f"want NAME=FILE, such as sky=sky.png, got '{value}'", param, ctx)
        return name.strip(), existing(path)


class File(Value):
    """A file that is there, as the text that was given. folder_hint: what to do instead of naming a folder."""

    name = "file"

    def __init__(self, folder_hint: str = "name a file in it") -> None:
        self.folder_hint = folder_hint

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Refuse what cannot be a file to read (InputError)."""
        return existing(str(value), self.folder_hint)


def existing(name: str, folder_hint: str = "name a file in it") -> str:
    """Return `name` if an ordinary file is there; InputError says what is wrong and what to do."""
    find_file(name, folder_hint=folder_hint)
    return name


def _float(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _floats(text: str) -> tuple[float, ...]:
    return tuple(_float(part) for part in text.split(","))


def _inside(box: tuple[float, ...]) -> bool:
    x, y, w, h = box
    return x >= 0 and y >= 0 and w > 0 and h > 0 and x + w <= 1 + 1e-9 and y + h <= 1 + 1e-9
