import numpy as np

from flowanim.datatypes import Clip
from flowanim.review.ink import LEGEND_PX
from flowanim.review.takes import CELL_PX, contact_sheet, moments


def clip(count: int, size: tuple[int, int] = (64, 48)) -> Clip:
    """Return a clip whose frame k is the grey k."""
    frames = (np.full((size[1], size[0], 3), k, np.uint8) for k in range(count))
    return Clip(frames, size, 24.0, count)


def test_moments_are_spread_over_the_clip():
    assert [int(frame.mean()) for frame in moments(clip(8))] == [0, 2, 4, 6]
    assert [int(frame.mean()) for frame in moments(clip(1))] == [0, 0, 0, 0]


def test_large_frames_are_made_small():
    (first, *_) = moments(clip(2, (1280, 720)))
    assert first.shape == (round(720 * CELL_PX / 1280), CELL_PX, 3)


def test_a_sheet_has_a_row_and_a_label_for_each_take():
    sheet = contact_sheet([("one", moments(clip(4))), ("two", moments(clip(4)))])
    assert sheet.shape == (2 * (48 + LEGEND_PX), 4 * 64, 3)
    assert sheet[48 : 48 + LEGEND_PX].max() > 200
