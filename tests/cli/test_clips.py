"""`interpolate` on a real small clip: the count, the rate and the sound."""

import json
import re
import subprocess

import cv2
import numpy as np
import pytest

from flowanim.cli import main
from flowanim.errors import WeightsError
from flowanim.video.encode import write_video
from flowanim.video.ffmpeg import find_ffmpeg
from flowanim.video.probe import probe
from tests.video.clips import clip, smooth
from tests.video.test_texture import swinging


@pytest.fixture
def river(tmp_path, monkeypatch):
    """A clip of eight frames with sound, in the current folder."""
    monkeypatch.chdir(tmp_path)
    write_video(clip(smooth()), tmp_path / "silent.mp4")
    tone = ["-f", "lavfi", "-i", "sine=frequency=440:duration=0.3", "-c:v", "copy", "-c:a", "aac", "river.mp4"]
    subprocess.run([find_ffmpeg(), "-v", "error", "-i", "silent.mp4", *tone], check=True)
    return tmp_path / "river.mp4"


def test_a_higher_rate_keeps_the_sound(river, capsys):
    assert main(["interpolate", "river.mp4", "--times", "2"]) == 0
    found = probe(river.with_name("river.smooth.mp4"), count=True)
    assert (found.count, found.fps, found.has_audio) == (15, 48, True)
    assert "river.smooth.mp4: 64x48, 48 fps" in capsys.readouterr().err


def test_slow_motion_has_no_sound(river):
    assert main(["interpolate", "river.mp4", "--slow", "4", "-o", "slow.webm"]) == 0
    found = probe(river.with_name("slow.webm"), count=True)
    assert (found.count, found.fps, found.has_audio) == (29, 24, False)


def test_a_rate_that_is_no_multiple_is_said(river, capsys):
    assert main(["interpolate", "river.mp4", "--fps", "60", "-o", "sixty.gif"]) == 0
    assert "no multiple of 24" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["--fps", "60", "--times", "2"], ["--fps", "1000"], ["--times", "16"]])
def test_what_cannot_be_is_refused(river, words, capsys):
    assert main(["interpolate", "river.mp4", *words]) == 2
    assert capsys.readouterr().err.startswith("error: ")


def test_a_missing_clip_is_said(river, capsys):
    assert main(["interpolate", "sea.mp4", "--times", "2"]) == 3
    assert "sea.mp4" in capsys.readouterr().err


def test_a_missing_network_is_said_and_done_without(river, capsys, monkeypatch):
    def missing():
        raise WeightsError("between.onnx cannot be read: install flowanim again")

    monkeypatch.setattr("flowanim.nets.between_onnx.load_between", missing)
    assert main(["interpolate", "river.mp4", "--times", "2"]) == 0
    assert "without a network" in capsys.readouterr().err


def test_stabilize_says_how_much_it_shook(river, capsys):
    assert main(["stabilize", "river.mp4"]) == 0
    found = probe(river.with_name("river.steady.mp4"), count=True)
    assert (found.count, found.size, found.has_audio) == (8, (64, 48), True)
    assert "shake" in capsys.readouterr().err


def test_deflicker_says_before_and_after(river, capsys):
    assert main(["deflicker", "river.mp4", "--json"]) == 0
    found = probe(river.with_name("river.calm.mp4"), count=True)
    assert (found.count, found.has_audio) == (8, True)
    assert re.search(r"flicker [\d.]+ % before, [\d.]+ % after", capsys.readouterr().err)


def test_a_clip_is_looped(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write_video(clip(swinging(40)), tmp_path / "swing.mp4")
    assert main(["loop", "--from", "swing.mp4", "--json"]) == 0
    said = capsys.readouterr()
    span = json.loads(said.out)
    assert probe(tmp_path / "swing.loop.mp4", count=True).count == span["last"] - span["first"]
    assert "the ends differ by" in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["loop"], "PHOTO is missing"),
        (["loop", "photo.png", "--from", "river.mp4"], "leave the photo out"),
        (["loop", "--from", "river.mp4", "--size", "100"], "only --seconds"),
    ],
)
def test_a_photo_or_a_clip_is_looped_not_both(river, words, told, capsys):
    cv2.imwrite("photo.png", np.zeros((40, 40, 3), np.uint8))
    assert main(words) == 2
    assert told in capsys.readouterr().err


COMMANDS = (["interpolate", "--times", "2"], ["stabilize"], ["deflicker"], ["loop", "--from"])


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_faults_of_clips_are_said_in_one_line(river, words, capsys):
    (river.parent / "notes.mp4").write_text("no video")
    (river.parent / "empty.mp4").touch()
    for name, code in (("sea.mp4", 3), ("notes.mp4", 3), ("empty.mp4", 3)):
        assert main([words[0], *words[1:], name] if "--from" in words else [words[0], name, *words[1:]]) == code
        said = capsys.readouterr().err
        assert said.startswith("error: ") and said.count("\n") == 1 and name in said
    place = [words[0], *words[1:], "river.mp4"] if "--from" in words else [words[0], "river.mp4", *words[1:]]
    before = sorted(path.name for path in river.parent.iterdir())
    assert main([*place, "-o", "nowhere/out.mp4"]) == 6
    assert main([*place, "-o", "silent.mp4"]) == 6
    assert main([*place, "-o", "river.mp4", "-f"]) == 2
    assert main([*place, "-o", "out.xyz"]) == 2
    capsys.readouterr()
    assert sorted(path.name for path in river.parent.iterdir()) == before


@pytest.mark.parametrize("words", COMMANDS[:3], ids=" ".join)
def test_a_clip_of_one_frame_stays_one(tmp_path, monkeypatch, words):
    monkeypatch.chdir(tmp_path)
    write_video(clip(smooth(count=1)), tmp_path / "one.mp4")
    assert main([words[0], "one.mp4", *words[1:], "-o", "out.mp4"]) == 0
    assert probe("out.mp4", count=True).count == 1


def test_one_frame_is_no_loop(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write_video(clip(smooth(count=1)), tmp_path / "one.mp4")
    assert main(["loop", "--from", "one.mp4"]) == 3
    assert "a loop wants a clip" in capsys.readouterr().err
