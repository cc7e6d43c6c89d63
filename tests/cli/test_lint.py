"""`lint`: findings on stdout, and never a refusal."""

import json

import pytest

from flowanim.cli import main
from tests.cli import fake


@pytest.fixture
def pipe(monkeypatch, tmp_path):
    """The pipe that does nothing; the current folder holds beach.jpg, a sky over ground."""
    return fake.put_in_place(monkeypatch, tmp_path)


def test_a_vague_prompt_is_told_what_to_say(capsys):
    assert main(["lint", "make it move"]) == 0
    assert capsys.readouterr().out.startswith("vague: ")


def test_a_good_prompt_is_fine(capsys):
    assert main(["lint", "slow push in"]) == 0
    assert capsys.readouterr().out == "nothing to complain about\n"


def test_what_the_photo_lacks_is_said_to_programs(pipe, capsys):
    assert main(["lint", "the water flows", "beach.jpg", "--json"]) == 0
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["rule"] == "not-in-photo" and "water" in finding["problem"]


def test_photo_and_prompt_in_the_wrong_order_are_refused(pipe, capsys):
    assert main(["lint", "beach.jpg", "the water flows"]) == 2
    assert "the photo" in capsys.readouterr().err
    assert main(["lint", "beach.jpg"]) == 2


def test_a_prompt_never_steers_the_terminal(capsys):
    assert main(["lint", "\x1b[2J frob push in"]) == 0
    assert all(c.isprintable() or c == "\n" for c in capsys.readouterr().out)
