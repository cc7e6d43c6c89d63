"""An analysis made of what a network sees. A lambda stands in for the network."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from skimage.data import astronaut

from flowanim.datatypes import Analysis
from flowanim.errors import WeightsError
from flowanim.ops.image import from_uint8, resize
from flowanim.ops.warp import pixel_grid
from flowanim.scene import classical, seen
from flowanim.scene.segment import find_regions
from flowanim.sight import Sight
from tests.scene.landscapes import HORIZON, H, W, field, flower

KINDS = ("other", "sky", "water", "person", "animal", "vegetation", "building", "ground", "mountain", "vehicle")


def sight(masks, near, subject=None, sure=0.97):
    """Return a See that answers with `masks` (kind -> bool (H, W)) and disparity (H, W), at a quarter of the size."""
    size = (W // 4, H // 4)
    rest = (1 - sure) / (len(KINDS) - 1)

    def see(rgb):
        chances = {k: np.full((H, W), rest, np.float32) for k in KINDS}
        for kind, mask in masks.items():
            chances[kind][mask] = sure
        chances = {k: resize(c, size) for k, c in chances.items()}
        total = sum(chances.values())
        none = np.zeros((H, W), np.float32) if subject is None else subject.astype(np.float32)
        doubt = np.full(size[::-1], 0.05, np.float32)
        return Sight(resize(near, size), doubt, {k: c / total for k, c in chances.items()}, resize(none, size))

    return see


def above():
    mask = np.zeros((H, W), bool)
    mask[:HORIZON] = True
    return mask


def law():
    """The disparity of level ground under a sky."""
    rows = np.clip((np.arange(H, dtype=np.float32) - HORIZON) / (H - HORIZON), 0, 1)
    return np.repeat(rows[:, None], W, 1)


def landscape():
    return sight({"sky": above(), "ground": ~above()}, law())


def test_where_both_agree_regions_are_those_of_the_rules_and_so_is_a_subject_that_the_network_does_not_deny():
    other = classical.analyse(flower())
    masks = {kind: alpha > 0.5 for kind, alpha in other.regions.items()}
    found, denied = (
        seen.analyse(flower(), sight(masks, law(), chance * (other.subject > 0.5))) for chance in (0.4, 0.05)
    )
    assert set(found.regions) == set(other.regions)
    for kind, alpha in other.regions.items():
        assert np.abs(found.regions[kind] - alpha).mean() < 0.01
    assert np.abs(found.subject - other.subject).mean() < 0.01
    assert denied.subject is None


def test_a_light_on_the_ground_is_no_subject():
    spot = np.zeros((H, W), bool)
    spot[150:190, 180:240] = True
    photo = np.where(spot[..., None], np.float32(0.9), field()).astype(np.float32)
    ground, thing = (
        seen.analyse(photo, sight({"sky": above(), "ground": ~above() & ~spot, kind: spot}, law(), spot, sure=0.9))
        for kind in ("ground", "person")
    )
    assert thing.subject is not None and ground.subject is None


def test_regions_that_the_rules_do_not_know_are_the_networks():
    below = law() > 0.5
    rest = ~above() & ~below
    found = seen.analyse(field(), sight({"sky": above(), "ground": rest, "vehicle": below}, law()))
    assert set(found.regions) >= {"sky", "vehicle"}
    assert found.regions["vehicle"][-30:].mean() > 0.9


def test_the_disparity_steps_on_the_regions_borders_though_the_network_sees_it_soft():
    disparity = seen.analyse(field(), sight({"sky": above()}, 0.2 + 0.5 * law())).disparity
    assert disparity[: HORIZON - 2].max() == 0
    assert disparity[HORIZON + 4 :].min() > 0.02


def test_sky_is_infinitely_far_and_the_nearest_is_one():
    disparity = seen.analyse(field(), landscape()).disparity
    assert disparity[: HORIZON - 2].max() == 0
    assert disparity.max() == pytest.approx(1)
    assert (np.diff(disparity[HORIZON + 5 :].mean(1)) > -1e-3).all()


def test_what_the_network_sees_nearer_is_nearer_and_the_ground_is_level():
    left = np.zeros((H, W), np.float32)
    left[:, : W // 2] = 1
    regions = {"ground": left, "building": 1 - left}
    found = Analysis(law(), regions, dict.fromkeys(regions, 1.0))
    levels = (np.where(left > 0, law(), np.float32(level)) for level in (0.2, 0.8))
    far, near = (seen._in_steps(level, law(), found, seen.RELIEF) for level in levels)
    assert near[HORIZON + 20, -40] / near[-1, 40] > 2 * far[HORIZON + 20, -40] / far[-1, 40]
    assert (np.diff(far[HORIZON + 2 :, 40]) >= 0).all()


def test_the_networks_scale_and_shift_do_not_matter():
    one, two = (seen.analyse(field(), sight({}, near)).disparity for near in (law(), 0.4 + 0.5 * law()))
    np.testing.assert_allclose(one, two, atol=0.01)


def test_a_person_stands_at_one_distance_from_head_to_foot():
    body = np.zeros((H, W), np.float32)
    body[60:190, 170:214] = 1
    regions = {"other": 1 - body, "person": body}
    found = Analysis(np.ones((H, W), np.float32), regions, {"person": 1.0, "other": 1.0})
    disparity = seen._in_steps(law(), law(), found, seen.DEEP)
    assert np.ptp(disparity[66:184, 176:208]) < 1e-3


def test_a_subject_stands_with_little_relief_but_a_bed_in_a_room_lies():
    thing = np.zeros((H, W), np.float32)
    thing[60:190, 170:214] = 1
    found = Analysis(np.ones((H, W), np.float32), {"other": np.ones_like(thing)}, {"other": 1.0}, thing)
    reliefs = [seen._relief(found, wild) for wild in (1, 0)]
    standing, lying = (np.ptp(seen._in_steps(law(), law(), found, relief)[66:184, 176:208]) for relief in reliefs)
    assert 0.02 < standing < 0.2 and lying > 1.5 * standing
    assert seen._relief(replace(found, regions={"animal": thing, "other": 1 - thing}), 0) == seen.RELIEF


def test_without_weights_the_classical_analysis_answers_and_says_so():
    def blind(rgb):
        raise WeightsError("scene.onnx cannot be read (gone): install flowanim again")

    found, notes = seen.look_at(field(), blind)
    np.testing.assert_array_equal(found.disparity, classical.analyse(field()).disparity)
    assert notes == (
        "regions and depth are found without a network: scene.onnx cannot be read (gone): install flowanim again",
    )


@pytest.mark.parametrize("kind", ["person", "building"])
def test_people_are_found_by_their_faces_where_people_are_likely(kind):
    portrait = from_uint8(astronaut())
    rows = np.repeat(np.linspace(0.3, 1, 512, dtype=np.float32)[:, None], 512, 1)
    chances = {k: np.full((128, 128), 0.9 if k == kind else 0.1 / 9, np.float32) for k in KINDS}
    small = resize(rows, (128, 128))
    found, _ = seen.look_at(portrait, lambda rgb: Sight(small, small, chances, 0.3 * np.ones_like(small)))
    assert bool(found.faces) == (kind == "person")
    if found.faces:
        assert found.regions["person"][60:150, 190:260].mean() > 0.95
        assert found.subject is not None


def test_a_photo_of_another_type_is_refused():
    with pytest.raises(ValueError, match="float32"):
        seen.analyse(np.zeros((8, 8, 3)), landscape())


@pytest.mark.parametrize("size", [(48, 31), (1, 7), (640, 20)])
def test_photos_of_odd_shapes_are_analysed(size):
    rgb = np.random.default_rng(0).random((size[1], size[0], 3), dtype=np.float32)
    found = seen.analyse(rgb, landscape())
    assert found.disparity.shape == rgb.shape[:2]
    assert np.isfinite(found.disparity).all()


def test_regions_that_need_no_second_opinion_are_the_networks():
    def sure(rgb):
        return replace(sight({"water": ~above(), "mountain": above()}, law())(rgb), sure=True)

    found = seen.analyse(field(), sure)
    assert set(found.regions) == {"water", "mountain"}
    assert (found.regions["mountain"][: HORIZON - 6] > 0.9).all()


def test_a_sky_that_the_network_does_not_see_is_none():
    rules, without, with_it = (
        seen.analyse(field(), sight(kinds, law())) for kinds in ({"sky": above()}, {"building": above()}, {})
    )
    assert "sky" in rules.regions and "sky" not in without.regions and "sky" not in with_it.regions
    assert without.regions["building"][: HORIZON - 4].mean() > 0.9


def test_without_a_sky_the_disparity_is_the_networks_and_under_one_the_rules_have_a_say():
    slope = 1 - law()
    indoors = seen.analyse(field(), sight({"building": above()}, slope)).disparity
    assert indoors[10].mean() > indoors[-10].mean()
    level = np.full((H, W), 0.5, np.float32)
    outdoors = seen.analyse(field(), sight({"sky": above()}, level)).disparity
    assert outdoors[-10].mean() > outdoors[HORIZON + 10].mean() + 0.1


def test_what_lies_keeps_its_law_but_for_where_the_network_has_it_all_in_all():
    half = np.zeros((H, W), bool)
    half[HORIZON:, : W // 2] = True
    wavy = np.asarray(law() + 0.02 * np.sin(np.arange(W, dtype=np.float32)), np.float32)
    np.testing.assert_allclose(seen._lying(wavy, law(), half)[half], law()[half], atol=0.002)
    np.testing.assert_allclose(seen._lying(law() + 0.2, law(), half)[half], law()[half] + 0.2, atol=1e-3)
    assert seen._lying(law() - 0.5, law(), half).min() == 0


def test_without_a_sky_the_rules_have_a_say_in_nature_and_none_in_rooms():
    sideways = np.repeat(np.linspace(0, 1, W, dtype=np.float32)[None], H, 0)
    wild, room = (
        seen.analyse(field(), sight({kind: law() >= 0}, sideways)).disparity for kind in ("vegetation", "building")
    )
    assert room[-20:].mean() - room[:20].mean() < 0.05
    assert wild[-20:].mean() - wild[:20].mean() > 0.1


def red_body(rgb):
    """Return the photo with a red body on it, where that is, and a soft chance of it."""
    body = np.zeros((H, W), bool)
    body[70:200, 150:200] = True
    soft = np.clip(cv2.GaussianBlur(body.astype(np.float32), (0, 0), 6) * 1.3, 0, 1)
    return np.where(body[..., None], np.float32((0.75, 0.1, 0.1)), rgb), body, soft


def test_a_subject_that_the_network_sees_is_cut_out_on_the_photos_edges_and_stands():
    rgb, body, soft = red_body(resize(np.ascontiguousarray(field()[HORIZON:]), (W, H)))
    found = seen.analyse(rgb, sight({"ground": ~body, "person": body}, law(), soft))
    assert found.subject is not None and found.confidence["subject"] > 0.6
    assert (found.subject[body].mean(), found.subject[~body].mean()) == pytest.approx((1, 0), abs=0.03)


def test_a_subject_that_only_the_network_sees_is_refused_where_it_is_unsure():
    rgb, body, soft = red_body(field())
    regions = {"sky": above() & ~body, "ground": ~above() & ~body, "person": body}
    sure, unsure = (seen.analyse(rgb, sight(regions, law(), share * soft)).subject for share in (1, 0.4))
    assert sure is not None and unsure is None


def test_where_the_network_is_unsure_the_subject_is_that_of_the_rules():
    for soft in (0.4 * above(), np.full((H, W), 0.2, np.float32)):
        for photo, has in ((field(), False), (flower(), True)):
            regions = {kind: alpha > 0.5 for kind, alpha in classical.analyse(photo).regions.items()}
            assert (seen.analyse(photo, sight(regions, law(), soft)).subject is not None) == has


def test_of_a_body_that_is_mostly_the_subject_all_is():
    regions = find_regions(field())
    x = pixel_grid(H, W)[..., 0]
    index = np.zeros((H, W), np.uint8)
    index[:, 100:200] = index[:, 250:300] = 1
    regions = replace(regions, kinds=("other", "person"), index=index)
    whole = seen._with_whole_bodies(regions, (x > 120) & (x < 260))
    np.testing.assert_array_equal(whole, (x >= 100) & (x < 260))
    index[:, 200:240] = 2
    whole = seen._with_whole_bodies(replace(regions, kinds=("other", "person", "building"), index=index), x < 205)
    np.testing.assert_array_equal(whole, x < 205)


def test_a_subject_never_lies_on_the_ground_under_a_sky():
    assert not seen._lies("subject", law()[HORIZON:], True) and seen._lies("other", law()[HORIZON:], True)


def plain(rgb):
    """An analysis that sees one thing."""
    ones = np.ones(rgb.shape[:2], np.float32)
    return Analysis(ones, {"other": ones}, {"other": 1.0})
