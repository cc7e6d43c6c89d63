import numpy as np
import pytest

from flowanim.datatypes import vector
from flowanim.scene.shore import Shore, find_lines, find_mirror
from flowanim.scene.sky import find_sky
from flowanim.scene.superpixels import cut, to_lab
from flowanim.scene.water import blue_below, find_water, level
from tests.scene.landscapes import HORIZON, H, W, field, lake, noise, sea, sky


def water_of(picture):
    """The water (h, w) of a picture and the row where it begins."""
    pieces = cut(picture)
    mirror = find_mirror(picture)
    clear, _ = find_sky(pieces, mirror.row if mirror.strength > 0.6 else 1.0)
    sure, row = find_water(pieces, clear, find_lines(to_lab(picture)[..., 0]), mirror)
    return pieces.paint(sure), row


@pytest.mark.parametrize("picture", [lake, sea])
def test_a_lake_and_a_sea_begin_at_their_shore_and_fill_what_is_below(picture):
    water, row = water_of(picture())
    assert row == pytest.approx(HORIZON / H, abs=0.03)
    assert (water[HORIZON + 8 :] > 0.5).mean() > 0.9
    assert (water[: HORIZON - 8] > 0.5).mean() < 0.01


def test_a_field_is_no_water():
    water, row = water_of(field())
    assert water.max() < 0.5
    assert row == 1


def test_a_dark_grey_road_under_a_grey_sky_is_no_water():
    picture = np.full((H, W, 3), 0.75, np.float32)
    picture[HORIZON:] = vector(0.22, 0.22, 0.23) * (1 + 0.05 * noise(1.0, 14))[HORIZON:, :, None]
    picture[150:154] = 0.9
    assert water_of(picture.clip(0, 1).astype(np.float32))[0].max() < 0.5


def test_a_level_line_with_sky_below_it_is_no_shore():
    pieces = cut(sky())
    sure, row = find_water(pieces, np.ones(len(pieces.size), np.float32), [Shore(0.5, 1.0)], Shore(1.0, 0.0))
    assert sure.max() == 0
    assert row == 1


def test_blue_is_seen_below_the_horizon_of_a_sea_and_not_of_a_field():
    assert blue_below(cut(sea()), HORIZON / H) > 0.8
    assert blue_below(cut(field()), HORIZON / H) < 0.1


def test_streaks_are_level_and_stripes_are_not():
    streaks = np.repeat(noise(1.5, 10)[:, :1], W, axis=1)[..., None].repeat(3, 2) * 0.05 + 0.5
    stripes = np.repeat(noise(1.5, 10)[:1], H, axis=0)[..., None].repeat(3, 2) * 0.05 + 0.5
    assert level(cut(streaks.astype(np.float32))).mean() > 0.7
    assert level(cut(stripes.astype(np.float32))).mean() < 0.1
