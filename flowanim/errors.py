"""Every error that a user can mend, and the exit code that each one gives.

    FlowanimError                1   a bug, if it is raised as itself
    |-- UsageError               2   the command line is wrong
    |-- InputError               3   a photo, clip or depth file cannot be read
    |-- PlanError                4   the plan, a mask or a prompt is wrong
    |-- WeightsError             5   a model is missing or damaged
    |-- OutputError              6   the result cannot be written
    |-- EncoderError             7   ffmpeg is missing or failed
    |-- BatchError               8   some photos of a batch failed
    `-- LimitError               9   out of memory, or over a limit

The message is one line: which file, what is wrong, what to do; names go through `show_name`. A caller's mistake is
`ValueError`.
"""

from pathlib import Path


class FlowanimError(Exception):
    """Base of all errors that are ours; `exit_code` is what the command line returns."""

    exit_code = 1


class UsageError(FlowanimError):
    """The command line asks for something that cannot be."""

    exit_code = 2


class InputError(FlowanimError):
    """A photo, clip or depth file cannot be read."""

    exit_code = 3


class PlanError(FlowanimError):
    """A plan, mask, brush or prompt is wrong."""

    exit_code = 4


class WeightsError(FlowanimError):
    """A model's file is missing, damaged or of a refused format."""

    exit_code = 5


class OutputError(FlowanimError):
    """The result cannot be written where it was asked for."""

    exit_code = 6


class EncoderError(FlowanimError):
    """ffmpeg is missing or failed."""

    exit_code = 7


class BatchError(FlowanimError):
    """Some photos of a batch failed."""

    exit_code = 8


class LimitError(FlowanimError):
    """Out of memory, or over a limit that an option lifts."""

    exit_code = 9


def show_name(name: Path | str) -> str:
    """Return a path, or other text from outside, as it may be printed: control and direction characters as escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in str(name))
