"""Everything wrong with an output is found before rendering, and a file comes to its place whole or not at all."""

import os
from pathlib import Path

import pytest

from flowanim.errors import EncoderError, OutputError, UsageError
from flowanim.ops.target import check_place, fresh_file
from flowanim.video.encode import check_target
from tests.video.clips import names

UNWRITABLE = Path("/proc") if os.name == "posix" and Path("/proc").is_dir() else Path("/")


def test_a_good_target_is_given_back_absolute_and_nothing_is_left_there(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert check_target("out.mp4", force=False) == tmp_path / "out.mp4"
    assert names(tmp_path) == []


def test_an_unknown_ending_is_a_usage_error(tmp_path):
    with pytest.raises(UsageError, match=r"x\.xyz ends in \.xyz.*\.mp4"):
        check_target(tmp_path / "x.xyz", force=False)


def test_a_missing_folder_is_to_be_created_first(tmp_path):
    with pytest.raises(OutputError, match=r"there is no folder .*none: create it first"):
        check_target(tmp_path / "none" / "x.mp4", force=False)


def test_a_folder_that_is_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputError):
        check_target(tmp_path / "file" / "x.mp4", force=True)


def test_a_file_that_is_there_wants_force(tmp_path):
    (tmp_path / "x.mp4").write_bytes(b"old")
    with pytest.raises(OutputError, match=r"x\.mp4 exists: use --force"):
        check_target(tmp_path / "x.mp4", force=False)
    assert check_target(tmp_path / "x.mp4", force=True) == tmp_path / "x.mp4"
    assert (tmp_path / "x.mp4").read_bytes() == b"old"


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("name", ["folder", "folder.mp4"])
def test_a_folder_is_no_target(tmp_path, name, force):
    (tmp_path / name).mkdir()
    with pytest.raises(OutputError, match="is a folder: name a file in it"):
        check_target(tmp_path / name, force=force)


def test_a_pipe_or_device_is_no_target_even_by_force(tmp_path):
    os.mkfifo(tmp_path / "x.mp4")
    with pytest.raises(OutputError, match="is not an ordinary file"):
        check_target(tmp_path / "x.mp4", force=True)


@pytest.mark.parametrize("make", [os.symlink, os.link], ids=["symlink", "hard link"])
def test_an_output_that_is_an_input_by_another_name_is_a_usage_error(tmp_path, make):
    (tmp_path / "photo.gif").write_bytes(b"photo")
    make(tmp_path / "photo.gif", tmp_path / "out.gif")
    with pytest.raises(UsageError, match=r"out\.gif is also read \(.*photo\.gif\)"):
        check_target(tmp_path / "out.gif", force=True, inputs=[tmp_path / "photo.gif"])


def test_an_output_that_is_an_input_is_a_usage_error_by_any_way_to_it(tmp_path):
    (tmp_path / "a.gif").write_bytes(b"photo")
    (tmp_path / "sub").mkdir()
    with pytest.raises(UsageError, match="is also read"):
        check_target(tmp_path / "sub" / ".." / "a.gif", force=False, inputs=[tmp_path / "a.gif"])


def test_a_folder_that_takes_no_file_is_found_by_trying():
    with pytest.raises(OutputError, match=r"x\.mp4: nothing can be put there \(.+\)"):
        check_target(UNWRITABLE / "x.mp4", force=False)


@pytest.mark.parametrize("name", ["x" * 300 + ".mp4", "a\0b.mp4"])
def test_a_name_that_cannot_be_is_refused_in_print(tmp_path, name):
    with pytest.raises(OutputError) as caught:
        check_target(tmp_path / name, force=False)
    assert "cannot be written" in str(caught.value) and str(caught.value).isprintable()


def test_a_missing_ffmpeg_is_found_before_rendering(tmp_path, monkeypatch):
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "/nonexistent")
    with pytest.raises(EncoderError, match="imageio-ffmpeg"):
        check_target(tmp_path / "x.mp4", force=False)
    assert check_place(tmp_path / "x.mp4", force=False) == tmp_path / "x.mp4"


def test_a_link_is_followed_so_that_it_stays_a_link(tmp_path):
    (tmp_path / "real.mp4").write_bytes(b"old")
    (tmp_path / "x.mp4").symlink_to(tmp_path / "real.mp4")
    target = check_target(tmp_path / "x.mp4", force=True)
    with fresh_file(target, force=True) as hidden:
        hidden.write_bytes(b"new")
    assert (tmp_path / "x.mp4").is_symlink() and (tmp_path / "real.mp4").read_bytes() == b"new"


def test_a_link_that_points_nowhere_counts_as_there(tmp_path):
    (tmp_path / "x.mp4").symlink_to(tmp_path / "none.mp4")
    with pytest.raises(OutputError, match="exists"):
        check_target(tmp_path / "x.mp4", force=False)
    assert check_target(tmp_path / "x.mp4", force=True) == tmp_path / "none.mp4"


def test_what_was_written_is_the_target_and_has_the_permissions_of_a_new_file(tmp_path):
    with fresh_file(tmp_path / "x.mp4", force=False) as hidden:
        assert hidden.parent == tmp_path and hidden.suffix == ".mp4" and hidden.name.startswith(".")
        hidden.write_bytes(b"new")
        assert not (tmp_path / "x.mp4").exists()
    (tmp_path / "plain").write_bytes(b"")
    assert names(tmp_path) == ["plain", "x.mp4"] and (tmp_path / "x.mp4").read_bytes() == b"new"
    assert (tmp_path / "x.mp4").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_replaced_file_keeps_its_permissions(tmp_path):
    (tmp_path / "x.mp4").write_bytes(b"old")
    (tmp_path / "x.mp4").chmod(0o640)
    with fresh_file(tmp_path / "x.mp4", force=True) as hidden:
        hidden.write_bytes(b"new")
    assert (tmp_path / "x.mp4").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt, OSError, GeneratorExit])
def test_a_fault_leaves_the_folder_as_it_was(tmp_path, fault):
    (tmp_path / "x.mp4").write_bytes(b"old")
    with pytest.raises(fault), fresh_file(tmp_path / "x.mp4", force=True) as hidden:
        hidden.write_bytes(b"half")
        raise fault
    assert names(tmp_path) == ["x.mp4"] and (tmp_path / "x.mp4").read_bytes() == b"old"


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_a_file_that_came_to_be_meanwhile_stays(tmp_path, monkeypatch, links):
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    meanwhile = pytest.raises(OutputError, match="has come to exist meanwhile")
    with meanwhile, fresh_file(tmp_path / "x.mp4", force=False) as hidden:
        hidden.write_bytes(b"mine")
        (tmp_path / "x.mp4").write_bytes(b"theirs")
    assert names(tmp_path) == ["x.mp4"] and (tmp_path / "x.mp4").read_bytes() == b"theirs"


def test_a_disk_that_knows_no_links_still_gets_its_file(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "link", no_links)
    with fresh_file(tmp_path / "x.mp4", force=False) as hidden:
        hidden.write_bytes(b"new")
    assert names(tmp_path) == ["x.mp4"] and (tmp_path / "x.mp4").read_bytes() == b"new"


def no_links(*_: object) -> None:
    """Fail as FAT does."""
    raise PermissionError(1, "Operation not permitted")


def test_a_folder_that_vanishes_is_an_output_error(tmp_path):
    with pytest.raises(OutputError, match="cannot be written"), fresh_file(tmp_path / "none" / "x.mp4", force=False):
        pass
