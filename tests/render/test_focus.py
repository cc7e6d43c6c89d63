import cv2
import numpy as np
import pytest

from flowanim.ops.grain import noise
from flowanim.ops.image import luma, over
from flowanim.parts import FocusEffect, Moment
from flowanim.render.focus import Focus, Lens, softened
from flowanim.render.frames import render_frames
from flowanim.render.holes import complete, survey
from tests.render.stages import plan, small_scene

SIZE = (640, 384)
THERE_AND_BACK = (Moment(u=0, value=0.9), Moment(u=0.5, value=0.2), Moment(u=1, value=0.9))


def focus_plan(disparity=0.9, blur_px=12, **changes):
    return plan(size=SIZE, effects=(FocusEffect(disparity=disparity, blur_px=blur_px, **changes),), fill="telea")


def lens(made, scene) -> Lens:
    found = Focus.of(made)
    assert found
    return Lens(scene, found, 0)


def focused(scene, made):
    return lens(made, scene).focused(0)


def detail(layer) -> float:
    """Return how much neighbours of a layer's own pixels differ."""
    solid = (layer.alpha > 0.99)[:, 1:] & (layer.alpha > 0.99)[:, :-1]
    return float(np.abs(np.diff(layer.rgba[..., 0], axis=1))[solid].mean())


def flattened(scene):
    picture = scene.layers[0].rgba
    for layer in scene.layers[1:]:
        picture = over(layer.rgba, picture)
    return picture


def test_what_is_far_from_the_focus_is_blurred_and_the_subject_is_not():
    scene = small_scene(SIZE)
    made = focused(scene, focus_plan())
    by_name = {layer.name: layer for layer in made.layers}
    (subject,), (sky,) = scene.find("subject"), scene.find("sky")
    np.testing.assert_allclose(by_name[subject.name].rgba, subject.rgba, atol=2e-3)
    assert detail(by_name["sky"]) < 0.3 * detail(sky)


@pytest.mark.parametrize("disparity", [0.9, 0.0])
def test_nothing_is_open_where_outlines_soften_and_colours_stay_within_their_alpha(disparity):
    made = focus_plan(disparity)
    scene = complete(small_scene(SIZE), survey(small_scene(SIZE), made), made)
    after = focused(scene, made)
    # Where three layers meet a pixel may miss a hundredth, three levels.
    np.testing.assert_allclose(flattened(after)[..., 3], 1, atol=0.02)
    for layer in after.layers:
        assert (layer.rgba[..., :3] <= layer.rgba[..., 3:] + 1e-5).all()
    before = flattened(scene)[..., :3].mean()
    assert abs(float(flattened(after)[..., :3].mean() - before)) < 0.01


def test_a_thing_in_front_gets_a_soft_outline_and_what_is_sharp_behind_it_keeps_its_own():
    scene, made = small_scene(SIZE), focus_plan(0.0, blur_px=20)
    (before,) = scene.find("subject")
    (after,) = focused(scene, made).find("subject")
    soft = ((after.alpha > 0.05) & (after.alpha < 0.95)).sum()
    assert soft > 2.5 * ((before.alpha > 0.05) & (before.alpha < 0.95)).sum()
    (sky,), (still,) = scene.find("sky"), focused(scene, made).find("sky")
    np.testing.assert_array_equal(sky.rgba, still.rgba)


def test_a_white_point_becomes_a_disc_of_its_light_in_linear_light():
    scene, made = small_scene(SIZE), focus_plan()
    scene.photo.rgb[...] = 0.5
    (sky,) = scene.find("sky")
    sky.rgba[..., :3] = 0
    sky.rgba[60, 100, :3] = 1
    (after,) = focused(scene, made).find("sky")
    disc = after.rgba[40:81, 80:121, 0]
    lit = disc > 0.5 * disc.max()
    y, x = np.nonzero(lit)
    assert abs(x.mean() - 20) < 0.5 and abs(y.mean() - 20) < 0.5
    assert lit.sum() > 0.8 * np.pi * ((x.max() - x.min() + 1) / 2) ** 2, "a disc is as bright at its rim"


def test_the_grain_that_blurring_takes_is_laid_on_again():
    scene, made = small_scene(SIZE), focus_plan(blur_px=20)
    rng = np.random.default_rng(1)
    rgb = np.clip(cv2.GaussianBlur(scene.photo.rgb, (0, 0), 6) + rng.normal(0, 4 / 255, (384, 640, 1)), 0, 1)
    scene.photo.rgb[...] = rgb.astype(np.float32)
    (sky,) = focused(scene, made).find("sky")
    assert noise(luma(sky.rgba[:128, :320])) == pytest.approx(noise(luma(scene.photo.rgb[:128, :320])), rel=0.25)


def test_without_the_effect_the_scene_is_the_same_one():
    scene = small_scene()
    assert softened(scene, plan()) is scene
    assert Focus.of(plan(effects=(FocusEffect(blur_px=0),))) is None


def test_a_rack_focus_moves_the_sharpness_and_comes_back_in_a_loop():
    made = focus_plan(rack=THERE_AND_BACK)
    scene = complete(small_scene(SIZE), survey(small_scene(SIZE), made), made)
    frames = [luma(frame.astype(np.float32)) for frame in render_frames(scene, made).frames]
    disc = np.s_[160:224, 352:416]
    crisp = [float(np.abs(np.diff(frame[disc], axis=1)).mean()) for frame in frames]
    assert crisp[0] > 2 * crisp[4]
    np.testing.assert_allclose(crisp[1], crisp[7], rtol=0.02)
    steps = [float(np.abs(a - b).mean()) for a, b in zip(frames, [*frames[1:], frames[0]], strict=True)]
    assert steps[-1] <= max(steps[:-1]) + 1e-3


def test_between_two_states_the_focus_is_shared_out():
    found = Focus.of(focus_plan(rack=THERE_AND_BACK))
    assert found
    first, second, share = found.at(0.5)
    assert (first, second) == (0, 1) and share == pytest.approx(0, abs=1e-6)
    places = [first + share for first, _, share in (found.at(u) for u in np.linspace(0, 0.5, 40))]
    assert places == sorted(places, reverse=True) and places[0] == len(found.states) - 1


@pytest.mark.parametrize(
    "rack",
    [(Moment(u=0.2, value=1), Moment(u=1, value=1)), (Moment(u=0, value=0.2), Moment(u=1, value=0.9))],
)
def test_a_rack_that_does_not_span_the_clip_or_close_the_loop_is_refused(rack):
    with pytest.raises(ValueError, match="rack"):
        focus_plan(rack=rack)
