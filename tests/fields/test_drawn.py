from dataclasses import replace

import numpy as np
import pytest

from flowanim.fields.drawn import drawn_current, drawn_swing
from flowanim.fields.place import Board
from flowanim.fields.waves import field_at
from flowanim.plan import Arrow, Brush, DrawnEffect, File
from tests.fields.places import place

MASK = File(path="brush.png")


def effect(*arrows, brush=None, **changes) -> DrawnEffect:
    """Return what is drawn; arrows: (x, y, dx, dy), brush: its numbers by name."""
    strokes = () if brush is None else (Brush(mask=MASK, **brush),)
    made = tuple(Arrow(**dict(zip(("x", "y", "dx", "dy"), arrow, strict=True))) for arrow in arrows)
    return DrawnEffect(layer="it", arrows=made, brushes=strokes, **changes)


def on(where, *, mask=None, still=None, crop=(0.0, 0.0, 1.0, 1.0)):
    """Return a place with a board."""
    shape = where.grid.shape
    masks = {} if mask is None else {MASK.path: np.broadcast_to(mask, shape).astype(np.float32)}
    return replace(where, board=Board(still, np.full((*shape, 3), 0.5, np.float32), masks, crop))


def left_half(where) -> np.ndarray:
    return where.grid.points[..., 0] < where.grid.size[0] / 2


def test_an_arrow_is_the_way_of_one_second_at_1280_pixels():
    velocity = drawn_current(effect((0.5, 0.5, 40, -20)), on(place("sky", top=0))).velocity
    np.testing.assert_allclose(velocity[100, 160], (10, -5), atol=0.05)


def test_with_perspective_what_is_far_goes_slower():
    where = on(place("water", top=0.4))
    velocity = drawn_current(effect((0.5, 0.7, 40, 0), perspective=1), where).velocity
    assert velocity[140, 160, 0] == pytest.approx(10, rel=0.05)
    assert velocity[180, 160, 0] > 1.2 * velocity[140, 160, 0] > 1.5 * velocity[100, 160, 0] > 0


def test_perspective_makes_nothing_much_faster_than_was_drawn():
    velocity = drawn_current(effect((0.5, 0.42, 40, 0), perspective=1), on(place("water", top=0.4))).velocity
    assert np.hypot(*np.moveaxis(velocity, -1, 0)).max() <= 2.05 * 10


def test_a_crop_keeps_an_arrow_at_its_place():
    where = on(place("sky", top=0), crop=(0.5, 0.5, 0.5, 0.5))
    drawn = effect((0.75, 0.75, 40, 0), (0.1, 0.1, -40, 0), style="swing", reach_px=200)
    push = field_at(drawn_swing(drawn, where), 0.5)
    assert push[101, 161, 0] == pytest.approx(10, rel=0.1) and np.abs(push).max() < 11


def test_a_swing_goes_to_the_arrows_end_and_back():
    waves = drawn_swing(effect((0.5, 0.5, 40, -20), style="swing"), on(place("person", top=0)))
    np.testing.assert_allclose(field_at(waves, 0.5)[100, 160], (10, -5), atol=0.1)
    np.testing.assert_allclose(field_at(waves, 1.0), 0, atol=1e-4)


def test_a_swing_does_not_fold_the_picture():
    """Two arrows against each other, close together."""
    waves = drawn_swing(effect((0.48, 0.5, 300, 0), (0.52, 0.5, -300, 0), style="swing"), on(place("person", top=0)))
    push = field_at(waves, 0.5)
    assert max(np.abs(np.asarray(np.gradient(push, axis=a))).max() for a in (0, 1)) <= 0.61


def test_a_still_point_stays_and_what_is_far_from_it_comes_late():
    where = place("other", top=0)
    still = where.grid.points[..., 0] < 20
    waves = drawn_swing(effect((0.95, 0.5, 0, 40), style="swing", lag=0.25), on(where, still=still))
    half, later = field_at(waves, 0.5), field_at(waves, 0.6)
    assert not half[still].any()
    assert np.abs(later[100, 300]).max() > np.abs(half[100, 300]).max()


def test_a_brush_moves_what_is_under_it_and_nothing_else():
    where = place("sky", top=0)
    under = left_half(where)
    drawn = effect(brush={"right_px_s": -40, "up_px_s": 20})
    velocity = drawn_current(drawn, on(where, mask=under)).velocity
    np.testing.assert_allclose(velocity[100, 80], (-10, -5), atol=0.05)
    assert np.abs(velocity[~under]).max() < 0.5


def test_a_brush_towards_the_viewer_spreads_from_its_middle():
    where = place("smoke", top=0)
    velocity = drawn_current(effect(brush={"nearer": 10}), on(where, mask=1.0)).velocity
    offset = where.grid.offsets
    np.testing.assert_allclose(velocity[50:150, 60:260], 0.1 * offset[50:150, 60:260], atol=0.3)


def test_a_brush_at_random_has_no_common_direction():
    velocity = drawn_current(effect(brush={"random_px_s": 40}), on(place("sky", top=0), mask=1.0)).velocity
    assert np.abs(velocity).mean() > 2 and np.abs(velocity.mean((0, 1))).max() < 0.35 * np.abs(velocity).mean()


def test_a_brush_on_what_swings_goes_its_way_in_half_a_swing():
    waves = drawn_swing(
        effect(brush={"right_px_s": 20}, style="swing", period_s=4), on(place("other", top=0), mask=1.0)
    )
    np.testing.assert_allclose(field_at(waves, 0.5)[100, 160], (20 * 2 / 4, 0), atol=0.1)


def test_a_brush_whose_file_was_not_read_moves_nothing():
    assert not drawn_current(effect(brush={"right_px_s": 40}), on(place("sky", top=0))).velocity.any()
