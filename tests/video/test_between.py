import cv2
import numpy as np
import pytest

from flowanim.video.between import Pair


def texture(shift=0.0, size=(160, 96), seed=0):
    """Return a soft texture moved to the right by `shift` pixels."""
    w, h = size
    noise = cv2.GaussianBlur(np.random.default_rng(seed).random((h, w + 80, 3), np.float32), (0, 0), 2.5)
    noise = 128 + (noise - noise.mean()) / noise.std() * 40
    y, x = np.mgrid[:h, :w].astype(np.float32)
    return np.clip(np.rint(cv2.remap(noise, x + 40 - np.float32(shift), y, cv2.INTER_LINEAR)), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("u", [0.25, 0.5, 0.8])
@pytest.mark.parametrize("shift", [0.1, 3.0, 12.0])
def test_the_frame_between_shows_what_moves_on_its_way(shift, u):
    made = Pair(texture(), texture(shift)).at(u).astype(float)
    true = texture(shift * u).astype(float)
    inner = np.s_[8:-8, 24:-24]
    assert np.sqrt(((made - true)[inner] ** 2).mean()) < 2.0


def test_at_its_ends_it_is_the_frames_themselves():
    one, two = texture(), texture(5)
    assert Pair(one, two).at(0) is one
    assert Pair(one, two).at(1) is two


def test_what_is_the_same_in_both_stays_bit_for_bit():
    one, two = texture(), texture()
    two[30:60, 60:100] = texture(4, seed=2)[30:60, 60:100]
    made = Pair(one, two).at(0.5)
    outside = np.ones(one.shape[:2], bool)
    outside[24:66, 54:106] = False
    np.testing.assert_array_equal(made[outside], one[outside])


def test_frames_of_two_sizes_are_refused():
    with pytest.raises(ValueError, match="one size"):
        Pair(texture(), texture(size=(80, 48)))


def test_tiny_frames_are_blended():
    one, two = np.zeros((4, 4, 3), np.uint8), np.full((4, 4, 3), 100, np.uint8)
    assert abs(int(Pair(one, two).at(0.5).mean()) - 50) <= 1
