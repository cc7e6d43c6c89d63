from dataclasses import replace

import numpy as np
import pytest

from flowanim.datatypes import Analysis, Photo
from flowanim.ops.image import over
from flowanim.ops.warp import pixel_grid
from flowanim.scene.layers import build_scene
from tests.render.stages import SIZE, small_scene, speckle

W, H = SIZE


def at_rest(scene):
    picture = np.zeros((*scene.photo.shape, 4), np.float32)
    for layer in scene.layers:
        picture = over(layer.rgba, picture)
    return picture


def two_parts(disparity, left="vegetation", right="ground"):
    x = pixel_grid(H, W)[..., 0]
    mask = (x < W / 2).astype(np.float32)
    return Analysis(disparity, {left: mask, right: 1 - mask}, {left: 0.9, right: 0.9})


@pytest.mark.parametrize("seed", range(4))
def test_a_scene_at_rest_is_the_photo_to_half_a_level(seed):
    scene = small_scene(seed=seed)
    assert np.abs(at_rest(scene)[..., :3] - scene.photo.rgb).max() < 0.5 / 255


def test_soft_random_regions_at_rest_are_the_photo_too():
    rng = np.random.default_rng(3)
    raw = [speckle((H, W), s, soft=6.0)[..., 0] for s in range(4)]
    total = sum(raw)
    regions = {name: a / total for name, a in zip(("sky", "water", "building", "ground"), raw, strict=True)}
    analysis = Analysis(speckle((H, W), 9, soft=8.0)[..., 0], regions, {}, None)
    scene = build_scene(Photo(speckle((H, W), int(rng.integers(99))), float(W)), analysis)
    assert np.abs(at_rest(scene)[..., :3] - scene.photo.rgb).max() < 0.5 / 255


def test_layers_come_from_far_to_near_with_the_sky_first():
    names = [layer.name for layer in small_scene().layers]
    assert names == ["sky", "water", "subject"]


def test_what_is_nearer_along_the_common_border_lies_on_top():
    near_left = np.where(pixel_grid(H, W)[..., 0] < W / 2, 0.9, 0.2).astype(np.float32)
    photo = Photo(speckle((H, W)), float(W))
    assert [x.name for x in build_scene(photo, two_parts(near_left)).layers] == ["ground", "vegetation"]
    mountain = two_parts(1 - near_left, "mountain", "ground")
    assert [x.name for x in build_scene(photo, mountain).layers] == ["mountain", "ground"]


def test_upright_things_at_two_distances_become_two_layers():
    y = pixel_grid(H, W)[..., 1]
    disparity = np.where(y < H / 2, 0.1, 0.9).astype(np.float32)
    one = Analysis(disparity, {"vegetation": np.ones((H, W), np.float32)}, {})
    scene = build_scene(Photo(speckle((H, W)), float(W)), one)
    assert [layer.name for layer in scene.layers] == ["vegetation-far", "vegetation"]


def test_the_near_part_of_a_background_does_not_run_along_the_outline_of_what_stands_before_it():
    x, y = np.moveaxis(pixel_grid(H, W), -1, 0)
    inside = np.hypot(x - W / 2, y - H / 4) - H / 8
    subject = np.clip(0.5 - inside / 3, 0, 1).astype(np.float32)
    ground = np.where(y < 0.7 * H, 0.1, 0.6)
    disparity = np.where(subject > 0.5, 0.9, ground).astype(np.float32)
    whole = {"other": np.ones((H, W), np.float32)}
    scene = build_scene(Photo(speckle((H, W)), float(W)), Analysis(disparity, whole, {"subject": 1.0}, subject))
    assert [layer.name for layer in scene.layers] == ["other-far", "other", "subject"]
    assert scene.layers[1].alpha[: round(0.6 * H)].max() == 0


def test_a_region_of_a_free_name_is_a_layer_of_kind_other():
    analysis = two_parts(np.full((H, W), 0.5, np.float32), left="flag")
    scene = build_scene(Photo(speckle((H, W)), float(W)), analysis)
    assert {layer.name: layer.kind for layer in scene.layers} == {"flag": "other", "ground": "ground"}


def test_specks_are_no_layers():
    speck = np.zeros((H, W), np.float32)
    speck[:3, :3] = 1
    analysis = Analysis(np.full((H, W), 0.5, np.float32), {"sky": speck, "ground": 1 - speck}, {})
    assert [x.name for x in build_scene(Photo(speckle((H, W)), float(W)), analysis).layers] == ["ground"]


def test_the_sky_is_at_infinity():
    assert small_scene().layers[0].disparity.max() == 0


def test_a_subject_leaves_no_rim_of_what_it_is_cut_from():
    """A building was taken for a pixel more than the person in front of it, and stands elsewhere too."""
    place = pixel_grid(H, W)
    away = np.hypot(place[..., 0] - 0.5 * W, place[..., 1] - 0.5 * H)
    person = (away < 20).astype(np.float32)
    building = ((away < 21) | (place[..., 0] < 0.2 * W)).astype(np.float32)
    regions = {"sky": 1 - building, "building": building}
    analysis = Analysis(0.2 + 0.7 * person, regions, {}, person)
    scene = build_scene(Photo(speckle((H, W)), float(W)), analysis)
    (found,) = (layer for layer in scene.layers if layer.name == "building")
    assert found.alpha[:, round(0.3 * W) :].max() == 0
    assert found.alpha[:, : round(0.15 * W)].min() == 1


