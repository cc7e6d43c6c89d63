"""What a file says of itself is read as it is meant, and what is no video is refused by name."""

import subprocess

import pytest

from flowanim.errors import InputError
from flowanim.video.encode import write_video
from flowanim.video.ffmpeg import find_ffmpeg
from flowanim.video.probe import Probe, probe
from tests.video.clips import clip, smooth


def make(path, *arguments):
    """Write a second of a test picture with the true ffmpeg."""
    source = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=30000/1001:duration=1"]
    subprocess.run([find_ffmpeg(), "-v", "error", *source, *arguments, path], check=True, timeout=30)
    return path


def test_all_that_an_mp4_says(tmp_path):
    found = probe(write_video(clip(smooth()), tmp_path / "x.mp4"), count=True)
    assert found == Probe(
        (64, 48), 24.0, 8, pytest.approx(1 / 3, abs=0.01), "h264", "yuv420p", "bt709", "bt709", "bt709", "tv", False
    )


def test_frames_are_counted_only_when_asked(tmp_path):
    assert probe(write_video(clip(smooth()), tmp_path / "x.mp4")).count is None


def test_the_rate_of_television_is_exact(tmp_path):
    assert probe(make(tmp_path / "x.mp4")).fps == pytest.approx(30000 / 1001, abs=1e-9)


def test_other_colour_tags_are_told_apart(tmp_path):
    tags = ["-vf", "setparams=range=pc:color_primaries=bt470bg:color_trc=smpte170m:colorspace=smpte170m"]
    found = probe(make(tmp_path / "x.mkv", "-c:v", "libx264", "-pix_fmt", "yuv444p", *tags))
    assert (found.pix_fmt, found.color_range) == ("yuvj444p", "pc")
    assert (found.matrix, found.primaries, found.transfer) == ("smpte170m", "bt470bg", "smpte170m")


def test_a_file_without_colour_tags_has_none(tmp_path):
    found = probe(make(tmp_path / "x.avi", "-c:v", "mpeg4"))
    assert (found.codec, found.matrix, found.color_range) == ("mpeg4", "", "")


def test_sound_is_heard_of(tmp_path):
    sound = ["-f", "lavfi", "-i", "sine=duration=1"]
    assert probe(make(tmp_path / "x.mp4", *sound, "-shortest")).has_audio
    assert not probe(make(tmp_path / "y.mp4")).has_audio


def test_a_clip_that_a_phone_took_upright_is_upright(tmp_path):
    make(tmp_path / "flat.mp4")
    turn = ["-v", "error", "-display_rotation", "90", "-i", tmp_path / "flat.mp4", "-c", "copy", tmp_path / "up.mp4"]
    subprocess.run([find_ffmpeg(), *turn], check=True, timeout=30)
    assert probe(tmp_path / "up.mp4").size == (48, 64)


@pytest.mark.parametrize("suffix", [".mp4", ".gif", ".webp", ".webm", ".txt"])
@pytest.mark.parametrize(
    "data", [b"hello", b"RIFF\x04\0\0\0WEBP", b"GIF89a", b"\x1aE\xdf\xa3", b"#EXTM3U\n#EXTINF:1,\na.ts\n"]
)
def test_what_is_no_video_is_refused_by_name(tmp_path, suffix, data):
    (tmp_path / f"a{suffix}").write_bytes(data)
    with pytest.raises(InputError, match=rf"a\{suffix} cannot be read as a video: .+"):
        probe(tmp_path / f"a{suffix}")


@pytest.mark.parametrize(
    ("name", "message"), [("none.mp4", "does not exist"), ("empty.mp4", "is empty"), ("", "folder")]
)
def test_what_is_not_there_is_refused_by_name(tmp_path, name, message):
    (tmp_path / "empty.mp4").touch()
    with pytest.raises(InputError, match=message):
        probe(tmp_path / name)


def test_a_playlist_cannot_make_us_read_other_files(tmp_path):
    write_video(clip(smooth()), tmp_path / "secret.mp4")
    (tmp_path / "list.mp4").write_text(f"ffconcat version 1.0\nfile '{tmp_path}/secret.mp4'\n")
    with pytest.raises(InputError, match=r"list\.mp4"):
        probe(tmp_path / "list.mp4")


def test_a_file_cut_in_the_middle_of_its_header_is_refused(tmp_path):
    data = write_video(clip(smooth()), tmp_path / "x.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(data[:200])
    with pytest.raises(InputError, match=r"cut\.mp4 cannot be read as a video"):
        probe(tmp_path / "cut.mp4")
