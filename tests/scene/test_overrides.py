from dataclasses import replace

import numpy as np

from flowanim.datatypes import Analysis
from flowanim.scene.overrides import with_depth, with_masks, with_relative_depth

HALF = np.zeros((8, 8), np.float32)
HALF[:, :4] = 1


def analysis():
    return Analysis(np.zeros((8, 8), np.float32), {"sky": HALF, "ground": 1 - HALF}, {"sky": 0.6})


def test_a_users_region_is_exactly_the_mask_and_all_sum_to_one():
    mask = np.zeros((8, 8), np.float32)
    mask[:2] = 1
    found = with_masks(analysis(), {"water": mask})
    np.testing.assert_array_equal(found.regions["water"], mask)
    np.testing.assert_allclose(sum(found.regions.values()), 1, atol=1e-6)
    assert found.confidence["water"] == 1


def test_what_a_smaller_mask_gives_up_belongs_to_something_else():
    found = with_masks(analysis(), {"sky": HALF * 0})
    assert found.regions["sky"].max() == 0
    np.testing.assert_allclose(sum(found.regions.values()), 1, atol=1e-6)
    assert found.regions["other"][:, :4].min() == 1


def test_a_mask_named_subject_marks_the_subject():
    found = with_masks(analysis(), {"subject": HALF})
    np.testing.assert_array_equal(found.subject, HALF)
    assert "subject" not in found.regions


def test_the_users_depth_replaces_the_disparity():
    near = np.ones((8, 8), np.float32)
    assert with_depth(analysis(), near).disparity is near


def found(subject):
    return replace(analysis(), subject=np.asarray(subject, np.float32))


def test_a_found_subject_gives_up_what_the_user_calls_something_else():
    hair = HALF * 0
    hair[:2] = HALF[:2]
    np.testing.assert_array_equal(with_masks(found(HALF), {"hair": hair}).subject, HALF - hair)
    assert with_masks(found(HALF), {"fire": HALF}).subject is None


def test_a_subject_may_be_a_region_of_the_users():
    np.testing.assert_array_equal(with_masks(found(HALF), {"person": HALF}).subject, HALF)
    np.testing.assert_array_equal(with_masks(found(HALF), {"fire": HALF, "subject": HALF}).subject, HALF)


def test_relative_depth_puts_the_sky_at_none_and_the_nearest_at_one():
    near = np.repeat(np.linspace(5, 9, 60, dtype=np.float32)[:, None], 80, 1)
    sky = np.zeros((60, 80), np.float32)
    sky[:20] = 1
    plain = Analysis(np.zeros((60, 80), np.float32), {"sky": sky, "ground": 1 - sky}, {}, None)
    seen = with_relative_depth(plain, near).disparity
    assert seen[:20].max() == 0 and seen[-1].min() > 0.97 and (np.diff(seen[20:, 0]) >= 0).all()
    without = with_relative_depth(replace(plain, regions={"other": np.ones_like(sky)}), near).disparity
    assert 0.05 <= without.min() < 0.12 and without.max() == 1
