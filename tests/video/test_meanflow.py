import cv2
import numpy as np
import pytest

from flowanim.datatypes import Clip
from flowanim.errors import InputError
from flowanim.video.encode import write_video
from flowanim.video.meanflow import mean_flow

SIZE, FPS = (320, 192), 12.0


def texture(seed=0):
    noise = cv2.GaussianBlur(np.random.default_rng(seed).random((192, 400, 3)).astype(np.float32), (0, 0), 2)
    noise = (noise - noise.min()) / np.ptp(noise)
    return (noise * 255).astype(np.uint8)


def river(tmp_path, step, *, shake=0.0, count=24):
    """A clip of a bank over a river whose picture moves by `step` pixels a frame; shake: to and fro, in pixels."""
    water, bank, chance = texture(), texture(1), np.random.default_rng(3)
    frames = []
    for i in range(count):
        move = np.float32([[1, 0, -60 + i * step + shake * chance.standard_normal()], [0, 1, 0]])
        frame = cv2.warpAffine(water, move, SIZE, borderMode=cv2.BORDER_REFLECT)
        frame[:96] = bank[:96, :320]
        frames.append(frame)
    path = tmp_path / "river.mp4"
    write_video(Clip(iter(frames), SIZE, FPS, count), path)
    return path


@pytest.mark.parametrize("step", [1.5, -2.0])
def test_a_current_is_measured_in_pixels_a_second(tmp_path, step):
    found = mean_flow(river(tmp_path, step))
    middle = found.velocity[120:180, 60:260]
    np.testing.assert_allclose(np.median(middle, (0, 1)), (step * FPS, 0), atol=0.08 * abs(step) * FPS)


def test_what_rests_is_not_moving(tmp_path):
    found = mean_flow(river(tmp_path, 2.0))
    moving = found.moving
    assert found.resting > 0.4
    assert moving[110:180].mean() > 0.9 and moving[:80].mean() < 0.02


def test_what_goes_to_and_fro_cancels(tmp_path):
    found = mean_flow(river(tmp_path, 1.5, shake=1.0))
    np.testing.assert_allclose(np.median(found.velocity[120:180, 60:260, 0]), 1.5 * FPS, rtol=0.25)


def test_a_clip_that_shows_no_current_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"river\.mp4 shows no steady motion"):
        mean_flow(river(tmp_path, 0.0))
