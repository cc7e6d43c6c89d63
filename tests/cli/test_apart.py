"""A render in a process of its own tells its time and memory, and its error comes through as it was said."""

import pytest
from PIL import Image

from flowanim.cli import main
from flowanim.cli.apart import fault, render_apart
from flowanim.errors import FlowanimError, InputError, PlanError, WeightsError
from tests.cli.bench import colours


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Image.fromarray(colours()).save(tmp_path / "-beach.png")
    words = ["plan", "--size", "96", "--seconds", "0.25", "-o", "p.json", "--", "-beach.png", "push in"]
    assert main(words) == 0
    return tmp_path


def test_it_tells_what_it_took(folder):
    made = render_apart("-beach.png", folder / "p.json", folder / "a.mp4")
    assert made.path.is_file() and made.seconds > 0.1 and 50 < made.memory_mb < 1500
    assert any("push in" in note for note in made.notes)


def test_its_error_is_ours(folder):
    (folder / "p.json").write_text("{}")
    with pytest.raises(PlanError, match=r"p\.json"):
        render_apart("-beach.png", folder / "p.json", folder / "a.mp4")
    with pytest.raises(InputError, match="does not exist"):
        render_apart("none.png", folder / "p.json", folder / "a.mp4")
    assert not (folder / "a.mp4").exists()


def test_codes_are_turned_back_into_errors():
    assert isinstance(fault(5, "note: x\nerror: gone\n"), WeightsError) and str(fault(5, "error: gone")) == "gone"
    assert type(fault(1, "")) is FlowanimError and "flowanim render" in str(fault(1, ""))