def test_what_a_subject_leaves_of_its_region_stays_a_layer_as_near_as_it_is_and_no_part_of_what_is_behind():
    """Two people, one of them the subject."""
    x = pixel_grid(H, W)[..., 0]
    left, right = x < 0.1 * W, x > 0.5 * W
    people = (left | right).astype(np.float32)
    disparity = np.where(people > 0, 0.9, 0.1).astype(np.float32)
    analysis = Analysis(disparity, {"building": 1 - people, "person": people}, {}, right.astype(np.float32))
    scene = build_scene(Photo(speckle((H, W)), float(W)), analysis)
    assert [layer.name for layer in scene.layers] == ["building", "person", "subject"]
    assert scene.layers[0].disparity.max() < 0.2
    assert scene.layers[1].alpha[left].mean() > 0.95


def test_what_is_too_small_for_a_layer_goes_to_its_neighbour_as_near_as_that():
    x, y = np.moveaxis(pixel_grid(H, W), -1, 0)
    speck = ((x < 3) & (y < 3)).astype(np.float32)
    disparity = np.where(speck > 0, 0.9, 0.3).astype(np.float32)
    scene = build_scene(Photo(speckle((H, W)), float(W)), Analysis(disparity, {"sky": speck, "other": 1 - speck}, {}))
    assert [layer.name for layer in scene.layers] == ["other"]
    assert scene.layers[0].disparity.max() < 0.31


def test_the_subject_keeps_the_kind_of_what_it_is_cut_from():
    analysis = two_parts(np.full((H, W), 0.5, np.float32), "person", "ground")
    subject = analysis.regions["person"]
    scene = build_scene(Photo(speckle((H, W)), float(W)), replace(analysis, subject=subject))
    (found,) = scene.find("subject")
    assert (found.kind, found.subject) == ("person", True)


def test_an_even_slope_is_not_split():
    slope = (pixel_grid(H, W)[..., 1] / H).astype(np.float32)
    one = Analysis(slope, {"other": np.ones((H, W), np.float32)}, {})
    assert len(build_scene(Photo(speckle((H, W)), float(W)), one).layers) == 1


@pytest.mark.parametrize("kind", ["person", "animal"])
def test_a_body_is_never_cut_in_two_and_two_bodies_may_be_two_layers(kind):
    grid = pixel_grid(H, W)
    x, y = grid[..., 0], grid[..., 1]
    left, right = abs(x - W / 4) < W / 10, abs(x - 3 * W / 4) < W / 10
    bodies = (left | right).astype(np.float32)
    disparity = np.where(right, 0.8, np.where(y < H / 2, 0.1, 0.3)).astype(np.float32)
    scene = build_scene(Photo(speckle((H, W)), float(W)), Analysis(disparity, {kind: bodies, "ground": 1 - bodies}, {}))
    held = [layer.alpha > 0.5 for layer in scene.layers if layer.kind == kind]
    assert len(held) == 2
    for body in (left, right):
        assert sorted(float(alpha[body].mean()) > 0.95 for alpha in held) == [False, True]
    standing = np.where(y < H / 2, 0.1, 0.9).astype(np.float32)
    one = Analysis(standing, {kind: left.astype(np.float32), "ground": 1 - left.astype(np.float32)}, {})
    cut = build_scene(Photo(speckle((H, W)), float(W)), one)
    assert sum(layer.kind == kind for layer in cut.layers) == 1


def test_a_photo_that_is_all_of_one_kind_is_split_at_a_smaller_step():
    y = pixel_grid(H, W)[..., 1]
    step = np.where(y < H / 2, 0.4, 0.49).astype(np.float32)
    one = Analysis(step, {"other": np.ones((H, W), np.float32)}, {})
    assert len(build_scene(Photo(speckle((H, W)), float(W)), one).layers) == 2


def test_a_subject_that_is_nearly_all_of_the_photo_is_one_layer():
    x = pixel_grid(H, W)[..., 0]
    whole = np.ones((H, W), np.float32)
    for subject in (whole, (x > 2).astype(np.float32)):
        scene = build_scene(Photo(speckle((H, W), 5), float(W)), Analysis(0.5 * whole, {"other": whole}, {}, subject))
        assert [layer.subject for layer in scene.layers] == [True]


def test_what_a_near_thing_leaves_beside_itself_goes_to_what_is_next_to_it():
    """The near region claims a strip that its colours do not reach, and leaves 4 % of it to the sky, 3 % to the sea."""
    x, y = np.moveaxis(pixel_grid(H, W), -1, 0)
    strip = (x >= W // 2) & (x < W // 2 + 4) & (y > H // 4)
    sky = np.where(strip, 0.04, y <= H // 4).astype(np.float32)
    stem = np.where(strip, 0.93, (x < W // 2) & (y > H // 4)).astype(np.float32)
    sea = np.asarray(1 - sky - stem, np.float32)
    colours = [np.float32(c) for c in ((0.8, 0.85, 0.9), (0.2, 0.4, 0.7), (0.7, 0.4, 0.1))]
    shown = (x < W // 2) & (y > H // 4)
    photo = np.where(shown[..., None], colours[2], np.where(sky[..., None] > 0.5, colours[0], colours[1]))
    analysis = Analysis(
        np.where(stem > 0.5, 0.8, 0.2 * (sea > 0.5)).astype(np.float32),
        {"sky": sky, "water": sea, "vegetation": stem},
        {},
    )
    scene = build_scene(Photo(photo.astype(np.float32), float(W)), analysis)
    far, middle, near = (layer.alpha for layer in scene.layers)
    seen = (1 - near) * (1 - middle) * far
    assert seen[strip & (y > H // 4 + 8)].max() < 0.1
