import numpy as np
import pytest

from flowanim.fields.particles import Swarm
from flowanim.render.rain import gathered_light, lay_rain, streaks

H, W = 80, 60


def drop(size: float = 1.0, *, x: float = 30.0, length: float = 40.0, light: float = 1.0) -> np.ndarray:
    """Return how much of each pixel (H, W), 0..255, one drop covers that falls straight down in the middle."""
    one = np.ones(1, np.float32)
    place = np.float32([[x, H / 2]])
    swarm = Swarm(place, np.float32([[0, length]]), one * np.float32(size), one, one * np.float32(light))
    return streaks((H, W), place, swarm, swarm.light)


def test_a_streak_is_thin_and_its_ends_are_soft():
    cover = drop().astype(float)
    along, across = cover.max(1), cover[H // 2]
    assert (across > 0.5 * across.max()).sum() <= 2
    assert np.abs(np.diff(along)).max() < 0.3 * along.max()
    assert along[H // 2] == along.max() > 60 and along[15] == along[-15] == 0


def test_a_finer_drop_is_fainter_and_a_wider_one_wider():
    fine, wide = drop(0.4), drop(4.0)
    assert fine.sum() == pytest.approx(0.4 * drop(1.0).sum(), rel=0.1)
    assert (wide[H // 2] > 60).sum() >= 3


def test_between_two_pixels_as_much_is_covered_as_on_one():
    assert drop(x=30.5).sum() == pytest.approx(drop(x=30.0).sum(), rel=0.03)


def test_what_is_beyond_the_frame_or_unseen_is_not_drawn():
    assert not drop(x=-20).any() and not drop(light=0.0).any()
    assert drop(x=0.5).any()


@pytest.mark.parametrize(("sky", "least", "most"), [(20, 40, 140), (250, -8, 0)])
def test_rain_lightens_the_dark_and_is_hardly_seen_before_a_white_sky(sky, least, most):
    """The light of the scene is a pale grey of 200 levels."""
    frame = np.full((H, W, 3), sky, np.uint8)
    lay_rain(frame, drop(1.5), np.float32([200, 200, 200]))
    change = frame.astype(int) - sky
    assert least <= (change.max() if sky < 200 else change.min()) <= most
    assert (change[:, :20] == 0).all()


def test_its_colour_is_that_of_the_light_and_paler():
    rgb = np.zeros((64, 64, 3), np.float32)
    rgb[:32] = (1.0, 0.6, 0.2)
    red, green, blue = gathered_light(rgb)
    assert red > green > blue > 0.3
