"""A loop that closes has a ratio of at most one; a planted seam measures its size; encoding makes no great one."""

from itertools import pairwise

import numpy as np
import pytest

from flowanim.ops.image import from_uint8
from flowanim.review.seam import LEAST_LEVELS, seam_ratio, step_levels
from flowanim.video.decode import read_video
from flowanim.video.encode import write_video
from tests.review.pictures import swaying, texture
from tests.video.clips import clip


def closing(frames):
    pictures = [from_uint8(frame) for frame in frames]
    return seam_ratio([step_levels(a, b) for a, b in pairwise(pictures)], step_levels(pictures[-1], pictures[0]))


def test_a_whole_period_closes_and_half_a_period_does_not():
    assert closing(swaying(24, 24)) <= 1.01
    assert closing(swaying(18, 24)) > 3


def test_encoding_alone_is_no_great_jump(tmp_path):
    path = write_video(clip(swaying(24, 24, reach_px=0.3)), tmp_path / "slow.mp4")
    assert closing(list(read_video(path).frames)) < 2.5


def test_a_step_of_three_levels_is_three():
    picture = texture()
    assert step_levels(picture, picture + np.float32(3 / 255)) == pytest.approx(3, rel=1e-3)


def test_a_planted_seam_measures_its_size():
    assert seam_ratio([2.0] * 20, 8.0) == pytest.approx(4)
    assert seam_ratio([0.1] * 20, 0.2) == pytest.approx(0.2 / LEAST_LEVELS), "nobody sees a fifth of a level"


def test_a_frozen_clip_and_a_single_frame_have_no_seam():
    assert seam_ratio([0.0] * 20, 0.0) is None and seam_ratio([1.0], 1.0) is None
