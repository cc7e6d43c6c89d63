"""`plan diff`, `plan blend`: two plans beside each other."""

import json

import pytest

from flowanim.cli import joined, main
from flowanim.motion.planfile import load_plan, save_plan
from flowanim.plan import FlowEffect
from tests.cli import fake


@pytest.fixture
def plans(tmp_path, monkeypatch):
    """Two plans that differ in the speed of the water; the current folder holds them."""
    monkeypatch.chdir(tmp_path)
    faster = FlowEffect(layer="water", speed_px_s=50, angle_deg=180)
    save_plan(fake.PLAN, tmp_path / "a.json")
    save_plan(fake.PLAN.model_copy(update={"effects": (faster,)}), tmp_path / "b.json")
    return tmp_path


def test_two_words_are_one_command():
    assert joined(["plan", "diff", "a"]) == ["plan diff", "a"]
    assert joined(["plan", "a.jpg"]) == ["plan", "a.jpg"]
    assert joined([]) == []


def test_a_difference_is_said_with_its_place_and_both_numbers(plans, capsys):
    assert main(["plan", "diff", "a.json", "b.json"]) == 0
    assert capsys.readouterr().out == "water flow: speed_px_s 30.0 -> 50.0\n"
    assert main(["plan", "diff", "a.json", "a.json"]) == 0
    assert "same picture" in capsys.readouterr().out


def test_a_difference_is_told_to_programs(plans, capsys):
    assert main(["plan", "diff", "a.json", "b.json", "--json"]) == 0
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    assert change["place"] == "water flow" and change["after"]["speed_px_s"] == 50


def test_a_blend_is_written_or_printed(plans, capsys):
    assert main(["plan", "blend", "a.json", "b.json", "--share", "0.25", "-o", "c.json"]) == 0
    assert load_plan(plans / "c.json").effects[0].model_dump()["speed_px_s"] == 35
    capsys.readouterr()
    assert main(["plan", "blend", "a.json", "b.json"]) == 0
    assert json.loads(capsys.readouterr().out)["effects"][0]["speed_px_s"] == 40


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["blend", "a.json", "b.json", "--share", "2"], 2),
        (["blend", "a.json", "b.json", "-o", "a.json"], 2),
        (["blend", "a.json", "b.json", "--json"], 2),
        (["diff", "a.json", "none.json"], 3),
        (["diff", "a.json"], 2),
    ],
)
def test_what_cannot_be_is_refused(plans, capsys, words, code):
    assert main(["plan", *words]) == code
    assert capsys.readouterr().err.startswith("error: ")
