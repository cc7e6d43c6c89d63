"""Painted landscapes whose regions are known, for the tests of the classical analysis."""

import cv2
import numpy as np

from flowanim.datatypes import Image, Mask, vector

H, W = 216, 384
HORIZON = 100


def noise(sigma: float, seed: int, height: int = H, width: int = W) -> np.ndarray:
    """Return (height, width) smooth noise of unit spread."""
    rough = np.random.default_rng(seed).standard_normal((height, width)).astype(np.float32)
    smooth = cv2.GaussianBlur(rough, (0, 0), sigma)
    return np.asarray(smooth / smooth.std())


def sky() -> Image:
    """Return a blue sky, paler towards the horizon, over the whole picture."""
    share = np.linspace(0, 1, H, dtype=np.float32)[:, None, None]
    top, low = vector(0.25, 0.45, 0.80), vector(0.75, 0.85, 0.95)
    return np.repeat(top + (low - top) * np.minimum(share * H / HORIZON, 1), W, axis=1)


def field(colour: tuple[float, float, float] = (0.45, 0.36, 0.26)) -> Image:
    """Return a sky over rough brown ground that begins at row HORIZON."""
    picture = sky()
    ground = vector(*colour) * (1 + 0.12 * noise(1.0, 1))[..., None]
    picture[HORIZON:] = ground[HORIZON:]
    return np.clip(picture, 0, 1).astype(np.float32)


def ridge() -> Mask:
    """Return the mountains of `lake`: between their jagged top and row HORIZON."""
    profile = 45 + 12 * np.sin(np.arange(W) / 37) + 9 * np.sin(np.arange(W) / 11.3)
    rows = np.arange(H)[:, None]
    return np.asarray((rows > profile[None]) & (rows < HORIZON))


def lake() -> Image:
    """Return mountains under a sky, and their darker reflection below row HORIZON."""
    picture = sky()
    stone = vector(0.34, 0.31, 0.30) * (1 + 0.35 * noise(2.0, 2))[..., None]
    picture = np.where(ridge()[..., None], stone, picture)
    picture[HORIZON : 2 * HORIZON] = 0.85 * picture[:HORIZON][::-1]
    picture[2 * HORIZON :] = 0.85 * picture[0]
    return np.clip(picture, 0, 1).astype(np.float32)


def sea() -> Image:
    """Return a sky over a blue sea with level streaks."""
    streaks = cv2.GaussianBlur(
        np.random.default_rng(3).standard_normal((H, W)).astype(np.float32), (0, 0), 9, sigmaY=0.8
    )
    water = vector(0.10, 0.32, 0.50) * (1 + 0.08 * streaks / streaks.std())[..., None]
    picture = sky()
    picture[HORIZON:] = water[HORIZON:]
    return np.clip(picture, 0, 1).astype(np.float32)


def disc(x: float, y: float, radius: float) -> Mask:
    """Return a round mask."""
    rows, columns = np.mgrid[:H, :W]
    return np.asarray((rows - y) ** 2 + (columns - x) ** 2 < radius**2)


def flower() -> Image:
    """Return a red disc in the middle of a dark, blurred background: a close-up."""
    back = vector(0.10, 0.13, 0.10) * (1 + 0.2 * noise(25, 4))[..., None]
    petal = vector(0.85, 0.20, 0.25) * (1 + 0.10 * noise(1.5, 5))[..., None]
    return np.clip(np.where(disc(190, 110, 55)[..., None], petal, back), 0, 1).astype(np.float32)


def overlap(a: Mask, b: Mask) -> float:
    """Return intersection over union."""
    return float((a & b).sum() / max((a | b).sum(), 1))
