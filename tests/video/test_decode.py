"""Frames come back one by one, in their own colours, and reading stops when nobody listens."""

import os
import subprocess

import numpy as np
import pytest

from flowanim.errors import InputError
from flowanim.video.decode import read_video
from flowanim.video.encode import write_video
from flowanim.video.ffmpeg import find_ffmpeg
from tests.video.clips import clip, noise, smooth, use_script


def test_an_animated_png_comes_back_bit_for_bit(tmp_path):
    frames = list(noise())
    back = read_video(write_video(clip(frames), tmp_path / "x.apng"))
    assert (back.size, back.fps, back.count) == ((64, 48), 24.0, 8)
    np.testing.assert_array_equal(list(back.frames), frames)


@pytest.mark.parametrize(("rows", "matrix"), [(96, "smpte170m"), (720, "bt709")])
@pytest.mark.parametrize("tagged", [True, False])
def test_colours_come_back_with_the_matrix_of_the_tag_or_of_the_height(tmp_path, rows, matrix, tagged):
    graph = f"scale=out_color_matrix={matrix}:out_range=tv,format=yuv444p"
    tag = matrix if tagged else "unknown"
    make = ["-f", "lavfi", "-i", f"color=0xE02040:size=64x{rows}:duration=0.1,format=rgb24", "-vf"]
    tags = ["-bsf:v", f"h264_metadata=matrix_coefficients={5 if matrix == 'smpte170m' else 1}"] if tagged else []
    command = [find_ffmpeg(), "-v", "error", *make, f"{graph},setparams=colorspace={tag}", *tags, tmp_path / "x.mkv"]
    subprocess.run(command, check=True, timeout=30)
    frame = next(iter(read_video(tmp_path / "x.mkv").frames))
    np.testing.assert_allclose(frame[10, 10].astype(int), (0xE0, 0x20, 0x40), atol=3)


def test_whoever_stops_reading_ends_ffmpeg(tmp_path, monkeypatch):
    path = write_video(clip(list(noise((320, 240), 30))), tmp_path / "x.mkv")
    use_script(tmp_path, monkeypatch, 'echo $$ > "$(dirname "$0")/pid"; exec REAL "$@"')
    frames = read_video(path).frames
    next(frames)
    os.kill(int((tmp_path / "pid").read_text()), 0)
    frames.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_file_is_not_opened_for_decoding_until_a_frame_is_asked_for(tmp_path, monkeypatch):
    back = read_video(write_video(clip(smooth()), tmp_path / "x.mp4"))
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "/nonexistent")
    back.frames.close()


def test_a_decoder_that_dies_is_told_with_the_frame_it_came_to(tmp_path, monkeypatch):
    path = write_video(clip(smooth()), tmp_path / "x.mp4")
    back = read_video(path)
    use_script(tmp_path, monkeypatch, f"head -c {64 * 48 * 3 + 5} /dev/zero; echo 'bad data' >&2; exit 1")
    with pytest.raises(InputError, match=r"x\.mp4 cannot be decoded after frame 1: bad data"):
        list(back.frames)


def test_what_is_no_video_is_refused_at_once(tmp_path):
    (tmp_path / "x.mp4").write_text("hello")
    with pytest.raises(InputError, match=r"x\.mp4"):
        read_video(tmp_path / "x.mp4")


def test_a_webp_cut_in_the_middle_is_refused_when_its_end_is_reached(tmp_path):
    data = write_video(clip(list(noise())), tmp_path / "x.webp").read_bytes()
    (tmp_path / "cut.webp").write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match=r"cut\.webp cannot be decoded after frame"):
        list(read_video(tmp_path / "cut.webp").frames)


def test_a_video_cut_in_the_middle_gives_what_it_has_or_is_refused(tmp_path):
    data = write_video(clip(list(noise(count=30))), tmp_path / "x.mkv").read_bytes()
    (tmp_path / "cut.mkv").write_bytes(data[: len(data) // 2])
    assert 0 < len(list(read_video(tmp_path / "cut.mkv").frames)) < 30
