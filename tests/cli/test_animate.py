"""`animate`, `parallax`, `loop`: what is asked for reaches the pipe, and what came of it is said."""

import json

import pytest

from flowanim.cli import main
from flowanim.errors import EncoderError
from flowanim.motion.planfile import load_plan
from tests.cli import fake


@pytest.fixture
def pipe(monkeypatch, tmp_path):
    """The pipe that does nothing; the current folder holds beach.jpg."""
    return fake.put_in_place(monkeypatch, tmp_path)


def test_a_photo_alone_asks_for_nothing_else(pipe):
    assert main(["animate", "beach.jpg"]) == 0
    call = pipe.calls["animate"]
    assert (call["photo"], call["prompt"], call["out"], call["force"]) == ("beach.jpg", "", None, False)
    assert call["wishes"] == type(call["wishes"])()


@pytest.mark.parametrize(
    ("words", "field", "value"),
    [
        ("--preset living-photo", "preset", "living-photo"),
        ("--camera push_in", "camera", "push-in"),
        ("--seconds 2.5", "seconds", 2.5),
        ("--fps 30", "fps", 30.0),
        ("--size 640x360", "size", (640, 360)),
        ("--size 640", "size", 640),
        ("--seed 7", "seed", 7),
        ("--loop", "loop", True),
        ("--no-loop", "loop", False),
        ("--strength 0.5", "strength", 0.5),
        ("--crop 16:9", "crop", "16:9"),
        ("--crop 0,0,0.5,1", "crop", (0.0, 0.0, 0.5, 1.0)),
        ("--draft", "draft", True),
        ("--depth beach.jpg", "depth", "beach.jpg"),
        ("--depth beach.jpg --depth-kind depth", "depth_kind", "depth"),
        ("--mask sky=beach.jpg --mask flag=beach.jpg", "masks", {"sky": "beach.jpg", "flag": "beach.jpg"}),
        ("--arrow 1,2,3,4 --arrow 5,6,7,8", "arrows", ((1.0, 2.0, 3.0, 4.0), (5.0, 6.0, 7.0, 8.0))),
        ("--anchor 1,2 --anchor 3,4", "anchors", ((1.0, 2.0), (3.0, 4.0))),
        ("--freeze beach.jpg", "freeze", ("beach.jpg",)),
        ("--brush beach.jpg:-20,0,1.5,3", "brushes", (("beach.jpg", -20.0, 0.0, 1.5, 3.0),)),
        ("--brush beach.jpg:5", "brushes", (("beach.jpg", 5.0, 0.0, 0.0, 0.0),)),
        ("--drawn swing", "drawn", "swing"),
        ("--hints beach.jpg", "hints", "beach.jpg"),
        ("--motion-from beach.jpg --region sky", "region", "sky"),
        ("--divergence-free", "divergence_free", True),
        ("--max-pixels 10000", "max_pixels", 10000),
    ],
)
def test_each_option_becomes_a_wish(pipe, words, field, value):
    assert main(["animate", "beach.jpg", *words.split()]) == 0
    assert getattr(pipe.calls["animate"]["wishes"], field) == value


def test_a_prompt_needs_no_quotes(pipe):
    assert main(["animate", "beach.jpg", "clouds", "drift", "left"]) == 0
    assert pipe.calls["animate"]["prompt"] == "clouds drift left"


def test_a_second_photo_is_no_prompt(pipe, capsys):
    assert main(["animate", "beach.jpg", "beach.jpg"]) == 2
    assert "one photo at a time" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("--seconds 0", "--seconds: want a number, more than 0"),
        ("--fps nan", "--fps: want a number"),
        ("--strength -1", "--strength: want a number, 0 or more"),
        ("--seed -1", "--seed: want a whole number"),
        ("--size 4", "--size: want 16 to 8192 pixels"),
        ("--crop 2", "--crop: want an aspect"),
        ("--arrow 1,2", "--arrow: want x1,y1,x2,y2"),
        ("--anchor 1", "--anchor: want x,y in pixels of the photo, got '1'"),
        ("--brush beach.jpg", "--brush: want FILE:H,V,PROXIMITY,AMBIENT"),
        ("--brush beach.jpg:1,2,3,4,5", "--brush: want FILE:H,V,PROXIMITY,AMBIENT"),
        ("--brush beach.jpg:0,0", "--brush: all its numbers are 0"),
        ("--brush beach.jpg:0,500", "--brush: the way up, in px/s, must be -400 to 400, got 500"),
        ("--region sky", "--region says where --motion-from CLIP or --hints FILE.flo moves: give one of them too"),
        ("--camera fly", "--camera: there is no 'fly': choose from static"),
        ("--preset storms", "--preset: there is no 'storms': did you mean storm?"),
        ("--mask sky=beach.jpg --mask sky=beach.jpg", "--mask: 'sky' is given twice"),
        ("--depth-kind depth", "--depth-kind says how to read --depth FILE"),
        ("--depth-kind near", "--depth-kind: 'near' is not one of"),
        ("--sedonds 3", "there is no option --sedonds: did you mean --seconds?"),
    ],
)
def test_a_wrong_option_is_refused_plainly(pipe, capsys, words, message):
    assert main(["animate", "beach.jpg", *words.split()]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"error: {message}")
    assert said.count("\n") == 1
    assert not pipe.calls


