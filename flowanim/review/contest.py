"""Clips of one photo beside each other -> a table of figures, and the same as data.

No score stands without the motion amount beside it: what moves less looks steadier by most of the figures.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from flowanim.datatypes import Array, Frame
from flowanim.review.align import Common
from flowanim.review.facts import facts
from flowanim.review.figures import Measures, amount
from flowanim.review.verdict import Verdict

UNLIKE = 1.5
"""Ratio of motion amounts from which on figures are not to be compared without a word."""
SAME_LEVELS = 0.05
"""Mean difference, of 255 levels, below which two clips are the same picture."""


@dataclass(frozen=True, eq=False)
class Entry:
    """One clip. name: as it is called. clip: the file, aligned. text: what it is, "" where nobody knows.

    seconds, memory_mb: wall time and peak memory of making it; None for a clip from elsewhere.
    """

    name: str
    clip: Path
    measures: Measures
    verdicts: Sequence[Verdict]
    score: float | None
    text: str = ""
    seconds: float | None = None
    memory_mb: float | None = None

    @property
    def motion(self) -> str:
        """Return "moves 36 px/s" of its fastest part, or that it does not."""
        fastest = self.measures.value("fastest") or 0.0
        return f"{'moves' if self.score is not None else 'does not move:'} {fastest:.3g} px/s"

    @property
    def rank(self) -> str:
        """Return "88 of 100, moves 36 px/s": the score is never alone."""
        points = "no score" if self.score is None else f"{self.score:.0f} of 100"
        return f"{points}, {self.motion}"


@dataclass(frozen=True, eq=False)
class Contest:
    """All that was compared. title: the photo or what was given. entries: the first is what others differ from.

    differences: mean difference (h, w) from the first, in levels. slices: x-t slices, of the row at the share `row` of
    the height. ground: the first frame. notes: what was adapted and left out.
    """

    title: str
    to: Common
    entries: Sequence[Entry]
    differences: Sequence[Array]
    slices: Sequence[Frame]
    row: float
    ground: Frame
    notes: Sequence[str] = ()


Cell = Callable[[Entry], str]


@dataclass(frozen=True)
class Row:
    """One line of the table. name, meaning: for people. cell: an entry -> its text."""

    name: str
    meaning: str
    cell: Cell


def _figure(name: str) -> Cell:
    return lambda entry: amount(entry.measures.figures.get(name))


ROWS = (
    Row("score", "of 100, with the motion amount: a clip that stands still has none", lambda entry: entry.rank),
    Row("motion amount", "mean speed of all pixels, at 1280 px", _figure("motion")),
    Row("fastest part", "mean speed of the fastest 5 % of the pixels, at 1280 px", _figure("fastest")),
    Row(
        "time",
        "of the whole command, from the photo to the file",
        lambda e: "-" if e.seconds is None else f"{e.seconds:.1f} s",
    ),
    Row("memory", "at its peak", lambda e: "-" if e.memory_mb is None else f"{e.memory_mb:.0f} MB"),
    Row("share invented", "of shown pixels that the photo does not have", _figure("invented")),
    Row("flicker", "brightness that comes and goes beyond motion", _figure("flicker")),
    Row("warp error", "what motion does not explain from frame to frame", _figure("warp error")),
    Row("still-area leak", "largest change, of 255, in what should stand still", _figure("leak")),
    Row("seam", "step from the last frame to the first, against the others", _figure("seam")),
    Row("sharpness", "least share of the photo's detail that a frame has", _figure("detail")),
    Row("twinkle", "share of fine detail that does not move with the picture", _figure("twinkle")),
    Row("jitter", "of the camera", _figure("jitter")),
    Row("stretch", "how much longer than wide a spot becomes", _figure("stretch")),
    Row("colour drift", "from the photo's or the first frame's", _figure("colour drift")),
    Row("face change", "1 less the correlation with itself", _figure("face change")),
)


def table(entries: Sequence[Entry]) -> list[tuple[Row, list[str]]]:
    """Return the rows of which at least one entry has something to tell."""
    rows = [(row, [row.cell(entry) for entry in entries]) for row in ROWS]
    return [(row, cells) for row, cells in rows if any(cell != "-" for cell in cells)]


def warnings(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return what a reader of the table must be told: motion amounts that are too unlike."""
    amounts = {entry.name: entry.measures.value("motion") or 0.0 for entry in entries}
    most, least = max(amounts, key=lambda n: amounts[n]), min(amounts, key=lambda n: amounts[n])
    if amounts[most] < UNLIKE * amounts[least]:
        return ()
    return (
        f"{most} moves {amounts[most]:.3g} px/s on average, {least} {amounts[least]:.3g}: what moves less looks"
        " steadier by most figures, so compare them with that in mind",
    )


def contest_facts(contest: Contest) -> dict[str, object]:
    """Return everything as plain data, ready for JSON."""
    return {
        "title": contest.title,
        "size": list(contest.to.size),
        "fps": contest.to.fps,
        "seconds": contest.to.seconds,
        "notes": [*contest.notes, *warnings(contest.entries)],
        "clips": [_entry(entry, apart) for entry, apart in zip(contest.entries, contest.differences, strict=True)],
    }


def _entry(entry: Entry, apart: Array) -> dict[str, object]:
    return {
        "name": entry.name,
        "file": entry.clip.name,
        "what": entry.text,
        "seconds_spent": entry.seconds and round(entry.seconds, 2),
        "memory_mb": entry.memory_mb and round(entry.memory_mb),
        "motion_px_s": entry.measures.value("motion"),
        "difference_levels": round(float(apart.mean()), 3),
        **facts(entry.measures, entry.verdicts, entry.score),
    }
