from flowanim.datatypes import KINDS
from flowanim.nets.scene_layout import CHANNELS, FIRST_REGION, REGIONS


def test_every_region_is_a_kind_of_the_scene_and_has_its_own_channel():
    assert set(REGIONS) <= set(KINDS)
    assert len(set(REGIONS)) == len(REGIONS) == CHANNELS - FIRST_REGION


def test_regions_stand_in_the_order_of_the_labels():
    assert [REGIONS.index(kind) for kind in ("other", "sky", "person", "ground", "vehicle")] == [0, 1, 3, 7, 9]
