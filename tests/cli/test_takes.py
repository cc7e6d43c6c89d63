"""`--takes`: so many videos, one plan, and a sheet."""

import json

import cv2

from tests.cli.bench import flowanim, save_photo


def test_takes_are_videos_of_one_plan_with_their_own_seeds(tmp_path):
    work = tmp_path / "work"
    work.mkdir()
    save_photo(work / "beach.jpg")
    words = ("animate", "beach.jpg", "handheld", "--takes", "2", "--seconds", "0.25", "--fps", "12", "--json")
    done = flowanim(work, *words)
    assert done.code == 0, done.err
    facts = json.loads(done.out)
    assert [take["seed"] for take in facts["takes"]] == [0, 1]
    assert {"beach.flowanim-1.mp4", "beach.flowanim-2.mp4", "beach.flowanim.takes.png"} <= set(done.new)
    assert cv2.imread(facts["sheet"]) is not None
    again = flowanim(work, *words)
    assert again.code == 6 and "exists" in again.err
