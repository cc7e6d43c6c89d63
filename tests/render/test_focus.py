import numpy as np

from flowanim.parts import FocusEffect
from flowanim.render.focus import focused
from tests.render.stages import plan, small_scene


def detail(layer) -> float:
    """Return how much neighbours of a layer's own pixels differ."""
    solid = (layer.alpha > 0.99)[:, 1:] & (layer.alpha > 0.99)[:, :-1]
    return float(np.abs(np.diff(layer.rgba[..., 0], axis=1))[solid].mean())


def test_what_is_far_from_the_focus_is_blurred_and_the_subject_is_not():
    scene = small_scene((640, 384))
    made = focused(scene, plan(size=(640, 384), effects=(FocusEffect(disparity=0.9, blur_px=12),)))
    by_name = {layer.name: layer for layer in made.layers}
    (subject,), (sky,) = scene.find("subject"), scene.find("sky")
    np.testing.assert_allclose(by_name[subject.name].rgba, subject.rgba, atol=1e-3)
    assert detail(by_name["sky"]) < 0.3 * detail(sky)


def test_outlines_stay_and_nothing_becomes_darker_at_them():
    scene = small_scene((640, 384))
    made = focused(scene, plan(size=(640, 384), effects=(FocusEffect(disparity=0.9, blur_px=12),)))
    for before, after in zip(scene.layers, made.layers, strict=True):
        np.testing.assert_array_equal(before.alpha, after.alpha)
        assert after.rgba[..., :3].max() <= 1 and (after.rgba[..., :3] <= after.rgba[..., 3:] + 1e-5).all()
        assert abs(float(after.rgba[..., :3].mean() - before.rgba[..., :3].mean())) < 0.01


def test_without_the_effect_the_scene_is_the_same_one():
    scene = small_scene()
    assert focused(scene, plan()) is scene
    assert focused(scene, plan(effects=(FocusEffect(blur_px=0),))) is scene
