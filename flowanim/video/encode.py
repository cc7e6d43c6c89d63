"""Clip -> video file: frames are streamed through ffmpeg into a hidden file, which is read back and then put in place.

    frames --pipe--> ffmpeg --> .flowanim-1a2b.mp4 --probe, fsync--> out.mp4

A full disk, a dying encoder, Ctrl-C and errors of whoever makes the frames leave no ffmpeg and no file behind.
"""

import shutil
import signal
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from flowanim.datatypes import Clip, Frame, Progress, silent
from flowanim.errors import EncoderError, InputError, OutputError, show_name
from flowanim.ops.target import check_place, fresh_file
from flowanim.video.ffmpeg import Ffmpeg, check_encoder, file_url, frame_rate, running
from flowanim.video.formats import Format, find_format
from flowanim.video.probe import open_arguments, probe

FULL_DISK = ("No space left on device", "Disk quota exceeded", "File too large")
NEARLY_FULL_BYTES = 2**16


def check_target(path: Path | str, *, force: bool, inputs: Sequence[Path] = ()) -> Path:
    """Return the absolute path to write a video to, or say what is wrong with it.

    force: whether a file that is there may be replaced. inputs: files that are read and must stay.
    UsageError: an unknown ending, or the output is an input. OutputError: it cannot be written there. EncoderError:
    there is no ffmpeg that could make it.
    """
    target = _check_place(path, force=force, inputs=inputs)
    check_encoder(find_format(target).encoder)
    return target


def _check_place(path: Path | str, *, force: bool, inputs: Sequence[Path] = ()) -> Path:
    """Do what `check_target` does, but for the look at ffmpeg."""
    target = check_place(path, force=force, inputs=inputs)
    find_format(path)
    return target


def write_video(
    clip: Clip, path: Path | str, *, force: bool = False, sound: Path | None = None, progress: Progress = silent
) -> Path:
    """Write `clip` in the format that the ending of `path` names; return the absolute path.

    Where the format wants even sizes, an odd last row or column is left out. force: replace a file that is there.
    sound: a file whose sound goes along, where the format can hold sound.
    progress is called as ("encode", frames done, frames in all or 0) after each frame.
    OutputError: no space, or no place to write. EncoderError: ffmpeg failed; the message ends in its own last words.
    ValueError: a frame is not (H, W, 3) uint8 of the clip's size, or there is none.
    """
    target = _check_place(path, force=force)
    form = find_format(target)
    if min(form.fit(clip.size)) < 1:
        raise ValueError(f"clip size: {form.name} wants at least 2x2 pixels, got {clip.size}")
    with fresh_file(target, force=force) as hidden:
        written = _encode(clip, form, _arguments(clip, form, hidden, sound), hidden, progress)
        _check_written(hidden, form, clip, written)
    return target


def _encode(clip: Clip, form: Format, arguments: Sequence[str], hidden: Path, progress: Progress) -> int:
    """Stream the frames into `hidden`; return how many there were."""
    done = 0
    try:
        # ffmpeg gets ready while the first frame is drawn.
        with running(arguments) as ffmpeg:
            for done, frame in enumerate(clip.frames, start=1):
                if not ffmpeg.send(_fitting(frame, clip, form)):
                    break
                progress("encode", done, clip.count or 0)
            if not done:
                raise ValueError("want at least one frame, got a clip without any")
            _check_end(ffmpeg, hidden)
    finally:
        close = getattr(clip.frames, "close", None)
        if close is not None:
            close()
    return done


def _arguments(clip: Clip, form: Format, hidden: Path, sound: Path | None) -> Sequence[str]:
    w, h = form.fit(clip.size)
    rate = str(frame_rate(clip.fps))
    raw = ["-f", "rawvideo", "-pixel_format", "rgb24", "-video_size", f"{w}x{h}", "-framerate", rate, "-i", "pipe:0"]
    same_bytes = ["-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"]
    packed = ["-c:v", form.encoder, *form.options, *same_bytes, "-f", form.muxer, "-y", file_url(hidden)]
    graph = form.graph((w, h), clip.fps)
    if sound is None or not form.sound:
        return [*raw, "-filter_complex", graph, *packed]
    mapped = [
        "-filter_complex",
        f"[0:v]{graph}[v]",
        "-map",
        "[v]",
        "-map",
        "1:a:0?",
        "-c:a",
        form.sound,
        "-b:a",
        "192k",
    ]
    return [*raw, *open_arguments(sound), *mapped, *packed]


def _fitting(frame: Frame, clip: Clip, form: Format) -> Frame:
    """Return the part of the frame that the format can hold, after a look at its shape and type."""
    w, h = clip.size
    if frame.dtype != np.uint8 or frame.shape != (h, w, 3):
        raise ValueError(f"frame: want uint8 {(h, w, 3)}, got {frame.dtype} {frame.shape}")
    w, h = form.fit(clip.size)
    return frame[:h, :w]


def _check_end(ffmpeg: Ffmpeg, hidden: Path) -> None:
    """Wait for ffmpeg to finish; OutputError if the disk is full, EncoderError if anything else is wrong."""
    code = ffmpeg.finish()
    folder = show_name(hidden.parent)
    full = any(words in ffmpeg.log for words in FULL_DISK)
    if full or (code and shutil.disk_usage(hidden.parent).free < NEARLY_FULL_BYTES):
        raise OutputError(f"no space left on the disk of {folder}: free some, or write to another folder")
    if code == -getattr(signal, "SIGXFSZ", 0) and code:
        raise OutputError(f"no space left in {folder}: the file would be larger than `ulimit -f` allows")
    if code < 0:
        raise EncoderError(f"ffmpeg was stopped by signal {-code} ({ffmpeg.complaint}): try again, or a smaller --size")
    if code:
        raise EncoderError(f"ffmpeg failed with code {code} while encoding: {ffmpeg.complaint}")


def _check_written(hidden: Path, form: Format, clip: Clip, written: int) -> None:
    """Read the file back: it must have the size and the frames that were sent."""
    try:
        found = probe(hidden, count=True)
    except InputError as fault:
        raise EncoderError(f"ffmpeg made a file that cannot be read back ({fault}): try another format") from fault
    fewest = 1 if form.merges else _kept(written, clip.fps, form)
    count = found.count or 0
    if found.size != form.fit(clip.size) or not fewest <= count <= written:
        sent, got = (f"{n} frames of {w}x{h}" for n, (w, h) in ((written, form.fit(clip.size)), (count, found.size)))
        raise EncoderError(f"ffmpeg was given {sent} and wrote {got}: try another format")


def _kept(written: int, fps: float, form: Format) -> int:
    """Return how many frames are left at least, once those too fast for the format are dropped."""
    if form.max_fps is None or fps <= form.max_fps:
        return written
    return max(1, int(written * form.max_fps / fps) - 1)
