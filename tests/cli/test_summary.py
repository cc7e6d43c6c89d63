"""A plan and a result in words."""

from types import SimpleNamespace

from flowanim.cli.summary import camera_words, near_path, result_line
from flowanim.plan import CameraKey, CameraPath, Swing
from tests.cli.fake import PLAN


def test_a_camera_that_rests_is_still():
    assert camera_words(CameraPath()) == "still"
    assert camera_words(CameraPath(keys=(CameraKey(u=0, zoom=1.0), CameraKey(u=1)))) == "still"


def test_a_camera_is_told_by_what_it_does():
    path = CameraPath(
        keys=(CameraKey(u=0), CameraKey(u=1, z=0.12, yaw_deg=-3)), swings=(Swing(axis="x", amount=0.02),), handheld=0.3
    )
    assert camera_words(path) == "z 0 to 0.12, yaw_deg -3 to 0, x swings by 0.02, 1x, handheld 0.3"


def test_a_file_here_is_named_shortly(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert near_path(tmp_path / "a.mp4") == "a.mp4"
    assert near_path(tmp_path.parent / "a.mp4") == str(tmp_path.parent / "a.mp4")


def test_a_video_without_invented_pixels_says_so(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(bytes(100))
    line = result_line(SimpleNamespace(path=path, plan=PLAN, size=PLAN.size, invented=0.0), 1.0)
    assert line.endswith("; no pixel is invented")
