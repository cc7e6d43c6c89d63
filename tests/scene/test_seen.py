"""An analysis made of what a network sees. A lambda stands in for the network."""

import numpy as np
import pytest
from skimage.data import astronaut

from flowanim.errors import WeightsError
from flowanim.ops.image import from_uint8, resize
from flowanim.scene import classical, seen
from flowanim.sight import Sight
from tests.scene.landscapes import HORIZON, H, W, disc, field, flower

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


def landscape(**more):
    return sight({"sky": above(), "ground": ~above()}, law(), **more)


def test_regions_share_out_every_pixel_at_the_photos_size():
    big = resize(field(), (3 * W, 3 * H))
    found = seen.analyse(big, landscape())
    np.testing.assert_allclose(sum(found.regions.values()), 1, atol=1e-5)
    assert found.disparity.shape == big.shape[:2]
    assert set(found.regions) == {"sky", "ground"}
    assert min(found.confidence.values()) > 0.9


def test_the_border_lies_on_the_photos_edge_though_the_network_sees_it_soft():
    found = seen.analyse(field(), landscape())
    sky = found.regions["sky"] > 0.5
    assert sky[: HORIZON - 1].mean() > 0.99
    assert sky[HORIZON + 1 :].mean() < 0.01


def test_sky_is_infinitely_far_and_the_nearest_is_one():
    disparity = seen.analyse(field(), landscape()).disparity
    assert disparity[: HORIZON - 1].max() == 0
    assert disparity.max() == pytest.approx(1)
    assert (np.diff(disparity[HORIZON + 5 :].mean(1)) > -1e-3).all()


def test_a_person_stands_at_one_distance_from_head_to_foot():
    body = np.zeros((H, W), bool)
    body[60:190, 170:214] = True
    masks = {"sky": above() & ~body, "ground": ~above() & ~body, "person": body}
    rgb = field()
    rgb[body] = (0.7, 0.1, 0.1)
    disparity = seen.analyse(rgb, sight(masks, law())).disparity
    assert np.ptp(disparity[66:184, 176:208]) < 1e-3


def test_a_subject_is_cut_out_and_a_doubtful_one_is_not():
    shape = disc(190, 110, 55)
    found = seen.analyse(flower(), sight({"vegetation": ~shape, "other": shape}, law(), subject=0.9 * shape))
    assert found.subject is not None
    assert ((found.subject > 0.5) & shape).sum() / ((found.subject > 0.5) | shape).sum() > 0.9
    weak = seen.analyse(field(), sight({"sky": above(), "ground": ~above()}, law(), subject=0.55 * shape))
    assert weak.subject is None


def test_what_covers_next_to_nothing_goes_to_its_neighbours():
    speck = np.zeros((H, W), bool)
    speck[150:156, 200:206] = True
    found = seen.analyse(field(), sight({"sky": above(), "ground": ~above() & ~speck, "vehicle": speck}, law()))
    assert set(found.regions) == {"sky", "ground"}


def test_where_the_network_has_no_idea_the_classical_analysis_answers():
    blind = sight({}, np.full((H, W), 0.5, np.float32))
    found = seen.analyse(field(), blind)
    assert (found.regions["sky"][: HORIZON - 2] > 0.5).mean() > 0.98


def test_without_weights_the_classical_analysis_answers_and_says_so():
    def blind(rgb):
        raise WeightsError("scene.onnx cannot be read (gone): install flowanim again")

    found, notes = seen.look_at(field(), blind)
    np.testing.assert_array_equal(found.disparity, classical.analyse(field()).disparity)
    assert notes == (
        "regions and depth are found without a network: scene.onnx cannot be read (gone): install flowanim again",
    )


def test_people_the_network_missed_are_found_by_their_faces():
    portrait = from_uint8(astronaut())
    rows = np.repeat(np.linspace(0.3, 1, 512, dtype=np.float32)[:, None], 512, 1)
    chances = {k: np.full((128, 128), 0.9 if k == "building" else 0.1 / 9, np.float32) for k in KINDS}
    small = resize(rows, (128, 128))
    found, _ = seen.look_at(portrait, lambda rgb: Sight(small, small, chances, np.zeros_like(small)))
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
