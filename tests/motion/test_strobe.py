import numpy as np
import pytest

from flowanim.datatypes import Layer, Photo, Scene
from flowanim.fields.sway import fastest
from flowanim.motion.strobe import MOST, texture_px, unaliased
from flowanim.ops.image import colour, premultiply
from flowanim.parts import FlutterEffect
from flowanim.plan import FlowEffect, SwayEffect

H, W = 200, 320


def stripes(length_px: float, *, contrast: float = 0.3) -> Layer:
    """Return a layer of upright stripes; `length_px` counts at 1280 px."""
    wave = 0.5 + contrast * np.sin(2 * np.pi * np.arange(W) / (length_px * W / 1280))
    rgb = np.repeat(np.tile(wave, (H, 1))[..., None], 3, 2).astype(np.float32)
    return Layer("grass", "vegetation", premultiply(rgb, np.ones((H, W), np.float32)), np.full((H, W), 0.5, np.float32))


def shown(layer: Layer) -> Scene:
    """Return a scene of this layer alone."""
    return Scene(Photo(colour(layer.rgba), float(W), "test.png"), (layer,))


@pytest.mark.parametrize("length", [24, 40, 64])
def test_the_wavelength_of_a_pattern_is_found(length):
    assert texture_px(stripes(length), 0) == pytest.approx(length, rel=0.15)


def test_along_the_stripes_nothing_can_alias():
    found = texture_px(stripes(32), 90)
    assert found is None or found > 300


def test_a_plain_thing_has_no_texture():
    assert texture_px(stripes(32, contrast=0), 0) is None


@pytest.mark.parametrize("kind", [SwayEffect, FlutterEffect])
def test_what_sways_goes_no_farther_in_a_frame_than_its_texture_bears(kind):
    layer, effect = stripes(24), kind(layer="grass", amplitude_px=30, period_s=1)
    made, notes = unaliased(effect, shown(layer), 12)
    assert fastest(made) / 12 == pytest.approx(MOST * texture_px(layer, 0), rel=0.01)
    assert len(notes) == 1 and "reduced from 30 to" in notes[0]


def test_more_frames_a_second_bear_more():
    effect = SwayEffect(layer="grass", amplitude_px=60, period_s=1)
    slow, quick = (unaliased(effect, shown(stripes(24)), fps)[0].amplitude_px for fps in (12, 24))
    assert quick == pytest.approx(2 * slow, rel=0.01)


def test_what_is_slow_or_plain_or_flows_stays():
    gentle = SwayEffect(layer="grass", amplitude_px=2, period_s=3)
    assert unaliased(gentle, shown(stripes(24)), 24) == (gentle, ())
    wild = SwayEffect(layer="grass", amplitude_px=40, period_s=1)
    assert unaliased(wild, shown(stripes(24, contrast=0)), 24) == (wild, ())
    flow = FlowEffect(layer="grass", speed_px_s=400)
    assert unaliased(flow, shown(stripes(24)), 24) == (flow, ())
