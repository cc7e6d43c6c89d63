"""Small scenes for the planner's tests: a coast, a portrait, and a flat wall with nothing in it."""

import numpy as np

from flowanim.datatypes import Array, Kind, Layer, Photo, Scene
from flowanim.ops.image import blur, premultiply
from flowanim.plan import File, MotionPlan

H, W = 90, 128


def noise(seed: int) -> Array:
    """Return a cloudy picture (H, W, 3)."""
    grain = np.random.default_rng(seed).random((H, W, 1), np.float32)
    return np.asarray(np.repeat(0.5 + 0.8 * (blur(grain[..., 0], 1.5)[..., None] - 0.5), 3, 2), np.float32)


def box(top: float, bottom: float, left: float = 0, right: float = 1) -> Array:
    """Return an alpha that is solid in a rectangle; sides are shares of the picture."""
    alpha = np.zeros((H, W), np.float32)
    alpha[round(top * H) : round(bottom * H), round(left * W) : round(right * W)] = 1
    return alpha


def sheet(
    name: str, kind: Kind, alpha: Array, disparity: float, *, confidence: float = 0.9, subject: bool = False
) -> Layer:
    """Return a textured layer at one distance."""
    rgba = premultiply(noise(len(name)), alpha)
    return Layer(name, kind, rgba, np.full((H, W), disparity, np.float32), subject, confidence)


def scene(*layers: Layer) -> Scene:
    """Return a scene of these layers."""
    return Scene(Photo(noise(0), 128.0, "test.png"), layers)


def coast(*more: Layer) -> Scene:
    """Sky, trees, water and a shore, far to near."""
    return scene(
        sheet("sky", "sky", box(0, 0.4), 0.0),
        sheet("vegetation", "vegetation", box(0.4, 0.6), 0.3),
        sheet("water", "water", box(0.6, 0.9), 0.6),
        sheet("ground", "ground", box(0.9, 1), 1.0),
        *more,
    )


def portrait() -> Scene:
    """A person before a wall."""
    return scene(
        sheet("other", "other", box(0, 1), 0.2),
        sheet("person", "person", box(0.2, 1, 0.3, 0.7), 0.9, subject=True),
    )


def nothing() -> Scene:
    """A wall."""
    return scene(sheet("other", "other", box(0, 1), 0.5))


def studio() -> Scene:
    """A woman with loose hair and a scarf before a wall; hair and scarf are regions of the user's own."""
    return scene(
        sheet("other", "other", box(0, 1), 0.2),
        sheet("person", "person", box(0.2, 1, 0.3, 0.7), 0.9, subject=True),
        sheet("hair", "other", box(0.1, 0.4, 0.35, 0.65), 0.92),
        sheet("scarf", "other", box(0.5, 0.8, 0.4, 0.6), 0.95),
    )


def cafe() -> Scene:
    """A wall, steam over a cup, a candle."""
    return scene(
        sheet("other", "other", box(0, 1), 0.3),
        sheet("smoke", "smoke", box(0.1, 0.6, 0.3, 0.6), 0.8),
        sheet("fire", "fire", box(0.4, 0.6, 0.7, 0.8), 0.85),
        sheet("cup", "other", box(0.6, 0.9, 0.3, 0.6), 0.9),
    )


def harbour() -> Scene:
    """Sky, a mountain, a church, water, a boat, a man and a flag, far to near."""
    return scene(
        sheet("sky", "sky", box(0, 0.4), 0.0),
        sheet("mountain", "mountain", box(0.3, 0.5), 0.1),
        sheet("building", "building", box(0.3, 0.6, 0.7, 0.9), 0.3),
        sheet("water", "water", box(0.5, 1), 0.6),
        sheet("boat", "vehicle", box(0.5, 0.7, 0.2, 0.5), 0.7),
        sheet("person", "person", box(0.4, 1, 0.55, 0.7), 0.9, subject=True),
        sheet("flag", "other", box(0.1, 0.3, 0.3, 0.5), 0.95),
    )


def falls() -> Scene:
    """A high waterfall between trees, rocks before it."""
    return scene(
        sheet("vegetation", "vegetation", box(0, 0.7), 0.3),
        sheet("water", "water", box(0, 0.8, 0.4, 0.6), 0.4),
        sheet("ground", "ground", box(0.8, 1), 1.0),
    )


def base() -> MotionPlan:
    """A plan of which the planner fills in the motion."""
    return MotionPlan(photo=File(path="test.png"), size=(1280, 900), seed=3)
