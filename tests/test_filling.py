import numpy as np
import pytest

from flowanim.errors import PlanError
from flowanim.filling import STAND_IN, default_filler, filled, filler_of, missing
from flowanim.parts import FILLERS
from flowanim.plan import CameraKey, CameraPath
from flowanim.render.fill import FILLERS as PLAIN
from tests.render.stages import plan, small_scene

TRUCK = CameraPath(keys=(CameraKey(u=0), CameraKey(u=1, x=0.2)))


def trucked(**changes):
    return plan(camera=TRUCK, loop=False, **changes)


@pytest.mark.parametrize("name", FILLERS)
def test_every_filler_of_the_table_fills_or_is_stood_in_for_with_a_note(name):
    filler, notes = filler_of(name)
    assert bool(notes) == bool(missing(name))
    assert not notes or (filler is PLAIN[STAND_IN] and name in notes[0] and STAND_IN in notes[0])


@pytest.mark.parametrize("name", PLAIN)
def test_a_plan_is_filled_by_its_own_filler(name):
    scene = small_scene()
    done = filled(trucked(fill=name), scene)
    other = filled(trucked(fill="telea" if name != "telea" else "patch"), scene)
    assert done.invented == other.invented > 0
    assert any((a.rgba != b.rgba).any() for a, b in zip(done.scene.layers, other.scene.layers, strict=True))


def test_filling_is_the_same_twice_bit_for_bit():
    one, two = (filled(trucked(fill=default_filler()), small_scene()).scene.layers for _ in range(2))
    for a, b in zip(one, two, strict=True):
        np.testing.assert_array_equal(a.rgba, b.rgba)


def test_where_nothing_is_revealed_no_filler_is_missed():
    assert filled(plan(fill="diffusion", refine="frames"), small_scene()).plan.notes == ()


def test_a_scene_of_another_size_is_refused():
    with pytest.raises(PlanError, match="load the scene"):
        filled(plan(size=(80, 48)), small_scene())
