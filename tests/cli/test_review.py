"""`review` on real files: sentences, JSON, refusals."""

import json

from PIL import Image

from flowanim.cli import main
from tests.review.pictures import levels, texture


def test_a_clip_that_moves_is_scored_and_a_frozen_one_is_not(folder, capsys):
    assert main(["review", "sway.mp4"]) == 0
    assert "of 100" in capsys.readouterr().out
    assert main(["review", "frozen.mp4"]) == 0
    said = capsys.readouterr().out
    assert "no score: it does not move" in said and "--camera push-in" in said


def test_json_holds_the_same(folder, capsys):
    assert main(["review", "sway.mp4", "--loop", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["clip"] == "sway.mp4" and told["moves"] and told["figures"]["seam"]["value"] < 1.6


def test_with_plan_and_photo_more_is_known(folder, capsys):
    Image.fromarray(levels(texture())).save("photo.png")
    assert main(["plan", "photo.png", "--camera", "push-in", "--seconds", "0.5", "-o", "plan.json"]) == 0
    assert main(["render", "photo.png", "plan.json", "-o", "made.mp4"]) == 0
    capsys.readouterr()
    assert main(["review", "made.mp4", "--plan", "plan.json", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["figures"]
    assert told["stretch"]["value"] >= 1 and told["invented"]["value"] is not None


def test_a_report_is_one_file_and_is_not_overwritten_unasked(folder, capsys):
    assert main(["review", "sway.mp4", "-o", "r.html"]) == 0
    assert "the report is in r.html" in capsys.readouterr().err
    assert (folder / "r.html").read_text().startswith("<!doctype html>")
    assert main(["review", "sway.mp4", "-o", "r.html"]) == 6
    assert main(["review", "sway.mp4", "-o", "r.html", "-f"]) == 0
    assert main(["review", "sway.mp4", "-o", "r.txt"]) == 2


def test_what_is_no_clip_is_refused(folder, capsys):
    (folder / "text.mp4").write_text("hello")
    assert main(["review", "text.mp4"]) == 3
    assert main(["review", "none.mp4"]) == 3
