import numpy as np
import pytest

from flowanim.fields.place import heading
from tests.fields.places import place


@pytest.mark.parametrize(
    ("angle_deg", "vector"), [(0, (1, 0)), (90, (0, -1)), (180, (-1, 0)), (270, (0, 1)), (-90, (0, 1))]
)
def test_angles_count_counter_clockwise_on_the_screen_and_y_points_down(angle_deg, vector):
    np.testing.assert_allclose(heading(angle_deg), vector, atol=1e-6)


@pytest.mark.parametrize(("period_s", "cycles"), [(4, 1), (2, 2), (1.9, 2), (1.3, 3), (60, 1)])
def test_a_period_becomes_whole_cycles_of_the_clip(period_s, cycles):
    assert place(seconds=4.0).cycles(period_s) == cycles


def test_what_is_near_counts_fully_and_what_is_far_a_little():
    near = place("water").nearness
    assert near.max() == 1 and near.min() == pytest.approx(0.02)
    column = near[:, 10]
    assert (np.diff(column) >= 0).all()


def test_a_sky_is_near_overhead_and_far_at_the_horizon():
    column = place("sky", top=0.0, bottom=0.5).nearness[:, 10]
    assert column[0] == 1 and column[-1] == pytest.approx(0.3)


def test_an_empty_layer_breaks_nothing():
    assert (place(top=2.0).nearness == 1).all()


def test_chance_belongs_to_the_seed_the_layer_and_the_purpose():
    drawn = {place(seed=seed, name=name).random(what).random() for seed in (0, 1) for name in "ab" for what in "xy"}
    assert len(drawn) == 8
    assert place().random("x").random() == place().random("x").random()
