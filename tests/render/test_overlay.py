import cv2
import numpy as np
import pytest

from flowanim.parts import DashEffect, ParticleEffect, PlumeEffect
from flowanim.plan import CameraPath, Finishing, Swing
from flowanim.render.overlay import overlays, seen_disparity
from flowanim.render.parallax import set_up
from tests.render.stages import SIZE, plan, small_scene

ADDED = {
    "rain": ParticleEffect(style="rain", amount=200, size_px=8, speed_px_s=1500, angle_deg=262),
    "snow": ParticleEffect(style="snow", amount=200, size_px=40),
    "dust": ParticleEffect(style="dust", amount=200, size_px=30),
    "fireflies": ParticleEffect(style="fireflies", amount=100, size_px=30),
    "plume": PlumeEffect(width_px=400, height_px=600, opacity=0.8),
    "dashes": DashEffect(points=((0.1, 0.2), (0.5, 0.7), (0.9, 0.3)), width_px=16, dash_px=80),
}
each_one = pytest.mark.parametrize("name", [*ADDED, "grain"])


def grey(level: int = 60) -> np.ndarray:
    return np.full((SIZE[1], SIZE[0], 3), level, np.uint8)


def stage_of(name: str, **changes):
    more = {"finishing": Finishing(grain=0.5)} if name == "grain" else {"effects": (ADDED[name],)}
    return set_up(small_scene(), plan(**more, **changes))


def drawn(name: str, u: float, **changes) -> np.ndarray:
    frame = grey()
    for lay in overlays(stage_of(name, **changes)):
        lay(frame, u)
    return frame


@each_one
def test_it_adds_something_and_again_the_same(name):
    first = drawn(name, 0.25)
    assert np.abs(first.astype(int) - grey()).max() > 2
    np.testing.assert_array_equal(first, drawn(name, 0.25))


@each_one
def test_it_moves_and_its_loop_closes(name):
    start = drawn(name, 0.0).astype(int)
    assert np.abs(start - drawn(name, 1.0)).max() <= 2
    assert np.abs(start - drawn(name, 0.4)).max() > 2


def test_a_plan_that_adds_nothing_has_no_overlay():
    assert overlays(set_up(small_scene(), plan())) == ()


def test_flakes_hide_behind_what_is_nearer():
    """The disc is at 0.9, so that few of them pass before it; the sky behind is at 0."""
    stage = stage_of("snow")
    depth = seen_disparity(stage)
    near = cv2.resize(depth, SIZE)[:, :] > 0.85
    far = cv2.resize(depth, SIZE) < 0.02
    changed = np.mean([np.abs(drawn("snow", u).astype(int) - grey()).max(-1) > 3 for u in (0.1, 0.4, 0.7)], 0)
    assert changed[near].mean() < 0.4 * changed[far].mean()


def test_the_camera_sees_them_move():
    camera = CameraPath(swings=(Swing(axis="x", amount=0.2),))
    assert np.abs(drawn("snow", 0.25, camera=camera).astype(int) - drawn("snow", 0.25)).max() > 5


def test_grain_is_as_light_as_dark_and_nothing_drifts():
    noise = drawn("grain", 0.25).astype(float) - 60
    assert abs(noise.mean()) < 0.3 and 1 < noise.std() < 6


def test_dashes_lie_on_their_line():
    changed = np.abs(drawn("dashes", 0.3).astype(int) - grey()).max(-1) > 10
    assert changed.any() and not changed[: SIZE[1] // 8].any() and not changed[:, : SIZE[0] // 16].any()
