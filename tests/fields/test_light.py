import numpy as np
import pytest

from flowanim.fields.light import light
from flowanim.fields.waves import field_at
from flowanim.plan import LightEffect
from tests.fields.places import place


def gains(where=None, **amounts) -> np.ndarray:
    """Return the log2 gain over the clip, (24, h, w, 3)."""
    waves = light(LightEffect(**amounts), where or place(top=-1, bottom=2))
    return np.stack([field_at(waves, i / 24) for i in range(24)])


def test_exposure_is_in_stops_and_the_same_for_all_colours():
    found = gains(exposure_ev=0.5, gradient=0)
    assert np.abs(found).max() == pytest.approx(0.5, abs=0.01)
    assert np.ptp(found, axis=-1).max() < 1e-6


def test_warmth_is_red_against_blue():
    red, green, blue = np.moveaxis(gains(exposure_ev=0, warmth_ev=0.8, gradient=0), -1, 0)
    np.testing.assert_allclose(red, -blue, atol=1e-6)
    assert np.abs(red - blue).max() == pytest.approx(0.8, abs=0.01) and not green.any()


def test_without_gradient_the_whole_layer_brightens_at_once():
    assert np.ptp(gains(gradient=0), axis=(1, 2)).max() < 1e-6


def test_a_gradient_crosses_the_picture():
    assert np.ptp(gains(gradient=1, exposure_ev=0.5), axis=(1, 2)).max() > 0.3


def test_outside_its_layer_the_light_rests():
    where = place(top=0.5)
    assert not gains(where)[:, where.alpha == 0].any()


def test_a_flame_is_uneven():
    """Its steps are larger and more irregular than those of a steady swing of the same strength."""
    steady, flame = (np.abs(np.diff(gains(flicker=f, gradient=0)[:, 0, 0, 0])).max() for f in (0, 1))
    assert flame > 1.5 * steady
