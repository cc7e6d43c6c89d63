import numpy as np
import pytest

from flowanim.fields.sway import fastest, flutter, free_end, sway
from flowanim.fields.waves import field_at
from flowanim.parts import FlutterEffect
from flowanim.plan import SwayEffect
from tests.fields.places import place

TREE = {"kind": "vegetation", "top": 0.2, "bottom": 0.9, "sides": 0.3}


def pushes(**amounts) -> np.ndarray:
    """Return the push over the clip, (48, h, w, 2)."""
    waves = sway(SwayEffect(layer="it", **{"amplitude_px": 12, **amounts}), place(**TREE))
    return np.stack([field_at(waves, i / 48) for i in range(48)])


def ends(where, anchor: str) -> tuple[float, float]:
    """Return how free a tree is at its bottom and at its top."""
    free, rows = free_end(where, anchor), np.flatnonzero(where.alpha.any(1))
    middle = free.shape[1] // 2
    return free[rows[-2], middle], free[rows[1], middle]


def test_a_tree_stands_still_at_its_foot_and_is_free_at_its_top():
    foot, top = ends(place(**TREE), "bottom")
    assert foot < 0.05 and top > 0.8


def test_what_hangs_is_free_at_its_lower_end():
    foot, top = ends(place(**TREE), "top")
    assert foot > 0.8 and top < 0.05


@pytest.mark.parametrize(("anchor", "fixed", "free"), [("left", 1, -2), ("right", -2, 1)])
def test_a_flag_is_free_away_from_its_pole(anchor, fixed, free):
    where = place(**TREE)
    columns = np.flatnonzero(where.alpha.any(0))
    row = free_end(where, anchor)[where.alpha.shape[0] // 2, columns]
    assert row[fixed] < 0.1 and row[free] > 0.8


def test_each_tree_of_a_row_stands_on_its_own_ground():
    """One stands higher up: it is fixed at its own foot, not at the other's."""
    where = place(top=0.2, bottom=0.9)
    alpha = where.alpha.copy()
    alpha[:, 150:] = 0
    alpha[: alpha.shape[0] // 2, 180:] = place(top=0.1, bottom=0.45).alpha[: alpha.shape[0] // 2, 180:]
    free = free_end(type(where)(**{**vars(where), "alpha": alpha}), "bottom")
    foot = np.flatnonzero(alpha[:, 250])[-1]
    assert free[foot, 250] < 0.1


def test_the_sway_is_about_as_wide_as_planned():
    """12 px at 1280 px are 3 px at 320; gusts and branches make it a little more or less."""
    assert 1 < np.abs(pushes()).max() < 6


def test_it_bends_along_the_wind():
    along, across = np.abs(pushes(angle_deg=0)).mean((0, 1, 2))
    assert along > 2 * across


def test_without_amplitude_nothing_moves():
    assert not pushes(amplitude_px=0).any()


def test_the_ground_does_not_move():
    where = place(**TREE)
    below = int(np.flatnonzero(where.alpha.any(1))[-1]) + 6
    assert np.abs(pushes()[:, below:]).max() < 0.05


def waving(**amounts) -> np.ndarray:
    """Return the push of a flag over the clip, (96, h, w, 2)."""
    waves, _ = flutter(FlutterEffect(layer="it", **{"amplitude_px": 40, **amounts}), place("other", sides=0.2))
    return np.stack([field_at(waves, i / 96) for i in range(96)])


@pytest.mark.parametrize("anchor, fixed, free", [("left", 68, 250), ("right", 252, 70)])
def test_cloth_waves_more_the_farther_from_its_pole(anchor, fixed, free):
    swing = np.ptp(waving(anchor=anchor)[:, 150, :, 1], 0)
    assert swing[fixed] < 0.15 * swing[free] and swing[free] > 5


def test_waves_run_from_the_pole_to_the_free_end():
    """What a place near the pole does now, one farther out does later."""
    up = waving(wavelength_px=1000)[:, 150, :, 1]
    near, far = up[:, 150] - up[:, 150].mean(), up[:, 190] - up[:, 190].mean()
    late = [np.dot(np.roll(near, s), far) for s in range(-10, 11)]
    assert int(np.argmax(late)) > 10


@pytest.mark.parametrize(
    "field, effect",
    [(sway, SwayEffect(layer="it", amplitude_px=12)), (flutter, FlutterEffect(layer="it", amplitude_px=12))],
)
def test_how_fast_it_goes_is_known_beforehand(field, effect):
    where = place(size=(1280, 800), seconds=8.0, **{**TREE, "bottom": 1.0})
    waves = field(effect, where)[0] if field is flutter else field(effect, where)
    moments = np.stack([field_at(waves, i / 192) for i in range(192)])
    speeds = np.linalg.norm(np.diff(moments, axis=0), axis=-1).max() * 24
    assert 0.5 * fastest(effect) < speeds < 1.3 * fastest(effect)
