import json
from itertools import pairwise

import cv2
import numpy as np
import pytest

from flowanim import pipeline
from flowanim.datatypes import Clip, Wishes
from flowanim.errors import OutputError, PlanError, UsageError
from flowanim.loading import load_scene
from flowanim.motion.planfile import load_plan, save_plan
from flowanim.ops.image import to_uint8
from flowanim.video.encode import write_video
from flowanim.video.flofile import flo_bytes
from flowanim.video.probe import probe
from tests.render.stages import speckle

SHORT = Wishes(seconds=0.5, fps=8)


@pytest.fixture
def photo(tmp_path):
    """A small picture: sky above a dark, textured ground."""
    rgb = speckle((96, 160)) * 0.3
    rgb[:44] = np.linspace(0.55, 0.8, 44, dtype=np.float32)[:, None, None] + np.float32([-0.1, 0, 0.15])
    path = tmp_path / "place.png"
    cv2.imwrite(str(path), to_uint8(rgb)[..., ::-1])
    return path


def frames_of(plan, scene):
    return np.stack(list(pipeline.render_clip(plan, scene).frames))


def test_one_call_makes_a_video_beside_the_photo(photo):
    result = pipeline.animate(photo, "slow push in", wishes=SHORT)
    assert result.path == photo.with_name("place.flowanim.mp4")
    found = probe(result.path)
    assert (found.size, found.fps) == ((160, 96), 8)
    assert 0 <= result.invented < 0.2


def test_animate_is_plan_then_render_bit_for_bit(photo, tmp_path):
    plan, scene = pipeline.make_plan(photo, "clouds drift left, truck right", SHORT, folder=tmp_path)
    save_plan(plan, tmp_path / "plan.json", folder=tmp_path)
    again = load_plan(tmp_path / "plan.json")
    np.testing.assert_array_equal(frames_of(plan, scene), frames_of(again, load_scene(again, tmp_path)))


def test_a_video_that_exists_stays_as_it_is(photo, tmp_path):
    there = tmp_path / "a.mp4"
    there.write_bytes(b"mine")
    with pytest.raises(OutputError, match="--force"):
        pipeline.animate(photo, out=there, wishes=SHORT)
    assert there.read_bytes() == b"mine"


def test_the_photo_is_never_overwritten(photo):
    with pytest.raises(UsageError):
        pipeline.animate(photo, out=photo, wishes=SHORT, force=True)


def test_a_mask_is_never_overwritten(photo, tmp_path):
    mask = tmp_path / "flag.gif"
    mask.write_bytes(b"GIF")
    with pytest.raises(UsageError):
        pipeline.animate(photo, out=mask, wishes=Wishes(masks={"flag": str(mask)}), force=True)
    assert mask.read_bytes() == b"GIF"


def test_a_folder_is_given_the_default_name(photo, tmp_path):
    (tmp_path / "out").mkdir()
    assert pipeline.target_for(photo, tmp_path / "out", force=False) == tmp_path / "out" / "place.flowanim.mp4"


def test_a_draft_has_a_quarter_of_the_pixels_and_half_the_rate_and_the_same_motion(photo):
    whole, _ = pipeline.make_plan(photo, "truck right", SHORT)
    small, scene = pipeline.make_plan(photo, "truck right", Wishes(seconds=0.5, fps=8, draft=True))
    assert (small.size, small.fps, small.seconds) == ((80, 48), 4, whole.seconds)
    assert (small.camera, small.effects) == (whole.camera, whole.effects)
    assert scene.photo.size == (80, 48)


def test_a_sideways_move_is_framed_so_that_no_border_shows(photo):
    plan, _ = pipeline.make_plan(photo, "truck right", SHORT)
    assert plan.camera.overscan > 1
    assert any("border" in note for note in plan.notes)


def test_masks_and_depth_of_the_user_are_in_the_plan_and_win(photo, tmp_path):
    left = np.zeros((96, 160), np.uint8)
    left[:, :80] = 255
    cv2.imwrite(str(tmp_path / "flag.png"), left)
    cv2.imwrite(str(tmp_path / "near.png"), np.tile(np.arange(96, dtype=np.uint8)[:, None] * 2, (1, 160)))
    wishes = Wishes(seconds=0.5, fps=8, masks={"flag": str(tmp_path / "flag.png")}, depth=str(tmp_path / "near.png"))
    plan, scene = pipeline.make_plan(photo, "the flag waves", wishes, folder=tmp_path)
    assert [mask.path for mask in plan.masks] == ["flag.png"]
    assert plan.depth.path == "near.png"
    (flag,) = scene.find("flag")
    assert flag.alpha[:, :70].mean() > 0.95 and flag.alpha[:, 90:].mean() < 0.05
    assert [effect.layer for effect in plan.effects] == ["flag"]


