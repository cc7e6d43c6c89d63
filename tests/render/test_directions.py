"""What flows is seen to flow where it was sent: a dense flow measured on rendered frames, on a small textured scene."""

import cv2
import numpy as np
import pytest

from flowanim.datatypes import Analysis, Photo, Scene, Wishes
from flowanim.motion.planner import plan_motion
from flowanim.plan import CameraPath, MotionPlan
from flowanim.render.frames import render_frames
from flowanim.render.holes import complete, survey
from flowanim.scene.layers import build_scene
from tests.render.stages import plan, speckle

SIZE = (320, 200)
WAYS = {"right": 0, "up": 90, "left": 180, "down": 270}
CASES = [
    ("sky", "clouds drift {} fast", "right"),
    ("sky", "clouds drift {} fast", "left"),
    ("water", "the river flows {}", "right"),
    ("water", "the river flows {}", "left"),
    ("water", "the waterfall falls {}", "down"),
    ("smoke", "smoke rises {}", "up"),
    ("smoke", "fog drifts {}", "left"),
    ("fire", "the fire burns", "up"),
]


def scene_with(kind: str) -> Scene:
    """Return a textured picture whose middle is of a kind, before still ground."""
    w, h = SIZE
    inside = np.zeros((h, w), np.float32)
    inside[30:170, 50:270] = 1
    regions = {kind: inside, "ground": 1 - inside}
    disparity = np.where(inside > 0, np.float32(0.4), np.float32(0.8))
    analysis = Analysis(disparity, regions, dict.fromkeys(regions, 1.0), None)
    return build_scene(Photo(speckle((h, w), seed=4, soft=2.0), float(w)), analysis)


def measured(scene: Scene, made: MotionPlan) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean flow (2,) well inside the region and the largest change (H, W) of any pixel."""
    whole = complete(scene, survey(scene, made), made)
    shown = [frame.copy() for frame in render_frames(whole, made).frames]
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in shown]
    dense = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    steps = [dense.calc(a, b, None)[60:140, 90:230].mean((0, 1)) for a, b in zip(grey[::2], grey[1::2], strict=True)]
    change = np.max([np.abs(frame.astype(int) - shown[0]).max(-1) for frame in shown], 0)
    return np.mean(steps, 0), change


@pytest.mark.parametrize("kind, prompt, way", CASES, ids=[f"{p.format(w)}" for _, p, w in CASES])
def test_it_goes_where_it_was_sent_and_nothing_else_moves(kind, prompt, way):
    scene = scene_with(kind)
    made = plan_motion(scene, plan(size=SIZE, seconds=2.0, fps=24.0), prompt.format(way), Wishes())
    made = made.model_copy(update={"camera": CameraPath()})
    flows = tuple(effect for effect in made.effects if effect.effect not in {"glow", "light"})
    (x, y), change = measured(scene, made.model_copy(update={"effects": flows}))
    apart = (np.degrees(np.arctan2(-y, x)) - WAYS[way] + 180) % 360 - 180
    assert np.hypot(x, y) > 0.03 and abs(apart) < 15
    outside = np.ones(change.shape, bool)
    outside[22:178, 42:278] = False
    assert not change[outside].any()
