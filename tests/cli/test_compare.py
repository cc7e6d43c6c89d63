"""`compare` on real files: what is a clip and what a photo; the order; the folder; refusals."""

import json

import pytest
from PIL import Image

from flowanim.cli import main
from flowanim.cli.compare import are_clips
from flowanim.errors import UsageError
from flowanim.video.encode import write_video
from tests.review.pictures import SIZE, levels, swaying, texture
from tests.video.clips import clip, noise


def test_what_does_not_move_comes_last(folder, capsys):
    assert main(["compare", "frozen.mp4", "sway.mp4", "--json"]) == 0
    assert [one["clip"] for one in json.loads(capsys.readouterr().out)] == ["sway.mp4", "frozen.mp4"]
    assert main(["compare", "frozen.mp4", "sway.mp4"]) == 0
    first, second, *table = capsys.readouterr().out.splitlines()
    assert first.startswith("sway.mp4") and second.startswith("frozen.mp4") and any("jitter" in line for line in table)


def test_no_score_is_printed_without_the_motion_amount(folder, capsys):
    assert main(["compare", "frozen.mp4", "sway.mp4"]) == 0
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert "of 100, moves" in first and "px/s" in first and "no score, does not move" in second


def test_with_a_folder_there_is_a_page(folder, capsys):
    assert main(["compare", "frozen.mp4", "sway.mp4", "-o", "duel"]) == 0
    assert "the page is duel/compare.html" in capsys.readouterr().err
    assert {"compare.html", "01-sway.mp4", "02-frozen.mp4", "wipe.mp4"} <= {p.name for p in (folder / "duel").iterdir()}
    assert main(["compare", "frozen.mp4", "sway.mp4", "-o", "duel"]) == 6
    assert main(["compare", "frozen.mp4", "sway.mp4", "-o", "duel", "-f"]) == 0
    assert main(["compare", "duel/01-sway.mp4", "sway.mp4", "-o", "duel", "-f"]) == 2


def test_a_folder_with_other_things_in_it_is_never_replaced(folder, capsys):
    (folder / "mine").mkdir()
    (folder / "mine" / "01-film.mp4").write_bytes(b"precious")
    assert main(["compare", "frozen.mp4", "sway.mp4", "-o", "mine", "-f"]) == 6
    assert "other things" in capsys.readouterr().err
    assert (folder / "mine" / "01-film.mp4").read_bytes() == b"precious"


def test_clips_of_other_sizes_rates_and_lengths_are_aligned_and_it_is_said(folder, capsys):
    frames = [frame[:100, :120] for frame in swaying(45, 45)]
    write_video(clip(frames, fps=30.0), folder / "other.mp4")
    assert main(["compare", "sway.mp4", "other.mp4", "--json"]) == 0
    said = capsys.readouterr()
    assert {tuple(one["size"]) for one in json.loads(said.out)} == {(120, 100)}
    assert "scaled down from 192x128 to 120x100" in said.err and "30 frames a second" in said.err


def test_a_clip_that_breaks_off_is_measured_as_far_as_it_goes_and_it_is_said(folder, capsys):
    frames = list(noise(SIZE, 48))
    whole = write_video(clip(frames), folder / "whole.mp4").read_bytes()
    (folder / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    assert main(["review", "cut.mp4"]) == 0
    assert "cut.mp4 breaks off" in capsys.readouterr().err
    assert main(["compare", "cut.mp4", "sway.mp4"]) == 0
    assert "of 2 s can be read" in capsys.readouterr().err


@pytest.mark.parametrize("count", [1, 2])
def test_a_clip_of_one_or_two_frames_is_measured_without_a_fault(folder, count, capsys):
    write_video(clip(swaying(24, 24)[:count]), folder / "short.mp4")
    assert main(["review", "short.mp4", "-o", "r.html"]) == 0
    assert main(["compare", "short.mp4", "sway.mp4", "-o", "duel"]) == 0


@pytest.mark.parametrize(
    ("words", "clips"),
    [
        (("a.mp4", "b.mov"), True),
        (("a.mp4",), True),
        (("a.jpg", "the", "water"), False),
        (("a.jpg", "p.json"), False),
        (("a.gif", "the water moves"), False),
        (("a.gif", "b.webp"), True),
        (("a.webp",), False),
    ],
)
def test_what_is_a_clip_and_what_a_photo(words, clips):
    assert are_clips(words) is clips


def test_a_clip_behind_a_photo_wants_its_option():
    with pytest.raises(UsageError, match=r"--with kling\.mp4"):
        are_clips(("a.jpg", "kling.mp4"))


def test_what_cannot_be_compared_is_refused(folder, capsys):
    (folder / "text.mp4").write_text("hello")
    (folder / "empty.mp4").write_text("")
    write_video(clip([frame[:8, :8] for frame in swaying(4, 4)]), folder / "tiny.mp4")
    write_video(clip([frame[:4, :190] for frame in swaying(4, 4)]), folder / "thin.mp4")
    Image.fromarray(levels(texture())).save(folder / "photo.png")
    for words, code, told in (
        (["sway.mp4"], 2, "flowanim review"),
        (["sway.mp4", "none.mp4"], 3, "none.mp4"),
        (["sway.mp4", "text.mp4"], 3, "text.mp4"),
        (["sway.mp4", "empty.mp4"], 3, "empty"),
        (["sway.mp4", "tiny.mp4"], 3, "tiny.mp4 has 8x8 pixels"),
        (["sway.mp4", "thin.mp4"], 3, "thin.mp4 has 190x4 pixels"),
        (["photo.png", "--with", "tiny.mp4"], 3, "tiny.mp4 has 8x8 pixels"),
        (["sway.mp4", "words"], 3, "words does not exist"),
        (["none.jpg"], 3, "none.jpg"),
        (["photo.png", "none.json"], 3, "none.json"),
        (["photo.png", "--with", "text.mp4"], 3, "text.mp4"),
        (["photo.png", "--with", "none.mp4"], 3, "none.mp4"),
        (["photo.png", "sway.mp4"], 2, "--with sway.mp4"),
        (["sway.mp4", "frozen.mp4", "--seconds", "2"], 2, "seconds"),
        (["sway.mp4"] * 9, 2, "2 to 8"),
        (["photo.png", "-o", "photo.png"], 6, "a file"),
        (["sway.mp4", "frozen.mp4", "-o", "no/where"], 6, "there is no folder"),
    ):
        before = sorted(folder.rglob("*"))
        assert main(["compare", *words]) == code, words
        errors = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error:")]
        assert len(errors) == 1 and told in errors[0], (words, errors)
        assert sorted(folder.rglob("*")) == before, words
