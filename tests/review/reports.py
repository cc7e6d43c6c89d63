"""A real review of a small clip, for the tests of its page."""

from pathlib import Path

from flowanim.review.clip import measure
from flowanim.review.page import Reviewed
from flowanim.review.verdict import judge, score
from flowanim.review.watch import Known
from flowanim.video.decode import read_video
from flowanim.video.encode import write_video
from tests.review.pictures import swaying, texture
from tests.video.clips import clip


def reviewed(folder: Path, name: str = "sway.mp4") -> Reviewed:
    """Return the review of a clip that sways for a second, with its photo."""
    path = write_video(clip(swaying(24, 24)), folder / name)
    found = measure(read_video(path), Known(texture()), name=name)
    return Reviewed(path, found, judge(found), score(found), texture())
