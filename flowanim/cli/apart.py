"""A plan rendered in a process of its own -> its clip, and what it took: time and memory as a user has them."""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from flowanim.errors import EncoderError, FlowanimError, InputError, LimitError, OutputError, PlanError, WeightsError

WAIT_S = 20.0
CLASSES: tuple[type[FlowanimError], ...] = (
    InputError,
    PlanError,
    WeightsError,
    OutputError,
    EncoderError,
    LimitError,
)


@dataclass(frozen=True)
class Made:
    """seconds: wall time of the whole command. memory_mb: its peak; None where the system does not tell.

    notes: what the render said, sentence by sentence.
    """

    path: Path
    seconds: float
    memory_mb: float | None
    notes: tuple[str, ...] = ()


def render_apart(photo: str, plan: Path, out: Path) -> Made:
    """Run `flowanim render` on `photo` and the file `plan`; the error that it ends with is raised here."""
    words = ["render", "--json", "--quiet", "--output", str(out), "--", photo, str(plan)]
    begun = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "flowanim", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
    )
    try:
        said, complaint = process.communicate()
    except BaseException:
        process.terminate()
        process.wait(WAIT_S)
        raise
    if process.returncode:
        raise fault(process.returncode, complaint)
    told = json.loads(said)
    return Made(out, time.monotonic() - begun, told.get("memory_mb"), tuple(told.get("notes", ())))


def fault(code: int, complaint: str) -> FlowanimError:
    """Return the error that a command which ended with `code` has said as its last `error:` line."""
    lines = [line.removeprefix("error: ") for line in complaint.splitlines() if line.startswith("error: ")]
    text = lines[-1] if lines else f"the render ended with {code} and said nothing: run `flowanim render` to see why"
    kind = next((one for one in CLASSES if one.exit_code == code), FlowanimError)
    return kind(text)
