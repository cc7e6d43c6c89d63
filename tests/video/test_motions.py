import cv2
import numpy as np
import pytest

from flowanim.video.motions import GUESSES, find_motions, whole_motion
from tests.video.test_between import texture


def test_all_guesses_know_a_plain_shift():
    motions = find_motions(texture(size=(160, 128)), texture(5.0, size=(160, 128)))
    guesses = motions.at(0.4)
    assert len(guesses) == GUESSES
    for guess in guesses[:-1]:
        middle = guess[32:-32, 48:-48].reshape(-1, 2)
        assert np.median(np.abs(middle - [5, 0])) < 0.3
    assert not guesses[-1].any()


@pytest.mark.parametrize("shift", [24, 40])
def test_large_shifts_are_found(shift):
    small = texture(size=(96, 48)), texture(shift / 4, size=(96, 48))
    motions = find_motions(*(np.asarray(cv2.resize(one, (384, 192), interpolation=cv2.INTER_CUBIC)) for one in small))
    found = np.median(motions.far_there[48:-48, 80:-80].reshape(-1, 2), axis=0)
    assert np.abs(found - [shift, 0]).max() < 1.5


def test_the_whole_is_what_most_of_the_picture_does():
    y, x = np.mgrid[:96, :128].astype(np.float32)
    push = np.dstack([2 + 0.01 * x, -1 + 0.02 * y]).astype(np.float32)
    told = push.copy()
    told[20:50, 30:70] = (15, 9)
    np.testing.assert_allclose(whole_motion(told), push, atol=0.15)


def test_tiny_pictures_do_not_move():
    tiny = np.zeros((6, 9, 3), np.uint8)
    assert not find_motions(tiny, tiny + 40).there.any()
