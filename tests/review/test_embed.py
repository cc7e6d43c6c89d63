"""Addresses hold the bytes of what they name; a template complains of what it lacks."""

from base64 import b64decode

import numpy as np
import pytest
from jinja2 import UndefinedError

from flowanim.review import embed
from flowanim.review.embed import file_address, jpeg_address, template


def test_a_small_file_is_its_own_address(tmp_path):
    (tmp_path / "a.webm").write_bytes(b"film")
    kind, data = file_address(tmp_path / "a.webm", tmp_path).split(";base64,")
    assert kind == "data:video/webm" and b64decode(data) == b"film"


def test_a_large_file_is_named_from_the_page(tmp_path, monkeypatch):
    (tmp_path / "a.mp4").write_bytes(b"film")
    monkeypatch.setattr(embed, "MOST_BYTES", 3)
    assert file_address(tmp_path / "a.mp4", tmp_path) == "a.mp4"
    assert file_address(tmp_path / "a.mp4", tmp_path / "b").startswith("file:")


def test_a_picture_is_a_jpeg_of_the_size_asked_for():
    assert b64decode(jpeg_address(np.zeros((40, 80, 3), np.uint8), 20).partition(",")[2])[:2] == b"\xff\xd8"


def test_a_template_wants_all_its_values():
    with pytest.raises(UndefinedError):
        template("page.html.j2").render()
