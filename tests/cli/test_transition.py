import json

import cv2
import numpy as np
import pytest

from flowanim.cli import main
from flowanim.video.probe import probe
from tests.scene.landscapes import field


@pytest.fixture
def photos(tmp_path, monkeypatch):
    """Two photos of one field in the current folder, the second a little to the right."""
    monkeypatch.chdir(tmp_path)
    picture = np.rint(255 * field()[..., ::-1]).astype(np.uint8)
    w = picture.shape[1]
    cv2.imwrite("a.png", picture[:, : w - 12])
    cv2.imwrite("b.png", picture[:, 12:])
    return tmp_path


def test_two_photos_become_a_clip(photos, capsys):
    words = ["transition", "a.png", "b.png", "--seconds", "0.25", "--size", "160", "--json"]
    assert main(words) == 0
    said = capsys.readouterr()
    facts = json.loads(said.out)
    found = probe(photos / "a.to.b.mp4", count=True)
    assert found.size[0] == 160
    assert found.count == facts["frames"] == 6
    assert facts["why"] in said.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["a.png"], 2),
        (["a.png", "c.png"], 3),
        (["c.png", "b.png"], 3),
        (["a.png", "b.png", "-o", "out.xyz"], 2),
        (["a.png", "b.png", "-o", "nowhere/out.mp4"], 6),
        (["a.png", "b.png", "--crop", "0,0,0.5,0.5"], 2),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(photos, words, code, capsys):
    assert main(["transition", *words]) == code
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert said.count("\n") == 1
    assert sorted(path.name for path in photos.iterdir()) == ["a.png", "b.png"]
