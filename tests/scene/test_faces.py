import cv2
import numpy as np
import pytest
from skimage.data import astronaut, coffee

from flowanim.datatypes import Analysis
from flowanim.ops.image import from_uint8
from flowanim.scene.faces import find_faces, people, skin_of, with_people

PORTRAIT = from_uint8(astronaut())
FACE = (0.32, 0.1, 0.24, 0.24)


def blank(shape):
    return Analysis(np.full(shape, 0.2, np.float32), {"sky": np.ones(shape, np.float32)}, {"sky": 0.9})


def test_the_astronauts_face_is_found_where_it_is():
    (face,) = find_faces(PORTRAIT)
    np.testing.assert_allclose(face, FACE, atol=0.09)


def test_a_grey_photo_is_searched_too():
    grey = cv2.cvtColor(astronaut(), cv2.COLOR_RGB2GRAY)
    np.testing.assert_allclose(find_faces(from_uint8(np.dstack([grey] * 3)))[0], FACE, atol=0.09)


def test_a_cup_has_no_face():
    assert find_faces(from_uint8(coffee())) == ()


@pytest.mark.parametrize(("rgb", "skin"), [((224, 172, 140), True), ((60, 120, 220), False), ((40, 140, 40), False)])
def test_skin_is_told_from_sky_and_grass(rgb, skin):
    picture = np.full((40, 40, 3), (250, 250, 0), np.uint8)
    picture[10:30, 10:30] = rgb
    assert skin_of(picture).any() == skin


def test_a_face_shape_without_skin_is_none():
    blue = cv2.cvtColor(astronaut(), cv2.COLOR_RGB2GRAY)[..., None] * np.array([0.3, 0.5, 1.0])
    assert find_faces(from_uint8(blue.astype(np.uint8))) == ()


def test_behind_a_portrait_the_sky_is_doubted():
    assert with_people(blank((512, 512)), PORTRAIT).confidence["sky"] < 0.5


def test_the_person_is_one_piece_with_head_and_chest_and_without_the_background():
    person = people(PORTRAIT, find_faces(PORTRAIT))
    assert person[60:150, 190:260].mean() > 0.95, "head"
    assert person[300:480, 120:260].mean() > 0.95, "chest"
    assert person[:150, 330:].mean() < 0.05, "the rocket behind"
    assert person[:40, :120].mean() < 0.05, "the flag"


def test_people_are_near_the_subject_and_not_sky():
    found = with_people(blank((512, 512)), PORTRAIT)
    head = np.s_[60:150, 190:260]
    assert found.regions["sky"][head].max() < 0.1
    assert found.disparity[head].min() > 0.8 > found.disparity[20, 500]
    assert found.subject is not None and found.subject[head].mean() > 0.95
    np.testing.assert_allclose(sum(found.regions.values()), 1, atol=1e-5)


def test_the_same_person_twice():
    one, two = (people(PORTRAIT, (FACE,)) for _ in range(2))
    np.testing.assert_array_equal(one, two)


def test_without_a_face_the_analysis_stays():
    analysis = blank((400, 600))
    assert with_people(analysis, from_uint8(coffee())) is analysis


def test_people_without_a_face_to_be_seen_stay_people():
    known = np.zeros((512, 512), np.float32)
    known[150:230, 10:60] = known[100:200, 180:260] = 1
    other = Analysis(np.full((512, 512), 0.2, np.float32), {"other": 1 - known, "person": known}, {})
    person, alone = (with_people(a, PORTRAIT).regions["person"] for a in (other, blank((512, 512))))
    assert person[155:225, 15:55].min() > 0.9
    np.testing.assert_allclose(person[:, 100:], alone[:, 100:], atol=1e-6)
