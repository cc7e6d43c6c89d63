import cv2
import numpy as np
import pytest

from flowanim.video.blend import ANSWERS, FINE, GATE, PLANES, look, network_recipe, plain_recipe, planes, softmax
from flowanim.video.motions import GUESSES, find_motions
from tests.video.test_between import texture

SIZE = 150, 90


def seen(shift=4.0, u=0.4):
    """Return the look at a texture that moves."""
    frames = texture(size=SIZE), texture(shift, size=SIZE)
    one, two = (np.float32(cv2.cvtColor(frame, cv2.COLOR_RGB2RGBA) / 255) for frame in frames)
    return look((one, two), find_motions(*frames).at(u), u)


def silent(shown):
    """Be a network that has nothing to say."""
    return np.zeros((ANSWERS, shown.shape[1] // 2, shown.shape[2] // 2), np.float32)


def test_the_guess_that_fits_best_counts_most():
    recipe = plain_recipe(seen())
    inner = recipe.shares[:, 20:-20, 20:-20]
    assert inner[-1].mean() < 0.01, "that nothing moves is wrong here"
    np.testing.assert_allclose(recipe.shares.sum(0), 1, atol=1e-5)


def test_a_silent_network_changes_nothing_but_the_refined_share():
    view = seen()
    plain, ours = plain_recipe(view), network_recipe(view, silent)
    assert len(ours.motions) == GUESSES + 1
    refined = ours.shares[-1]
    assert refined.max() < 0.2
    np.testing.assert_allclose(ours.shares[:-1] / (1 - refined), plain.shares, atol=1e-5)
    np.testing.assert_allclose(ours.side, view.u, atol=1e-6)
    assert not ours.colour.any()


def test_the_refined_motion_begins_as_what_fits_best():
    view = seen()
    ahead, behind = network_recipe(view, silent).motions[-1]
    inner = np.s_[20:-20, 30:-30]
    np.testing.assert_allclose(ahead[inner].reshape(-1, 2).mean(0), [4, 0], atol=0.3)
    np.testing.assert_array_equal(ahead, behind)


@pytest.mark.parametrize("size", [(150, 90), (64, 48), (33, 17)])
def test_a_network_sees_whole_blocks_and_is_heard_at_any_size(size):
    frames = texture(size=size), texture(2.0, size=size)
    images = tuple(np.float32(cv2.cvtColor(frame, cv2.COLOR_RGB2RGBA) / 255) for frame in frames)
    view = look(images, find_motions(*frames).at(0.5), 0.5)
    asked = []

    def network(shown):
        asked.append(shown.shape)
        return silent(shown)

    recipe = network_recipe(view, network)
    assert asked[0][0] == PLANES
    assert asked[0][1] % 16 == asked[0][2] % 16 == 0
    assert recipe.shares.shape == (GUESSES + 1, size[1], size[0])


def test_each_answer_is_heard_where_it_was_given():
    """The four planes of an answer are the pixels of a two by two block, in reading order."""
    view = seen()

    def network(shown):
        out = silent(shown)
        out[4 * (GUESSES + 1) + 1] = 9
        return out

    side = network_recipe(view, network).side
    assert (side[::2, 1::2] > 0.99).all()
    np.testing.assert_allclose(side[1::2], view.u, atol=1e-6)


def test_colour_is_only_added_where_the_frames_differ():
    one = texture(size=SIZE)
    two = one.copy()
    two[:, 80:] = 255 - two[:, 80:]
    images = tuple(np.float32(cv2.cvtColor(frame, cv2.COLOR_RGB2RGBA) / 255) for frame in (one, two))
    view = look(images, find_motions(one, two).at(0.5), 0.5)
    loud = lambda shown: silent(shown) + np.float32(5)  # noqa: E731
    colour = network_recipe(view, loud).colour
    assert not colour[:, :70].any()
    assert colour[:, 100:].max() > 0.1


def test_planes_are_laid_out_as_the_network_knows_them():
    view = seen(u=0.4)
    shown = planes(view)
    assert shown.shape == (PLANES, 90, 150)
    assert 4 * FINE + GUESSES + 4 == ANSWERS
    np.testing.assert_allclose(shown[GATE], view.gate)
    np.testing.assert_allclose(shown[-1], -0.1, atol=1e-6)
    assert np.abs(shown).max() < 8


def test_softmax_sums_to_one():
    np.testing.assert_allclose(softmax(np.random.default_rng(0).normal(0, 30, (4, 3, 2)).astype(np.float32)).sum(0), 1)
