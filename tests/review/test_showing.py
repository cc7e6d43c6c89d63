"""The folder holds every picture that was promised, whole; other clips are brought to the same size, rate, length."""

import cv2
import pytest

from flowanim.review import embed
from flowanim.review.align import Common
from flowanim.review.showing import Candidate, entry, file_names, show
from flowanim.video.encode import write_video
from flowanim.video.probe import probe
from tests.review.comparisons import TO, compared
from tests.review.pictures import panned, swaying
from tests.video.clips import clip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("compare")
    return compared(folder), folder / "made"


def test_all_that_was_promised_is_there_and_nothing_else(made):
    _, folder = made
    clips = {"01-sway.mp4", "02-more.mp4", "03-frozen.mp4"}
    rest = {"compare.html", "compare.json", "difference.png", "side-by-side.mp4", "slices.png", "wipe.mp4"}
    assert {path.name for path in folder.iterdir()} == clips | rest
    assert probe(folder / "side-by-side.mp4", count=True).count == 24
    assert probe(folder / "wipe.mp4", count=True).count == 48
    assert cv2.imread(str(folder / "difference.png")) is not None
    assert cv2.imread(str(folder / "slices.png")) is not None


def test_a_frozen_clip_has_no_score_and_those_that_differ_differ(made):
    contest, _ = made
    assert [one.score is None for one in contest.entries] == [False, False, True]
    assert contest.differences[0].max() == 0 and all(apart.mean() > 1 for apart in contest.differences[1:])


def test_a_clip_from_elsewhere_is_brought_to_the_same_and_its_seam_is_not_judged(tmp_path):
    path = write_video(clip(panned(60, 1.0), fps=30.0), tmp_path / "other.mp4")
    other = entry(Candidate("other", path), Common((96, 64), 24, 1.0))
    assert other.measures.size == (96, 64) and other.measures.fps == 30 and other.measures.frames == 30
    assert other.measures.value("seam") is None
    (tmp_path / "made").mkdir()
    show([other, other], Common((96, 64), 24, 1.0), tmp_path / "made", title="x")
    found = probe(tmp_path / "made" / "01-other.mp4", count=True)
    assert (found.size, found.fps, found.count) == ((96, 64), 24, 24)
    assert {path.name for path in tmp_path.iterdir()} == {"other.mp4", "made"}


def test_clips_too_large_for_a_page_lie_in_it_as_smaller_copies(tmp_path, monkeypatch):
    path = write_video(clip(swaying(12, 12)), tmp_path / "sway.mp4")
    one = entry(Candidate("sway", path), TO)
    (tmp_path / "made").mkdir()
    monkeypatch.setattr(embed, "MOST_BYTES", 300_000)
    monkeypatch.setattr("flowanim.review.showing.COPIES_PX", (64,))
    monkeypatch.setattr(embed, "MOST_BYTES", path.stat().st_size - 1)
    show([one, one], TO, tmp_path / "made", title="x")
    assert 'src="data:video/mp4' in (tmp_path / "made" / "compare.html").read_text()
    assert not (tmp_path / "made" / "copies").exists()


def test_files_are_named_after_their_clips():
    assert file_names(["warp + plate", "../Kling 1.6.mp4", "???"]) == [
        "01-warp-plate.mp4",
        "02-kling-1-6.mp4",
        "03-clip.mp4",
    ]
