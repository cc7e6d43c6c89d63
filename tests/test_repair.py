import cv2
import numpy as np
import pytest

from flowanim.datatypes import Photo, Wishes
from flowanim.errors import PlanError, UsageError
from flowanim.loading import base_plan, load_scene
from flowanim.ops.image import from_uint8, to_uint8
from flowanim.plan import MotionPlan
from flowanim.repair import Inner, Shape, inpaint, outpaint, removed
from tests.render.stages import speckle

SIZE = (96, 64)


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "place.png"
    cv2.imwrite(str(path), to_uint8(picture())[..., ::-1])
    return path


def picture():
    """Grey texture with a red square in its middle."""
    rgb = speckle((64, 96)) * 0.5
    rgb[24:40, 40:56] = (1, 0, 0)
    return from_uint8(to_uint8(rgb))


def mask_file(folder, rows=slice(22, 42), columns=slice(38, 58), shape=(64, 96), name="mask.png"):
    mask = np.zeros(shape, np.uint8)
    mask[rows, columns] = 255
    cv2.imwrite(str(folder / name), mask)
    return folder / name


@pytest.mark.parametrize("filler", ["none", "telea", "patch"])
def test_what_is_masked_goes_and_nothing_else_changes(photo, tmp_path, filler):
    made = inpaint(photo, mask_file(tmp_path), filler=filler)
    hole = np.zeros((64, 96), bool)
    hole[22:42, 38:58] = True
    np.testing.assert_array_equal(to_uint8(made.rgb)[~hole], to_uint8(picture())[~hole])
    assert (made.rgb[hole][:, 0] - made.rgb[hole][:, 1]).max() < 0.5
    assert made.share == pytest.approx(400 / (64 * 96))


def test_a_mask_of_another_size_is_scaled_with_a_note(photo, tmp_path):
    small = mask_file(tmp_path, slice(11, 21), slice(19, 29), (32, 48))
    made = inpaint(photo, small)
    assert any("scaled" in note for note in made.notes)
    assert made.rgb[30, 48, 0] < 0.9


@pytest.mark.parametrize(("rows", "word"), [(slice(0, 0), "empty"), (slice(None), "covers")])
def test_a_mask_that_leaves_nothing_to_do_or_nothing_to_go_on_is_refused(photo, tmp_path, rows, word):
    mask = mask_file(tmp_path, rows, slice(None))
    with pytest.raises(PlanError, match=word):
        inpaint(photo, mask)


def test_the_rim_of_what_is_removed_goes_too():
    alpha = np.zeros((64, 96), np.float32)
    alpha[25:39, 41:55] = 1
    made, hole, _ = removed(Photo(picture(), 96.0), alpha, "telea", 0)
    assert hole.sum() > 14 * 14
    assert made.rgb[26, 44, 0] - made.rgb[26, 44, 1] < 0.9


def test_a_plan_removes_an_object_before_the_photo_is_cut_into_layers(photo, tmp_path):
    wishes = Wishes(remove=(str(mask_file(tmp_path)),))
    plan = base_plan(photo, SIZE, wishes, tmp_path)
    assert [file.path for file in plan.remove] == ["mask.png"] and len(plan.remove[0].sha256) == 64
    assert plan.remove[0] in plan.files
    scene = load_scene(plan, tmp_path)
    rgb = scene.photo.rgb
    assert (rgb[..., 0] - rgb[..., 1]).max() < 0.5
    assert 0.05 < scene.made.mean() < 0.2


def test_a_plan_that_reaches_beyond_the_photo_shows_the_photo_inside_and_more_around(photo, tmp_path):
    plan = base_plan(photo, SIZE, Wishes(beyond=0.25), tmp_path)
    assert plan.box == (-0.25, -0.25, 1.5, 1.5) and plan.size == SIZE
    scene = load_scene(plan, tmp_path)
    assert scene.photo.size == SIZE
    assert scene.made.mean() == pytest.approx(1 - 1 / 1.5**2, abs=0.03)
    assert not scene.made[16:48, 20:76].any()
    assert any("beyond" in note for note in scene.photo.notes)


def test_masks_and_what_was_made_up_lie_on_the_photo_when_it_is_carried_on(photo, tmp_path):
    wishes = Wishes(beyond=0.25, masks={"flag": str(mask_file(tmp_path))}, show_invented=True)
    scene = load_scene(base_plan(photo, SIZE, wishes, tmp_path), tmp_path)
    assert scene.find("flag")[0].alpha[32, 48] > 0.9
    magenta = scene.photo.rgb @ np.float32([1, -2, 1])
    assert magenta[2].min() > magenta[32, 48] - 0.5 and magenta[2].mean() > 0.8


@pytest.mark.parametrize("beyond", [0.0, 0.1, 0.25])
def test_the_part_on_the_photo_and_what_is_around_it_make_the_picture(beyond):
    inner = Inner.of(MotionPlan(photo={"path": "a"}, size=(200, 100), beyond=beyond).box, (200, 100))
    assert inner.crop == pytest.approx((0, 0, 1, 1))
    assert inner.laid(np.zeros(inner.size[::-1], np.float32)).shape == (100, 200)
    assert inner.cut(inner.laid(np.ones(inner.size[::-1], np.float32))).shape == inner.size[::-1]


def test_outpainting_adds_a_margin_or_makes_a_shape_and_keeps_the_photo(photo):
    wide = outpaint(photo, Shape(None, 0.1))
    assert wide.rgb.shape == (64 + 12, 96 + 20, 3)
    np.testing.assert_array_equal(to_uint8(wide.rgb)[6:-6, 10:-10], to_uint8(picture()))
    square = outpaint(photo, Shape("1:1"))
    assert square.rgb.shape == (96, 96, 3) and square.share == pytest.approx(1 / 3)
    assert outpaint(photo, Shape("3:2")).share == 0


@pytest.mark.parametrize("shape", [Shape("9:16"), Shape(None, 0.4)])
def test_over_half_of_a_picture_is_not_invented(photo, shape):
    with pytest.raises(UsageError, match=r"at most 50 %"):
        outpaint(photo, shape)
