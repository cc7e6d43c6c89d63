from dataclasses import replace

import numpy as np
import pytest

from flowanim.motion.lamp import find_lamp
from tests.motion.scenes import H, W, nothing


def lit(x: float, y: float, colour=(1.0, 1.0, 1.0)):
    """Return a dark scene with one bright disc at (x, y), in shares."""
    rows, columns = np.mgrid[:H, :W]
    disc = np.hypot(columns - x * W, rows - y * H) < 14
    rgb = np.where(disc[..., None], np.float32(colour), np.float32(0.1)).astype(np.float32)
    return replace(nothing(), photo=replace(nothing().photo, rgb=rgb))


@pytest.mark.parametrize("x, y", [(0.2, 0.3), (0.8, 0.2), (0.5, 0.8)])
def test_the_light_is_found_where_it_shines(x, y):
    lamp = find_lamp(lit(x, y))
    assert (lamp.x, lamp.y) == (pytest.approx(x, abs=0.05), pytest.approx(y, abs=0.07))


def test_its_direction_is_seen_from_the_middle():
    assert find_lamp(lit(0.5, 0.1)).angle_deg == pytest.approx(90, abs=8)
    assert find_lamp(lit(0.1, 0.5)).angle_deg == pytest.approx(180, abs=8)


def test_its_colour_is_told():
    assert find_lamp(lit(0.5, 0.5, (1, 0.7, 0.4))).warmth > 0.2 > -0.2 > find_lamp(lit(0.5, 0.5, (0.4, 0.7, 1))).warmth
