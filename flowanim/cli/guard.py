"""Whatever goes wrong -> exactly one `error:` line on stderr and an exit code; no traceback unless --debug.

FlowanimError -> its own code; a wrong command line 2; out of memory 9; disk full 6; Ctrl-C 130; SIGTERM 143;
the rest 1.
Control characters of names and prompts are never printed raw: they could redraw the terminal.
"""

import errno
import os
import select
import signal
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Any, TextIO

import click

from flowanim.errors import FlowanimError, show_name
from flowanim.ops.files import nearest

PATIENCE_S = 2.0


@dataclass
class Settings:
    """What the shared options said. quiet: errors only. verbose: every stage with its time. debug: tracebacks.

    json: print the result for programs. force: overwrite. dry_run: make nothing. offline: fetch no model.
    out: where to write, None for the default. wishes: field of `datatypes.Wishes` -> value, those given.
    """

    quiet: bool = False
    verbose: bool = False
    debug: bool = False
    json: bool = False
    force: bool = False
    dry_run: bool = False
    offline: bool = False
    out: str | None = None
    wishes: dict[str, Any] = field(default_factory=dict)


class Stopped(BaseException):
    """The system asked us to stop; `code` is 128 + the signal."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.code = 128 + number


def say(text: str) -> None:
    """Write one line to stderr; a reader that has gone away is no error."""
    _write(show_name(text), to_stderr=True)


def put(text: str) -> None:
    """Write `text` to stdout as it is; a reader that has gone away is no error."""
    _write(text, to_stderr=False)


def _write(text: str, *, to_stderr: bool) -> None:
    try:
        click.echo(text, err=to_stderr)
    except BrokenPipeError:
        _forget_the_gone()


def _forget(stream: TextIO) -> None:
    """Send the rest of a stream whose reader has gone to nowhere, so that closing it is quiet."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _forget_the_gone() -> bool:
    """Forget stdout and stderr where their reader has gone; return whether one has."""
    gone = [stream for stream in (sys.stdout, sys.stderr) if stream is not None and _has_no_reader(stream)]
    for stream in gone:
        _forget(stream)
    return bool(gone)


def _has_no_reader(stream: TextIO) -> bool:
    with suppress(OSError, ValueError, AttributeError):  # Windows has no poll
        poll = select.poll()
        poll.register(stream.fileno(), select.POLLOUT)
        return any(event & select.POLLERR for _, event in poll.poll(0))
    return False


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Turn SIGINT, SIGTERM and SIGHUP into exceptions, so that everything cleans up behind itself; undone at the end.

    A second signal within PATIENCE_S is ignored: many senders repeat it, and it would cut the cleaning short.
    """
    last = [-PATIENCE_S]

    def stop(number: int, _frame: FrameType | None) -> None:
        if time.monotonic() - last[0] < PATIENCE_S:
            return
        last[0] = time.monotonic()
        raise KeyboardInterrupt if number == signal.SIGINT else Stopped(number)

    before = {number: signal.signal(number, stop) for number in _stop_signals()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stop_signals() -> list[int]:
    """The signals that still do what they do by default; only the main thread may change them."""
    if threading.current_thread() is not threading.main_thread():
        return []
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    return [n for n in numbers if signal.getsignal(n) in (signal.SIG_DFL, signal.default_int_handler)]


class Guard:
    """Around a command: `code` is then its exit code, and what went wrong has been said in one line."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.code = 0

    def __enter__(self) -> "Guard":
        return self

    def __exit__(self, _type: object, fault: BaseException | None, _traceback: object) -> bool:
        """Take any fault but SystemExit."""
        if isinstance(fault, click.exceptions.Exit):
            self.code = fault.exit_code
        elif isinstance(fault, BrokenPipeError) and _forget_the_gone():
            self.code = 0
        elif fault is not None and not isinstance(fault, SystemExit):
            message, self.code = explain(fault)
            if self.settings.debug:
                say_trace(fault)
            say(f"error: {message}")
        return not isinstance(fault, SystemExit)


def guarded(call: Callable[[], None], settings: Settings) -> int:
    """Run `call`; return 0, or say what went wrong in one line and return its exit code."""
    os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")
    with Guard(settings) as guard, warnings.catch_warnings():
        if not sys.warnoptions:
            warnings.simplefilter("ignore")
        call()
        put_flush()
    return guard.code


def put_flush() -> None:
    """Write out stdout now, while a full disk can still be told of."""
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _forget_the_gone()


def say_trace(fault: BaseException) -> None:
    """Write the traceback of `fault`, line by line."""
    for part in traceback.format_exception(fault):
        for line in part.rstrip("\n").split("\n"):
            say(line)


def explain(fault: BaseException) -> tuple[str, int]:
    """Return the message (without `error:`) and the exit code of `fault`."""
    if isinstance(fault, FlowanimError):
        return one_line(str(fault)), fault.exit_code
    if isinstance(fault, click.ClickException):
        return _explain_usage(fault), 2
    if isinstance(fault, Stopped):
        return f"stopped by {fault}", fault.code
    if isinstance(fault, KeyboardInterrupt | click.Abort):
        return "stopped by Ctrl-C", 130
    if _is_out_of_memory(fault):
        return "out of memory: try a smaller --size, or --draft", 9
    if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"no space left on the disk{_where(fault)}: free some, or write elsewhere with -o", 6
    name = type(fault).__name__
    return one_line(f"this is a bug: {name}: {fault} (run again with --debug to see where, and report it)"), 1


def one_line(text: str) -> str:
    """Return `text` without line breaks, so that an error stays one line."""
    return " ".join(text.split()) if "\n" in text else text


def _where(fault: OSError) -> str:
    return f" of {fault.filename}" if fault.filename else ""


def _is_out_of_memory(fault: BaseException) -> bool:
    """Python's and numpy's MemoryError, the system's ENOMEM, OpenCV's code -4."""
    if isinstance(fault, MemoryError):
        return True
    if isinstance(fault, OSError):
        return fault.errno == errno.ENOMEM
    return type(fault).__module__ == "cv2" and getattr(fault, "code", 0) == -4


def _explain_usage(fault: click.ClickException) -> str:
    """Say a wrong command line plainly, with the command whose --help tells more."""
    context = fault.ctx if isinstance(fault, click.UsageError) else None
    see = f" (see '{context.command_path} --help')" if context is not None else ""
    return f"{_plain(fault)}{see}"


def _plain(fault: click.ClickException) -> str:
    if isinstance(fault, click.NoSuchOption):
        bare = {name.lstrip("-"): name for name in fault.possibilities or ()}
        near = bare.get(nearest(fault.option_name.lstrip("-"), list(bare)))
        return f"there is no option {fault.option_name}" + (f": did you mean {near}?" if near else "")
    if isinstance(fault, click.MissingParameter) and isinstance(fault.param, click.Argument):
        return f"{fault.param.metavar or (fault.param.name or 'an argument').upper()} is missing"
    if isinstance(fault, click.BadParameter) and fault.param is not None:
        return f"{_name(fault.param)}: {one_line(fault.message)}"
    text = one_line(fault.format_message()).rstrip(".")
    return text[:1].lower() + text[1:]


def _name(param: click.Parameter) -> str:
    return max(param.opts, key=len) if isinstance(param, click.Option) else (param.name or "argument").upper()
