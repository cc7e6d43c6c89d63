from dataclasses import replace

import numpy as np
import pytest

from flowanim.fields.place import Board, heading
from flowanim.fields.surf import surf
from flowanim.fields.waves import field_at
from flowanim.parts import SurfEffect
from tests.fields.places import place

SLANTED = place(size=(640, 400), top=0.35, bottom=0.9)
BAY = replace(place(size=(640, 400), top=0.2, bottom=0.8), disparity=np.ones(SLANTED.grid.shape, np.float32))
"""Seen from above."""


def sea(where=BAY, **amounts):
    """Return (transport, pull, light) of a surf whose shore is below."""
    return surf(SurfEffect(layer="it", **{"amplitude_px": 6, **amounts}), where)


def lifts(column: int = 320, **amounts) -> np.ndarray:
    """Return how the water is lifted in one column of points over the clip, (96, rows)."""
    column //= BAY.grid.step
    _, pull, _ = sea(**amounts)
    return np.stack([field_at(pull, i / 96)[:, column, 1] for i in range(96)])


def test_crests_come_in_to_the_shore():
    """Moved down by what they go in one frame, the waves fit the next frame better than moved up."""
    found = lifts(period_s=2)
    inside = np.flatnonzero(BAY.alpha[:, 0] > 0.5)[20:-20]
    errors = {s: np.abs(found[1:, inside] - found[:-1, inside - s]).mean() for s in (-2, 2)}
    assert errors[2] < 0.8 * errors[-2]


def test_the_foam_goes_to_the_shore_and_runs_out_there():
    transport, _, _ = sea()
    velocity = transport.velocity
    rows = np.flatnonzero(BAY.alpha[:, 0] > 0.5)
    assert velocity[rows[len(rows) // 2]].mean(0) @ heading(270) > 2
    assert np.abs(velocity[rows[-1]]).max() < 0.5 and not velocity[rows[-1] + 4 :].any()


@pytest.mark.parametrize("angle", [0, 180])
def test_the_shore_is_where_the_plan_says(angle):
    where = place(size=(640, 400), top=0.3, bottom=0.9, sides=0.2)
    velocity = sea(where, angle_deg=angle)[0].velocity
    moving = np.linalg.norm(velocity, axis=2) > 1
    assert (velocity[moving] @ heading(angle) > 0).mean() > 0.95


def test_waves_bunch_up_and_rise_before_the_shore():
    found = lifts(wavelength_px=100)
    rows = np.flatnonzero(BAY.alpha[:, 0] > 0.5)
    reach = found.std(0)
    assert reach[rows[-9] : rows[-5]].mean() > 1.15 * reach[rows[len(rows) // 4]]


def test_far_waves_are_lower():
    _, pull, _ = sea(SLANTED, wavelength_px=60)
    line = field_at(pull, 0.3)[:, 320 // SLANTED.grid.step, 1]
    rows = np.flatnonzero(SLANTED.alpha[:, 0] > 0.5)
    far, near = line[rows[len(rows) // 5 : len(rows) // 2]], line[rows[len(rows) // 2 : -10]]
    assert np.abs(far).max() < 0.7 * np.abs(near).max()


def test_foam_shines_on_what_is_bright():
    colours = np.full((*BAY.grid.shape, 3), 0.2, np.float32)
    colours[:, 300 // BAY.grid.step : 340 // BAY.grid.step] = 0.9
    _, _, light = sea(replace(BAY, board=Board(colours=colours)))
    shine = np.abs(field_at(light, 0.4))[..., 1]
    assert shine[:, 320 // BAY.grid.step].max() > 0.05 > 0.01 > shine[:, 100 // BAY.grid.step].max()
    assert sea(foam=0)[2] == ()


@pytest.mark.parametrize("level", [0.75, 0.9, 1.0])
def test_foam_turns_neither_grey_nor_plain_white(level):
    """All of it shone by the same sine at first: half of it lost a quarter of its light, and half was burnt out."""
    colours = np.full((*BAY.grid.shape, 3), level, np.float32)
    colours[:, : BAY.grid.shape[1] // 2] = 0.3
    _, _, light = sea(replace(BAY, board=Board(colours=colours)), foam=1)
    lit = level * 2 ** np.stack([field_at(light, i / 24)[..., 1] for i in range(24)])
    assert lit.min() > 0.88 * level and lit.max() <= 1.001


def test_without_a_shore_it_runs_straight():
    everywhere = place(size=(640, 400), top=-1, bottom=2)
    velocity = sea(everywhere)[0].velocity
    assert (velocity[20:100, ..., 1] > 0).all() and np.abs(velocity[20:100, ..., 0]).max() < 1e-3
