import numpy as np
import pytest

from flowanim.scene.shore import find_lines, find_mirror, find_sea, level_lines
from flowanim.scene.superpixels import to_lab
from tests.scene.landscapes import HORIZON, H, W, field, lake, noise, sea


def test_the_mirror_of_a_lake_is_its_shore():
    mirror = find_mirror(lake())
    assert mirror.row == pytest.approx(HORIZON / H, abs=0.02)
    assert mirror.strength > 0.6


def test_a_field_mirrors_nothing():
    assert find_mirror(field()).strength < 0.4


def test_upright_stripes_do_not_count_as_a_reflection():
    stripes = np.repeat(noise(1.5, 8)[:1], H, axis=0)[..., None] * 0.1 + 0.5
    picture = np.clip(stripes + 0.03 * noise(1.0, 9)[..., None], 0, 1).repeat(3, 2).astype(np.float32)
    assert find_mirror(picture).strength < 0.3


def test_the_horizon_of_a_sea_is_its_strongest_level_line():
    line = find_lines(to_lab(sea())[..., 0])[0]
    assert line.row == pytest.approx(HORIZON / H, abs=0.02)
    assert line.strength > 0.9


def test_of_several_like_lines_only_the_topmost_is_strong_and_it_is_repeated():
    light = np.full((H, W), 60, np.float32)
    for row in (100, 130, 160):
        light[row:] -= 15
    top, *others = sorted(find_lines(light), key=lambda line: line.row)
    assert top.row == pytest.approx(100 / H, abs=0.02)
    assert top.strength == 1
    assert top.repeated == 1
    assert all(line.strength == 0 for line in others)


def test_a_featureless_photo_has_no_lines():
    assert find_lines(np.full((H, W), 60, np.float32)) == []


def test_level_lines_are_shares_of_the_width():
    light = np.full((H, W), 60, np.float32)
    light[80:, : W // 2] = 30
    assert level_lines(light)[80] == pytest.approx(0.5, abs=0.02)


def test_a_sea_taken_for_sky_is_parted_from_it_at_the_horizon():
    found = find_sea(to_lab(sea())[..., 0], np.ones((H, W), bool))
    assert found.row == pytest.approx(HORIZON / H, abs=0.02)
    assert found.strength > 0.9
