import numpy as np
import pytest

from flowanim.parts import PlumeEffect
from flowanim.render.parallax import set_up
from flowanim.render.plume import _colour, plume_on
from tests.render.stages import SIZE, plan, small_scene

STAGE = set_up(small_scene((640, 384)), plan(size=(640, 384), seconds=4.0))


def cover(u: float, **amounts) -> np.ndarray:
    """Return how much lighter a black frame becomes, (H, W)."""
    frame = np.zeros((384, 640, 3), np.uint8)
    plume_on(PlumeEffect(**{"y": 0.9, "opacity": 1.0, **amounts}), STAGE)(frame, u)
    return frame[..., 0].astype(float)


def test_it_rises_from_its_place_and_widens():
    mean = np.mean([cover(i / 8) for i in range(8)], 0)
    rows, columns = np.nonzero(mean > 0.02 * mean.max())
    assert rows.max() < 0.95 * 384 and abs(columns.mean() - 320) < 30
    low, high = (np.count_nonzero(mean[row] > 0.05 * mean[row].max()) for row in (310, 230))
    assert high > low


def test_its_pattern_climbs():
    now, later = cover(0.30)[200:340, 250:390], cover(0.31)
    alike = [np.corrcoef(now.ravel(), later[200 + s : 340 + s, 250:390].ravel())[0, 1] for s in range(-12, 13)]
    assert int(np.argmax(alike)) < 12


@pytest.mark.parametrize("place", [(0.0, 0.0), (1.0, 1.0), (0.5, 0.01)])
def test_it_may_stand_at_the_border(place):
    assert cover(0.2, x=place[0], y=place[1]).shape == (384, 640)


def test_without_opacity_there_is_none():
    assert not cover(0.3, opacity=0).any()


def test_small_pictures_have_small_plumes():
    assert max(SIZE) < 640 and cover(0.3, height_px=40, width_px=20).any()


def test_it_has_the_hue_of_the_light():
    warm, grey = (_colour(np.full((32, 32, 3), tint, np.float32)) for tint in ((0.9, 0.6, 0.4), (0.6, 0.6, 0.6)))
    assert warm[0] > warm[1] > warm[2] > 0.5 * warm[0]
    assert np.ptp(grey) < 1e-3 and warm.max() <= 255
