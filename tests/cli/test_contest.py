"""Names are short where that tells them apart; a folder that holds what is read is not replaced."""

import pytest

from flowanim.cli.contest import claim, short_names
from flowanim.cli.guard import Settings
from flowanim.errors import UsageError


def test_names_lose_their_folder_unless_two_are_alike():
    assert short_names(["a/x.mp4", "b/y.mp4"]) == ["x.mp4", "y.mp4"]
    assert short_names(["a/x.mp4", "b/x.mp4"]) == ["a/x.mp4", "b/x.mp4"]


def test_what_is_read_must_not_lie_in_what_is_replaced(tmp_path):
    inside = tmp_path / "c" / "a.mp4"
    with pytest.raises(UsageError, match="another -o"):
        claim(Settings(out=str(tmp_path / "c")), tmp_path, [str(inside)])
    assert claim(Settings(out=str(tmp_path / "c")), tmp_path, [str(tmp_path / "a.mp4")]) == tmp_path / "c"
