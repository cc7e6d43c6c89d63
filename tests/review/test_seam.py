"""A loop that closes has a ratio of at most one; a planted seam measures its size; a frozen clip has none."""

from itertools import pairwise

import numpy as np
import pytest

from flowanim.review.seam import seam_ratio
from tests.review.pictures import swaying


def closing(frames):
    steps = [float(np.abs(a.astype(int) - b).mean()) for a, b in pairwise(frames)]
    return seam_ratio(steps, float(np.abs(frames[-1].astype(int) - frames[0]).mean()))


def test_a_whole_period_closes_and_half_a_period_does_not():
    assert closing(swaying(24, 24)) <= 1.01
    assert closing(swaying(18, 24)) > 3


def test_a_planted_seam_measures_its_size():
    assert seam_ratio([2.0] * 20, 8.0) == pytest.approx(4)


def test_a_frozen_clip_and_a_single_frame_have_no_seam():
    assert seam_ratio([0.0] * 20, 0.0) is None and seam_ratio([1.0], 1.0) is None