def test_a_mask_of_another_size_is_scaled_with_a_note(photo, tmp_path):
    cv2.imwrite(str(tmp_path / "small.png"), np.full((24, 40), 255, np.uint8))
    wishes = Wishes(masks={"flag": str(tmp_path / "small.png")})
    plan, _ = pipeline.make_plan(photo, "", wishes)
    assert any("small.png" in note for note in plan.notes)


def test_a_scene_of_another_size_is_refused(photo):
    plan, scene = pipeline.make_plan(photo, "", SHORT)
    with pytest.raises(PlanError, match="load the scene"):
        pipeline.render_clip(pipeline.draft(plan), scene)


def test_expectations_grow_with_the_clip(photo):
    plan, _ = pipeline.make_plan(photo, "", SHORT)
    longer = plan.model_copy(update={"seconds": 10.0})
    one, two = pipeline.expect(plan, 3), pipeline.expect(longer, 3)
    assert two.seconds > one.seconds and two.memory_mb == one.memory_mb


def test_an_arrow_alone_moves_nothing_else(photo):
    plan, _ = pipeline.make_plan(photo, "", Wishes(seconds=0.5, fps=8, arrows=((20, 10, 12, 10),)))
    assert [(effect.effect, effect.layer, effect.style) for effect in plan.effects] == [("drawn", "sky", "flow")]
    assert plan.camera.keys == () == plan.camera.swings


@pytest.mark.parametrize("way", [(10, 0), (-10, 0), (0, 8), (-7, -7)], ids=str)
def test_optical_flow_on_the_clip_finds_the_arrow(photo, way):
    wishes = Wishes(seconds=1, fps=12, arrows=((80, 70, 80 + way[0], 70 + way[1]),), drawn="flow")
    plan, scene = pipeline.make_plan(photo, "", wishes)
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in frames_of(plan, scene)]
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    steps = [search.calc(a, b, None)[64:77, 74:92] for a, b in pairwise(grey)]
    seen = np.mean(steps, (0, 1, 2)) * plan.fps
    assert abs(np.degrees(np.angle(complex(*seen) / complex(*way)))) < 15
    assert np.hypot(*seen) > 0.1 * np.hypot(*way)


def test_what_is_drawn_replays_bit_for_bit_from_the_plan(photo, tmp_path):
    cv2.imwrite(str(tmp_path / "brush.png"), np.full((96, 160), 255, np.uint8))
    wishes = Wishes(
        seconds=0.5,
        fps=8,
        arrows=((20, 10, 12, 10), (80, 70, 88, 74)),
        anchors=((60, 80),),
        brushes=((str(tmp_path / "brush.png"), 20, 0, 0, 5),),
    )
    plan, scene = pipeline.make_plan(photo, "", wishes, folder=tmp_path)
    (tmp_path / "plans").mkdir()
    save_plan(plan, tmp_path / "plans" / "plan.json", folder=tmp_path)
    again = load_plan(tmp_path / "plans" / "plan.json")
    assert {file.path for file in again.files} == {"../place.png", "../brush.png"}
    there = load_scene(again, tmp_path / "plans")
    np.testing.assert_array_equal(frames_of(plan, scene), frames_of(again, there))


def test_what_is_frozen_is_the_photo_in_every_frame(photo, tmp_path):
    frozen = np.zeros((96, 160), np.uint8)
    frozen[:, 37:70] = 255
    cv2.imwrite(str(tmp_path / "stay.png"), frozen)
    wishes = Wishes(seconds=0.5, fps=8, freeze=(str(tmp_path / "stay.png"),), arrows=((80, 70, 88, 74),))
    plan, scene = pipeline.make_plan(photo, "the clouds drift left, the light flickers", wishes, folder=tmp_path)
    change = np.abs(frames_of(plan, scene).astype(int) - to_uint8(scene.photo.rgb)).max((0, 3))
    assert {effect.effect for effect in plan.effects} == {"flow", "light", "drawn"} and change.max() > 3
    assert change[frozen > 0].max() == 0


