import itertools

import numpy as np
import pytest

from flowanim.ops.image import from_uint8, to_uint8
from flowanim.parts import ParticleEffect
from flowanim.plan import CameraKey, CameraPath
from flowanim.render.frames import render_frames
from flowanim.render.holes import complete, survey
from flowanim.render.known import Moment, carried
from flowanim.render.parallax import set_up
from flowanim.render.refine import Keys, refined, without_additions, worth_redrawing
from tests.render.stages import plan, small_scene

TRUCK = CameraPath(keys=(CameraKey(u=0), CameraKey(u=1, x=0.2)))
BACK = CameraPath(keys=(CameraKey(u=0), CameraKey(u=0.5, x=0.2), CameraKey(u=1)))


def trucked(**changes):
    return plan(**{"camera": TRUCK, "loop": False, "refine": "frames", "refine_every": 4, "fps": 16.0, **changes})


def whole(a_plan):
    return complete(small_scene(), survey(small_scene(), a_plan), a_plan)


def warped(a_plan):
    return render_frames(whole(a_plan), without_additions(a_plan))


def to_red(rgb, strength, disparity, seed):
    """Redraw in red, as far as the strength says."""
    return (rgb + strength[..., None] * (np.float32([1, 0, 0]) - rgb)).astype(np.float32)


class Dice:
    """Redraws with other noise at each call, as a sampler without an anchor does."""

    def __init__(self):
        self.calls = 0

    def __call__(self, rgb, strength, disparity, seed):
        noise = np.random.default_rng((seed, self.calls)).normal(0, 0.2, rgb.shape)
        self.calls += 1
        return np.clip(rgb + strength[..., None] * noise, 0, 1).astype(np.float32)


def frames_of(a_plan, redraw, between=None):
    return list(refined(warped(a_plan), whole(a_plan), a_plan, redraw=redraw, between=between).frames)


def test_only_what_is_uncovered_is_redrawn():
    a_plan = trucked()
    plain, red = list(warped(a_plan).frames), frames_of(a_plan, to_red)
    stage = set_up(whole(a_plan), a_plan)
    rest = Moment.of(stage, 0.0)
    assert len(red) == len(plain) == a_plan.frames
    np.testing.assert_array_equal(red[0], plain[0])
    for i in (4, 12, 15):
        where = worth_redrawing(Moment.of(stage, i / 16), rest)
        np.testing.assert_array_equal(red[i][where == 0], plain[i][where == 0])
        assert red[i][where > 0.95, 0].mean() > plain[i][where > 0.95, 0].mean() + 60


def test_between_keys_the_change_moves_along():
    a_plan = trucked()
    plain, red = list(warped(a_plan).frames), frames_of(a_plan, to_red)
    changed = [(a.astype(int) - b)[..., 0] > 60 for a, b in zip(red, plain, strict=True)]
    sizes = [mask.sum() for mask in changed]
    assert 0 < sizes[9] <= 1.3 * sizes[12]
    places = [np.nonzero(mask)[1].mean() for mask in (changed[9], changed[11])]
    assert np.isfinite(places).all()


def flicker(frames, stage):
    """Return the flow-warped error where the clip is redrawn."""
    rest, total, count = Moment.of(stage, 0.0), 0.0, 0
    for i in range(4, len(frames) - 1):
        now, then = Moment.of(stage, (i + 1) / 16), Moment.of(stage, i / 16)
        made, trust = carried(from_uint8(frames[i]), then, now)
        where = (worth_redrawing(now, rest) > 0.5) & (trust > 0.9)
        total += np.abs(made - from_uint8(frames[i + 1]))[where].sum()
        count += 3 * where.sum()
    return total / count


def test_refined_frames_hang_together_far_better_than_frames_refined_alone():
    a_plan = trucked()
    stage = set_up(whole(a_plan), a_plan)
    chained, dice = frames_of(a_plan, Dice()), Dice()
    alone = []
    for i, frame in enumerate(warped(a_plan).frames):
        keys = Keys(stage, dice)
        alone.append(keys.make(frame, i / 16).frame)
    assert flicker(chained, stage) < 0.5 * flicker(alone, stage)


def test_the_same_seed_gives_the_same_frames():
    one, two = (frames_of(trucked(), Dice()) for _ in range(2))
    np.testing.assert_array_equal(one, two)


def test_a_loop_closes_on_its_first_frame():
    a_plan = trucked(camera=BACK, loop=True)
    frames = frames_of(a_plan, to_red)
    step = np.abs(frames[-1].astype(int) - frames[0]).mean()
    others = [np.abs(a.astype(int) - b).mean() for a, b in itertools.pairwise(frames)]
    assert step <= max(others)


@pytest.mark.parametrize("every", [1, 5, 240])
def test_any_distance_of_keys_gives_every_frame(every):
    a_plan = trucked(refine_every=every)
    assert len(frames_of(a_plan, to_red)) == 16


def test_an_interpolator_may_make_what_lies_between():
    asked = []

    def middle(first, second, u):
        asked.append(u)
        return to_uint8((1 - u) * from_uint8(first) + u * from_uint8(second))

    frames = frames_of(trucked(), to_red, middle)
    assert len(frames) == 16 and {0.25, 0.5, 0.75} <= set(asked)


def test_nothing_is_redrawn_where_nothing_is_uncovered():
    def never(*_):
        raise AssertionError

    a_plan = plan(refine="frames")
    frames = frames_of(a_plan, never)
    np.testing.assert_array_equal(frames[3], to_uint8(small_scene().photo.rgb))


def test_what_is_laid_over_the_frames_lies_over_the_refined_ones():
    snow = ParticleEffect(style="snow", amount=400, size_px=30, opacity=1)
    a_plan = trucked(effects=(snow,))
    bare = replace_effects(a_plan)
    np.testing.assert_array_equal(list(warped(a_plan).frames)[5], list(warped(bare).frames)[5])
    with_snow, without = frames_of(a_plan, to_red)[5], frames_of(bare, to_red)[5]
    assert (with_snow.astype(int) - without).max() > 40


def replace_effects(a_plan):
    return a_plan.model_copy(update={"effects": ()})
