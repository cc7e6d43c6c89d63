"""Small scenes for the tests of rendering: sky over water, a disc in front, all textured."""

import cv2
import numpy as np

from flowanim.datatypes import Analysis, Photo, Scene
from flowanim.ops.image import from_uint8, to_uint8
from flowanim.ops.mask import smoothstep
from flowanim.ops.warp import pixel_grid
from flowanim.plan import File, MotionPlan
from flowanim.scene.layers import build_scene

SIZE = (160, 96)


def speckle(shape, seed=0, soft=1.0):
    """Return a textured picture of whole 8-bit levels."""
    noise = np.random.default_rng(seed).random((*shape, 3)).astype(np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), soft)
    noise = 0.5 + (noise - noise.mean()) / noise.std() * 0.14
    return from_uint8(to_uint8(np.clip(noise, 0, 1)))


def small_scene(size=SIZE, seed=0) -> Scene:
    """Return a scene of three layers, each of its own colour: bright sky, dark water, red subject."""
    w, h = size
    grid = pixel_grid(h, w)
    disc = 1 - smoothstep(np.hypot(grid[..., 0] - 0.6 * w, grid[..., 1] - 0.5 * h), 0.18 * h, 0.18 * h + 2)
    sky = 1 - smoothstep(grid[..., 1], 0.45 * h, 0.45 * h + 2)
    disparity = np.clip((grid[..., 1] - 0.45 * h) / (0.55 * h), 0, 1).astype(np.float32)
    disparity = np.where(disc > 0.5, np.float32(0.9), disparity)
    regions = {"sky": sky * (1 - disc), "water": (1 - sky) * (1 - disc), "other": disc}
    tint = (1 - sky)[..., None] * np.float32([-0.25, -0.2, -0.1]) + disc[..., None] * np.float32([0.35, -0.1, -0.1])
    picture = np.round(np.clip(speckle((h, w), seed) * 0.5 + 0.35 + tint, 0, 1) * 255).astype(np.float32) / np.float32(
        255
    )
    analysis = Analysis(disparity, regions, dict.fromkeys(regions, 1.0), disc)
    return build_scene(Photo(picture, float(w)), analysis)


def plan(**changes) -> MotionPlan:
    """Return a short plan for the small scene."""
    given = {"photo": File(path="photo.png"), "size": SIZE, "seconds": 1.0, "fps": 8.0, **changes}
    return MotionPlan.model_validate(given)
