"""Pictures are written all or none, and nothing is overwritten unasked."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from flowanim.cli import pictures
from flowanim.cli.pictures import beside, claim, claim_folder, png8, png16, write_folder, write_together
from flowanim.errors import OutputError, UsageError


def test_the_default_stands_beside_the_photo():
    assert beside("trip/beach.jpg", ".depth.png") == Path("trip/beach.depth.png")


def test_a_folder_takes_the_default_name(tmp_path):
    assert claim(str(tmp_path), Path("a.depth.png"), inputs=[], force=False) == tmp_path / "a.depth.png"


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"x\.jpg must end in \.png"):
        claim(str(tmp_path / "x.jpg"), Path("a.png"), inputs=[], force=False)


@pytest.mark.parametrize("link", [False, True])
def test_what_is_read_is_never_written_to(tmp_path, link):
    photo = tmp_path / "a.png"
    photo.write_text("x")
    target = tmp_path / "b.png" if link else photo
    if link:
        target.symlink_to(photo)
    with pytest.raises(UsageError, match="also read"):
        claim(str(target), Path("d.png"), inputs=[str(photo)], force=True)


def test_what_exists_needs_force(tmp_path):
    (tmp_path / "a.png").write_text("x")
    with pytest.raises(OutputError, match=r"a\.png exists: use --force"):
        claim(str(tmp_path / "a.png"), Path("d.png"), inputs=[], force=False)
    assert claim(str(tmp_path / "a.png"), Path("d.png"), inputs=[], force=True) == tmp_path / "a.png"


def test_a_pipe_is_not_written_to(tmp_path):
    os.mkfifo(tmp_path / "a.png")
    with pytest.raises(OutputError, match="not an ordinary file"):
        claim(str(tmp_path / "a.png"), Path("d.png"), inputs=[], force=True)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(OutputError, match=r"there is no folder .*none: create it"):
        claim(str(tmp_path / "none" / "a.png"), Path("d.png"), inputs=[], force=False)


def test_a_folder_with_other_things_is_never_replaced(tmp_path):
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "wedding.jpg").write_text("x")
    with pytest.raises(OutputError, match="has other things in it"):
        claim_folder(str(folder), Path("d.layers"), force=True)


def test_an_empty_folder_is_filled_and_old_layers_are_replaced_with_force(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    assert claim_folder(str(folder), Path("d.layers"), force=False) == folder
    write_folder(folder, {"00-sky.png": b"a", "01-sea.png": b"b"})
    with pytest.raises(OutputError, match="use --force"):
        claim_folder(str(folder), Path("d.layers"), force=False)
    claim_folder(str(folder), Path("d.layers"), force=True)
    write_folder(folder, {"00-all.png": b"c"})
    assert [path.name for path in folder.iterdir()] == ["00-all.png"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(OutputError, match="is a file"):
        claim_folder(str(tmp_path / "out"), Path("d.layers"), force=True)


def test_files_are_written_together_or_not_at_all(tmp_path):
    (tmp_path / "a.png").write_bytes(b"old")
    with pytest.raises(OutputError, match="cannot be written"):
        write_together({tmp_path / "a.png": b"new", tmp_path / "none" / "b.flo": b"new"})
    assert (tmp_path / "a.png").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


def test_a_full_disk_leaves_nothing(tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pictures.os, "fsync", full)
    with pytest.raises(OutputError, match="No space left on device"):
        write_folder(tmp_path / "out", {"00-sky.png": b"a"})
    assert list(tmp_path.iterdir()) == []


def test_a_16_bit_picture_holds_every_level():
    ramp = np.linspace(0, 1, 65536, dtype=np.float32).reshape(256, 256)
    read = cv2.imdecode(np.frombuffer(png16(ramp), np.uint8), cv2.IMREAD_UNCHANGED)
    np.testing.assert_array_equal(read.ravel(), np.arange(65536))


def test_an_8_bit_picture_keeps_red_red_and_alpha_alpha():
    image = np.zeros((2, 2, 4), np.float32)
    image[..., 0], image[..., 3] = 1, 0.2
    read = cv2.imdecode(np.frombuffer(png8(image), np.uint8), cv2.IMREAD_UNCHANGED)
    assert read[0, 0].tolist() == [0, 0, 255, 51]
