"""`plan`, `render`: the plan goes to a file or to stdout, and comes back with the photo that is named."""

import json

import numpy as np
import pytest

from flowanim.cli import main
from flowanim.motion.planfile import load_plan, save_plan
from flowanim.plan import File, MotionPlan
from tests.cli import fake


@pytest.fixture
def pipe(monkeypatch, tmp_path):
    """The pipe that does nothing; the current folder holds beach.jpg."""
    return fake.put_in_place(monkeypatch, tmp_path)


def test_a_plan_is_printed_on_stdout_and_its_table_on_stderr(pipe, capsys):
    assert main(["plan", "beach.jpg", "the water flows"]) == 0
    out, err = capsys.readouterr()
    assert MotionPlan.model_validate(json.loads(out)) == fake.PLAN
    assert "ignored  there is no boat" in err
    assert pipe.calls["make_plan"]["prompt"] == "the water flows"


def test_a_plan_is_written_to_a_file(pipe, capsys, tmp_path):
    assert main(["plan", "beach.jpg", "-o", "p.json"]) == 0
    assert load_plan(tmp_path / "p.json") == fake.PLAN
    assert "flowanim render beach.jpg p.json" in capsys.readouterr().err


def test_a_plan_file_is_told_to_programs(pipe, capsys, tmp_path):
    assert main(["plan", "beach.jpg", "-o", "p.json", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["path"] == str(tmp_path / "p.json")
    assert main(["plan", "beach.jpg", "--json"]) == 2


def test_a_plan_that_is_there_stays(pipe, capsys, tmp_path):
    (tmp_path / "p.json").write_text("mine")
    assert main(["plan", "beach.jpg", "-o", "p.json"]) == 6
    assert (tmp_path / "p.json").read_text() == "mine"
    assert not pipe.calls
    assert main(["plan", "beach.jpg", "-o", "p.json", "-f"]) == 0


@pytest.mark.parametrize(("out", "code"), [("p.txt", 2), ("beach.jpg", 2), ("none/p.json", 6)])
def test_a_place_where_no_plan_can_go_is_found_before_work(pipe, out, code):
    assert main(["plan", "beach.jpg", "-o", out]) == code
    assert not pipe.calls


def test_a_plan_is_drawn_on_the_photo(pipe, monkeypatch, capsys, tmp_path):
    seen = []
    monkeypatch.setattr(
        "flowanim.review.preview.preview",
        lambda plan, scene: seen.append((plan, scene.photo.name)) or np.zeros((8, 8, 3), np.uint8),
    )
    assert main(["plan", "beach.jpg", "--preview", "p.png"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) and "the plan is drawn in p.png" in err
    assert seen == [(fake.PLAN, "beach.jpg")] and (tmp_path / "p.png").read_bytes()[1:4] == b"PNG"


@pytest.mark.parametrize(("file", "code"), [("p.jpg", 2), ("beach.jpg", 2), ("none/p.png", 6), ("there.png", 6)])
def test_a_place_where_no_preview_can_go_is_found_before_work(pipe, tmp_path, file, code):
    (tmp_path / "there.png").write_text("mine")
    assert main(["plan", "beach.jpg", "--preview", file]) == code
    assert not pipe.calls


def test_the_schema_needs_no_photo(capsys):
    assert main(["plan", "--schema"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert "seconds" in schema["properties"]


def test_a_plan_without_a_photo_is_refused(capsys):
    assert main(["plan"]) == 2
    assert capsys.readouterr().err.startswith("error: PHOTO is missing")


def test_render_takes_the_photo_that_is_named(pipe, capsys, tmp_path):
    (tmp_path / "plans").mkdir()
    save_plan(fake.PLAN.model_copy(update={"photo": File(path="old.jpg", sha256="0" * 64)}), tmp_path / "plans/p.json")
    assert main(["render", "beach.jpg", "plans/p.json", "-o", "x.mp4", "-f"]) == 0
    call = pipe.calls["render_plan"]
    assert (call["plan"].photo.path, str(call["folder"]), call["out"], call["force"]) == (
        "../beach.jpg",
        "plans",
        "x.mp4",
        True,
    )
    assert "not the picture that the plan was made for (old.jpg)" in capsys.readouterr().err


def test_render_draws_a_draft_at_half_the_rate(pipe, tmp_path):
    save_plan(fake.PLAN, tmp_path / "p.json")
    assert main(["render", "beach.jpg", "p.json", "--draft"]) == 0
    assert pipe.calls["render_plan"]["plan"].fps == 12


def test_render_takes_another_filler_than_the_plans(pipe, tmp_path):
    save_plan(fake.PLAN, tmp_path / "p.json")
    assert main(["render", "beach.jpg", "p.json", "--filler", "telea", "--refine", "frames"]) == 0
    asked = pipe.calls["render_plan"]["plan"]
    assert (asked.fill, asked.refine) == ("telea", "frames")


@pytest.mark.parametrize("word", ["difusion", "hub:", "hub:a/b/c", "hub:../x"])
def test_a_filler_that_does_not_exist_is_refused(pipe, capsys, word):
    assert main(["animate", "beach.jpg", "--filler", word]) == 2
    assert "no filler" in capsys.readouterr().err


def test_photo_and_plan_in_the_wrong_order_are_refused(pipe, tmp_path, capsys):
    save_plan(fake.PLAN, tmp_path / "p.json")
    assert main(["render", "p.json", "beach.jpg"]) == 2
    assert "the photo first, then the plan" in capsys.readouterr().err


def test_on_a_terminal_the_table_is_all_that_is_said(pipe, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    assert main(["plan", "beach.jpg"]) == 0
    out, err = capsys.readouterr()
    assert not out and "moves " in err and "-o plan.json" in err
