"""The picture of a scene's layers shows where each lies and which is nearer."""

import numpy as np

from flowanim.datatypes import Layer, Photo, Scene
from flowanim.ops.image import premultiply
from flowanim.plan import REFERENCE_PX
from flowanim.review.cut import draw_layers
from flowanim.review.ink import LEGEND_PX

H, W = 60, 90


def sheet(name, alpha, near, subject=False):
    rgb = np.full((H, W, 3), 0.6, np.float32)
    return Layer(name, name, premultiply(rgb, alpha), np.full((H, W), near, np.float32), subject, 0.9)


def scene():
    whole, half = np.ones((H, W), np.float32), np.zeros((H, W), np.float32)
    half[:, W // 2 :] = 1
    photo = Photo(np.full((H, W, 3), 0.6, np.float32), 90.0)
    return Scene(photo, (sheet("sky", whole, 0.0), sheet("person", half, 1.0, subject=True)))


def test_the_nearer_layer_is_brighter():
    drawn = draw_layers(scene())[:-LEGEND_PX]
    h, w = drawn.shape[:2]
    assert drawn[h // 8, w // 4].mean() + 60 < drawn[h // 8, 3 * w // 4].mean()


def test_it_is_as_long_as_other_pictures_and_has_a_legend_below():
    drawn = draw_layers(scene())
    assert drawn.shape == (round(REFERENCE_PX * H / W) + LEGEND_PX, REFERENCE_PX, 3)


def test_the_border_between_two_layers_is_drawn():
    drawn = draw_layers(scene()).astype(int)
    h, w = drawn.shape[0] - LEGEND_PX, drawn.shape[1]
    across = drawn[h // 6, w // 2 - 12 : w // 2 + 12]
    assert np.ptp(across, axis=1).max() > 60, "an outline in colour on grey"


def test_a_layer_that_is_hidden_has_no_label():
    whole = np.ones((H, W), np.float32)
    photo = Photo(np.full((H, W, 3), 0.6, np.float32), 90.0)
    hidden = Scene(photo, (sheet("sky", whole, 0.0), sheet("water", whole, 0.5)))
    alone = Scene(photo, (sheet("sky", 0 * whole, 0.0), sheet("water", whole, 0.5)))
    np.testing.assert_array_equal(draw_layers(hidden), draw_layers(alone))
