import cv2
import numpy as np
import pytest

from flowanim.datatypes import Analysis, Photo
from flowanim.ops.warp import pixel_grid
from flowanim.scene.hang import hanging
from flowanim.scene.layers import build_scene
from tests.render.stages import speckle

W, H = 640, 400
HORIZON = 240
GROUND = (pixel_grid(H, W)[..., 1] >= HORIZON).astype(np.float32)
SKY = np.float32((0.6, 0.7, 0.9)) + 0.02 * (speckle((H, W), 1) - 0.5)
SOIL = np.float32((0.6, 0.4, 0.2)) + 0.05 * (speckle((H, W), 2) - 0.5)
PLAIN = np.where(GROUND[..., None] > 0, SOIL, SKY).astype(np.float32)


def with_line(start, end, *, wide=6, soft=0.0, tint=(0.6, 0.4, 0.2)):
    """Return the plain picture with a line drawn on it, and where the line is, within the sky."""
    ink = np.zeros((H, W), np.float32)
    cv2.line(ink, start, end, 1.0, wide, cv2.LINE_AA)
    ink = cv2.GaussianBlur(ink, (0, 0), soft) if soft else ink
    share = ink[..., None]
    return (PLAIN * (1 - share) + share * np.float32(tint)).astype(np.float32), (ink > 0.5) & (GROUND == 0)


def test_a_stem_in_the_sky_goes_to_the_ground_that_it_stands_on():
    photo, stem = with_line((200, 260), (260, 60))
    (gained,) = hanging(photo, 1 - GROUND, [GROUND])
    assert (gained > 0)[stem].mean() > 0.9
    assert ((gained > 0) & ~stem).sum() < 0.3 * stem.sum()


@pytest.mark.parametrize(
    "photo",
    [
        PLAIN,
        with_line((200, 160), (260, 60))[0],
        with_line((100, 236), (500, 200), wide=10, soft=8.0, tint=(0.75, 0.8, 0.9))[0],
    ],
    ids=["nothing there", "a bird", "a soft cloud"],
)
def test_what_does_not_hang_on_the_border_sharply_stays_with_the_sky(photo):
    assert not hanging(photo, 1 - GROUND, [GROUND])[0].any()


def test_a_mast_takes_the_gaps_between_its_struts_with_it_and_is_one_thing():
    photo, ink = PLAIN.copy(), np.zeros((H, W), np.float32)
    struts = [((300, 260), (320, 60)), ((340, 260), (320, 60)), ((303, 230), (335, 200)), ((305, 195), (332, 150))]
    for start, end in struts:
        cv2.line(ink, start, end, 1.0, 3, cv2.LINE_AA)
    photo = (photo + ink[..., None] * (np.float32((0.2, 0.15, 0.1)) - photo)).astype(np.float32)
    (gained,) = hanging(photo, 1 - GROUND, [GROUND])
    between = gained[100:230, 320]
    assert (between > 0).mean() > 0.95 and len(np.unique(between[between > 0])) == 1
    assert not gained[:, 380:].any()


def test_of_two_regions_the_one_gets_it_that_is_like_it():
    photo, stem = with_line((320, 300), (330, 60))
    sea = GROUND * (np.abs(pixel_grid(H, W)[..., 0] - 320) > 3)
    photo = np.where(sea[..., None] > 0, np.float32((0.1, 0.3, 0.7)), photo).astype(np.float32)
    water, ground = hanging(photo, 1 - GROUND, [sea, GROUND - sea])
    assert (ground > 0)[stem].mean() > 0.9 and not water[stem].any()


def test_a_stalk_with_haze_around_it_goes_to_what_the_stalk_is_like():
    x = pixel_grid(H, W)[..., 0]
    sea, haze = GROUND * (abs(x - 230) > 3), np.float32((0.5, 0.6, 0.8))
    photo, _ = with_line((230, 260), (230, 60), wide=16, tint=(0.5, 0.6, 0.8))
    stalk = (abs(x - 230) <= 3) & (pixel_grid(H, W)[..., 1] > 60)
    photo[(sea > 0)] = haze
    photo[stalk] = (0.8, 0.5, 0.1)
    water, plants = hanging(photo, 1 - GROUND, [sea, GROUND - sea])
    assert (plants > 0)[stalk & (GROUND == 0)].mean() > 0.9 and not (water > 0).any()


