import numpy as np

from flowanim.fields.turbulence import turbulence
from flowanim.fields.waves import field_at
from flowanim.parts import TurbulenceEffect
from tests.fields.places import place


def pull(u: float, **amounts) -> np.ndarray:
    waves = turbulence(TurbulenceEffect(layer="it", **{"amplitude_px": 8, **amounts}), place("smoke"))
    return field_at(waves, u)


def test_eddies_neither_gather_nor_thin_out():
    """The divergence is small against the shear: it is a curl, but for the fading at the border."""
    field = pull(0.3)[90:150, 40:280]
    (dxy, dxx), (dyy, dyx) = np.gradient(field[..., 0]), np.gradient(field[..., 1])
    assert np.abs(dxx + dyy).mean() < 0.35 * np.abs(dxy - dyx).mean()


def test_eddies_drift_upwards():
    """The pattern a moment later is the pattern now, higher up."""
    waves = turbulence(TurbulenceEffect(layer="it", amplitude_px=8, speed_px_s=80), place("smoke", top=0.0))
    now, later = (field_at(waves, u)[..., 0] + sum(-term.cos[..., 0] * -1 for term in waves) for u in (0.30, 0.33))
    alike = [
        np.corrcoef(now[60:140, 40:-40].ravel(), np.roll(later, s, 0)[60:140, 40:-40].ravel())[0, 1]
        for s in range(-8, 9)
    ]
    assert int(np.argmax(alike)) > 8


def test_it_grows_along_the_plume():
    low, high = (np.abs(pull(0.3, spread=1)[rows]).mean() for rows in (slice(170, 190), slice(95, 115)))
    assert low < high


def test_finer_eddies_are_weaker():
    assert np.abs(pull(0.3, size_px=600)).max() > 0
    assert not pull(0.3, amplitude_px=0).any()
