"""Lines, arrows and words on a picture (H, W, 3) uint8 RGB, in place: readable on anything, so all has a dark halo."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from flowanim.datatypes import Array, Frame, Mask
from flowanim.ops.mask import distance_to

Tint = tuple[int, int, int]
WHITE: Tint = (255, 255, 255)
YELLOW: Tint = (255, 226, 90)
DARK: Tint = (18, 20, 24)
PALETTE: tuple[Tint, ...] = (
    (84, 208, 255),
    (255, 196, 72),
    (142, 232, 120),
    (255, 138, 190),
    (190, 160, 255),
    (255, 150, 100),
)
TEXT_PX = 17
HALO_PX = 2
LEGEND_PX = 38


@dataclass(frozen=True)
class Label:
    """Words that belong to a region (H, W) bool, written where it is widest."""

    text: str
    region: Mask
    tint: Tint


def line(canvas: Frame, points: Array, tint: Tint, *, thick: int = 2, closed: bool = False) -> None:
    """Draw a line through `points` (n, 2), in pixels (x, y)."""
    path = [np.rint(points * 16).astype(np.int32).reshape(-1, 1, 2)]
    for ink, width in ((DARK, thick + 2 * HALO_PX), (tint, thick)):
        cv2.polylines(canvas, path, closed, ink, width, cv2.LINE_AA, shift=4)


def dashes(canvas: Frame, points: Array, tint: Tint, *, thick: int = 2, dash_px: float = 14.0) -> None:
    """Draw the closed line through `points` (n, 2) as dashes."""
    ends = np.roll(points, -1, 0)
    for start, end in zip(points, ends, strict=True):
        count = max(1, round(float(np.hypot(*(end - start))) / dash_px))
        stops = start + (end - start) * np.linspace(0, 1, count + 1, dtype=np.float32)[:, None]
        for i in range(0, count, 2):
            line(canvas, stops[i : i + 2], tint, thick=thick)


def arrow(canvas: Frame, start: Array, end: Array, tint: Tint, *, two_heads: bool = False) -> None:
    """Draw an arrow between two points (x, y)."""
    line(canvas, np.stack([start, end]), tint)
    for tip, tail in ((end, start), (start, end)) if two_heads else ((end, start),):
        way = tip - tail
        length = max(float(np.hypot(*way)), 1e-3)
        along = way / length * np.float32(min(9.0, 2 + 0.35 * length))
        across = np.float32(0.5) * np.array([-along[1], along[0]], np.float32)
        line(canvas, np.stack([tip - along + across, tip, tip - along - across]), tint)


def outline(canvas: Frame, region: Mask, tint: Tint) -> None:
    """Draw the border of a region (H, W), without its specks."""
    smooth = cv2.medianBlur(region.astype(np.uint8) * 255, 5)
    found, _ = cv2.findContours(smooth, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    for border in found:
        if cv2.contourArea(border) > 60:
            line(canvas, border.reshape(-1, 2).astype(np.float32), tint, closed=True)


def stripes(canvas: Frame, region: Mask) -> None:
    """Hatch a region (H, W)."""
    h, w = region.shape
    y, x = np.mgrid[:h, :w]
    step = (x + y) % 22
    canvas[region & (step < 5)] = DARK
    canvas[region & (step >= 1) & (step < 4)] = WHITE
    outline(canvas, region, WHITE)


def pin(canvas: Frame, place: Array) -> None:
    """Draw a pin at a point (x, y)."""
    at = (round(float(place[0]) * 16), round(float(place[1]) * 16))
    for radius, ink in ((11, DARK), (9, WHITE), (6, DARK), (4, (255, 70, 70))):
        cv2.circle(canvas, at, radius * 16, ink, -1, cv2.LINE_AA, shift=4)


def write(canvas: Frame, names: Sequence[Label], legend: str) -> Frame:
    """Return `canvas` with each label in its region, and the legend in a strip of its own below."""
    h, w = canvas.shape[:2]
    whole = np.concatenate([canvas, np.full((LEGEND_PX, w, 3), DARK, np.uint8)])
    picture = Image.fromarray(whole)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(TEXT_PX)
    taken: list[tuple[float, float, float, float]] = []
    for name in names:
        box = _place(name, pen.textbbox((0, 0), name.text, font), taken, (w, h))
        taken.append(box)
        pen.rounded_rectangle(box, 6, fill=DARK, outline=name.tint)
        pen.text((box[0] + 8, box[1] + 4), name.text, name.tint, font)
    pen.text((12, h + 8), _fitted(legend, w - 24, pen, font), WHITE, font)
    return np.array(picture)


def _place(
    name: Label,
    text: tuple[float, float, float, float],
    taken: Sequence[tuple[float, float, float, float]],
    size: tuple[int, int],
) -> tuple[float, float, float, float]:
    """Return the box (left, top, right, bottom) of a label: at the middle of its region, below those that are there."""
    w, h = text[2] + 16, text[3] + 10
    room = np.pad(name.region, 1)
    y, x = np.unravel_index(int(np.argmax(distance_to(~room))), room.shape)
    left = min(max(4.0, float(x) - w / 2), max(4.0, size[0] - w - 4))
    top = min(max(4.0, float(y) - h / 2), size[1] - h - 4)
    while any(left < b[2] and b[0] < left + w and top < b[3] and b[1] < top + h for b in taken):
        top += h + 4
        if top + h > size[1]:
            top, taken = 4.0, [b for b in taken if b[1] < 0]
    return left, top, left + w, top + h


Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def _fitted(text: str, width: float, pen: ImageDraw.ImageDraw, font: Font) -> str:
    """Return the text, cut to the width; nothing of it where there is no room at all."""
    while text and pen.textlength(text, font) > width:
        shorter = text.removesuffix(" ...")[:-1].rstrip()
        text = f"{shorter} ..." if shorter else ""
    return text
