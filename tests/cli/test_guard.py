"""Whatever goes wrong ends in one line and the right exit code."""

import errno
import os
import signal
import subprocess
import sys

import click
import pytest

from flowanim import errors
from flowanim.cli.guard import PATIENCE_S, Settings, Stopped, explain, guarded, say, stop_on_signals


def failing(fault):
    def call():
        raise fault

    return call


@pytest.mark.parametrize(
    ("fault", "code", "words"),
    [
        (errors.UsageError("x.xyz has no known ending"), 2, "x.xyz has no known ending"),
        (errors.InputError("a.jpg is empty"), 3, "a.jpg is empty"),
        (errors.PlanError("plan.json: fps"), 4, "plan.json: fps"),
        (errors.WeightsError("weights"), 5, "weights"),
        (errors.OutputError("out"), 6, "out"),
        (errors.EncoderError("ffmpeg"), 7, "ffmpeg"),
        (errors.BatchError("two failed"), 8, "two failed"),
        (errors.LimitError("too big"), 9, "too big"),
        (MemoryError(), 9, "out of memory"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), 9, "out of memory"),
        (OSError(errno.ENOSPC, "No space left on device", "/disk/x"), 6, "no space left on the disk of /disk/x"),
        (KeyboardInterrupt(), 130, "stopped by Ctrl-C"),
        (click.Abort(), 130, "stopped by Ctrl-C"),
        (Stopped(signal.SIGTERM), 143, "stopped by SIGTERM"),
        (Stopped(signal.SIGHUP), 129, "stopped by SIGHUP"),
        (click.UsageError("no such thing"), 2, "no such thing"),
        (KeyError("oops"), 1, "this is a bug: KeyError: 'oops' (run again with --debug"),
    ],
)
def test_each_fault_has_its_line_and_its_code(capsys, fault, code, words):
    assert guarded(failing(fault), Settings()) == code
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"error: {words}")
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err


def test_opencv_out_of_memory_is_no_bug():
    import cv2

    fault = cv2.error("Insufficient memory")
    fault.code = -4
    assert explain(fault)[1] == 9
    assert explain(cv2.error("something else"))[1] == 1


def test_debug_shows_where_a_bug_is(capsys):
    assert guarded(failing(KeyError("oops")), Settings(debug=True)) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("Traceback")
    assert sum(line.startswith("error:") for line in lines) == 1


def test_a_run_that_is_well_ends_with_0_and_says_nothing(capsys):
    assert guarded(lambda: None, Settings()) == 0
    assert capsys.readouterr() == ("", "")


def test_what_asks_for_an_exit_gets_its_code():
    assert guarded(failing(click.exceptions.Exit(0)), Settings()) == 0


def test_a_message_of_many_lines_becomes_one(capsys):
    guarded(failing(errors.PlanError("plan.json:\n  fps: must be a number\n  size: is missing")), Settings())
    assert capsys.readouterr().err == "error: plan.json: fps: must be a number size: is missing\n"


@pytest.mark.parametrize("nasty", ["\x1b[31mred", "\x07", "\r", "\x9b2J", "\u202egpj.exe", "\udce9", "\x00"])
def test_what_could_steer_a_terminal_is_never_printed_raw(capsys, nasty):
    say(f"note: {nasty}")
    assert capsys.readouterr().err.rstrip("\n").isprintable()


def test_warnings_of_libraries_are_not_said(capsys):
    import warnings

    assert guarded(lambda: warnings.warn("deprecated", stacklevel=1), Settings()) == 0
    assert capsys.readouterr().err == ""


def test_signals_become_exceptions_and_a_repeated_one_is_ignored():
    with pytest.raises(Stopped), stop_on_signals():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    assert PATIENCE_S >= 1


@pytest.mark.parametrize("redirect", ["> /dev/full", "2> /dev/full", ">&-", "2>&-", "| head -c 10", "2>&1 | true"])
def test_an_output_that_cannot_be_written_to_makes_no_traceback(redirect):
    command = f"{sys.executable} -m flowanim --help {redirect}"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, timeout=20)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert done.returncode == (6 if redirect == "> /dev/full" else 0)
