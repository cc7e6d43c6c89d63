"""A subject is cut out of a soft chance on the photo's own edges, or refused."""

import cv2
import numpy as np
import pytest

from flowanim.scene.subject import LEAST_TRUST, cut_out

H, W = 160, 200


def disc_on_grey(seed=0):
    y, x = np.mgrid[:H, :W]
    disc = (y - 80) ** 2 + (x - 100) ** 2 < 45**2
    rgb = np.full((H, W, 3), 0.4, np.float32)
    rgb[disc] = (0.8, 0.2, 0.1)
    noise = np.random.default_rng(seed).normal(0, 0.03, rgb.shape)
    return np.clip(rgb + noise, 0, 1).astype(np.float32), disc


def chance_of(disc):
    """Soft, a little too small, and a quarter of the size: as a network sees it."""
    soft = cv2.GaussianBlur(cv2.erode(disc.astype(np.float32), np.ones((9, 9))), (0, 0), 5)
    return np.asarray(cv2.resize(soft, (W // 4, H // 4), interpolation=cv2.INTER_AREA), np.float32)


def test_its_border_is_that_of_the_photo():
    rgb, disc = disc_on_grey()
    chance = chance_of(disc)
    mask, trust = cut_out(rgb, chance, np.ones_like(chance))
    assert trust >= LEAST_TRUST
    soft = cv2.resize(chance, (W, H)) > 0.5
    cut, outline = (((found & disc).sum() / (found | disc).sum()) for found in (mask > 0.5, soft))
    assert cut > 0.92 and cut > outline + 0.05


def test_it_is_the_same_each_time():
    rgb, disc = disc_on_grey()
    chance = chance_of(disc)
    first, second = (cut_out(rgb, chance, np.ones_like(chance))[0] for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("doubt", ["faint", "nowhere", "everywhere", "noise", "lies"])
def test_it_is_refused_where_there_is_doubt(doubt):
    rgb, disc = disc_on_grey()
    chance, stands = chance_of(disc), np.ones((H // 4, W // 4), np.float32)
    chances = {"faint": 0.55 * chance, "nowhere": 0 * chance, "everywhere": 0 * chance + 1}
    chances["noise"] = np.random.default_rng(1).random(chance.shape, dtype=np.float32)
    mask, trust = cut_out(rgb, chances.get(doubt, 0.8 * chance), stands * (doubt != "lies"))
    assert mask is None and trust == 0
