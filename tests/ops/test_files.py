import os

import pytest

from flowanim.errors import InputError, OutputError
from flowanim.ops.files import find_file, nearest, read_json, sha256


@pytest.fixture
def photo(tmp_path):
    """A file that holds something, beside others."""
    for name in ("beach.jpg", "boat.png", "notes.txt"):
        (tmp_path / name).write_bytes(b"abc")
    return tmp_path / "beach.jpg"


def told(path, **asked) -> str:
    """Return the message with which `path` is refused."""
    with pytest.raises(InputError) as caught:
        find_file(path, **asked)
    message = str(caught.value)
    assert "\n" not in message and ": " in message
    return message


def test_an_ordinary_file_passes(photo):
    assert find_file(str(photo)) == photo


def test_a_slip_of_the_finger_is_told_the_name_that_was_meant(photo):
    assert told(photo.with_name("beach.jgp")).endswith(f"did you mean {photo}?")


def test_a_name_like_no_other_is_to_be_checked(photo):
    assert "does not exist: check the name" in told(photo.with_name("zzz.tif"))


def test_a_missing_folder_is_named(photo):
    assert f"there is no folder {photo.parent / 'none'}" in told(photo.parent / "none" / "beach.jpg")


def test_a_file_is_no_folder(photo):
    assert "does not exist" in told(photo / "inner.jpg")


def test_a_folder_is_answered_with_what_to_do_instead(photo):
    assert told(photo.parent, folder_hint="use `flowanim batch`").endswith("is a folder: use `flowanim batch`")


def test_an_empty_file_is_empty(photo):
    photo.write_bytes(b"")
    assert "is empty" in told(photo)


def test_a_pipe_is_refused_without_opening_it(photo):
    pipe = photo.with_name("pipe.jpg")
    os.mkfifo(pipe)
    assert "not an ordinary file" in told(pipe)


def test_a_device_is_refused():
    assert "not an ordinary file" in told("/dev/zero")


@pytest.mark.parametrize("name", ["a\x00b.jpg", "x" * 5000])
def test_a_name_that_no_file_can_have_is_refused_and_printed_safely(photo, name):
    assert told(photo.with_name("b").parent / name).isprintable()


def test_another_error_may_be_asked_for(photo):
    with pytest.raises(OutputError):
        find_file(photo.with_name("none"), error=OutputError)


def test_the_sum_is_that_of_the_bytes(photo):
    assert sha256(photo) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize(
    ("word", "meant"), [("pusch-in", "push-in"), ("PUSH-IN", "push-in"), ("orbitt", "Orbit"), ("zebra", "")]
)
def test_the_nearest_word_is_found_in_its_own_spelling(word, meant):
    assert nearest(word, ["push-in", "Orbit", "pull-out"]) == meant


def test_json_is_read_with_or_without_a_mark_of_its_encoding(tmp_path):
    for data in (b'{"a": [1, "\xc3\xa4"]}', b'\xef\xbb\xbf{"a": [1, "\xc3\xa4"]}'):
        (tmp_path / "a.json").write_bytes(data)
        assert read_json(tmp_path / "a.json") == {"a": [1, "ä"]}


@pytest.mark.parametrize("data", [b"{", b"\xff\xfe", b"[" * 100_000, b"9" * 5000, b"JFIF"])
def test_what_is_no_json_is_refused_by_name(tmp_path, data):
    (tmp_path / "a.json").write_bytes(data)
    with pytest.raises(InputError, match=r"a\.json is no"):
        read_json(tmp_path / "a.json")


def test_json_of_enormous_size_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr("flowanim.ops.files.MOST_JSON_BYTES", 1_000_000)
    (tmp_path / "a.json").write_bytes(b" " * 1_000_001)
    with pytest.raises(OutputError, match="over 1 MB"):
        read_json(tmp_path / "a.json", error=OutputError)
