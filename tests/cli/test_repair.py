import cv2
import numpy as np
import pytest

from flowanim.cli import main
from tests.render.stages import speckle


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    cv2.imwrite("a.png", np.uint8(speckle((64, 96)) * 255))
    mask = np.zeros((64, 96), np.uint8)
    mask[20:30, 20:30] = 255
    cv2.imwrite("m.png", mask)
    cv2.imwrite("black.png", mask * 0)
    cv2.imwrite("white.png", mask | 255)
    return tmp_path


def test_inpaint_writes_a_picture_beside_the_photo(folder, capsys):
    assert main(["inpaint", "a.png", "--mask", "m.png"]) == 0
    assert cv2.imread("a.inpaint.png").shape == (64, 96, 3)
    assert "1.6 % of it made up" in capsys.readouterr().err


def test_outpaint_writes_a_wider_picture(folder):
    assert main(["outpaint", "a.png", "--aspect", "1:1", "-q"]) == 0
    assert cv2.imread("a.outpaint.png").shape == (96, 96, 3)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["inpaint", "a.png"], 2),
        (["inpaint", "a.png", "--mask", "gone.png"], 3),
        (["inpaint", "a.png", "--mask", "black.png"], 4),
        (["inpaint", "a.png", "--mask", "white.png"], 4),
        (["inpaint", "a.png", "--mask", "m.png", "-o", "m.png", "-f"], 2),
        (["inpaint", "a.png", "--mask", "m.png", "-o", "x.jpg"], 2),
        (["outpaint", "a.png"], 2),
        (["outpaint", "a.png", "--margin", "5", "--aspect", "1:1"], 2),
        (["outpaint", "a.png", "--aspect", "9:16"], 2),
        (["outpaint", "a.png", "--aspect", "0,0,1,1"], 2),
        (["animate", "a.png", "--remove", "gone.png"], 3),
        (["animate", "a.png", "--remove", "black.png"], 4),
        (["animate", "a.png", "--beyond", "40"], 2),
    ],
)
def test_faults_are_one_line_and_leave_nothing(folder, capsys, words, code):
    before = sorted(folder.iterdir())
    assert main(words) == code
    said = capsys.readouterr().err.strip().splitlines()
    assert sum(line.startswith("error:") for line in said) == 1
    assert sorted(folder.iterdir()) == before