@pytest.mark.parametrize(
    ("option", "value"),
    [("--depth", "none.png"), ("--mask", "sky=none.png"), ("--freeze", "none.png"), ("--brush", "none.png:5,0")],
)
def test_a_missing_side_file_is_named_before_work(pipe, capsys, option, value):
    assert main(["animate", "beach.jpg", option, value]) == 3
    assert "none.png does not exist" in capsys.readouterr().err
    assert not pipe.calls


def test_what_was_made_is_said_on_stderr(pipe, capsys):
    assert main(["animate", "beach.jpg"]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    lines = err.splitlines()
    assert lines[:2] == ["note: the water flows to the left", "note: there is no boat: left out"]
    assert lines[-1].startswith("beach.flowanim.mp4: 96x64, 2 s at 24 fps, 2.5 kB, made in ")
    assert lines[-1].endswith("; 1.2 % of its pixels are invented")


def test_json_tells_programs_all_of_it(pipe, capsys, tmp_path):
    assert main(["animate", "beach.jpg", "--json", "-q"]) == 0
    out, err = capsys.readouterr()
    facts = json.loads(out)
    assert err == ""
    assert facts["path"] == str(tmp_path / "beach.flowanim.mp4")
    assert facts["size"] == [96, 64]
    assert (facts["frames"], facts["fps"], facts["loop"], facts["invented"]) == (48, 24.0, True, 0.0123)
    assert facts["effects"] == [{"effect": "flow", "layer": "water"}]
    assert facts["notes"] == list(fake.PLAN.notes)


def test_a_dry_run_says_plan_and_cost_and_makes_nothing(pipe, capsys, tmp_path):
    assert main(["animate", "beach.jpg", "--dry-run"]) == 0
    out = capsys.readouterr().out
    assert "96x64, 48 frames, 2 s at 24 fps, loop, seed 0" in out
    assert "z 0 to 0.12" in out
    assert "flows left at 30 px/s" in out
    assert "about 5 s and 300 MB" in out
    assert [path.name for path in tmp_path.iterdir()] == ["beach.jpg"]


def test_a_dry_run_speaks_json_too(pipe, capsys):
    assert main(["animate", "beach.jpg", "--dry-run", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["expected"] == {"memory_mb": 300.0, "seconds_spent": 5.0}


def test_the_plan_is_saved_once_the_video_is_there(pipe, tmp_path):
    (tmp_path / "plans").mkdir()
    assert main(["animate", "beach.jpg", "--save-plan", "plans/p.json"]) == 0
    assert load_plan(tmp_path / "plans" / "p.json").photo.path == "../beach.jpg"


def test_a_plan_that_is_there_is_found_before_work(pipe, capsys, tmp_path):
    (tmp_path / "p.json").write_text("mine")
    assert main(["animate", "beach.jpg", "--save-plan", "p.json"]) == 6
    assert "p.json exists: use --force" in capsys.readouterr().err
    assert (tmp_path / "p.json").read_text() == "mine"
    assert not pipe.calls


def test_no_plan_is_saved_where_no_video_was_made(pipe, tmp_path):
    pipe.fail = EncoderError("ffmpeg failed")
    assert main(["animate", "beach.jpg", "--save-plan", "p.json"]) == 7
    assert not (tmp_path / "p.json").exists()


def test_a_loop_keeps_the_camera_still(pipe):
    assert main(["loop", "beach.jpg", "only the water moves"]) == 0
    call = pipe.calls["animate"]
    assert (call["wishes"].camera, call["wishes"].loop, call["prompt"]) == ("static", True, "only the water moves")


def test_parallax_takes_a_move_and_no_prompt(pipe, capsys):
    assert main(["parallax", "beach.jpg", "--camera", "push-in", "--no-loop"]) == 0
    wished = pipe.calls["animate"]["wishes"]
    assert (wished.camera, wished.loop) == ("push-in", False)
    assert main(["parallax", "beach.jpg", "the water flows"]) == 2
