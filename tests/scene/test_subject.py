"""A subject is cut out of a soft chance on the photo's own edges, or refused."""

import cv2
import numpy as np
import pytest

from flowanim.scene.subject import LEAST_TRUST, cut_out
from flowanim.scene.superpixels import cut

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
    soft = cv2.GaussianBlur(cv2.erode(disc.astype(np.float32), np.ones((5, 5))), (0, 0), 4)
    return np.asarray(cv2.resize(soft, (W // 4, H // 4), interpolation=cv2.INTER_AREA), np.float32)


def test_its_border_is_that_of_the_photo():
    rgb, disc = disc_on_grey()
    chance = chance_of(disc)
    mask, trust = cut_out(rgb, chance, cut(rgb))
    assert trust >= LEAST_TRUST
    found, outline = ((one & disc).sum() / (one | disc).sum() for one in (mask, cv2.resize(chance, (W, H)) > 0.5))
    assert found > 0.92 and found > outline + 0.05


def test_it_is_the_same_each_time():
    rgb, disc = disc_on_grey()
    first, second = (cut_out(rgb, chance_of(disc), cut(rgb))[0] for _ in range(2))
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("doubt", ["faint", "nowhere", "everywhere", "noise"])
def test_it_is_refused_where_there_is_doubt(doubt):
    rgb, disc = disc_on_grey()
    chance = chance_of(disc)
    chances = {"faint": 0.55 * chance, "nowhere": 0 * chance, "everywhere": 0 * chance + 1}
    chances["noise"] = np.random.default_rng(1).random(chance.shape, dtype=np.float32)
    assert cut_out(rgb, chances[doubt], cut(rgb)) == (None, 0)


@pytest.mark.parametrize(("second", "kept"), [(0.95, True), (0.6, False)])
def test_a_second_thing_of_its_colour_belongs_to_it_only_if_the_network_is_as_sure(second, kept):
    rgb, disc = disc_on_grey()
    small = np.zeros((H, W), bool)
    small[20:50, 10:40] = True
    rgb[small] = (0.8, 0.2, 0.1)
    mask, _ = cut_out(
        rgb, np.maximum(chance_of(disc), second * cv2.resize(small.astype(np.float32), (W // 4, H // 4))), cut(rgb)
    )
    assert mask[disc].mean() > 0.9 and (mask[small].mean() > 0.8) == kept


def test_what_the_network_takes_for_it_elsewhere_and_is_not_found_does_not_count_against_it():
    rgb, disc = disc_on_grey()
    blob = np.zeros((H, W), np.float32)
    blob[110:150, 150:195] = 0.7
    _, trust = cut_out(rgb, chance_of(disc), cut(rgb))
    mask, less = cut_out(rgb, np.maximum(chance_of(disc), cv2.resize(blob, (W // 4, H // 4))), cut(rgb))
    assert mask[disc].mean() > 0.9 and mask[blob > 0].mean() < 0.1
    assert less == pytest.approx(trust, abs=0.05)


def test_what_the_network_is_certain_of_is_the_subject_though_it_looks_like_the_background():
    rgb, disc = disc_on_grey()
    patch = np.zeros((H, W), bool)
    patch[65:95, 120:140] = True
    rgb[patch] = 0.4
    chance = chance_of(disc)
    sure = np.maximum(chance, 0.97 * cv2.resize((patch & disc).astype(np.float32), (W // 4, H // 4)))
    assert cut_out(rgb, sure, cut(rgb))[0][patch].mean() > 0.8
