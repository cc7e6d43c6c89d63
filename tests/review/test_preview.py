from dataclasses import replace

import numpy as np
import pytest

from flowanim.ops.image import resize, to_uint8
from flowanim.plan import Arrow, CameraKey, CameraPath, DrawnEffect, File, FlowEffect, LightEffect, SwayEffect
from flowanim.review import ink
from flowanim.review.preview import preview
from tests.render.stages import SIZE, plan, small_scene

WIDE = 1280
HIGH = 1280 * SIZE[1] // SIZE[0]
SKY = slice(20, 300), slice(20, 500)
WATER = slice(560, 740), slice(20, 500)
SUBJECT = slice(340, 440), slice(720, 820)


def picture(*effects, drawings=None, **changes) -> np.ndarray:
    """Return the preview without its legend."""
    return preview(plan(effects=effects, **changes), replace(small_scene(), drawings=drawings or {}))[:HIGH]


def inked(found: np.ndarray, tint=ink.PALETTE[0]) -> np.ndarray:
    return (np.abs(found.astype(int) - tint).max(-1) < 12)[:HIGH]


def flow(**changes) -> FlowEffect:
    return FlowEffect(layer="sky", speed_px_s=30, **changes)


def test_it_is_as_large_as_a_plan_counts_with_a_legend_below():
    assert preview(plan(), small_scene()).shape == (HIGH + ink.LEGEND_PX, WIDE, 3)


def test_what_moves_has_arrows_and_its_outline_and_what_rests_has_not():
    found = inked(picture(flow()))
    assert found[SKY].mean() > 0.02 and not found[WATER].any()


def test_what_rests_is_darker():
    shown = to_uint8(resize(small_scene().photo.rgb, (WIDE, HIGH)))
    found = picture(flow())
    assert found[WATER].mean() < 0.8 * shown[WATER].mean()


def test_a_still_plan_shows_the_photo_itself():
    shown = to_uint8(resize(small_scene().photo.rgb, (WIDE, HIGH)))
    np.testing.assert_array_equal(picture()[WATER], shown[WATER])


@pytest.mark.parametrize(
    "effect",
    [
        SwayEffect(layer="subject", amplitude_px=20),
        DrawnEffect(layer="subject", style="swing", arrows=(Arrow(x=0.6, y=0.5, dx=20, dy=0),)),
    ],
    ids=["sway", "drawn"],
)
def test_what_swings_has_arrows_too(effect):
    assert inked(picture(effect))[SUBJECT].mean() > 0.005


def test_each_moving_region_has_a_colour_of_its_own():
    found = picture(flow(), SwayEffect(layer="subject", amplitude_px=20))
    assert inked(found, ink.PALETTE[0])[SUBJECT].any() and inked(found, ink.PALETTE[1])[SKY].any()


def test_the_frame_of_a_zoom_lies_inside():
    found = picture(camera=CameraPath(keys=(CameraKey(u=0), CameraKey(u=1, zoom=2))), loop=False)
    rows, columns = np.nonzero(inked(found, ink.YELLOW))
    assert np.ptp(columns) == pytest.approx(WIDE / 2, rel=0.02) and np.ptp(rows) == pytest.approx(HIGH / 2, rel=0.02)


def test_what_is_frozen_is_hatched_and_an_anchor_is_pinned():
    frozen = np.zeros(SIZE[::-1], np.float32)
    frozen[70:90, 5:40] = 1
    found = picture(flow(), freeze=(File(path="a.png"),), anchors=((0.9, 0.8),), drawings={"a.png": frozen})
    assert inked(found, ink.WHITE)[600:700, 80:300].mean() > 0.1
    assert found[round(0.8 * HIGH), round(0.9 * WIDE), 0] > 200


def test_light_over_the_whole_picture_breaks_nothing():
    assert picture(LightEffect(exposure_ev=0.3)).shape == (HIGH, WIDE, 3)
