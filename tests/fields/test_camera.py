from math import cos, radians, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowanim.datatypes import Camera, vector
from flowanim.fields.camera import camera_at, project, rotation, sight
from flowanim.plan import CameraPath

FOCAL = 300.0
small = st.floats(-0.2, 0.2)
angles = st.floats(-12, 12)
cameras = st.builds(
    Camera,
    x=small,
    y=small,
    z=st.floats(-0.4, 0.4),
    yaw_deg=angles,
    pitch_deg=angles,
    roll_deg=angles,
    zoom=st.floats(0.5, 2),
)
offsets = st.tuples(st.floats(-160, 160), st.floats(-100, 100))
disparities = st.floats(0.05, 1)


def pinhole(camera: Camera, offset: tuple[float, float], disparity: float) -> np.ndarray:
    """Where a pinhole camera sees the point, in float64, straight from the definition in datatypes.Camera."""
    point = np.array([offset[0] / FOCAL, offset[1] / FOCAL, 1]) / disparity - (camera.x, camera.y, camera.z)
    yaw, pitch, roll = (radians(a) for a in (camera.yaw_deg, camera.pitch_deg, camera.roll_deg))
    x, y, z = point
    x, z = x * cos(yaw) - z * sin(yaw), x * sin(yaw) + z * cos(yaw)
    y, z = y * cos(pitch) + z * sin(pitch), -y * sin(pitch) + z * cos(pitch)
    x, y = x * cos(roll) + y * sin(roll), -x * sin(roll) + y * cos(roll)
    return np.array([x, y]) / z * FOCAL * camera.zoom


@given(cameras, offsets, disparities)
def test_project_is_a_pinhole_projection(camera, offset, disparity):
    push = project(camera, vector(*offset)[None], vector(disparity), FOCAL)[0]
    np.testing.assert_allclose(offset + push, pinhole(camera, offset, disparity), atol=0.01)


@given(cameras, offsets, disparities)
def test_sight_undoes_project(camera, offset, disparity):
    start, d = vector(*offset)[None], vector(disparity)
    seen = start + project(camera, start, d, FOCAL)
    base, slope = sight(camera, seen, FOCAL)
    np.testing.assert_allclose(seen + base + slope * d[..., None], start, atol=0.01)


@given(offsets, disparities)
def test_at_rest_nothing_moves(offset, disparity):
    np.testing.assert_allclose(project(Camera(), vector(*offset)[None], vector(disparity), FOCAL), 0, atol=1e-4)


@given(cameras)
def test_a_rotation_keeps_lengths(camera):
    np.testing.assert_allclose(rotation(camera) @ rotation(camera).T, np.eye(3), atol=1e-6)


@pytest.mark.parametrize(
    ("move", "content_goes"),
    [
        ({"x": 0.1}, (-1, 0)),
        ({"y": 0.1}, (0, -1)),
        ({"yaw_deg": 3}, (-1, 0)),
        ({"yaw_deg": -3}, (1, 0)),
        ({"pitch_deg": 3}, (0, 1)),
    ],
    ids=str,
)
def test_the_content_goes_against_the_camera(move, content_goes):
    push = project(Camera(**move), vector(0, 0)[None], vector(1), FOCAL)[0]
    np.testing.assert_allclose(push / np.linalg.norm(push), content_goes, atol=1e-3)


def test_a_clockwise_roll_turns_the_content_counter_clockwise():
    push = project(Camera(roll_deg=5), vector(100, 0)[None], vector(1), FOCAL)[0]
    assert push[1] < 0


def test_infinity_does_not_move_when_the_eye_does():
    push = project(Camera(x=0.2, y=-0.1, z=0.3), vector(40, 30)[None], vector(0), FOCAL)
    np.testing.assert_allclose(push, 0, atol=1e-4)


def path(**parts) -> CameraPath:
    return CameraPath.model_validate(parts)


def test_a_path_without_keys_is_at_rest():
    assert camera_at(CameraPath(), 0.7) == Camera()


def test_a_path_goes_through_its_keys():
    keys = path(keys=[{"u": 0, "x": 0.1}, {"u": 0.5, "x": 0.3, "zoom": 1.5}, {"u": 1, "yaw_deg": 4}])
    assert camera_at(keys, 0).x == pytest.approx(0.1)
    assert (camera_at(keys, 0.5).x, camera_at(keys, 0.5).zoom) == (pytest.approx(0.3), pytest.approx(1.5))
    assert camera_at(keys, 1).yaw_deg == pytest.approx(4)


def test_before_the_first_key_and_after_the_last_the_camera_waits():
    keys = path(keys=[{"u": 0.25, "x": 0.1}, {"u": 0.75, "x": 0.3}])
    assert camera_at(keys, 0.1).x == pytest.approx(0.1) and camera_at(keys, 0.9).x == pytest.approx(0.3)


def test_zoom_grows_by_even_factors():
    keys = path(keys=[{"u": 0, "zoom": 1, "easing": "linear"}, {"u": 1, "zoom": 2}])
    assert camera_at(keys, 0.5).zoom == pytest.approx(2**0.5)


def test_overscan_is_on_top_of_everything():
    assert camera_at(path(overscan=1.1, keys=[{"u": 0, "zoom": 2}]), 0.4).zoom == pytest.approx(2.2)


@given(st.integers(1, 8), st.floats(-360, 360), st.floats(0, 1), st.integers(0, 99))
def test_what_swings_or_shakes_starts_at_the_pose_and_comes_back(cycles, phase_deg, handheld, seed):
    swing = {"axis": "yaw_deg", "amount": 5, "cycles": cycles, "phase_deg": phase_deg}
    moving = path(swings=[swing], handheld=handheld)
    for u in (0.0, 1.0):
        camera = camera_at(moving, u, seed=seed)
        assert vars(camera) == pytest.approx(vars(Camera()), abs=1e-9)


def test_handheld_is_another_for_each_seed_and_never_wild():
    poses = [camera_at(path(handheld=1), u, seed=seed).yaw_deg for seed in (1, 2) for u in (0.2, 0.4, 0.6, 0.8)]
    assert len(set(poses)) == 8 and 0.01 < max(map(abs, poses)) < 2


def test_the_camera_never_reaches_the_nearest_point():
    deep = path(keys=[{"u": 0, "z": 0.6}], swings=[{"axis": "z", "amount": 1, "cycles": 1}])
    assert camera_at(deep, 0.25).z < 1
