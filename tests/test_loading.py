import cv2
import numpy as np
import pytest

from flowanim.datatypes import Wishes
from flowanim.errors import PlanError
from flowanim.loading import base_plan, load_scene
from flowanim.ops.image import to_uint8
from tests.render.stages import speckle


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "place.png"
    cv2.imwrite(str(path), to_uint8(speckle((96, 160))))
    return path


def plan_of(photo, **wishes):
    return base_plan(photo, (160, 96), Wishes(**wishes), photo.parent)


def test_a_plan_before_any_motion_names_its_files_and_its_size(photo):
    plan = plan_of(photo, size=80, seed=3)
    assert (plan.photo.path, plan.size, plan.seed, plan.effects) == ("place.png", (80, 48), 3, ())


def test_the_scene_of_a_plan_lies_at_its_size_and_gives_the_photo_back(photo):
    scene = load_scene(plan_of(photo, size=80), photo.parent)
    assert scene.photo.size == (80, 48)
    seen = scene.layers[0].rgba
    for layer in scene.layers[1:]:
        seen = layer.rgba + (1 - layer.alpha[..., None]) * seen
    assert np.abs(seen[..., :3] - scene.photo.rgb).max() < 0.5 / 255


def test_a_missing_mask_is_a_fault_of_the_plan(photo, tmp_path):
    plan = plan_of(photo)
    data = {**plan.model_dump(), "masks": ({"name": "flag", "path": "gone.png"},)}
    with pytest.raises(PlanError, match=r"gone\.png"):
        load_scene(type(plan).model_validate(data), tmp_path)


def test_another_photo_than_the_plans_is_noted(photo, tmp_path):
    plan = plan_of(photo)
    cv2.imwrite(str(photo), to_uint8(speckle((96, 160), 5)))
    assert any("not the file" in note for note in load_scene(plan, tmp_path).photo.notes)
