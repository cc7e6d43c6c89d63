"""Relatives of the rows of the table: odd names, odd files, odd places. The mechanism holds for them too."""

import os
from pathlib import Path

import pytest

from tests.cli.bench import check_made, check_quick, check_refused, flowanim, save_photo

SHORT = ("--seconds", "0.25", "--fps", "12", "no motion")


@pytest.fixture
def folder(tmp_path):
    """A folder with one photo in it, beach.jpg."""
    place = tmp_path / "work"
    place.mkdir()
    save_photo(place / "beach.jpg")
    return place


@pytest.mark.parametrize("name", ["été à la plage.jpg", "-y.jpg", "http:x.jpg", "50%d.jpg", "a b;c&d.jpg", "波.jpg"])
def test_a_photo_may_have_any_name(folder, name):
    (folder / "beach.jpg").rename(folder / name)
    done = flowanim(folder, "animate", *SHORT[:4], "--", name, SHORT[4])
    check_made(done, f"{Path(name).stem}.flowanim.mp4")


def test_a_name_that_is_no_text_is_refused(folder):
    name = os.fsdecode(b"caf\xe9.jpg")
    (folder / "beach.jpg").rename(folder / name)
    check_refused(flowanim(folder, "animate", name, *SHORT), 3, "rename it")


@pytest.mark.parametrize("name", ["\x1b[31m.jpg", "a\nerror: b.jpg", "\u202egpj.jpg"])
def test_a_name_never_steers_the_terminal(folder, name):
    check_refused(flowanim(folder, "animate", name), 3, "does not exist")
    (folder / "beach.jpg").rename(folder / name)
    done = flowanim(folder, "animate", name, *SHORT)
    check_made(done, f"{Path(name).stem}.flowanim.mp4")


def test_a_prompt_never_steers_the_terminal(folder):
    done = flowanim(folder, "animate", "beach.jpg", "\x1b[2Jthe \x07dragon\u202e flies", *SHORT[:4])
    assert done.code in (0, 4)
    assert not [c for c in done.err if not c.isprintable() and c != "\n"]


def test_a_pipe_is_not_waited_for(folder):
    os.mkfifo(folder / "live.jpg")
    done = flowanim(folder, "animate", "live.jpg")
    check_refused(done, 3, "live.jpg", "pipe")
    check_quick(done)


def test_a_file_in_place_of_a_folder_is_named(folder):
    check_refused(flowanim(folder, "animate", "beach.jpg/x.jpg"), 3, "does not exist")
    check_refused(flowanim(folder, "animate", "beach.jpg", "-o", "beach.jpg/x.mp4"), 6, "beach.jpg")


def test_a_dangling_link_as_output_is_not_written_through(folder):
    (folder / "out.mp4").symlink_to("elsewhere.mp4")
    check_refused(flowanim(folder, "animate", "beach.jpg", "-o", "out.mp4"), 6, "out.mp4")


def test_too_little_memory_is_said(folder):
    """With less address space than the picture needs it ends with 9, not with a traceback."""
    save_photo(folder / "big.png", 3000, 2000)
    limit = 700 * 2**20
    wrap = ["prlimit", f"--as={limit}"]
    done = flowanim(
        folder, "animate", "big.png", "--size", "3000", *SHORT, wrap=wrap, env={"OPENBLAS_NUM_THREADS": "1"}
    )
    check_refused(done, 9, "memory")


def test_stdout_on_a_full_disk_is_reported(folder):
    wrap = ["sh", "-c", '"$@" > /dev/full', "sh"]
    check_refused(flowanim(folder, "plan", "beach.jpg", wrap=wrap), 6, "no space left")


@pytest.mark.parametrize("command", ["depth", "layers", "flow", "plan"])
def test_every_command_refuses_a_broken_photo_alike(folder, command):
    (folder / "a.jpg").write_bytes(b"\xff\xd8\xff\xe0 broken")
    check_refused(flowanim(folder, command, "a.jpg"), 3, "a.jpg")


def test_looks_are_written_beside_the_photo(folder):
    check_made(flowanim(folder, "depth", "beach.jpg"), "beach.depth.png")
    check_made(flowanim(folder, "flow", "beach.jpg", "push in"), "beach.flow.flo", "beach.flow.png")
    done = flowanim(folder, "layers", "beach.jpg")
    assert done.code == 0, done.err
    assert all(name.startswith("beach.layers/") for name in done.new)


def test_plan_and_render_make_the_same_video_as_animate(folder):
    words = ("push in", "--seconds", "0.5", "--fps", "12", "--seed", "3")
    check_made(flowanim(folder, "animate", "beach.jpg", *words, "-o", "one.mp4"), "one.mp4")
    check_made(flowanim(folder, "plan", "beach.jpg", *words, "-o", "plan.json"), "plan.json")
    check_made(flowanim(folder, "render", "beach.jpg", "plan.json", "-o", "two.mp4"), "two.mp4")
    assert (folder / "one.mp4").read_bytes() == (folder / "two.mp4").read_bytes()


def test_the_saved_plan_makes_the_same_video_again_from_another_folder(folder):
    (folder / "plans").mkdir()
    words = ("push in", "--seconds", "0.5", "--fps", "12", "--save-plan", "plans/p.json")
    done = flowanim(folder, "animate", "beach.jpg", *words, "-o", "one.mp4")
    check_made(done, "one.mp4", "plans/p.json")
    check_made(flowanim(folder, "render", "beach.jpg", "plans/p.json", "-o", "two.mp4"), "two.mp4")
    assert (folder / "one.mp4").read_bytes() == (folder / "two.mp4").read_bytes()
