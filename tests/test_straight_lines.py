"""What is straight in the photo is straight in every frame: measured on the pixels."""

import numpy as np

from flowanim.datatypes import Analysis, Photo
from flowanim.ops.warp import pixel_grid
from flowanim.plan import CameraKey, CameraPath
from flowanim.render.frames import render_frames
from flowanim.scene.layers import build_scene
from tests.render.stages import plan

SIZE = (320, 200)
HALF = 1.2
TRUCK = CameraPath(keys=(CameraKey(u=0, x=0.05),))
"""A truck by 5 % of the focal length: the nearest things move by 16 px."""


def wobble(seed=0):
    """Return what a network adds to the true disparity: smooth errors of 6 %."""
    h, w = SIZE[1], SIZE[0]
    x, y = np.moveaxis(pixel_grid(h, w), -1, 0)
    return 0.06 * np.sin(x / 23 + seed) * np.cos(y / 17)


def floor():
    """A tiled floor below its horizon: lines that run to the vanishing point; (picture, disparity, lines, axis)."""
    h, w = SIZE[1], SIZE[0]
    x, y = np.moveaxis(pixel_grid(h, w), -1, 0)
    down = (y + 60) / (h + 60)
    lines = [lambda v, k=k: w / 2 + k * (v + 60) for k in (-0.5, -0.25, 0.0, 0.25, 0.5)]
    return drawn([x - line(y) for line in lines]), down, lines


def facade():
    """A wall that recedes to the right, with upright edges of windows; (picture, disparity, places)."""
    h, w = SIZE[1], SIZE[0]
    x = pixel_grid(h, w)[..., 0]
    places = (60.0, 110.0, 160.0, 210.0, 260.0)
    return drawn([x - place for place in places]), (2 * w - x) / (2 * w), places


def drawn(distances):
    """Dark lines, soft to a pixel and a half, on a light ground."""
    ink = sum(np.exp(-0.5 * (d / HALF) ** 2) for d in distances)
    return np.repeat((0.9 - 0.7 * np.clip(ink, 0, 1))[..., None], 3, 2).astype(np.float32)


def rendered(picture, disparity, kind):
    analysis = Analysis(disparity.astype(np.float32), {kind: np.ones(picture.shape[:2], np.float32)}, {kind: 1.0})
    scene = build_scene(Photo(picture, float(SIZE[0])), analysis)
    a_plan = plan(size=SIZE, camera=TRUCK, loop=False)
    return next(iter(render_frames(scene, a_plan).frames))[..., 0].astype(float) / 255


def bent(profile_of, guess, at):
    """Return by how many pixels a dark line leaves its best straight fit; looked for around `guess` at each `at`."""
    places = []
    for v, middle in zip(at, guess, strict=True):
        window = np.arange(round(middle) - 4, round(middle) + 5)
        ink = 0.9 - profile_of(v, window)
        places.append((ink * window).sum() / ink.sum())
    return float(np.abs(np.polyval(np.polyfit(at, places, 1), at) - places).max())


def test_a_tiled_floor_keeps_its_lines_straight_under_a_truck():
    picture, disparity, lines = floor()
    frame = rendered(picture, disparity + wobble(), "ground")
    rows = np.arange(20, 180, 4)
    push = -0.05 * SIZE[0] * (rows + 60) / (SIZE[1] + 60)
    for line in lines[1:-1]:
        assert bent(lambda v, window: frame[v, window], line(rows) + push, rows) < 0.3


def test_a_facade_keeps_its_lines_straight_under_a_truck():
    picture, disparity, places = facade()
    frame = rendered(picture, disparity + wobble(2), "building")
    rows = np.arange(20, 180, 4)
    for place in places:
        push = -0.05 * SIZE[0] * (2 * SIZE[0] - place) / (2 * SIZE[0])
        assert bent(lambda v, window: frame[v, window], np.full(len(rows), place + push), rows) < 0.3


def test_without_a_plane_the_wobble_of_the_depth_would_show():
    picture, disparity, lines = floor()
    frame = rendered(picture, disparity + wobble(), "vegetation")
    rows = np.arange(20, 180, 4)
    push = -0.05 * SIZE[0] * (rows + 60) / (SIZE[1] + 60)
    assert max(bent(lambda v, window: frame[v, window], line(rows) + push, rows) for line in lines[1:-1]) > 0.3
