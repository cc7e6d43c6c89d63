"""Every camera move of the table, rendered and measured on the pictures: its class, its steadiness, and the rules."""

from itertools import pairwise

import numpy as np
import pytest

from flowanim.datatypes import Layer, Photo, Scene
from flowanim.motion.intent import Clause
from flowanim.motion.moves import Stand, camera_path
from flowanim.motion.presets import CAMERAS
from flowanim.ops.image import premultiply, to_uint8
from flowanim.ops.warp import centre, pixel_grid
from flowanim.render.frames import flow_at, render_frames
from flowanim.render.holes import complete, survey
from flowanim.render.overscan import overscan
from flowanim.review.track import camera_class, follow, grid_points, jitter
from tests.render.stages import plan, speckle

SIZE = (320, 200)
NEAR, FAR = 0.9, 0.35
CLASSES = {
    "static": {"static"},
    "push-in": {"zoom-in"},
    "pull-out": {"zoom-out"},
    "pan-left": {"pan-left"},
    "pan-right": {"pan-right"},
    "truck-left": {"pan-left"},
    "truck-right": {"pan-right"},
    "tilt-up": {"tilt-up"},
    "tilt-down": {"tilt-down"},
    "pedestal-up": {"tilt-up"},
    "pedestal-down": {"tilt-down"},
    "zoom-in": {"zoom-in"},
    "zoom-out": {"zoom-out"},
    "orbit-left": {"pan-right"},
    "orbit-right": {"pan-left"},
    "orbit": {"pan-left", "pan-right"},
    "arc": {"pan-left"},
    "dolly-zoom": {"zoom-out"},
    "dolly-zoom-out": {"zoom-in"},
    "roll-left": {"roll-left"},
    "roll-right": {"roll-right"},
    "handheld": set(),
    "drift": {"pan-left", "pan-right"},
    "breathe": {"zoom-in"},
}
"""What the wall around the subject is seen to do: an orbit holds the subject, and the wall goes the other way."""


def wall_and_subject():
    """A speckled wall far away and a disc of other speckles in front of it."""
    w, h = SIZE
    ones = np.ones((h, w), np.float32)
    near = (np.hypot(*np.moveaxis(pixel_grid(h, w) - centre(h, w), -1, 0)) < 0.22 * h).astype(np.float32)
    wall, disc = speckle((h, w), 1, soft=2.5), speckle((h, w), 2, soft=2.5)
    layers = (
        Layer("wall", "building", premultiply(wall, 1 - near), FAR * ones),
        Layer("disc", "other", premultiply(disc, near), NEAR * ones, subject=True),
    )
    return Scene(Photo(np.where(near[..., None] > 0, disc, wall), float(w)), layers)


def plan_of(name, *, loop=False, seconds=0.75, fps=16.0):
    path, _ = camera_path((Clause("camera", name),), Stand(NEAR), loop=loop, seconds=seconds)
    a_plan = plan(size=SIZE, camera=path, loop=loop, seconds=seconds, fps=fps)
    zoom = overscan(wall_and_subject(), a_plan)
    return a_plan.model_copy(update={"camera": path.model_copy(update={"overscan": zoom})})


def frames_of(a_plan):
    scene = wall_and_subject()
    return list(render_frames(complete(scene, survey(scene, a_plan), a_plan), a_plan).frames)


def test_the_table_of_classes_names_every_camera_move():
    assert set(CLASSES) == set(CAMERAS)


@pytest.mark.parametrize("name", CAMERAS)
def test_a_camera_move_is_seen_as_what_it_is_and_runs_as_planned(name):
    a_plan, points = plan_of(name), grid_points(SIZE)
    tracks = follow(frames_of(a_plan), points)
    seen = camera_class(tracks, SIZE)
    assert seen in CLASSES[name] or not CLASSES[name]
    good = tracks.good[-1] & (np.hypot(*(points - centre(SIZE[1], SIZE[0])).T) > 0.45 * SIZE[1]) & inner(tracks.places)
    scene = wall_and_subject()
    pushes = [flow_at(a_plan, scene, i / a_plan.fps) for i in range(a_plan.frames)]
    assert good.sum() > 12
    assert jitter(tracks.places[:, good], planned(pushes, points[good])) < 0.05


def inner(places):
    """Whether the window around each point stays inside the frame."""
    return ((places > 12) & (places < np.array(SIZE) - 13)).all((0, 2))


def planned(pushes, points):
    """Where the plan puts what the first frame shows at the points."""
    starts = points
    for _ in range(12):
        starts = points - at(pushes[0], starts)
    return np.stack([starts + at(push, starts) for push in pushes])


def at(field, places):
    x, y = np.clip(places, 0, np.array(SIZE) - 1.001).T
    i, j = x.astype(int), y.astype(int)
    fx, fy = (x - i)[:, None], (y - j)[:, None]
    top, low = (field[k, i] * (1 - fx) + field[k, i + 1] * fx for k in (j, j + 1))
    return top * (1 - fy) + low * fy


@pytest.mark.parametrize("name", CAMERAS)
def test_in_a_loop_a_camera_move_begins_with_the_photo_and_comes_back(name):
    a_plan = plan_of(name, loop=True, seconds=1.0, fps=24.0)
    frames = frames_of(a_plan)
    if a_plan.camera.overscan == 1 and not any(abs(k.z) + abs(np.log(k.zoom)) for k in a_plan.camera.keys[:1]):
        np.testing.assert_array_equal(frames[0], to_uint8(wall_and_subject().photo.rgb))
    steps = [np.abs(a.astype(int) - b).mean() for a, b in pairwise(frames)]
    # A swing is fastest at its start: its step from last to first is as large as its largest, to a hair.
    assert np.abs(frames[-1].astype(int) - frames[0]).mean() <= 1.02 * np.quantile(steps, 0.95)