def test_a_rim_goes_to_what_it_lies_along_even_if_it_is_more_like_what_it_stands_on():
    x, y = np.moveaxis(pixel_grid(H, W), -1, 0)
    wall = ((abs(x - 300) < 100) & (y > 90)).astype(np.float32)
    rim = (x >= 400) & (x < 403) & (y > 90) & (y < HORIZON)
    photo = np.where(wall[..., None] > 0, np.float32((0.3, 0.3, 0.35)), PLAIN)
    photo[rim] = SOIL[rim]
    sky = (1 - GROUND) * (1 - wall)
    along, below = hanging(photo, sky, [wall, GROUND * (1 - wall)])
    assert (along > 0)[rim].mean() > 0.6 and not (below > 0)[rim].any()


def test_without_a_border_nothing_hangs():
    ones = np.ones((H, W), np.float32)
    assert not hanging(PLAIN, ones, [0 * ones])[0].any()


def test_a_stem_in_the_sky_is_as_near_as_its_foot():
    photo, stem = with_line((200, 260), (260, 60), wide=8)
    disparity = (0.6 * GROUND).astype(np.float32)
    analysis = Analysis(disparity, {"sky": 1 - GROUND, "vegetation": GROUND}, {})
    _, plants = build_scene(Photo(photo, float(W)), analysis).layers
    inner = cv2.erode(stem.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert plants.alpha[inner].mean() > 0.9
    assert plants.disparity[inner].min() > 0.5


def before_a_sea():
    """Return a photo of a stalk on the ground before a sea under a sky, shares of sky and sea, and the stalk."""
    y = pixel_grid(H, W)[..., 1]
    sky = (y < 120).astype(np.float32)
    sea = (1 - GROUND) * (1 - sky)
    photo, stalk = with_line((200, 260), (230, 40))
    blue = np.float32((0.1, 0.3, 0.7)) + 0.02 * (speckle((H, W), 3) - 0.5)
    return np.where((sea > 0)[..., None] & ~stalk[..., None], blue, photo).astype(np.float32), sky, sea, stalk


def test_before_water_what_stands_up_is_taken_off_it_and_a_reflection_is_not():
    photo, sky, sea, stalk = before_a_sea()
    photo[122:160, 400:406] = (0.05, 0.1, 0.05)
    shore = sky * (pixel_grid(H, W)[..., 1] > 100)
    wet = stalk & (sea > 0)
    ground, far = hanging(photo, sea, [GROUND, shore], rising=True)
    assert (ground > 0)[wet].mean() > 0.9 and not far.any()
    assert hanging(photo, sea, [GROUND, shore])[1].any()


def test_what_stands_before_water_is_not_the_far_shores_though_it_reaches_it():
    photo, sky, sea, stalk = before_a_sea()
    y = pixel_grid(H, W)[..., 1]
    photo[(y < 120) & (y > 80) & ~stalk] = (0.55, 0.4, 0.25)
    shore = sky * (y > 80)
    ground, far = hanging(photo, sea, [GROUND, shore], rising=True)
    assert (ground > 0)[stalk & (sea > 0)].mean() > 0.9 and not far.any()


def test_a_wedge_of_sea_between_two_stalks_under_the_sky_is_no_gap():
    photo, _, sea, stalk = before_a_sea()
    ink = np.zeros((H, W), np.float32)
    cv2.line(ink, (200, 260), (170, 40), 1.0, 6, cv2.LINE_AA)
    photo = np.where((ink > 0.5)[..., None] & (GROUND == 0)[..., None], np.float32((0.6, 0.4, 0.2)), photo)
    (gained,) = hanging(photo.astype(np.float32), sea, [GROUND], rising=True)
    assert (gained > 0)[stalk & (sea > 0)].mean() > 0.9 and not gained[150, 200]


def test_a_stalk_that_crosses_a_horizon_is_one_thing_as_near_as_its_foot():
    photo, sky, sea, stalk = before_a_sea()
    y = pixel_grid(H, W)[..., 1]
    disparity = (np.maximum(y - 120, 0) / (H - 120)).astype(np.float32)
    regions = {"sky": sky, "water": sea, "vegetation": GROUND}
    scene = build_scene(Photo(photo, float(W)), Analysis(disparity, regions, dict.fromkeys(regions, 1.0)))
    plants = next(layer for layer in scene.layers if layer.name == "vegetation")
    assert (plants.alpha > 0.5)[stalk].mean() > 0.9
    near = plants.disparity[stalk & (plants.alpha > 0.5)]
    assert np.ptp(np.quantile(near, (0.05, 0.95))) < 0.05
