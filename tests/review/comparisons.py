"""A real comparison of small clips, for the tests of its page."""

from pathlib import Path

from flowanim.review.align import Common
from flowanim.review.contest import Contest
from flowanim.review.showing import Candidate, entry, show
from flowanim.review.watch import Known
from flowanim.video.encode import write_video
from tests.review.pictures import SIZE, levels, swaying, texture
from tests.video.clips import clip

TO = Common(SIZE, 24, 1.0)


def compared(folder: Path) -> Contest:
    """Write three clips and their comparison into folder/made: one sways, one sways more, one is frozen."""
    clips = {"sway": swaying(24, 24), "more": swaying(24, 24, 6.0), "frozen": [levels(texture())] * 24}
    made = folder / "made"
    made.mkdir()
    entries = []
    for name, frames in clips.items():
        path = write_video(clip(frames), folder / f"{name}.mp4")
        entries.append(entry(Candidate(name, path, Known(texture()), seconds=1.5, memory_mb=200.0), TO))
    return show(entries, TO, made, title="photo.png", notes=("a note",))
