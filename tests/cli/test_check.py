"""`check` says what a photo will bear, in words and as JSON; `animate` says one line of it when it matters."""

import json

import pytest
from PIL import Image

from flowanim.cli import main
from tests.render.stages import speckle
from tests.review.pictures import levels


@pytest.fixture
def photo(tmp_path, monkeypatch):
    """A small photo in the current folder."""
    monkeypatch.chdir(tmp_path)
    Image.fromarray(levels(speckle((120, 160)))).save(tmp_path / "a.png")
    return "a.png"


def test_the_check_has_a_score_reasons_and_regions(photo, capsys):
    assert main(["check", photo]) == 0
    said = capsys.readouterr().out
    assert "a.png: 160x120" in said and "of 100" in said and "can move:" in said
    assert "bad   size: 160x120 pixels: few: use --size 160 or smaller" in said


def test_json_holds_the_same(photo, capsys):
    assert main(["check", photo, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["size"] == [160, 120] and 0 <= told["score"] <= 100
    assert {"name", "value", "severity", "text", "advice", "unit"} == set(told["findings"][0])


def test_a_missing_photo_is_refused(photo, capsys):
    assert main(["check", "b.png"]) == 3
    assert "does not exist" in capsys.readouterr().err


def test_animate_says_one_line_of_it(photo, capsys):
    assert main(["animate", photo, "--seconds", "0.2", "-o", "a.mp4"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert len([line for line in said if line.startswith("note: photo:")]) == 1
