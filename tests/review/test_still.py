"""A planted leak of one level measures one level, at its place and frame; a clip that moves all over has none."""

import numpy as np
import pytest

from flowanim.review.glance import Step, glance
from flowanim.review.still import Stillness
from tests.review.pictures import levels, panned, texture


def watched(frames):
    found, last = Stillness(), None
    for frame in frames:
        now = glance(frame)
        found.add(now, None if last is None else Step.of(last, now))
        last = now
    return found


def test_a_planted_leak_of_one_level_measures_one():
    frames = [levels(texture()) for _ in range(6)]
    frames[4][60:96, 90:132] += 1
    found = watched(frames)
    leak, place, frame = found.leak(found.quiet)
    assert leak == pytest.approx(1, abs=0.02)
    assert place[0] in range(10, 16) and place[1] in range(15, 22) and frame == 4


def test_a_leak_of_four_levels_in_a_smooth_sky_is_not_taken_for_motion():
    """Light that comes and goes in a smooth area makes the search of motion find some."""
    h, w = 128, 192
    y, x = np.mgrid[:h, :w].astype(np.float32)
    sky = np.full((h, w, 3), (0.4, 0.55, 0.75), np.float32)
    spot = np.exp(-(((x - 120) / 18) ** 2) - ((y - 50) / 15) ** 2)[..., None]
    sizes = [4 * np.sin(2 * np.pi * i / 48) / 255 for i in range(14)]
    found = watched([levels(sky + np.float32(size) * spot) for size in sizes])
    leak, place, _ = found.leak(found.quiet)
    assert leak == pytest.approx(4, abs=0.8)
    assert abs(place[0] / found.quiet.shape[0] - 50 / h) < 0.1 and abs(place[1] / found.quiet.shape[1] - 120 / w) < 0.1


def test_a_smooth_cloud_that_drifts_is_no_leak():
    h, w = 128, 192
    x = np.mgrid[:h, :w][1].astype(np.float32)
    frames = [levels(np.dstack([0.5 + 0.15 * np.sin((x - 1.5 * i) / 14)] * 3)) for i in range(12)]
    found = watched(frames)
    assert (found.leak(found.quiet) or (0,))[0] < 1.5


def test_a_frozen_clip_leaks_nothing():
    found = watched([levels(texture())] * 4)
    assert found.quiet.all() and found.leak(found.quiet)[0] == 0


def test_what_moves_is_not_taken_for_still():
    found = watched(panned(6, 2))
    assert found.quiet.mean() < 0.02 and found.leak(found.quiet) is None


def test_the_still_cells_may_be_told():
    frames = [levels(texture()) for _ in range(4)]
    frames[2][:, :96] += 3
    found = watched(frames)
    right = np.zeros(found.quiet.shape, bool)
    right[:, 18:] = True
    assert found.leak(right)[0] == 0 and found.leak(~right)[0] == pytest.approx(3, abs=0.1)


def test_nothing_seen_has_no_leak():
    assert watched([]).leak(np.ones((1, 1), bool)) is None
