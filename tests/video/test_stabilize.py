import numpy as np
import pytest

from flowanim.datatypes import Clip
from flowanim.errors import InputError
from flowanim.video.stabilize import measure_path, smooth_path, stabilized
from tests.video.clips import clip
from tests.video.shaken import seen_from
from tests.video.test_between import texture

SIZE = 160, 96


def shaky(count=40, pan=0.5, shake=1.5):
    """Return places of a camera that pans to the right and shakes."""
    way = np.stack([pan * np.arange(count), np.zeros(count)], 1) - [pan * count / 2, 0]
    return way + np.random.default_rng(3).normal(0, shake, (count, 2))


def test_the_path_is_where_the_camera_was():
    places = shaky()
    path = measure_path(clip(seen_from(places)))
    found = -path.poses[:, :2] * max(SIZE)
    assert np.abs(found - (places - places[0])).max() < 0.5
    assert np.abs(path.poses[:, 2:]).max() < 0.02
    assert path.lost == 0


def test_shake_goes_and_the_pan_stays():
    frames = seen_from(shaky())
    path = measure_path(clip(frames))
    smooth, zoom = smooth_path(path, 24, SIZE)
    made = list(stabilized(clip(frames), path, smooth, zoom).frames)
    again = measure_path(clip(made))
    assert again.shake < 0.25 * path.shake
    gone = -(again.poses[-5:, 0].mean() - again.poses[:5, 0].mean()) * max(SIZE) / zoom
    assert gone == pytest.approx(0.5 * 35, abs=3)
    assert 1 < zoom <= 1.2


def test_no_border_shows():
    frames = seen_from(shaky(shake=2.5))
    path = measure_path(clip(frames))
    smooth, zoom = smooth_path(path, 24, SIZE)
    white = [np.full_like(frame, 200) for frame in frames]
    for frame in white:
        frame[[0, -1]] = frame[:, [0, -1]] = 0
    for frame in stabilized(clip(white), path, smooth, zoom).frames:
        assert frame[2:-2, 2:-2].min() > 60


def test_a_still_camera_changes_nothing():
    frames = [texture()] * 6
    path = measure_path(clip(frames))
    smooth, zoom = smooth_path(path, 24, SIZE)
    assert zoom == 1
    for frame in stabilized(clip(frames), path, smooth, zoom).frames:
        assert np.abs(frame.astype(int) - frames[0]).max() <= 1


def test_each_shot_has_its_own_path():
    one, two = seen_from(shaky(8)), [255 - frame // 2 for frame in seen_from(shaky(8) + 20)]
    path = measure_path(clip(one + two))
    assert list(path.shots) == [0] * 8 + [1] * 8
    np.testing.assert_array_equal(path.poses[8], 0)


def test_frames_without_texture_are_taken_to_rest_and_none_is_refused():
    grey = [np.full((48, 64, 3), 90, np.uint8)] * 4
    path = measure_path(clip(grey))
    assert path.lost == 3
    assert not path.poses.any()
    with pytest.raises(InputError, match="no frames"):
        measure_path(Clip(iter(()), (64, 48), 24.0))


def test_one_frame_stays():
    path = measure_path(clip([texture()]))
    assert smooth_path(path, 24, SIZE)[1] == 1
    assert path.shake == 0
