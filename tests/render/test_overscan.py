import pytest

from flowanim.plan import CameraKey, CameraPath, Swing
from flowanim.render.overscan import overscan
from tests.render.stages import plan, small_scene

TRUCK = CameraPath(keys=(CameraKey(u=0), CameraKey(u=1, x=0.15)))
PUSH = CameraPath(keys=(CameraKey(u=0), CameraKey(u=1, z=0.2)))


def test_a_push_in_needs_no_overscan():
    assert overscan(small_scene(), plan(camera=PUSH, loop=False)) == 1.0


@pytest.mark.parametrize("camera", [TRUCK, CameraPath(swings=(Swing(axis="yaw_deg", amount=3),))])
def test_a_sideways_move_is_given_the_smallest_zoom_that_hides_the_border(camera):
    a_plan = plan(camera=camera, loop=False)
    zoom = overscan(small_scene(), a_plan)
    assert 1.005 < zoom < 1.6
    enough = a_plan.model_copy(update={"camera": camera.model_copy(update={"overscan": zoom})})
    assert enough.camera.overscan == zoom
