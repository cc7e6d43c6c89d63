"""The check of whole photos: a score that falls with each fault, what can move, what the frame cuts."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from flowanim.ops.image import to_uint8
from flowanim.review.findings import Finding
from flowanim.review.photo import PhotoCheck, check_photo, clutter, cut_share, own_pixels
from tests.render.stages import small_scene
from tests.review.pictures import texture


def checked(*severities):
    found = tuple(Finding(str(i), 0, "", severity, "") for i, severity in enumerate(severities))
    return PhotoCheck("a.jpg", (1, 1), found, (), (), ())


def test_each_fault_costs_and_none_costs_nothing():
    assert checked(0, 0).score == 100
    assert checked(0.5).score > checked(0.5, 0.5).score > checked(1, 1).score > 0


def test_a_scene_is_told_with_what_can_move(tmp_path):
    scene = small_scene()
    Image.fromarray(to_uint8(scene.photo.rgb)).save(tmp_path / "a.png")
    found = check_photo(tmp_path / "a.png", scene)
    assert {"sky", "water"} <= {region.kind for region in found.regions}
    assert sum(region.share for region in found.regions) == pytest.approx(1, abs=0.05)
    assert {"size", "blur", "depth", "clutter", "faces"} <= {finding.name for finding in found.findings}
    assert "water" in found.can_move and 0 < found.score < 100


def test_own_pixels_are_not_scaled(tmp_path):
    picture = np.random.default_rng(0).integers(0, 256, (900, 2200, 3), dtype=np.uint8)
    Image.fromarray(picture).save(tmp_path / "a.png")
    part = own_pixels(tmp_path / "a.png", (2200, 900))
    assert part.shape == (900, 1024, 3)
    np.testing.assert_array_equal(to_uint8(part), picture[:, 588:1612])


def test_a_subject_at_the_side_is_cut_and_one_in_the_middle_is_not():
    (layer,) = small_scene().find("subject")
    assert cut_share(layer) == 0
    rolled = replace(layer, rgba=np.ascontiguousarray(np.roll(layer.rgba, layer.rgba.shape[1] // 2, axis=1)))
    assert cut_share(rolled) > 0.05


def test_a_thicket_is_more_cluttered_than_a_wall():
    thicket = texture(soft=1.5) * np.float32(3) - np.float32(0.9)
    assert clutter(np.clip(thicket, 0, 1)) > 0.4 > 0.01 > clutter(np.full((90, 120, 3), 0.5, np.float32))
