import cv2
import numpy as np
import pytest

from flowanim.ops.eyes import find_eyes

FACE = (0.25, 0.2, 0.4, 0.5)


def portrait(*, eyes=((0.3, 0.42), (0.7, 0.42)), brows: bool = True, size: int = 1) -> np.ndarray:
    """Return a picture 400 x 320 with a face in FACE; eyes in shares of the face."""
    picture = np.full((320 * size, 400 * size, 3), (0.8, 0.65, 0.55), np.float32)
    left, top, wide, high = 100 * size, 64 * size, 160 * size, 160 * size
    for x, y in eyes:
        at = round(left + x * wide), round(top + y * high)
        cv2.ellipse(picture, at, (18 * size, 8 * size), 0, 0, 360, (0.95, 0.95, 0.95), -1, cv2.LINE_AA)
        cv2.circle(picture, at, 8 * size, (0.15, 0.1, 0.08), -1, cv2.LINE_AA)
        if brows:
            above = at[0], at[1] - 22 * size
            cv2.ellipse(picture, above, (20 * size, 3 * size), 0, 0, 360, (0.35, 0.25, 0.2), -1, cv2.LINE_AA)
    return picture


@pytest.mark.parametrize("size", [1, 3])
def test_both_eyes_are_found_below_their_brows(size):
    found = find_eyes(portrait(size=size), FACE)
    middles = [(x + w / 2, y + h / 2) for x, y, w, h in found]
    wanted = [(FACE[0] + x * FACE[2], FACE[1] + 0.42 * FACE[3]) for x in (0.3, 0.7)]
    np.testing.assert_allclose(middles, wanted, atol=0.02)


@pytest.mark.parametrize(
    "eyes", [(), ((0.3, 0.42),), ((0.3, 0.34), (0.7, 0.46)), ((0.2, 0.42), (0.6, 0.42)), ((0.38, 0.42), (0.62, 0.42))]
)
def test_a_pair_that_is_not_level_even_and_apart_is_no_pair_of_eyes(eyes):
    assert find_eyes(portrait(eyes=eyes, brows=False), FACE) == ()


def test_a_small_face_or_one_that_is_cut_has_no_eyes():
    small = cv2.resize(portrait(), None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    assert find_eyes(small, FACE) == ()
    assert find_eyes(portrait(), (0.8, 0.2, 0.4, 0.5)) == ()
