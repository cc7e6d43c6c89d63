from dataclasses import replace

import numpy as np
import pytest

from flowanim.datatypes import Photo, Scene
from flowanim.errors import PlanError
from flowanim.motion.dashes import march, shown_on
from flowanim.ops.image import to_uint8
from flowanim.parts import DashEffect
from flowanim.plan import CameraPath
from flowanim.render.frames import render_frames
from tests.motion.scenes import nothing
from tests.motion.test_hands import drawn
from tests.render.stages import plan

LINE = DashEffect(points=((0.1, 0.5), (0.9, 0.5)))


def on(colour) -> Scene:
    """Return a flat picture of one colour."""
    flat = np.broadcast_to(np.float32(colour), nothing().photo.rgb.shape).copy()
    return replace(nothing(), photo=Photo(flat, 128.0, "flat.png"))


def test_arrows_march_from_the_command_line_and_nothing_else_moves():
    made = drawn((40, 20, 200, 20), (200, 22, 200, 150), drawn="dashes")
    (dashes,) = made.effects
    wanted = [(40 / 320, 20 / 192), (200 / 320, 20 / 192), (200 / 320, 150 / 192)]
    np.testing.assert_allclose(dashes.points, wanted, atol=1e-4)
    assert made.camera == CameraPath() and any("march along 1 line" in note for note in made.notes)


def test_in_a_crop_the_line_lies_where_it_was_drawn():
    (dashes,) = drawn((80, 96, 200, 96), drawn="dashes", crop=(0.25, 0.0, 0.5, 1.0)).effects
    assert dashes.points == ((0.0, 0.5), (0.75, 0.5))


def test_an_arrow_may_be_as_long_as_the_picture():
    assert drawn((1, 1, 318, 190), drawn="dashes").effects


def test_ways_that_meet_are_one_line_and_others_are_not():
    ways = [((0.1, 0.1), (0.5, 0.1)), ((0.5, 0.105), (0.5, 0.6)), ((0.8, 0.1), (0.8, 0.6))]
    assert [len(line.points) for line in march(ways)] == [3, 2]


@pytest.mark.parametrize("colour", [(1, 1, 1), (0.05, 0.05, 0.05), (0.9, 0.2, 0.1), (0.1, 0.3, 0.9), (0.1, 0.5, 0.2)])
def test_dashes_are_seen_on_any_colour(colour):
    made = shown_on(LINE, on(colour), 1)
    assert np.linalg.norm(np.subtract(made.colour, colour)) > 0.6


def test_strength_makes_them_quicker_or_takes_them_away():
    assert shown_on(LINE, on((1, 1, 1)), 2).speed_px_s == 2 * LINE.speed_px_s
    assert not drawn((1, 1, 318, 190), drawn="dashes", strength=0).effects


@pytest.mark.parametrize(
    "wishes, words",
    [
        ({}, "draw the line with --arrow"),
        ({"brushes": (("b.png", 1, 0, 0, 0),)}, "leave out --brush"),
        ({"motion_from": "c.mp4"}, "--motion-from"),
        ({"hints": "c.FLO"}, ".flo"),
    ],
)
def test_what_cannot_march_is_refused(wishes, words):
    with pytest.raises(PlanError, match=words):
        drawn(drawn="dashes", **wishes)


def test_an_end_outside_the_photo_is_refused():
    with pytest.raises(PlanError, match="ends outside the photo"):
        drawn((10, 10, 900, 10), drawn="dashes")


def test_flat_colours_and_line_art_stay_crisp():
    """Away from the dashes every frame of a diagram is the picture itself, to the bit."""
    rgb = np.ones((*nothing().photo.shape, 3), np.float32)
    rgb[20:60, 20:50] = (0.2, 0.5, 0.9)
    rgb[20:60, [20, 49]] = rgb[[20, 59], 20:50] = 0
    made = shown_on(DashEffect(points=((0.2, 0.85), (0.8, 0.85))), on((1, 1, 1)), 1)
    scene = replace(nothing(), photo=Photo(rgb, 128.0, "d.png"))
    layer = replace(scene.layers[0], rgba=np.dstack([rgb, np.ones(scene.photo.shape, np.float32)]))
    scene = replace(scene, layers=(layer,))
    frames = [f.copy() for f in render_frames(scene, plan(size=scene.photo.size, effects=(made,), fps=6)).frames]
    assert all((frame[:68] == to_uint8(rgb)[:68]).all() for frame in frames)
    assert any((frame[70:] != 255).any() for frame in frames)
