"""`compare PHOTO`: every mode is rendered and measured, beside a clip from elsewhere; what is missing is named."""

import json

import pytest
from PIL import Image

from flowanim.cli import main
from flowanim.cli import modes as module
from flowanim.errors import WeightsError
from flowanim.video.encode import write_video
from flowanim.video.probe import probe
from tests.cli.bench import colours
from tests.review.pictures import swaying
from tests.video.clips import clip

SHORT = ["--size", "96", "--seconds", "0.5", "--fps", "12"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a photo; it becomes the current one."""
    monkeypatch.chdir(tmp_path)
    Image.fromarray(colours()).save(tmp_path / "beach.png")
    return tmp_path


def test_every_way_is_rendered_and_a_clip_from_elsewhere_is_aligned(folder, capsys):
    write_video(clip(swaying(60, 60), fps=30.0), folder / "kling.mp4")
    assert main(["compare", "beach.png", "push in", *SHORT, "--with", "kling.mp4", "--json"]) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    made = folder / "beach.compare"
    assert [one["name"] for one in told["clips"]][-1] == "kling.mp4"
    assert "warp + plate" in [one["name"] for one in told["clips"]]
    for one in told["clips"]:
        found = probe(made / one["file"], count=True)
        assert (found.size, found.count) == (tuple(told["size"]), 6)
    plate = next(one for one in told["clips"] if one["name"] == "warp + plate")
    assert plate["seconds_spent"] > 0 and plate["memory_mb"] > 50 and plate["figures"]["invented"]["value"] is not None
    assert told["clips"][-1]["seconds_spent"] is None
    assert json.loads((made / "compare.json").read_text()) == told
    assert sorted(path.name for path in folder.iterdir()) == ["beach.compare", "beach.png", "kling.mp4"]


def test_a_plan_may_stand_in_place_of_the_prompt(folder, capsys):
    (folder / "plans").mkdir()
    assert main(["plan", "beach.png", "push in", *SHORT, "-o", "plans/p.json"]) == 0
    assert main(["compare", "beach.png", "plans/p.json", "-o", "duel"]) == 0
    assert "warp + plate: 96x64, 0.5 s at 12 fps" in capsys.readouterr().out
    assert main(["compare", "beach.png", "plans/p.json", "--seconds", "2"]) == 2
    assert "seconds and a plan" in capsys.readouterr().err


def test_a_way_that_cannot_be_rendered_is_left_out_and_named(folder, capsys, monkeypatch):
    real = module.render_apart

    def without(photo, plan, out):
        if out.stem == "plate":
            raise WeightsError("inpaint.safetensors is missing: reinstall")
        return real(photo, plan, out)

    monkeypatch.setattr(module, "render_apart", without)
    assert main(["compare", "beach.png", "push in", *SHORT]) == 0
    said = capsys.readouterr()
    assert "warp + plate is left out: inpaint.safetensors is missing" in said.err and "warp only: 96x64" in said.out


def test_where_no_way_is_left_nothing_is_written(folder, capsys, monkeypatch):
    def never(photo, plan, out):
        raise WeightsError("gone")

    monkeypatch.setattr(module, "render_apart", never)
    assert main(["compare", "beach.png", "push in", *SHORT]) == 5
    assert [path.name for path in folder.iterdir()] == ["beach.png"]
