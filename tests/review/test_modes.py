"""Each mode is one plan but for what it says; one that this version does not know is none."""

import pytest

from flowanim.plan import File, MotionPlan
from flowanim.review.modes import MODES, Mode, in_mode

PLAN = MotionPlan(photo=File(path="a.jpg"), size=(64, 48))


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.slug)
def test_a_mode_changes_what_it_says_and_nothing_else(mode):
    made = in_mode(PLAN, mode, "telea")
    assert made is not None
    changed = {key for key, value in made.model_dump().items() if value != PLAN.model_dump()[key]}
    assert changed <= set(mode.settings)
    assert all(getattr(made, key) == value for key, value in mode.settings.items())


def test_a_mode_that_nobody_knows_is_none():
    assert in_mode(PLAN, Mode("magic", "magic", {"fill": "magic"}, ""), "patch") is None


def test_the_plate_is_always_there():
    assert in_mode(PLAN, next(mode for mode in MODES if mode.slug == "plate"), "patch") is not None


def test_a_plan_that_fills_nothing_has_a_plate_all_the_same():
    bare = PLAN.model_copy(update={"fill": "none"})
    warp, plate, refined = (in_mode(bare, mode, "telea") for mode in MODES)
    assert warp and plate and refined
    assert (warp.fill, plate.fill, refined.fill) == ("none", "telea", "telea")
    assert (warp.refine, plate.refine, refined.refine) == ("none", "none", "frames")
