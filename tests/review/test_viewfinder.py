import numpy as np
import pytest

from flowanim.plan import CameraKey, CameraPath
from flowanim.render.parallax import set_up
from flowanim.review.viewfinder import farthest, frame_at
from tests.render.stages import SIZE, plan, small_scene


def stage(*keys: CameraKey, loop: bool = False, **path):
    return set_up(small_scene(), plan(camera=CameraPath(keys=keys, **path), loop=loop))


def test_a_camera_at_rest_sees_the_whole_photo():
    border = frame_at(stage(), 0)
    np.testing.assert_allclose(
        (border.min(0), border.max(0)), ((-0.5, -0.5), (SIZE[0] - 0.5, SIZE[1] - 0.5)), atol=0.01
    )
    assert farthest(stage()) == 0


def test_a_zoom_sees_its_share():
    border = frame_at(stage(CameraKey(u=0), CameraKey(u=1, zoom=2)), 1)
    np.testing.assert_allclose(np.ptp(border, 0), np.array(SIZE) / 2, rtol=0.01)


def test_a_pan_to_the_right_sees_what_lies_to_the_right():
    panned = stage(CameraKey(u=0), CameraKey(u=1, yaw_deg=5))
    assert frame_at(panned, 1)[:, 0].mean() > frame_at(panned, 0)[:, 0].mean() + 5


def test_a_one_way_move_is_farthest_at_its_end():
    assert farthest(stage(CameraKey(u=0), CameraKey(u=1, z=0.2))) == 1


def test_a_loop_is_farthest_where_it_turns():
    there = stage(CameraKey(u=0), CameraKey(u=0.5, z=0.2), CameraKey(u=1), loop=True)
    assert farthest(there) == pytest.approx(0.5)
