from dataclasses import replace

import pytest

from flowanim.motion.intent import Clause
from flowanim.motion.scenic import fitted
from flowanim.parts import BreatheEffect, FlutterEffect, GlintEffect, ShadeEffect, SurfEffect
from flowanim.plan import LightEffect
from tests.motion.scenes import box, portrait, scene, sheet
from tests.motion.test_lamp import lit

LIGHT = Clause("element", "light")


def test_a_face_of_another_layer_is_not_taken():
    breath, clause = BreatheEffect(layer="person"), Clause("element", "person")
    beside, within = (0.0, 0.3, 0.1, 0.1), (0.45, 0.3, 0.1, 0.2)
    assert fitted(breath, clause, replace(portrait(), faces=(beside,))) == breath
    assert fitted(breath, clause, replace(portrait(), faces=(beside, within))).face == within


def test_what_needs_nothing_of_the_scene_stays():
    flag = FlutterEffect(layer="*", amplitude_px=9)
    assert fitted(flag, Clause("element", "flag"), portrait()) is flag


@pytest.mark.parametrize("x, away", [(0.1, 0), (0.9, 180)])
def test_light_and_glints_come_from_where_the_light_of_the_photo_does(x, away):
    for effect in (LightEffect(), GlintEffect(layer="it")):
        made = fitted(effect, LIGHT, lit(x, 0.5))
        assert (made.angle_deg - away + 180) % 360 - 180 == pytest.approx(0, abs=8)


def test_light_has_the_colour_of_the_photos_own():
    orange, white = lit(0.1, 0.5, (1.0, 0.6, 0.3)), lit(0.1, 0.5)
    assert fitted(LightEffect(exposure_ev=0.2), LIGHT, orange).warmth_ev > 0.02
    assert fitted(LightEffect(exposure_ev=0.2), LIGHT, white).warmth_ev == pytest.approx(0, abs=0.005)
    cool = replace(LIGHT, warmth=-1.0)
    assert fitted(LightEffect(warmth_ev=-0.15), cool, orange).warmth_ev == -0.15


def test_what_is_said_is_stronger_than_what_is_seen():
    said = replace(LIGHT, angle_deg=77.0)
    for effect in (LightEffect(), GlintEffect(layer="it"), ShadeEffect(layer="it")):
        turned = effect.model_copy(update={"angle_deg": 77})
        assert fitted(turned, said, lit(0.1, 0.5)).angle_deg == 77


def test_a_flame_gives_its_own_light():
    flame = LightEffect(layer="fire", exposure_ev=0.2)
    assert fitted(flame, LIGHT, lit(0.1, 0.5)) is not None
    assert fitted(flame, LIGHT, lit(0.1, 0.5)).angle_deg == 0


def test_shadows_drift_across_the_light():
    made = fitted(ShadeEffect(layer="it"), Clause("element", "shadows"), lit(0.1, 0.5))
    assert made.angle_deg == pytest.approx(270, abs=8)


@pytest.mark.parametrize("land, angle", [(box(0, 1, 0.7, 1), 0), (box(0, 1, 0, 0.3), 180), (box(0.8, 1), 270)])
def test_surf_comes_in_where_the_land_is(land, angle):
    bay = scene(sheet("water", "water", 1 - land, 0.4), sheet("ground", "ground", land, 0.9))
    made = fitted(SurfEffect(layer="water", amplitude_px=3), Clause("element", "surf"), bay)
    assert (made.angle_deg - angle + 180) % 360 - 180 == pytest.approx(0, abs=10)


def test_without_land_surf_comes_towards_the_viewer():
    sea = scene(sheet("water", "water", box(0, 1), 0.4))
    made = fitted(SurfEffect(layer="water", amplitude_px=3), Clause("element", "surf"), sea)
    assert made.angle_deg == 270
