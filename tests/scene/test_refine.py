import cv2
import numpy as np

from flowanim.scene.refine import ODD, refine, share_out
from tests.scene.landscapes import H, W, disc, noise, overlap


def two_colours(mask):
    """A blue picture with a rough red shape."""
    picture = np.where(mask[..., None], (0.7, 0.3, 0.2), (0.5, 0.6, 0.9)).astype(np.float32)
    rough = 0.05 * noise(1.0, 11, *mask.shape)[..., None]
    return np.clip(picture + rough, 0, 1).astype(np.float32)


def test_a_border_that_is_off_moves_onto_the_edge():
    true = cv2.resize(disc(190, 110, 60).astype(np.uint8), (4 * W, 4 * H)) > 0
    guess = disc(193, 107, 57)
    found = refine([guess, ~guess], two_colours(true))[0] > 0.5
    assert overlap(found, true) > 0.985
    assert overlap(cv2.resize(guess.astype(np.uint8), (4 * W, 4 * H)) > 0, true) < 0.95


def test_refined_regions_share_out_every_pixel():
    guess = disc(190, 110, 60)
    alphas = refine([guess, ~guess], two_colours(guess))
    np.testing.assert_allclose(alphas[0] + alphas[1], 1, atol=1e-5)


def test_far_from_borders_the_small_answer_stands():
    guess = disc(190, 110, 60)
    odd = two_colours(guess)
    odd[5:15, 5:15] = (0.7, 0.3, 0.2)
    assert refine([guess, ~guess], odd)[0][5:15, 5:15].max() < 1e-3


def test_a_speck_of_the_other_colour_near_the_border_stays_with_its_surroundings():
    guess = disc(190, 110, 60)
    picture = two_colours(guess)
    picture[108:112, 133:136] = (0.5, 0.6, 0.9)
    assert refine([guess, ~guess], picture)[0][108:112, 133:136].min() > 0.5


def test_sharing_out_sums_to_1_and_gives_what_nobody_wants_to_the_last():
    a, b = np.array([[0.5, 0.0]], np.float32), np.array([[0.25, 0.0]], np.float32)
    shared = share_out([a, b])
    np.testing.assert_allclose(shared[0], [[2 / 3, 0]], atol=1e-6)
    np.testing.assert_allclose(shared[1], [[1 / 3, 1]], atol=1e-6)


def test_what_is_like_nothing_around_is_more_likely_the_subjects_if_that_may_be():
    """A black nose at the border of a brown head, before water that is less unlike it than the fur."""
    y, x = np.mgrid[:80, :120]
    head, nose = x >= 60, (abs(y - 40) < 3) & (abs(x - 60) < 3)
    rgb = np.where(head[..., None], (0.55, 0.42, 0.3), (0.15, 0.25, 0.22))
    rgb = rgb + np.random.default_rng(0).normal(0, 0.03, rgb.shape)
    rgb[nose] = 0.01
    rgb = np.clip(rgb, 0, 1).astype(np.float32)
    found = head & ~nose
    left, whole = (refine([found, ~found], rgb, odd=odd)[0][nose].mean() for odd in ((), ODD))
    assert left < 0.5 < whole
