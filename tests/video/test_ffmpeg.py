"""An ffmpeg that runs is drained, answers, tells why it failed, and is gone when it should be."""

import os
from fractions import Fraction
from pathlib import Path

import pytest

from flowanim.errors import EncoderError
from flowanim.video import ffmpeg
from flowanim.video.ffmpeg import ask, check_encoder, file_url, find_ffmpeg, frame_rate, last_words, running
from tests.video.clips import smooth, use_script


@pytest.mark.parametrize(
    ("fps", "exact"),
    [
        (24, Fraction(24)),
        (23.976, Fraction(24000, 1001)),
        (29.97, Fraction(30000, 1001)),
        (59.94, Fraction(60000, 1001)),
        (12.5, Fraction(25, 2)),
        (0.5, Fraction(1, 2)),
    ],
)
def test_a_rate_is_the_exact_one_that_is_meant(fps, exact):
    assert frame_rate(fps) == exact


@pytest.mark.parametrize("name", ["http:x.mp4", "concat:a|b.mp4", "-y.mp4", "a b.mp4"])
def test_a_name_is_a_file_in_the_folder_whatever_it_looks_like(name):
    assert file_url(Path(name)) == f"file:{Path.cwd()}/{name}"


def test_ffmpeg_runs_and_has_the_encoder_we_rest_on():
    check_encoder("libx264")


@pytest.mark.parametrize("variable", ["/nonexistent", "/"])
def test_a_missing_ffmpeg_is_told_with_the_way_to_get_one(monkeypatch, variable):
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", variable)
    with pytest.raises(EncoderError, match=f"cannot be run.*{variable}.*pip install .*imageio-ffmpeg"):
        check_encoder("libx264")


def test_where_no_ffmpeg_is_found_at_all_the_way_to_get_one_is_told(monkeypatch):
    import imageio_ffmpeg

    def nothing():
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", nothing)
    with pytest.raises(EncoderError, match=r"ffmpeg is missing: .*pip install"):
        find_ffmpeg()


def test_an_ffmpeg_without_the_encoder_is_refused():
    with pytest.raises(EncoderError, match="lacks the encoder libnone"):
        check_encoder("libnone")


def test_a_broken_ffmpeg_is_refused_with_its_own_words(tmp_path, monkeypatch):
    use_script(tmp_path, monkeypatch, "")
    (tmp_path / "ffmpeg").write_text("#!/bin/sh\necho 'libx.so: not found' >&2\nexit 127\n")
    with pytest.raises(EncoderError, match=r"does not work: libx\.so: not found"):
        check_encoder("libx264")


def test_an_ffmpeg_that_hangs_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(ffmpeg, "ANSWER_S", 0.1)
    use_script(tmp_path, monkeypatch, "exec sleep 60")
    with pytest.raises(EncoderError, match="does not answer"):
        ask(["-version"])


def test_a_flood_of_messages_neither_jams_nor_fills_the_memory(tmp_path, monkeypatch):
    use_script(
        tmp_path, monkeypatch, "head -c 3000000 /dev/zero | tr '\\0' 'x' >&2; echo >&2; echo the end >&2; exit 3"
    )
    with running([]) as process:
        assert process.finish() == 3
    assert process.complaint == "the end"
    assert len(process.log) < ffmpeg.KEPT_LINES * (ffmpeg.LINE_BYTES + 1)


def test_ffmpeg_is_gone_after_the_block_whatever_happens(tmp_path, monkeypatch):
    use_script(tmp_path, monkeypatch, f"echo $$ > '{tmp_path}/pid'; exec sleep 60")
    with pytest.raises(KeyboardInterrupt), running([]):
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            pass
        raise KeyboardInterrupt
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_frame_to_an_ffmpeg_that_is_gone_is_not_taken(tmp_path, monkeypatch):
    use_script(tmp_path, monkeypatch, "exit 1")
    with running([]) as process:
        while process.send(smooth((640, 480), 1)[0]):
            pass
        assert process.finish() == 1


@pytest.mark.parametrize(
    ("messages", "words"),
    [
        ("[libx264 @ 0x55d] broken header\nConversion failed!\n", "broken header"),
        ("[out#0/mp4 @ 0x1] [enc @ 0x2] Invalid argument.", "Invalid argument"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("", "it says nothing"),
    ],
)
def test_the_last_words_are_those_that_say_something(messages, words):
    assert last_words(messages) == words
