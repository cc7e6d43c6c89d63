"""What the tests of more than one command begin with."""

import pytest

from flowanim.video.encode import write_video
from tests.review.pictures import levels, swaying, texture
from tests.video.clips import clip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a clip that sways and one that is frozen; it becomes the current one."""
    monkeypatch.chdir(tmp_path)
    write_video(clip(swaying(24, 24)), tmp_path / "sway.mp4")
    write_video(clip([levels(texture())] * 24), tmp_path / "frozen.mp4")
    return tmp_path
