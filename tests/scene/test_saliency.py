import numpy as np

from flowanim.scene.saliency import find_subject, residual, saliency
from flowanim.scene.superpixels import cut
from tests.scene.landscapes import H, W, disc, flower, noise, overlap, sea

NOTHING = np.zeros((H, W), bool)


def test_a_lone_disc_stands_out():
    pieces = cut(flower())
    value = pieces.paint(saliency(flower(), pieces))
    assert value[disc(190, 110, 45)].mean() > 3 * value[~disc(190, 110, 70)].mean()


def test_the_residual_is_highest_at_an_odd_spot_in_texture():
    picture = 10 * noise(1.5, 13, 64, 64)
    picture[28:36, 38:46] = 90
    value = residual(picture)
    assert 0 <= value.min() <= value.max() <= 1
    y, x = np.unravel_index(value.argmax(), value.shape)
    assert abs(y - 32) < 8
    assert abs(x - 42) < 8


def test_the_subject_has_the_border_of_the_disc():
    subject, trust = find_subject(flower(), cut(flower()), NOTHING, NOTHING)
    assert subject is not None
    assert overlap(subject, disc(190, 110, 55)) > 0.9
    assert trust > 0.8


def test_what_a_subject_cannot_be_is_never_in_it():
    never = disc(190, 110, 100)
    subject, _ = find_subject(flower(), cut(flower()), never, NOTHING)
    assert subject is None or not subject[never].any()


def test_land_makes_a_subject_less_sure():
    pieces = cut(flower())
    _, trust = find_subject(flower(), pieces, NOTHING, NOTHING)
    _, less = find_subject(flower(), pieces, NOTHING, ~NOTHING)
    assert less < trust


def test_a_sea_has_no_subject():
    assert find_subject(sea(), cut(sea()), NOTHING, NOTHING) == (None, 0.0)
