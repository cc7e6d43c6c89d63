import numpy as np
import pytest

from flowanim.blink import BlinkEffect
from flowanim.plan import CameraKey, CameraPath
from flowanim.render.blink import blink_on, closed
from flowanim.render.parallax import set_up
from tests.render.stages import SIZE, plan, small_scene

EYE = (0.4, 0.4, 0.2, 0.12)
BLINK = BlinkEffect(eyes=(EYE,), lasts_s=0.4)


def drawn(u: float, picture: np.ndarray, **kept) -> np.ndarray:
    """Return a frame with its eye as closed as it is at `u`."""
    frame = picture.copy()
    blink_on(BLINK, set_up(small_scene(), plan(**kept)))(frame, u)
    return frame


def face() -> np.ndarray:
    """Return skin with an eye: white, and darker below its middle."""
    w, h = SIZE
    picture = np.full((h, w, 3), 150, np.uint8)
    y, x = np.mgrid[:h, :w]
    middle = (EYE[0] + EYE[2] / 2) * w, (EYE[1] + EYE[3] / 2) * h
    inside = ((x - middle[0]) / (EYE[2] * w / 2)) ** 2 + ((y - middle[1]) / (EYE[3] * h / 2)) ** 2 < 0.8
    picture[inside] = 255
    return picture


def test_the_clip_begins_and_ends_with_open_eyes():
    assert closed(BLINK, 0.0, 4.0) == closed(BLINK, 1.0, 4.0) == closed(BLINK, 0.3, 4.0) == 0
    np.testing.assert_array_equal(drawn(0.0, face()), face())


def test_it_closes_wholly_and_quicker_than_it_opens():
    way = np.array([closed(BLINK, u, 4.0) for u in np.linspace(0.45, 0.55, 201)])
    assert way.max() > 0.99 and way.argmax() - np.flatnonzero(way)[0] < 0.6 * (np.flatnonzero(way)[-1] - way.argmax())


@pytest.mark.parametrize("times", [1, 2, 5])
def test_it_blinks_as_often_as_is_said(times):
    many = BLINK.model_copy(update={"times": times})
    shut = np.array([closed(many, u, 8.0) > 0 for u in np.linspace(0, 1, 2000)])
    assert (np.diff(shut.astype(int)) == 1).sum() == times


def test_a_closed_eye_is_skin_and_nothing_beside_it_changes():
    shut = max((drawn(u, face()) for u in np.linspace(0.45, 0.5, 21)), key=lambda frame: -int((frame == 255).sum()))
    assert (shut == 255).sum() < 0.25 * (face() == 255).sum()
    w, h = SIZE
    around = np.ones((h, w), bool)
    around[round(0.3 * h) : round(0.6 * h), round(0.37 * w) : round(0.63 * w)] = False
    np.testing.assert_array_equal(shut[around], face()[around])


def test_the_lid_goes_with_what_the_camera_sees():
    moved = CameraPath(keys=(CameraKey(u=0, zoom=1.0), CameraKey(u=0.49, zoom=1.3), CameraKey(u=1, zoom=1.3)))
    grey = np.repeat(np.arange(SIZE[1], dtype=np.uint8)[:, None] % 200, SIZE[0], 1)
    ramp = np.repeat(grey[..., None], 3, 2)
    near, far = (
        np.flatnonzero((drawn(0.49, ramp, loop=False, **kept) != ramp).any((1, 2))) for kept in ({}, {"camera": moved})
    )
    assert len(far) > len(near) > 0


def test_an_eye_at_the_border_is_left_alone():
    edge = BlinkEffect(eyes=((0.0, 0.0, 0.05, 0.02),))
    frame = face()
    blink_on(edge, set_up(small_scene(), plan()))(frame, 0.48)
    np.testing.assert_array_equal(frame, face())
