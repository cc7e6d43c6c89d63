import cv2
import numpy as np

from flowanim.video.morph import match
from tests.video.test_between import texture

SIZE = 320, 240


def scene(seed=0):
    """Return a picture with corners to find: rectangles on a soft texture."""
    rng = np.random.default_rng(seed)
    picture = texture(size=SIZE, seed=seed) // 2
    for _ in range(60):
        x, y = int(rng.integers(SIZE[0] - 30)), int(rng.integers(SIZE[1] - 30))
        colour = tuple(int(c) for c in rng.integers(0, 255, 3))
        cv2.rectangle(picture, (x, y), (x + int(rng.integers(6, 30)), y + int(rng.integers(6, 30))), colour, -1)
    return cv2.GaussianBlur(picture, (0, 0), 0.8)


def turned(picture, angle=8.0, size=1.1, shift=(14, -9)):
    """Return the picture seen from a little elsewhere, and the matrix (2, 3) that says where its points go."""
    matrix = cv2.getRotationMatrix2D((SIZE[0] / 2, SIZE[1] / 2), angle, size)
    matrix[:, 2] += shift
    return cv2.warpAffine(picture, matrix, SIZE, borderMode=cv2.BORDER_REFLECT), matrix


def test_the_same_from_elsewhere_is_near_and_followed():
    one = scene()
    two, matrix = turned(one)
    found = match(one, two)
    assert found.near
    places = np.array([[100, 80], [200, 150], [160, 120]])
    wanted = places @ matrix[:, :2].T + matrix[:, 2]
    there = np.array([found.motions.there[y, x] + (x, y) for x, y in places])
    assert np.abs(there - wanted).max() < 1.0


def test_another_scene_is_not_near():
    assert not match(scene(0), scene(7)).near


def test_plain_pictures_do_not_fail():
    grey = np.full((48, 64, 3), 100, np.uint8)
    assert match(grey, grey).share > 0.9
    assert not match(grey, grey // 3).near
