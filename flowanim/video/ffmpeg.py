"""Arguments -> a running ffmpeg whose pipes never jam and which never outlives us.

The binary is the one that imageio-ffmpeg finds (its own, or the one named by IMAGEIO_FFMPEG_EXE). It runs in its own
process group, so that Ctrl-C reaches us alone and we end it. Paths go in as `file:` and absolute: `http:x.mp4` or
`-y.mp4` would otherwise be a protocol or an option.
"""

import errno
import os
import re
import subprocess
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from threading import Thread
from typing import IO

import numpy as np

from flowanim.datatypes import Frame
from flowanim.errors import EncoderError, show_name

PIPE_BYTES = 2**20
KEPT_LINES = 40
LINE_BYTES = 500
ANSWER_S = 60.0
NTSC = Fraction(1000, 1001)
GET_IT = "install it again with `pip install --force-reinstall imageio-ffmpeg`, or let IMAGEIO_FFMPEG_EXE name yours"
NO_INFORMATION = ("Conversion failed!", "Exiting with exit code", "Error closing file", "Task finished with error")


def find_ffmpeg() -> str:
    """Return the path of the ffmpeg to run; EncoderError says how to get one. It is not tried here."""
    import imageio_ffmpeg

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as fault:
        raise EncoderError(f"ffmpeg is missing: {GET_IT}") from fault


def file_url(path: Path) -> str:
    """Return `path` as ffmpeg reads it as an ordinary file, whatever its name."""
    return f"file:{os.path.abspath(path)}"  # noqa: PTH100 - Path.absolute keeps "..", and links must stay


def frame_rate(fps: float, *, within: float = 1e-3) -> Fraction:
    """Return the exact rate that is meant by `fps`: 23.976 and 29.97 are 24000/1001 and 30000/1001."""
    ntsc = round(fps) * NTSC
    return ntsc if ntsc and abs(fps - ntsc) < within else Fraction(fps).limit_denominator(1001)


class Ffmpeg:
    """A running ffmpeg. Its messages are drained as they come, and the last ones kept."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._lines: deque[str] = deque(maxlen=KEPT_LINES)
        self._drain = Thread(target=self._keep_messages, daemon=True)
        self._drain.start()

    def send(self, frame: Frame) -> bool:
        """Write one frame; False if ffmpeg no longer listens, and `finish` then tells why."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(np.ascontiguousarray(frame).data)
        except OSError:
            return False
        return True

    def receive(self, shape: tuple[int, ...]) -> Frame | None:
        """Read one frame of `shape`; None at the end, or if the stream breaks off inside it."""
        assert self._process.stdout is not None
        frame = np.empty(shape, np.uint8)
        got = self._process.stdout.readinto(frame.data.cast("B"))  # type: ignore[attr-defined]
        return frame if got == frame.size else None

    def finish(self) -> int:
        """Close the pipe to ffmpeg, wait until it ends, return its exit code; below 0 it is a signal's number."""
        _close(self._process.stdin)
        code = self._process.wait()
        self._drain.join()
        return code

    def kill(self) -> None:
        """End ffmpeg at once, if it still runs, and reap it."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            _close(pipe)
        self.finish()
        _close(self._process.stderr)

    @property
    def log(self) -> str:
        """The last messages."""
        return "\n".join(self._lines)

    @property
    def complaint(self) -> str:
        """The last message that says something, fit to be printed."""
        return last_words(self.log)

    def _keep_messages(self) -> None:
        assert self._process.stderr is not None
        while line := self._process.stderr.readline(LINE_BYTES):
            self._lines.append(line.decode("utf-8", "replace").strip())


@contextmanager
def running(arguments: Sequence[str]) -> Iterator[Ffmpeg]:
    """Run ffmpeg with pipes on both sides; whatever happens inside, it is gone afterwards."""
    process = _start(["-nostdin", "-loglevel", "error", *arguments], stdin=subprocess.PIPE)
    ffmpeg = Ffmpeg(process)
    try:
        _widen(process.stdin)
        _widen(process.stdout)
        yield ffmpeg
    finally:
        ffmpeg.kill()


def ask(arguments: Sequence[str]) -> tuple[int, str, str]:
    """Run ffmpeg to its end and return its exit code, what it printed, and its messages; EncoderError if it hangs."""
    with _start(["-nostdin", *arguments], stdin=subprocess.DEVNULL) as process:
        try:
            out, messages = process.communicate(timeout=ANSWER_S)
        except subprocess.TimeoutExpired as fault:
            raise EncoderError(f"ffmpeg ({show_name(find_ffmpeg())}) does not answer: {GET_IT}") from fault
        finally:
            process.kill()
    return process.returncode, out.decode("utf-8", "replace"), messages.decode("utf-8", "replace")


def check_encoder(encoder: str) -> None:
    """Raise EncoderError unless ffmpeg runs here and has `encoder`."""
    code, out, messages = ask(["-hide_banner", "-h", f"encoder={encoder}"])
    if code:
        raise EncoderError(f"ffmpeg ({show_name(find_ffmpeg())}) does not work: {last_words(messages)}; {GET_IT}")
    if f"Encoder {encoder} " not in out:
        raise EncoderError(f"ffmpeg ({show_name(find_ffmpeg())}) lacks the encoder {encoder}: {GET_IT}")


def last_words(messages: str) -> str:
    """Return the last line that says something, without addresses; "it says nothing" if none does."""
    lines = [re.sub(r"^(\[[^\]]*\] *)+", "", line.strip()) for line in messages.splitlines()]
    telling = [line for line in lines if line and not any(empty in line for empty in NO_INFORMATION)]
    return show_name(telling[-1].rstrip(".")) if telling else "it says nothing"


def _start(arguments: list[str], *, stdin: int) -> subprocess.Popen[bytes]:
    exe = find_ffmpeg()
    try:
        return subprocess.Popen(
            [exe, *arguments],
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "LC_ALL": "C", "AV_LOG_FORCE_NOCOLOR": "1"},
            process_group=0 if os.name == "posix" else None,
            creationflags=0x08000200 if os.name == "nt" else 0,  # a new process group, and no window
        )
    except OSError as fault:
        if fault.errno == errno.ENOMEM:
            raise
        raise EncoderError(f"ffmpeg cannot be run ({show_name(exe)}: {fault.strerror}): {GET_IT}") from fault


def _widen(pipe: IO[bytes] | None) -> None:
    """Let a pipe hold more than Linux's 64 KiB, so that both sides wait for each other less often."""
    if sys.platform == "linux" and pipe is not None:
        import fcntl

        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)


def _close(pipe: IO[bytes] | None) -> None:
    """Close a pipe; that ffmpeg has gone away is told by its exit code."""
    if pipe is not None:
        with suppress(OSError):
            pipe.close()
