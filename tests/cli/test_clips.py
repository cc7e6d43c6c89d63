"""`interpolate` on a real small clip: the count, the rate and the sound."""

import subprocess

import pytest

from flowanim.cli import main
from flowanim.video.encode import write_video
from flowanim.video.ffmpeg import find_ffmpeg
from flowanim.video.probe import probe
from tests.video.clips import clip, smooth


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
