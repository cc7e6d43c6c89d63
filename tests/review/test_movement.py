"""Speed is in pixels a second at 1280 px; a clip sped up is faster by as much; a frozen one does not move."""

import pytest

from flowanim.plan import REFERENCE_PX
from flowanim.review.glance import glance
from flowanim.review.movement import LEAST_PX_S, Movement
from tests.review.pictures import SIZE, levels, panned, texture


def moved(frames, fps=24.0):
    found = Movement(fps)
    for frame in frames:
        found.add(glance(frame))
    return found


def test_a_frozen_clip_does_not_move():
    found = moved([levels(texture())] * 24)
    assert found.mean_px_s == found.peak_px_s == 0 < LEAST_PX_S
    assert not found.dynamic_degree


def test_a_known_speed_is_measured():
    found = moved(panned(24, 0.5))
    wanted = 0.5 * 24 * REFERENCE_PX / SIZE[0]
    assert found.mean_px_s == pytest.approx(wanted, rel=0.1)
    assert found.peak_px_s == pytest.approx(wanted, rel=0.25)


def test_a_clip_sped_up_twice_is_twice_as_fast():
    frames = panned(48, 0.4)
    slow, fast = moved(frames), moved(frames[::2])
    assert fast.mean_px_s / slow.mean_px_s == pytest.approx(2, rel=0.05)


def test_dynamic_is_what_moves_six_pixels_of_256_in_an_eighth_of_a_second():
    assert moved(panned(24, 6 / 256 * SIZE[1] / 3 * 1.4)).dynamic_degree
    assert not moved(panned(24, 6 / 256 * SIZE[1] / 3 * 0.6)).dynamic_degree


def test_an_empty_clip_and_a_single_frame_do_not_move():
    assert moved([]).peak_px_s == moved(panned(1, 0)).peak_px_s == 0
