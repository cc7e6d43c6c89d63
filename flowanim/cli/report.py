"""What a run says while it works and when it is done: a bar on a terminal, one line otherwise; JSON for programs.

All of it goes to stderr; stdout carries only what was asked for (a plan, or the result as JSON).
"""

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from math import ceil
from pathlib import Path

from flowanim.cli.guard import Settings, put, say
from flowanim.errors import show_name

BAR_CELLS = 24
REDRAW_S = 0.1
STAGES = {
    "look": "looking at the photo",
    "plan": "planning",
    "fill": "filling hidden parts",
    "encode": "rendering",
    "review": "measuring",
    "modes": "rendering each way",
}
"""Stage of the pipe -> how it is said."""


class Report:
    """The voice of one run. `clock` returns seconds and never goes back."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self.settings = settings
        self.clock = clock
        self.begun = clock()
        self.stage = ""
        self.stage_begun = self.begun
        self.drawn_at = float("-inf")
        self.bar = ""
        self.said: set[str] = set()

    def note(self, text: str) -> None:
        """Say one sentence about what was understood, adapted or left out; each once."""
        if not self.settings.quiet and text not in self.said:
            self._wipe()
            say(f"note: {text}")
        self.said.add(text)

    def notes(self, texts: Iterable[str]) -> None:
        """Say each note."""
        for text in texts:
            self.note(text)

    def lines(self, texts: Iterable[str]) -> None:
        """Say each line as it is."""
        if not self.settings.quiet:
            self._wipe()
            for text in texts:
                say(text)

    def progress(self, stage: str, done: int, total: int) -> None:
        """Be a `datatypes.Progress`: draw the bar on a terminal, say finished stages with -v."""
        now = self.clock()
        if stage != self.stage:
            self._close_stage(now)
            self.stage, self.stage_begun, self.drawn_at = stage, now, float("-inf")
        if self._draws() and (now - self.drawn_at >= REDRAW_S or done >= total):
            self.drawn_at = now
            self._draw(bar_line(STAGES.get(stage, stage), done, total, now - self.stage_begun))

    def finish(self, text: str) -> None:
        """Close the bar and say the last line."""
        self._close_stage(self.clock())
        self.stage = ""
        if not self.settings.quiet:
            say(text)

    def result(self, facts: Mapping[str, object]) -> None:
        """Print `facts` as JSON on stdout, if that was asked for."""
        if self.settings.json:
            put(json.dumps(facts, indent=2))

    def spent(self) -> float:
        """Return the seconds since the run began."""
        return self.clock() - self.begun

    def close(self) -> None:
        """Take the bar off the terminal, whatever happened."""
        self._wipe()

    def __enter__(self) -> "Report":
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    def _close_stage(self, now: float) -> None:
        self._wipe()
        if self.stage and self.settings.verbose and not self.settings.quiet:
            say(f"  {STAGES.get(self.stage, self.stage)}: {now - self.stage_begun:.2f} s")

    def _draws(self) -> bool:
        return not self.settings.quiet and sys.stderr is not None and sys.stderr.isatty()

    def _draw(self, line: str) -> None:
        shown = show_name(line)[: max(10, shutil.get_terminal_size().columns - 1)]
        _raw(f"\r{shown.ljust(len(self.bar))}")
        self.bar = shown

    def _wipe(self) -> None:
        if self.bar:
            _raw(f"\r{' ' * len(self.bar)}\r")
            self.bar = ""


def _raw(text: str) -> None:
    """Write to the terminal as it is; one that has gone away is no error."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        return


def bar_line(stage: str, done: int, total: int, spent_s: float) -> str:
    """Return "rendering [#####...]  43/96  2 s left"."""
    if total <= 1:
        return f"{stage} ..."
    share = min(1.0, done / total)
    cells = "#" * round(share * BAR_CELLS)
    left = f"  {ceil(spent_s * (1 - share) / share)} s left" if 0 < share < 1 and spent_s > 0.5 else ""
    return f"{stage} [{cells.ljust(BAR_CELLS, '.')}]  {done}/{total}{left}"


def weigh(path: Path) -> str:
    """Return the size of a file as people say it."""
    size = path.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{max(size / 1e3, 0.1):.1f} kB"
