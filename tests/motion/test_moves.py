from math import radians, tan

import pytest

from flowanim.fields.camera import camera_at
from flowanim.motion.intent import Clause
from flowanim.motion.moves import Stand, camera_path
from flowanim.motion.presets import CAMERAS


def path(*clauses, loop=False, pivot=0.5, seconds=4.0):
    """Return the camera path of some clauses."""
    return camera_path(clauses, Stand(pivot), loop=loop, seconds=seconds)[0]


def move(name, step=0, **numbers):
    """Return a camera clause."""
    return Clause("camera", name, step=step, **numbers)


@pytest.mark.parametrize("name", CAMERAS)
def test_a_loop_ends_where_it_began(name):
    made = path(move(name), loop=True)
    start, end = camera_at(made, 0.0), camera_at(made, 1.0)
    for axis in ("x", "y", "z", "yaw_deg", "pitch_deg", "roll_deg", "zoom"):
        assert getattr(start, axis) == pytest.approx(getattr(end, axis), abs=1e-6)


@pytest.mark.parametrize("name", CAMERAS)
def test_no_move_steps_back_behind_the_photo_but_the_dolly_zoom(name):
    made = path(move(name))
    if "dolly" not in name:
        assert all(key.z >= 0 and key.zoom >= 1 for key in made.keys)


def test_pulling_out_ends_at_the_photos_own_view():
    keys = path(move("pull-out")).keys
    assert keys[0].z > 0 == keys[-1].z


def test_moves_said_together_are_added():
    end = path(move("truck-left"), move("pedestal-up")).keys[-1]
    assert end.x < 0 and end.y < 0


def test_moves_in_a_sequence_follow_each_other():
    keys = path(move("push-in"), move("pan-left", 1)).keys
    assert [key.u for key in keys] == [0, 0.5, 1]
    assert keys[1].z == keys[2].z > 0 == keys[1].yaw_deg > keys[2].yaw_deg


def test_a_hold_rests_for_its_length():
    keys = path(move("push-in"), move("hold", 1, seconds=1.0)).keys
    assert [key.u for key in keys] == [0, 0.75, 1] and keys[1].z == keys[2].z


@pytest.mark.parametrize("steps", [1, 2, 30, 800])
@pytest.mark.parametrize("loop", [True, False])
def test_any_number_of_steps_keeps_its_order(steps, loop):
    made = path(*(move("pan-left" if i % 2 else "push-in", i, seconds=1e-9 * i) for i in range(steps)), loop=loop)
    assert made.keys[0].u == 0 and made.keys[-1].u == 1


def test_an_orbit_holds_its_pivot_in_place():
    end = path(move("orbit-right"), pivot=0.6).keys[-1]
    assert tan(radians(end.yaw_deg)) == pytest.approx(-end.x * 0.6, rel=1e-3)


def test_a_dolly_zoom_holds_the_size_of_its_pivot():
    end = path(move("dolly-zoom"), pivot=0.6).keys[-1]
    assert end.zoom / (1 - end.z * 0.6) == pytest.approx(1, abs=1e-4)


def test_a_slow_move_goes_less_far():
    assert path(move("push-in", speed=0.5)).keys[-1].z < path(move("push-in")).keys[-1].z


def test_too_much_is_cut_and_said():
    made, notes = camera_path([move("push-in", strength=100.0)], Stand(0.5), loop=False, seconds=4)
    assert made.keys[-1].z == 0.6 and "reduced" in notes[0]


def test_no_moves_make_a_camera_at_rest():
    assert path() == path(move("static")) == path(move("hold"))
