import numpy as np

from flowanim.fields.wind import gust
from tests.fields.places import place


def test_one_wind_blows_on_every_layer():
    one, other = gust(place("vegetation", name="tree"), 0), gust(place("other", name="flag"), 0)
    np.testing.assert_array_equal(one[0], other[0])
    assert one[1] == other[1]


def test_gusts_travel_where_the_wind_goes():
    """Their phase grows along the wind: a travelling sine runs that way."""
    for angle, axis, sign in ((0, 1, 1), (180, 1, -1), (270, 0, 1)):
        phase, cycles = gust(place(), angle)
        assert sign * np.gradient(phase, axis=axis).mean() > 0 and cycles >= 1


def test_another_seed_is_another_wind():
    assert np.abs(gust(place(seed=1), 0)[0] - gust(place(seed=2), 0)[0]).max() > 0.1