def test_a_labelme_file_gives_regions_arrows_and_what_is_frozen(photo, tmp_path):
    square = [[20, 60], [60, 60], [60, 90], [20, 90]]
    shapes = [
        {"label": "flag", "shape_type": "polygon", "points": square},
        {"label": "still", "shape_type": "rectangle", "points": [[100, 50], [150, 90]]},
        {"label": "", "shape_type": "line", "points": [[40, 70], [46, 72]]},
        {"label": "", "shape_type": "point", "points": [[22, 62]]},
        {"label": "", "shape_type": "blob", "points": []},
    ]
    hints = tmp_path / "hints.json"
    hints.write_text(json.dumps({"imageWidth": 160, "imageHeight": 96, "shapes": shapes}))
    plan, scene = pipeline.make_plan(photo, "", Wishes(seconds=0.5, fps=8, hints=str(hints)), folder=tmp_path)
    assert [effect.layer for effect in plan.effects] == ["flag"] and len(plan.anchors) == 1
    assert {file.path for file in plan.files} == {"place.png", "hints.json"}
    assert any("shapes[4] is left out" in note for note in plan.notes)
    assert scene.find("flag")[0].alpha[65:85, 25:55].min() > 0.95
    change = np.abs(frames_of(plan, scene).astype(int) - to_uint8(scene.photo.rgb)).max((0, 3))
    assert change[50:90, 100:150].max() == 0 < change[65:85, 25:55].max()


def test_a_flow_file_moves_the_photo_or_a_region_of_it(photo, tmp_path):
    (tmp_path / "drift.flo").write_bytes(flo_bytes(np.broadcast_to(np.float32([6, 0]), (96, 160, 2)).copy()))
    flo = str(tmp_path / "drift.flo")
    whole, _ = pipeline.make_plan(photo, "", Wishes(hints=flo))
    part, _ = pipeline.make_plan(photo, "", Wishes(hints=flo, region="sky"))
    assert len(whole.effects) > 1 and [effect.layer for effect in part.effects] == ["sky"]
    assert {arrow.dx for arrow in part.effects[0].arrows} == {6 * 1280 / 160}


def test_a_clip_lends_its_current_to_a_region(photo, tmp_path):
    noise = to_uint8(speckle((96, 300), 3, soft=2.0))
    frames = [np.ascontiguousarray(noise[:, 2 * i : 2 * i + 160]) for i in range(12)]
    write_video(Clip(iter(frames), (160, 96), 12.0, 12), tmp_path / "river.mp4")
    wishes = Wishes(motion_from=str(tmp_path / "river.mp4"), region="sky")
    plan, _ = pipeline.make_plan(photo, "", wishes)
    (effect,) = plan.effects
    assert (effect.layer, effect.style) == ("sky", "flow")
    assert np.median([arrow.dx for arrow in effect.arrows]) == pytest.approx(-24 * 1280 / 160, rel=0.15)
    assert any("nothing in it rests" in note for note in plan.notes)


@pytest.mark.parametrize("field", ["freeze", "brushes"])
def test_a_drawn_file_is_never_overwritten(photo, tmp_path, field):
    mask = tmp_path / "mask.gif"
    mask.write_bytes(b"GIF")
    value = ((str(mask), 10, 0, 0, 0),) if field == "brushes" else (str(mask),)
    with pytest.raises(UsageError):
        pipeline.animate(photo, out=mask, wishes=Wishes(**{field: value}), force=True)
    assert mask.read_bytes() == b"GIF"


def test_a_plan_of_odd_size_is_cropped_and_the_crop_is_said(photo, tmp_path):
    plan, _ = pipeline.make_plan(photo, "slow push in", SHORT, folder=tmp_path)
    odd = plan.model_copy(update={"size": (81, 49)})
    result = pipeline.render_plan(odd, folder=tmp_path, out=tmp_path / "odd.mp4")
    assert result.size == (80, 48) == probe(result.path).size
    assert "80x48" in result.plan.notes[-1]


def test_a_scene_can_be_written_twice_and_is_left_as_it_was(photo, tmp_path):
    plan, scene = pipeline.make_plan(photo, "truck left 10 %", SHORT)
    before = [layer.rgba.copy() for layer in scene.layers]
    first, again = (pipeline.write_scene(plan, scene, tmp_path / name) for name in ("a.apng", "b.apng"))
    assert first.invented == again.invented > 0
    assert first.path.read_bytes() == again.path.read_bytes()
    for layer, rgba in zip(scene.layers, before, strict=True):
        np.testing.assert_array_equal(layer.rgba, rgba)
