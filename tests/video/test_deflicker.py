import cv2
import numpy as np
import pytest

from flowanim.video.deflicker import deflickered
from tests.video.clips import clip, smooth
from tests.video.shaken import flickering
from tests.video.test_between import texture


def apart(frames, truth):
    """Return the root of the mean squared difference, in levels, away from the borders."""
    pairs = zip(frames, truth, strict=True)
    return float(np.sqrt(np.mean([((a.astype(float) - b)[12:-12, 24:-24]) ** 2 for a, b in pairs])))


def light_flicker(frames, truth):
    """Return by how much, in levels, soft light differs from its own mean over time."""
    wrong = [cv2.GaussianBlur(a.astype(np.float32) - b, (0, 0), 8) for a, b in zip(frames, truth, strict=True)]
    return float((wrong - np.mean(wrong, 0))[:, 12:-12, 24:-24].std())


def test_flicker_goes_and_the_motion_stays():
    true, spoilt = flickering(16)
    made = list(deflickered(clip(spoilt)).frames)
    assert len(made) == len(true)
    assert light_flicker(made, true) < 0.35 * light_flicker(spoilt, true)
    steps = [np.abs(a.astype(float) - b).mean() for a, b in zip(made[3:], made[2:], strict=False)]
    real = [np.abs(a.astype(float) - b).mean() for a, b in zip(true[3:], true[2:], strict=False)]
    assert np.mean(steps) == pytest.approx(np.mean(real), rel=0.35)


def test_grain_goes():
    true, spoilt = flickering(amount=0)
    assert apart(list(deflickered(clip(spoilt)).frames), true) < 0.5 * apart(spoilt, true)


def test_a_steady_clip_stays_nearly_as_it_is():
    frames = [texture(0.7 * i) for i in range(8)]
    assert apart(list(deflickered(clip(frames)).frames), frames) < 2.0


def test_still_frames_stay_bit_for_bit():
    frames = [texture()] * 5
    for frame in deflickered(clip(frames)).frames:
        assert np.abs(frame.astype(int) - frames[0]).max() <= 1


def test_nothing_crosses_a_cut():
    one, two = [texture(seed=1)] * 4, [255 - texture(seed=9) // 2] * 4
    made = list(deflickered(clip(one + two)).frames)
    for i, frame in enumerate(one + two):
        assert np.abs(made[i].astype(int) - frame).max() <= 1


@pytest.mark.parametrize("count", [1, 2, 3])
def test_short_clips_keep_their_frames(count):
    assert len(list(deflickered(clip(smooth(count=count))).frames)) == count


def test_tiny_frames_pass():
    frames = [np.full((4, 4, 3), 10 * i, np.uint8) for i in range(4)]
    assert len(list(deflickered(clip(frames)).frames)) == 4
