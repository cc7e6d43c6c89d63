"""A clip comes back from its file as it went in; whatever goes wrong is told by name and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace

import numpy as np
import pytest

from flowanim.datatypes import Clip
from flowanim.errors import EncoderError, OutputError
from flowanim.video.decode import read_video
from flowanim.video.encode import write_video
from flowanim.video.formats import FORMATS
from flowanim.video.probe import probe
from tests.video.clips import clip, names, noise, smooth, use_script

each_format = pytest.mark.parametrize("suffix", FORMATS)
REMEMBER = 'echo $$ > "$(dirname "$0")/pid"; '


@each_format
def test_every_format_keeps_size_count_rate_and_picture(tmp_path, suffix):
    frames = smooth()
    path = write_video(clip(frames, 20.0), tmp_path / f"x{suffix}")
    found = probe(path, count=True)
    assert (found.size, found.count) == ((64, 48), 8)
    assert found.fps == pytest.approx(20, rel=0.01) and found.seconds == pytest.approx(0.4, abs=0.02)
    worst = max(np.abs(a.astype(int) - b).mean() for a, b in zip(read_video(path).frames, frames, strict=True))
    assert worst < (8 if suffix == ".gif" else 4)


@each_format
def test_the_same_frames_give_the_same_bytes(tmp_path, suffix):
    a, b = (write_video(clip(smooth()), tmp_path / f"{name}{suffix}").read_bytes() for name in "ab")
    assert a == b


@each_format
def test_an_odd_size_loses_a_row_and_a_column_only_where_it_must(tmp_path, suffix):
    path = write_video(clip(smooth((33, 17))), tmp_path / f"x{suffix}")
    assert probe(path).size == FORMATS[suffix].fit((33, 17)) in {(33, 17), (32, 16)}


@each_format
def test_a_clip_that_stands_still_or_has_one_frame_is_written(tmp_path, suffix):
    still = smooth(count=1)
    write_video(clip(still * 5), tmp_path / f"still{suffix}")
    write_video(clip(still), tmp_path / f"one{suffix}")
    assert probe(tmp_path / f"still{suffix}", count=True).count in ({1, 5} if FORMATS[suffix].merges else {5})
    assert probe(tmp_path / f"one{suffix}", count=True).count == 1


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv", ".webm"])
def test_video_is_tagged_bt709_and_means_it(tmp_path, suffix):
    """Pure colours would be off by up to 30 levels if one matrix were written and another meant."""
    colours = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255], [0, 0, 0], [128, 128, 128]], np.uint8)
    chart = np.repeat(np.repeat(colours[None], 64, 0), 32, 1)
    path = write_video(clip([chart] * 2), tmp_path / f"x{suffix}")
    found = probe(path)
    assert (found.pix_fmt, found.matrix, found.primaries, found.transfer, found.color_range) == (
        *("yuv420p", "bt709", "bt709", "bt709"),
        "tv",
    )
    seen = next(iter(read_video(path).frames))[32, 16::32]
    np.testing.assert_allclose(seen.astype(int), colours, atol=4)


@pytest.mark.parametrize("name", ["http:x.mp4", "concat:a|b.mp4", "-y.mp4", "100%d %03d.apng", "x%d.gif", "ü\n.webp"])
def test_odd_names_are_plain_files(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    write_video(clip(smooth()), name)
    assert names(tmp_path) == [name] and len(list(read_video(name).frames)) == 8


def test_an_mp4_can_start_before_it_is_loaded(tmp_path):
    data = write_video(clip(smooth()), tmp_path / "x.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_a_gif_faster_than_players_show_loses_frames_not_time(tmp_path):
    found = probe(write_video(clip(smooth(count=60), 100.0), tmp_path / "x.gif"), count=True)
    assert found.count == 30 and found.seconds == pytest.approx(0.6, abs=0.03)


def test_progress_tells_every_frame(tmp_path):
    said = []
    write_video(clip(smooth()), tmp_path / "x.mp4", progress=lambda *now: said.append(now))
    assert said == [("encode", i, 8) for i in range(1, 9)]


def test_a_clip_of_unknown_length_is_written(tmp_path):
    path = write_video(replace(clip(smooth()), count=None), tmp_path / "x.mp4")
    assert probe(path, count=True).count == 8


def test_an_old_file_stays_without_force_and_goes_with_it(tmp_path):
    (tmp_path / "x.mp4").write_bytes(b"old")
    with pytest.raises(OutputError, match="exists"):
        write_video(clip(smooth()), tmp_path / "x.mp4")
    assert (tmp_path / "x.mp4").read_bytes() == b"old"
    write_video(clip(smooth()), tmp_path / "x.mp4", force=True)
    assert probe(tmp_path / "x.mp4").size == (64, 48)


@pytest.mark.parametrize(
    "wrong", [np.zeros((48, 63, 3), np.uint8), np.zeros((48, 64, 4), np.uint8), np.zeros((48, 64, 3), np.float32)]
)
def test_a_wrong_frame_is_told_as_what_came_and_what_was_wanted(tmp_path, wrong):
    with pytest.raises(ValueError, match=r"want uint8 \(48, 64, 3\), got"):
        write_video(Clip(iter([*smooth(count=2), wrong]), (64, 48), 24.0), tmp_path / "x.mp4")
    assert names(tmp_path) == []


def test_a_clip_without_frames_is_refused(tmp_path):
    with pytest.raises(ValueError, match="at least one frame"):
        write_video(Clip(iter([]), (64, 48), 24.0), tmp_path / "x.mp4")
    assert names(tmp_path) == []


def test_a_picture_too_small_for_the_format_is_refused(tmp_path):
    with pytest.raises(ValueError, match="at least 2x2"):
        write_video(Clip(iter([]), (1, 9), 24.0), tmp_path / "x.mp4")


@pytest.mark.parametrize("fault", [KeyboardInterrupt, MemoryError, RuntimeError, OSError])
def test_a_fault_of_whoever_makes_the_frames_ends_ffmpeg_and_leaves_nothing(tmp_path, monkeypatch, fault):
    out = tmp_path / "out"
    out.mkdir()
    use_script(tmp_path, monkeypatch, REMEMBER + 'exec REAL "$@"')
    threads = threading.active_count()

    def frames():
        yield from smooth()
        while not ((tmp_path / "pid").exists() and (tmp_path / "pid").read_text()):
            pass
        raise fault("of the frames")

    with pytest.raises(fault, match="of the frames"):
        write_video(Clip(frames(), (64, 48), 24.0), out / "x.mp4")
    assert names(out) == []
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
    assert threading.active_count() == threads


def test_whoever_makes_the_frames_is_told_to_stop_when_encoding_fails(tmp_path, monkeypatch):
    use_script(tmp_path, monkeypatch, "exit 1")
    stopped = []

    def frames():
        try:
            yield from noise((640, 480), 1000)
        finally:
            stopped.append(True)

    with pytest.raises(EncoderError):
        write_video(Clip(frames(), (640, 480), 24.0), tmp_path / "x.mp4")
    assert stopped


def test_an_encoder_that_dies_is_told_with_its_last_words(tmp_path, monkeypatch):
    out = tmp_path / "out"
    out.mkdir()
    script = (
        'head -c 100000 >/dev/null; echo "[libx264 @ 0x5] malloc of size 9 failed" >&2; echo "Conversion failed!" >&2'
    )
    use_script(tmp_path, monkeypatch, f"{script}; exit 1")
    with pytest.raises(EncoderError, match="failed with code 1 while encoding: malloc of size 9 failed"):
        write_video(Clip(noise((320, 240), 50), (320, 240), 24.0), out / "x.mp4")
    assert names(out) == []


def test_an_encoder_that_is_killed_is_told_by_the_signal(tmp_path, monkeypatch):
    use_script(tmp_path, monkeypatch, "head -c 100000 >/dev/null; kill -9 $$")
    with pytest.raises(EncoderError, match="stopped by signal 9"):
        write_video(Clip(noise((320, 240), 50), (320, 240), 24.0), tmp_path / "x.mp4")
    assert names(tmp_path) == ["ffmpeg"]


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path, monkeypatch):
    """The true ffmpeg writes to /dev/full, whose disk is full."""
    use_script(tmp_path, monkeypatch, 'exec REAL "${@/file:*/file:/dev/full}"')
    with pytest.raises(OutputError, match=r"no space left on the disk of .*: free some"):
        write_video(Clip(noise((320, 240), 20), (320, 240), 24.0), tmp_path / "x.mkv")
    assert names(tmp_path) == ["ffmpeg"]


def test_a_file_over_the_limit_of_the_shell_is_told_and_leaves_nothing(tmp_path, monkeypatch):
    use_script(tmp_path, monkeypatch, 'ulimit -f 50; exec REAL "$@"')
    with pytest.raises(OutputError, match=r"no space left"):
        write_video(Clip(noise((320, 240), 20), (320, 240), 24.0), tmp_path / "x.mkv")
    assert names(tmp_path) == ["ffmpeg"]


@pytest.mark.parametrize(
    ("script", "message"),
    [("cat >/dev/null", "is empty"), ('cat >/dev/null; echo hello > "${@: -1:1}"', "cannot be read as a video")],
    ids=["nothing", "nonsense"],
)
def test_an_encoder_that_claims_success_is_not_believed(tmp_path, monkeypatch, script, message):
    only_writing = f'case "$*" in *pipe:0*) set -- "${{@/file:/}}"; {script};; *) exec REAL "$@";; esac'
    use_script(tmp_path, monkeypatch, only_writing)
    with pytest.raises(EncoderError, match=f"cannot be read back .*{message}"):
        write_video(clip(smooth()), tmp_path / "x.mp4")
    assert names(tmp_path) == ["ffmpeg"]


def test_an_encoder_that_loses_frames_is_found_out(tmp_path, monkeypatch):
    use_script(tmp_path, monkeypatch, 'case "$*" in *pipe:0*) exec REAL -t 0.1 "$@";; *) exec REAL "$@";; esac')
    with pytest.raises(EncoderError, match="was given 8 frames of 64x48 and wrote 2 frames of 64x48"):
        write_video(clip(smooth(), 20.0), tmp_path / "x.mp4")


def test_ctrl_c_to_the_whole_group_leaves_nothing(tmp_path):
    program = (
        "import numpy as np\n"
        "from flowanim.datatypes import Clip\n"
        "from flowanim.video.encode import write_video\n"
        "def frames():\n"
        "    yield np.zeros((48, 64, 3), np.uint8)\n"
        "    print('running', flush=True)\n"
        "    while True: yield np.zeros((48, 64, 3), np.uint8)\n"
        "try: write_video(Clip(frames(), (64, 48), 24.0), 'x.mp4')\n"
        "except KeyboardInterrupt: print('interrupted')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=tmp_path, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout.readline() == "running\n"
        os.killpg(process.pid, signal.SIGINT)
        out, _ = process.communicate(timeout=30)
    assert (process.returncode, out, names(tmp_path)) == (0, "interrupted\n", [])
