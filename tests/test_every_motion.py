"""The contract of every motion, on rendered frames: each effect and each preset, one suite.

Frame 0 is the photo (but for what is added, blurred or flows out of step), the loop closes, the step from the last
frame to the first is an ordinary one, frames depend on the seed alone, and outside its matte nothing moves.
"""

from functools import cache
from itertools import pairwise

import cv2
import numpy as np
import pytest

from flowanim.datatypes import Wishes
from flowanim.motion.planner import plan_motion
from flowanim.motion.presets import PRESETS
from flowanim.ops.image import to_uint8
from flowanim.plan import MotionPlan
from flowanim.render.frames import render_frames
from flowanim.render.holes import complete, survey
from flowanim.review.seam import step_levels
from tests.fields.test_effects import EXAMPLES, LAID_OVER
from tests.render.stages import SIZE, plan, small_scene

FRAMES = 24
STILL = 0.02
"""Levels below which a step is rounding."""
SCENE = small_scene()
WHOLE = {"rays"}
"""Light over the whole picture; a glow, too, leaves its source."""
NAMED = {name: effect for name, effect in EXAMPLES.items() if name not in {"drawn", "rays"}}


@cache
def frames(kind: str, name: str) -> np.ndarray:
    """Return the frames (n, H, W, 3) of an effect's example or of a preset."""
    return rendered(planned(kind, name))


def rendered(made: MotionPlan) -> np.ndarray:
    whole = complete(SCENE, survey(SCENE, made), made)
    return np.stack([frame.copy() for frame in render_frames(whole, made, workers=2).frames]).astype(np.int16)


@cache
def planned(kind: str, name: str, seconds: float = 2.0, fps: float = FRAMES / 2) -> MotionPlan:
    """Return a plan, of 24 frames unless it is said."""
    blank = plan(seconds=seconds, fps=fps)
    if kind == "preset":
        return plan_motion(SCENE, blank, "", Wishes(preset=name, seconds=seconds, fps=fps))
    effect = {**EXAMPLES, **LAID_OVER}[name]
    aimed = effect.model_copy(update={"layer": "water"}) if effect.layer else effect
    return blank.model_copy(update={"effects": (aimed,)})


EVERY = [("effect", name) for name in [*EXAMPLES, *LAID_OVER]] + [("preset", name) for name in PRESETS]
each_motion = pytest.mark.parametrize("kind, name", EVERY, ids=[f"{kind}-{name}" for kind, name in EVERY])


@each_motion
def test_the_step_from_the_last_frame_to_the_first_is_an_ordinary_one(kind, name):
    """No larger than the 95th percentile of the others, in a clip of the default length (4 s, 24 frames a second).

    Of 23 steps the fastest of any swing is above their 95th percentile: the rule is for clips that have a hundred. A
    step is what `flowanim review` takes for one, at a quarter of the size: frame 0 is the photo itself, the frames
    beside it are moved by little, and they keep the noise of single pixels, which a move by half a pixel averages away.
    """
    shown = [frame.astype(np.float32) / 255 for frame in rendered(planned(kind, name, seconds=4.0, fps=24.0))]
    *steps, seam = (step_levels(a, b) for a, b in pairwise([*shown, shown[0]]))
    assert seam <= max(float(np.quantile(steps, 0.95)), STILL)


@each_motion
def test_it_starts_at_the_photo_but_for_what_is_added(kind, name):
    made = planned(kind, name)
    added = {"particles", "plume", "dashes", "focus"} & {effect.effect for effect in made.effects}
    flows = any(effect.effect in {"flow", "drawn"} for effect in made.effects)
    if added or flows or made.finishing != plan().finishing or made.camera.overscan > 1 or _starts_elsewhere(made):
        assert kind == "preset" or added or flows
        return
    np.testing.assert_array_equal(frames(kind, name)[0], to_uint8(SCENE.photo.rgb))


def _starts_elsewhere(made: MotionPlan) -> bool:
    return bool(made.camera.keys) and made.camera.keys[0].model_dump(exclude={"u", "easing"}) != {
        **dict.fromkeys(("x", "y", "z", "yaw_deg", "pitch_deg", "roll_deg"), 0.0),
        "zoom": 1.0,
    }


@each_motion
def test_the_same_plan_gives_the_same_frames_on_any_number_of_threads(kind, name):
    made = planned(kind, name)
    whole = complete(SCENE, survey(SCENE, made), made)
    alone = render_frames(whole, made, workers=1).frames
    for frame, again in zip(frames(kind, name)[:4], alone, strict=False):
        np.testing.assert_array_equal(frame, again)


@pytest.mark.parametrize("name", sorted(NAMED.keys() - {"glow"}))
def test_outside_its_matte_an_effect_changes_nothing(name):
    (water,) = SCENE.find("water")
    outside = cv2.dilate((water.alpha > 0).astype(np.uint8), np.ones((7, 7), np.uint8)) == 0
    photo = to_uint8(SCENE.photo.rgb)
    assert all((frame[outside] == photo[outside]).all() for frame in frames("effect", name))
    assert outside.mean() > 0.2 and frames("effect", name).shape[1:3] == SIZE[::-1]


@pytest.mark.parametrize(
    "name", ["slow-push", "drift", "dolly-zoom", "orbit", "handheld", "sea", "river", "snow", "rain"]
)
def test_a_preset_moves_what_it_promises(name):
    assert np.abs(frames("preset", name) - frames("preset", name)[0]).max(0).mean() > 0.5
