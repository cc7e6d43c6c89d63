import numpy as np
import pytest

from flowanim.sight import Sight


def test_all_maps_of_a_sight_are_of_one_size_and_type():
    one, other = np.zeros((4, 6), np.float32), np.zeros((4, 5), np.float32)
    Sight(one, one, {"sky": one}, one)
    with pytest.raises(ValueError, match="sky"):
        Sight(one, one, {"sky": other}, one)
    with pytest.raises(ValueError, match="subject"):
        Sight(one, one, {"sky": one}, one.astype(float))
