"""A planted difference is found where it is and as large as it is; a slice is the row, frame by frame."""

import numpy as np
import pytest

from flowanim.datatypes import Clip
from flowanim.review.contrast import SLICE_ROWS, Contrast, busiest_row, painted


def clip(frames):
    h, w = frames[0].shape[:2]
    return Clip(iter(frames), (w, h), 24, len(frames))


def test_a_difference_of_ten_levels_measures_ten_where_it_is():
    flat = np.full((40, 60, 3), 100, np.uint8)
    other = flat.copy()
    other[10:20, 30:50] += 10
    contrast = Contrast(0.5)
    assert len(list(contrast.watch([clip([flat] * 3), clip([other] * 3), clip([flat] * 3)]))) == 3
    none, found, same = contrast.differences
    assert none.max() == 0 and same.max() == 0
    np.testing.assert_allclose(found[10:20, 30:50], 10)
    assert found[:10].max() == 0


def test_a_slice_is_one_row_over_time():
    frames = [np.full((10, 30, 3), 20 * i, np.uint8) for i in range(5)]
    for frame in frames:
        frame[7] += 100
    contrast = Contrast(0.75)
    list(contrast.watch([clip(frames)]))
    (made,) = contrast.slices
    assert made.shape == (SLICE_ROWS, 30, 3)
    assert made[0, 0, 0] == 100 and made[-1, 0, 0] == 180 and (np.diff(made[:, 0, 0].astype(int)) >= 0).all()


def test_the_busiest_row_is_where_most_moves():
    motion = np.zeros((8, 12), np.float32)
    motion[6] = 3
    assert busiest_row(motion) == pytest.approx(6.5 / 8)


def test_a_map_is_red_where_the_difference_is_and_dim_elsewhere():
    apart = np.zeros((40, 60), np.float32)
    apart[:, 30:] = 12
    made = painted(np.full((80, 120, 3), 200, np.uint8), apart, 12.0)
    assert made.shape == (40, 60, 3)
    assert made[20, 50, 0] > 200 > 100 > made[20, 50, 2] and np.ptp(made[20, 5]) <= 1 and made[20, 5, 0] < 80
