from dataclasses import replace

import numpy as np
import pytest

from flowanim.fields.light import glint, glow, light, rays, shade, twinkle
from flowanim.fields.place import Board, Place
from flowanim.fields.waves import field_at
from flowanim.parts import GlintEffect, GlowEffect, RaysEffect, ShadeEffect, TwinkleEffect
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


def with_spot(where, row: int, column: int):
    """Return a dark picture with one small bright spot."""
    colours = np.full((*where.grid.shape, 3), 0.2, np.float32)
    colours[row - 1 : row + 2, column - 1 : column + 2] = 0.7
    return replace(where, board=Board(colours=colours))


def over_clip(waves) -> np.ndarray:
    """Return the log2 gain over the clip, (48, h, w)."""
    return np.stack([field_at(waves, i / 48)[..., 1] for i in range(48)])


def test_a_glow_falls_off_with_the_distance_from_its_source():
    lamp = place("fire", top=0.45, bottom=0.55, sides=0.46)
    swing = np.ptp(over_clip(glow(GlowEffect(layer="it", reach_px=200), lamp)), 0)
    near, middle, far = swing[100, 160], swing[100, 210], swing[100, 310]
    assert near > 1.4 * middle > 1.4 * far > 0


def test_a_glint_crosses_its_layer_from_one_side_to_the_other():
    bright = over_clip(glint(GlintEffect(layer="it", angle_deg=0), place("other", sides=0.2)))
    when = [int(bright[:, 150, x].argmax()) for x in (80, 160, 240)]
    assert when == sorted(when) and when[0] < when[1] < when[2]
    assert bright[:, 150, 160].max() > 0.5 and bright.min() > -0.25


def test_a_glint_catches_on_what_is_bright():
    where = with_spot(place("other"), 150, 160)
    bright = over_clip(glint(GlintEffect(layer="it"), where))
    assert bright[:, 150, 160].max() > 3 * bright[:, 150, 190].max()


def test_only_small_bright_spots_twinkle():
    swing = np.ptp(over_clip(twinkle(TwinkleEffect(layer="it"), with_spot(place("other"), 150, 160))), 0)
    assert swing[150, 160] > 0.2 and swing[:140].max() < 0.01


def lit_at(*parts, kind: str = "water") -> Place:
    """Return a layer that fills a dark picture in which `parts` (rows, columns) are bright."""
    where = place(kind, top=-1, bottom=2)
    colours = np.full((*where.grid.shape, 3), 0.2, np.float32)
    for part in parts:
        colours[part] = 0.7
    return replace(where, board=Board(colours=colours))


LONG = {
    "a streak": np.s_[60:160, 200:204],
    "a slanted one": (np.arange(60, 160)[:, None] + np.arange(3), np.arange(100, 200)[:, None]),
    "the sky above a shore": np.s_[:120],
    "the sky at a gable": (np.arange(100)[:, None], np.arange(100)[:, None] + np.arange(160)),
}


@pytest.mark.parametrize("kind", ["water", "sky"])
@pytest.mark.parametrize("part", LONG.values(), ids=LONG)
def test_what_is_long_some_way_does_not_twinkle(part, kind):
    assert twinkle(TwinkleEffect(), lit_at(part, kind=kind)) == ()


def test_a_knot_of_stars_does_not_twinkle_but_a_lamp_of_its_size_does():
    knot = np.s_[100:105, 200:205]
    assert twinkle(TwinkleEffect(), lit_at(knot, kind="sky")) == ()
    assert np.ptp(over_clip(twinkle(TwinkleEffect(), lit_at(knot, kind="building"))), 0)[102, 202] > 0.2


def test_the_blown_out_heart_of_a_lamp_stays_white_and_its_rim_flickers_as_a_whole():
    where = lit_at(np.s_[50:55, 60:65], np.s_[40:43, 60:63], kind="building")
    where.board.colours[51:54, 61:64] = 1
    found = over_clip(twinkle(TwinkleEffect(), where))
    assert not found[:, 51:54, 61:64].any() and np.ptp(found[:, 50, 60]) > 0.2
    np.testing.assert_allclose(found[:, 50, 60], found[:, 54, 64], atol=1e-5)


def test_lights_twinkle_each_as_a_whole_and_out_of_step():
    found = over_clip(twinkle(TwinkleEffect(), lit_at(np.s_[50:53, 60:63], np.s_[50:53, 66:69])))
    left, right = found[:, 50:53, 60:63].reshape(48, -1), found[:, 50:53, 66:69].reshape(48, -1)
    np.testing.assert_allclose(left, left[:, :1] + np.zeros_like(left), atol=1e-5)
    assert np.corrcoef(left[:, 0], right[:, 0])[0, 1] < 0.9


def test_rays_fan_out_from_their_place():
    """Along a ray from the source the gain keeps its sign; around it, it changes."""
    gain = over_clip(rays(RaysEffect(x=0.5, y=0.5), place("other", top=-1, bottom=2)))[12]
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    ring, wider = (gain[(101 + r * np.sin(angle)).astype(int), (161 + r * np.cos(angle)).astype(int)] for r in (50, 80))
    assert np.corrcoef(ring, wider)[0, 1] > 0.7 and (np.diff(np.sign(ring)) != 0).sum() > 5


def half_lit(where, soft: float):
    """Return a layer whose left half lies in a shadow with an edge `soft` points wide."""
    columns = np.arange(where.grid.shape[1]) - where.grid.shape[1] / 2
    level = np.float32(0.25) + np.float32(0.35) / (1 + np.exp(-columns / soft))
    colours = np.repeat(np.tile(level, (where.grid.shape[0], 1))[..., None], 3, 2).astype(np.float32)
    return replace(where, board=Board(colours=colours))


def test_a_soft_shadow_drifts_to_and_fro_along_its_way():
    """Where its edge is, the light is what lies a little beside it."""
    where = half_lit(place(top=-1, bottom=2), 12)
    found = over_clip(shade(ShadeEffect(layer="it", amplitude_px=20, angle_deg=0, period_s=4), where))
    level = where.board.colours[100, :, 1]
    moved = np.interp(np.arange(len(level)) - 5, np.arange(len(level)), level)
    wanted = np.log2((moved + 0.04) / (level + 0.04))[20:-20]
    np.testing.assert_allclose(found[12, 100, 20:-20], wanted, atol=0.05)
    np.testing.assert_allclose(found[12], -found[36], atol=1e-6)
    across = over_clip(shade(ShadeEffect(layer="it", angle_deg=90), where))
    assert np.abs(across).max() < 1e-3


def test_no_edge_of_the_layer_is_taken_for_a_shadow():
    where = half_lit(place(top=0.5), 1e6)
    where.board.colours[where.alpha == 0] = 1
    assert np.abs(over_clip(shade(ShadeEffect(layer="it", amplitude_px=30, angle_deg=90), where))).max() < 0.02


def test_without_colours_no_shadow_is_known():
    assert shade(ShadeEffect(layer="it"), place()) == ()
