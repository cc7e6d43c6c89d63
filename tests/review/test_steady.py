"""A jitter of 0.5 px a frame squared measures 0.5; a smooth move measures none; what moves by itself is left out."""

import numpy as np
import pytest

from flowanim.review.steady import camera_jitter, camera_stands
from flowanim.review.track import Tracks, follow, grid_points
from tests.review.pictures import SIZE, levels, shifted, texture


def kept(places):
    return Tracks(places, np.ones(places.shape[:2], bool))


def tracks(offsets, points=None):
    """Return tracks of points that all move by offsets (T, 2)."""
    start = grid_points(SIZE) if points is None else points
    return kept((start[None] + np.asarray(offsets)[:, None]).astype(np.float32))


def alternating(count, jitter_px):
    """Every second frame is off by half of it: the second difference is then +- jitter_px."""
    return [(jitter_px / 2 * (i % 2), 0) for i in range(count)]


@pytest.mark.parametrize("jitter_px", [0.05, 0.5, 2.0])
def test_a_known_jitter_is_measured(jitter_px):
    found, _ = camera_jitter(tracks(alternating(25, jitter_px)), SIZE)
    assert found == pytest.approx(jitter_px, rel=0.02)


def test_a_jitter_of_half_a_pixel_is_found_in_pictures():
    frames = [levels(shifted(texture(), dx, dy)) for dx, dy in alternating(16, 0.5)]
    found, _ = camera_jitter(follow(frames, grid_points(SIZE)), SIZE)
    assert found == pytest.approx(0.5, rel=0.1)


def test_an_eased_move_and_a_zoom_have_none():
    u = np.linspace(0, 1, 49)
    eased = [(40 * (1 - np.cos(np.pi * x)) / 2, 0) for x in u]
    assert camera_jitter(tracks(eased), SIZE)[0] < 0.01
    start = grid_points(SIZE)
    zoom = np.stack([start * (1 + 0.1 * x) for x in u]).astype(np.float32)
    assert camera_jitter(kept(zoom), SIZE)[0] < 0.01


def test_a_fifth_of_the_points_that_shake_by_themselves_is_not_the_camera():
    found = tracks(alternating(25, 0.0))
    found.places[:, ::5] += np.random.default_rng(0).normal(0, 2, (25, 20, 2)).astype(np.float32)
    assert camera_jitter(found, SIZE)[0] < 0.02


def test_the_worst_frame_is_named():
    offsets = np.zeros((20, 2))
    offsets[11] = 3
    assert camera_jitter(tracks(offsets), SIZE)[1] == 11


def test_too_few_points_or_frames_tell_nothing():
    assert camera_jitter(tracks([(0, 0)] * 4), SIZE) is None
    assert camera_jitter(tracks([(0, 0)] * 20, grid_points(SIZE, count=3)), SIZE) is None


def test_a_camera_stands_where_enough_points_do_and_a_slow_push_is_no_stand():
    start = grid_points(SIZE)
    still = np.repeat(start[None], 20, 0)
    some = still.copy()
    some[:, :40] += np.linspace(0, 9, 20)[:, None, None].astype(np.float32)
    assert camera_stands(kept(still)) and camera_stands(kept(some))
    middle = np.array(SIZE, np.float32) / 2
    push = np.stack([middle + (start - middle) * (1 + 0.02 * i / 19) for i in range(20)]).astype(np.float32)
    assert camera_stands(kept(push)) is False
    orbit = still.copy()
    orbit[:, 35:] += np.linspace(0, 9, 20)[:, None, None].astype(np.float32)
    assert camera_stands(kept(orbit)) is False
    assert camera_stands(kept(still[:, :5])) is None
