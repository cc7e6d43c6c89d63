import numpy as np
import pytest

from flowanim.scene.sky import TRUST, find_sky, sky_colour
from flowanim.scene.superpixels import cut
from tests.scene.landscapes import HORIZON, H, W, disc, field, noise


def test_a_blue_sky_over_ground_is_trusted_and_ends_at_the_ground():
    pieces = cut(field())
    sure, trust = find_sky(pieces)
    assert trust > 0.8
    assert pieces.paint(sure)[: HORIZON - 10].min() > 0.5
    assert pieces.paint(sure)[HORIZON + 10 :].max() < 0.5


def test_grass_that_reaches_the_top_is_no_sky():
    grass = np.clip(np.array((0.3, 0.5, 0.2)) * (1 + 0.15 * noise(1, 6))[..., None], 0, 1).astype(np.float32)
    assert find_sky(cut(grass))[1] < TRUST


def test_a_cloud_in_the_sky_is_sky():
    picture = field()
    picture[disc(200, 45, 22)] = (0.93, 0.93, 0.95)
    pieces = cut(picture)
    assert pieces.paint(find_sky(pieces)[0])[disc(200, 45, 15)].mean() > 0.5


def test_nothing_below_the_lowest_row_is_sky():
    pieces = cut(field())
    sure, _ = find_sky(pieces, lowest=0.2)
    assert sure[pieces.y > 0.21].max() == 0


@pytest.mark.parametrize(
    ("colour", "likely"),
    [((0.4, 0.6, 0.9), True), ((0.95, 0.95, 0.95), True), ((0.98, 0.70, 0.45), True), ((0.2, 0.5, 0.15), False)],
)
def test_skies_are_blue_white_or_sunset_but_not_green(colour, likely):
    pieces = cut(np.tile(np.array(colour, np.float32), (H, W, 1)))
    assert (sky_colour(pieces).mean() > 0.5) == likely


def test_a_dark_rough_wall_that_reaches_the_top_is_no_sky():
    rgb = np.full((120, 180, 3), (0.5, 0.65, 0.85), np.float32)
    rng = np.random.default_rng(0)
    rgb[:, :70] = 0.12 + 0.06 * rng.random((120, 70, 1))
    rgb[100:] = (0.3, 0.25, 0.2)
    pieces = cut(rgb.astype(np.float32))
    sky, _ = find_sky(pieces)
    found = pieces.paint(sky) > 0.5
    assert found[:90, 90:].mean() > 0.9 and found[:90, :60].mean() < 0.1
