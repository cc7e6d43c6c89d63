"""What `compare` says and where it writes, whatever is compared."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flowanim.cli.guard import Settings, put
from flowanim.cli.pictures import COMPARISON, claim_folder
from flowanim.errors import UsageError, show_name

if TYPE_CHECKING:
    from flowanim.review.contest import Entry

MOST_CLIPS = 8


def claim(settings: Settings, default: Path, files: Sequence[str]) -> Path:
    """Return the folder to fill, checked; none of the `files` that are read may lie in it."""
    target = claim_folder(settings.out, default, force=settings.force, kind=COMPARISON)
    inside = [file for file in files if Path(file).resolve().is_relative_to(target.resolve())]
    if inside:
        raise UsageError(f"{show_name(inside[0])} lies in {show_name(target)}, which would be replaced: use another -o")
    return target


def short_names(clips: Sequence[str]) -> list[str]:
    """Return the names of files without their folders, where that tells them apart."""
    names = [Path(clip).name for clip in clips]
    return [clip if names.count(name) > 1 else name for name, clip in zip(names, clips, strict=True)]


def tell(entries: Sequence["Entry"]) -> None:
    """Print what was found: each clip with its score and how much it moves, then the table."""
    from flowanim.review.contest import table, warnings

    for one in entries:
        w, h = one.measures.size
        looks = f"{w}x{h}, {one.measures.seconds:.3g} s at {one.measures.fps:g} fps"
        put(show_name(f"{one.name}: {looks}, {one.rank}. {one.verdicts[0].text}"))
    rows = [("", [one.name for one in entries]), *((row.name, cells) for row, cells in table(entries)[1:])]
    wide = [max(len(cells[i]) for _, cells in rows) for i in range(len(entries))]
    for name, cells in rows:
        put(show_name(f"  {name:<15}" + "".join(f"  {cell:>{w}}" for cell, w in zip(cells, wide, strict=True))))
    for warning in warnings(entries):
        put(show_name(f"  {warning}"))
