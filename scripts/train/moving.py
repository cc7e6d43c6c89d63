"""Photos -> triplets of a made-up scene whose motion is known: sheets of photos that slide over each other.

The rearmost sheet fills the picture; up to three others are blobs cut from other photos, far to near. Each moves by an
affine map, a smooth bend and a shift that some scenes have small and others large, evenly in time:
a point q of a sheet is at q + t push(q) at time t. What lies nearest is seen, so things are covered and uncovered.
Light may change, frames may be blurred, noisy or compressed.
"""

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from flowanim.ops.flow import invert
from flowanim.ops.warp import pixel_grid, warp

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
ROOM = 72
"""Pixels around the picture that a sheet has, so that it may move in."""
MIDDLES = (0.5, 0.5, 0.5, 0.5, 0.25, 0.33, 0.67, 0.75)


class Mover:
    """Makes triplets; photos are read when they are drawn, the last few kept."""

    def __init__(self, paths: list[Path], seed: int) -> None:
        self.paths = paths
        self.rng = np.random.default_rng(seed)
        self.pool: list[Bytes] = []

    def triplet(self, side: int) -> tuple[list[Bytes], Floats, float]:
        """Return three frames (side, side, 3), the motion of what is seen in the middle one, and its progress u."""
        rng = self.rng
        u = float(MIDDLES[rng.integers(len(MIDDLES))])
        reach = float(np.exp(rng.uniform(np.log(0.5), np.log(60))))
        base = reach * 0.5 * _direction(rng)
        wide = side + 2 * ROOM
        sheets = [self._sheet(wide, base, reach * 0.4, whole=True)]
        for _ in range(rng.integers(1, 4)):
            sheets.append(self._sheet(wide, base, reach, whole=False))
        looks, flows = zip(*(_seen(sheets, t) for t in (0.0, u, 1.0)), strict=True)
        inner = np.s_[ROOM:-ROOM, ROOM:-ROOM]
        frames = self._spoilt([look[inner] for look in looks], u)
        return frames, np.asarray(flows[1][inner], np.float32), u

    def _photo(self) -> Bytes:
        if len(self.pool) < 40 or self.rng.random() < 0.15:
            image = cv2.imread(str(self.paths[self.rng.integers(len(self.paths))]))
            if image is not None and min(image.shape[:2]) > 100:
                self.pool = [*self.pool[-39:], np.ascontiguousarray(image[..., ::-1])]
        return self.pool[self.rng.integers(len(self.pool))] if self.pool else self._photo()

    def _sheet(self, wide: int, base: Floats, reach: float, *, whole: bool) -> tuple[Floats, Floats, Floats]:
        """Return a sheet's colour (wide, wide, 3), its alpha and its push over the whole time."""
        rng, photo = self.rng, self._photo()
        scale = (
            max(wide / min(photo.shape[:2]), float(np.exp(rng.uniform(-0.7, 0.3)))) if whole else rng.uniform(0.4, 1)
        )
        photo = cv2.resize(
            photo, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        )
        short = [max(0, wide - side) for side in photo.shape[:2]]
        photo = cv2.copyMakeBorder(photo, 0, short[0], 0, short[1], cv2.BORDER_REFLECT)
        y, x = (int(rng.integers(side - wide + 1)) for side in photo.shape[:2])
        colour = photo[y : y + wide, x : x + wide].astype(np.float32)
        alpha = np.ones((wide, wide), np.float32) if whole else self._blob(wide)
        return colour, alpha, self._push(wide, base, reach)

    def _blob(self, wide: int) -> Floats:
        """Return the soft-edged outline of a thing: smooth noise inside an ellipse, or thin bars as of a fence."""
        rng = self.rng
        y, x = (axis / wide for axis in np.mgrid[:wide, :wide].astype(np.float32))
        turn, (cx, cy) = rng.uniform(0, np.pi), rng.uniform(0.25, 0.75, 2)
        along = np.cos(turn) * (x - cx) + np.sin(turn) * (y - cy)
        across = np.cos(turn) * (y - cy) - np.sin(turn) * (x - cx)
        if rng.random() < 0.15:
            period, thin = rng.uniform(0.03, 0.12), rng.uniform(0.15, 0.5)
            return np.clip((thin / 2 - np.abs((along / period) % 1 - 0.5)) * period * wide + 0.5, 0, 1).astype(
                np.float32
            )
        a, b = rng.uniform(0.05, 0.28, 2)
        cells = int(rng.integers(3, 14))
        rough = cv2.resize(
            rng.normal(0, 1, (cells, cells)).astype(np.float32), (wide, wide), interpolation=cv2.INTER_CUBIC
        )
        inside = 1 - np.hypot(along / a, across / b) + rng.uniform(0, 0.5) * rough
        return np.clip(inside * min(a, b) * wide + 0.5, 0, 1).astype(np.float32)

    def _push(self, wide: int, base: Floats, reach: float) -> Floats:
        rng = self.rng
        shift = base + reach * rng.uniform(0, 1) * _direction(rng)
        bent = min(reach, 12.0)
        centred = pixel_grid(wide, wide) - wide * rng.uniform(0.3, 0.7, 2).astype(np.float32)
        affine = (rng.normal(0, 0.004 * bent**0.8, (2, 2))).astype(np.float32)
        soft = rng.normal(0, 0.06 * bent, (4, 4, 2)).astype(np.float32)
        push = shift + centred @ affine.T + cv2.resize(soft, (wide, wide), interpolation=cv2.INTER_CUBIC)
        length = np.linalg.norm(push, axis=2, keepdims=True)
        return np.asarray(push * np.minimum(1, ROOM / np.maximum(length, 1e-3)), np.float32)

    def _spoilt(self, looks: list[Floats], u: float) -> list[Bytes]:
        """Return the frames as a camera gives them."""
        rng = self.rng
        gain = np.exp(rng.normal(0, 0.06)) if rng.random() < 0.2 else 1.0
        frames = [look * gain**t for look, t in zip(looks, (0, u, 1), strict=True)]
        if rng.random() < 0.3:
            sigma = rng.uniform(0.4, 1.3)
            frames = [cv2.GaussianBlur(frame, (0, 0), sigma) for frame in frames]
        noise = rng.uniform(0.5, 4) if rng.random() < 0.4 else 0.0
        done = [np.clip(np.rint(f + rng.normal(0, noise + 1e-6, f.shape)), 0, 255).astype(np.uint8) for f in frames]
        if rng.random() < 0.4:
            quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(30, 90))]
            done = [cv2.imdecode(cv2.imencode(".jpg", f, quality)[1], cv2.IMREAD_COLOR) for f in done]
        return [np.asarray(frame, np.uint8) for frame in done]


def _direction(rng: np.random.Generator) -> Floats:
    turn = rng.uniform(0, 2 * np.pi)
    return np.array([np.cos(turn), np.sin(turn)], np.float32)


def _seen(sheets: list[tuple[Floats, Floats, Floats]], t: float) -> tuple[Floats, Floats]:
    """Return the picture at time `t` and the push of what is seen at each pixel."""
    colour, flow = np.zeros_like(sheets[0][0]), np.zeros_like(sheets[0][2])
    for picture, alpha, push in sheets:
        pull = invert(np.float32(t) * push, 4)
        packed = warp(cv2.merge([*cv2.split(picture), alpha]), pull)
        a = packed[..., 3:]
        colour = colour + a * (packed[..., :3] - colour)
        flow = np.where(a > 0.5, warp(push, pull), flow)
    return colour, flow
