import cv2
import numpy as np
import pytest

from flowanim.ops.image import to_uint8
from flowanim.ops.warp import warp
from flowanim.review.track import camera_class, follow, grid_points, jitter, textured_points
from tests.render.stages import speckle

SIZE = (240, 160)
MOVES = {
    "static": np.eye(2, 3),
    "pan-left": np.array([[1, 0, 4.0], [0, 1, 0]]),
    "pan-right": np.array([[1, 0, -4.0], [0, 1, 0]]),
    "tilt-up": np.array([[1, 0, 0], [0, 1, 4.0]]),
    "tilt-down": np.array([[1, 0, 0], [0, 1, -4.0]]),
    "zoom-in": cv2.getRotationMatrix2D((119.5, 79.5), 0, 1.02),
    "zoom-out": cv2.getRotationMatrix2D((119.5, 79.5), 0, 0.98),
    "roll-right": cv2.getRotationMatrix2D((119.5, 79.5), 3, 1),
    "roll-left": cv2.getRotationMatrix2D((119.5, 79.5), -3, 1),
}


def moved(matrix):
    """The speckled picture moved by an affine matrix, as a frame."""
    picture = speckle((SIZE[1], SIZE[0]), 3, soft=2.0)
    return to_uint8(cv2.warpAffine(picture, matrix, SIZE, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101))


def shifted(x):
    """The speckled picture moved by x pixels to the right, exactly."""
    picture = speckle((SIZE[1], SIZE[0]), 3, soft=2.0)
    return to_uint8(warp(picture, np.full((*picture.shape[:2], 2), (-x, 0), np.float32)))


def test_a_shift_is_measured_to_a_few_hundredths_of_a_pixel():
    tracks = follow([shifted(0), shifted(1.5)], grid_points(SIZE))
    motion = tracks.whole[1] - tracks.whole[0]
    assert tracks.good[-1].mean() > 0.7
    np.testing.assert_allclose(motion.mean(0), (1.5, 0), atol=0.02)


def test_points_lie_where_there_is_something_to_follow():
    """In a picture that is smooth but for two patches a grid finds nothing, and these do."""
    frame = np.full((SIZE[1], SIZE[0], 3), 128, np.uint8)
    patch = moved(MOVES["static"])[40:80, 60:120]
    frame[40:80, 60:120] = frame[90:130, 150:210] = patch
    points = textured_points(frame)
    assert points.shape == (100, 2)
    grid, chosen = (follow([frame] * 3, p).good[-1].sum() for p in (grid_points(SIZE), points))
    assert chosen > 1.5 * grid


def test_points_of_a_tiny_picture_lie_in_it():
    points = textured_points(np.zeros((3, 2, 3), np.uint8))
    assert points.shape == (100, 2) and (points >= 0).all() and (points[:, 0] < 2).all() and (points[:, 1] < 3).all()


@pytest.mark.parametrize("name", MOVES)
def test_the_class_is_what_the_picture_was_moved_by(name):
    tracks = follow([moved(MOVES["static"]), moved(MOVES[name])], grid_points(SIZE))
    assert camera_class(tracks, SIZE) == name


def test_a_border_that_moves_by_less_than_half_a_percent_is_static():
    tracks = follow([shifted(0), shifted(0.004 * SIZE[1])], grid_points(SIZE))
    assert camera_class(tracks, SIZE) == "static"


def test_a_jitter_of_half_a_pixel_a_frame_squared_measures_half():
    shakes = [0.125 * (-1) ** i for i in range(12)]
    tracks = follow([shifted(x - shakes[0]) for x in shakes], grid_points(SIZE))
    places = tracks.whole
    assert jitter(places, np.zeros_like(places)) == pytest.approx(0.5, rel=0.05)


def test_even_motion_has_no_jitter():
    tracks = follow([shifted(0.3 * i) for i in range(12)], grid_points(SIZE))
    places = tracks.whole
    assert jitter(places, np.zeros_like(places)) < 0.1


def test_what_is_not_there_any_more_is_not_believed():
    other = to_uint8(speckle((SIZE[1], SIZE[0]), 9, soft=2.0))
    assert follow([shifted(0), other], grid_points(SIZE)).good[-1].mean() < 0.2


def test_frames_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="at least one frame"):
        follow([], grid_points(SIZE))
    with pytest.raises(ValueError, match="at least 3 frames"):
        jitter(np.zeros((2, 5, 2)), np.zeros((2, 5, 2)))
    flat = [np.zeros((160, 240, 3), np.uint8)] * 2
    with pytest.raises(ValueError, match="too little texture"):
        camera_class(follow(flat, grid_points(SIZE)), SIZE)
