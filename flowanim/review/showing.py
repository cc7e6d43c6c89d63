"""Clips of one photo -> a folder in which they can be looked at beside each other.

compare.html, compare.json · side-by-side.mp4, wipe.mp4 · difference.png, slices.png · 01-....mp4, one for each clip
"""

import json
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from flowanim.datatypes import Frame, Progress, silent
from flowanim.ops.image import fit
from flowanim.review import embed
from flowanim.review.align import Common, aligned, fits, is_cut, own_rate
from flowanim.review.clip import NOTHING, measure
from flowanim.review.contest import Contest, Entry, contest_facts
from flowanim.review.contrast import Contrast, busiest_row, painted
from flowanim.review.lineup import side_by_side, strip, wipe
from flowanim.review.verdict import judge, score
from flowanim.review.versus import versus_page
from flowanim.review.watch import Known
from flowanim.video.decode import read_video
from flowanim.video.encode import write_video

COPIES_PX = (960, 640, 480)
"""Long sides of the copies in the page, tried one after the other where the clips are too large for it."""
LEAST_RED = 8.0
"""Levels of difference that are painted red at least: what an encoder does must not look like a difference."""


@dataclass(frozen=True)
class Candidate:
    """A clip to compare. name: as it is called. known, loop: as for `measure` and `judge`.

    text: what it is. seconds, memory_mb: what making it took; None where nobody knows.
    """

    name: str
    path: Path
    known: Known = NOTHING
    loop: bool | None = None
    text: str = ""
    seconds: float | None = None
    memory_mb: float | None = None


def entry(candidate: Candidate, to: Common, progress: Progress = silent) -> Entry:
    """Measure a clip as `to` aligns it; its seam only if the whole of it is compared. InputError if it is no video."""
    clip = read_video(candidate.path)
    measures = measure(aligned(clip, own_rate(clip, to)), candidate.known, name=candidate.name, progress=progress)
    if is_cut(clip, to):
        seam = replace(measures.figures["seam"], value=None)
        measures = replace(measures, figures={**measures.figures, "seam": seam})
    return Entry(
        candidate.name,
        candidate.path,
        measures,
        judge(measures, loop=candidate.loop),
        score(measures, loop=candidate.loop),
        candidate.text,
        candidate.seconds,
        candidate.memory_mb,
    )


def show(
    entries: Sequence[Entry],
    to: Common,
    folder: Path,
    *,
    title: str,
    notes: Sequence[str] = (),
    progress: Progress = silent,
) -> Contest:
    """Write all that there is to see of `entries` into `folder`, which is there and empty; return the comparison.

    OutputError and EncoderError as from `write_video`.
    """
    files = [folder / name for name in file_names([one.name for one in entries])]
    for one, file in zip(entries, files, strict=True):
        _bring(one.clip, file, to)
    contrast = Contrast(busiest_row(entries[0].measures.maps["motion"]))
    names = [one.name for one in entries]
    moments = contrast.watch([read_video(file) for file in files])
    write_video(side_by_side(moments, names, to), folder / "side-by-side.mp4", progress=progress)
    if len(files) > 1:
        write_video(wipe(lambda i: read_video(files[i]), names), folder / "wipe.mp4", progress=progress)
    found = Contest(
        title,
        to,
        [replace(one, clip=file) for one, file in zip(entries, files, strict=True)],
        contrast.differences,
        contrast.slices,
        contrast.row,
        contrast.ground if contrast.ground is not None else np.zeros((*to.size[::-1], 3), np.uint8),
        notes,
    )
    _write_pictures(found, folder)
    _write_page(found, files, folder)
    return found


def file_names(names: Sequence[str]) -> list[str]:
    """Return the name of each clip's file: "01-warp-only.mp4"."""
    plain = [re.sub(r"[^a-z0-9]+", "-", Path(name).stem.lower()).strip("-")[:40] or "clip" for name in names]
    return [f"{i:02d}-{name}.mp4" for i, name in enumerate(plain, 1)]


def _bring(source: Path, file: Path, to: Common) -> None:
    """Put a clip at `file`, aligned; as it is where it fits."""
    clip = read_video(source)
    if fits(clip, to) and source.suffix.lower() == ".mp4":
        shutil.copyfile(source, file)
    else:
        write_video(aligned(clip, to), file)


def _write_pictures(contest: Contest, folder: Path) -> None:
    first, *others = zip(contest.entries, contest.differences, strict=True)
    sheets = []
    for one, apart in others:
        most = max(LEAST_RED, float(np.quantile(apart, 0.999)))
        text = f"{one.name} against {first[0].name}: red is {most:.0f} of 255 levels"
        sheets.append(_labelled(painted(contest.ground, apart, most), text))
    slices = [_labelled(cut, one.name) for one, cut in zip(contest.entries, contest.slices, strict=True)]
    for name, pictures in (("difference.png", sheets), ("slices.png", slices)):
        if pictures:
            (folder / name).write_bytes(_png(np.concatenate(pictures)))


def _labelled(picture: Frame, text: str) -> Frame:
    return np.concatenate([picture, strip(text, picture.shape[1])])


def _png(picture: Frame) -> bytes:
    done, data = cv2.imencode(".png", np.ascontiguousarray(picture[..., ::-1]))
    if not done:
        raise ValueError("the picture could not be encoded as PNG")
    return bytes(data)


def _write_page(contest: Contest, files: Sequence[Path], folder: Path) -> None:
    copies = folder / "copies"
    copies.mkdir()
    try:
        html = versus_page(contest, _embedded(files, contest.to, copies), folder)
    finally:
        shutil.rmtree(copies)
    (folder / "compare.html").write_text(html, encoding="utf-8")
    (folder / "compare.json").write_text(json.dumps(contest_facts(contest), indent=2) + "\n", encoding="utf-8")


def _embedded(files: Sequence[Path], to: Common, copies: Path) -> list[Path]:
    """Return what to embed of each clip: the files, or copies small enough to be in one page together."""
    embedded = list(files)
    for longest in COPIES_PX:
        if sum(file.stat().st_size for file in embedded) <= embed.MOST_BYTES:
            break
        small = replace(to, size=_even(fit(to.size, longest)))
        embedded = [copies / f"{longest}-{file.name}" for file in files]
        for file, copy in zip(files, embedded, strict=True):
            write_video(aligned(read_video(file), small), copy)
    return embedded


def _even(size: tuple[int, int]) -> tuple[int, int]:
    return max(2, size[0] // 2 * 2), max(2, size[1] // 2 * 2)
