"""The samples: there, free to use, and true."""

import importlib
import json
import sys
from pathlib import Path
from types import ModuleType

import cv2
import numpy as np
import pytest
from PIL import Image as Picture

from flowanim.datatypes import Wishes
from flowanim.pipeline import make_plan, render_clip
from flowanim.video.decode import read_video
from flowanim.video.encode import write_video

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "samples"
PHOTOS = ("astronaut", "chelsea", "coffee", "rocket")
SCENES = ("alpine_lake", "coast_evening")
SKY, WATER = 1, 2


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        return importlib.import_module("make_samples")
    finally:
        sys.path.remove(str(ROOT / "scripts"))


def truth(name: str) -> tuple[np.ndarray, np.ndarray]:
    disparity = cv2.imread(str(SAMPLES / "truth" / f"{name}.disparity.png"), cv2.IMREAD_UNCHANGED)
    regions = cv2.imread(str(SAMPLES / "truth" / f"{name}.regions.png"), cv2.IMREAD_UNCHANGED)
    return disparity, regions


def obeys_the_conventions(disparity: np.ndarray, regions: np.ndarray) -> None:
    top = 65535 if disparity.dtype == np.uint16 else 1
    assert disparity.max() == top
    assert not disparity[regions == SKY].any()
    assert (disparity[regions != SKY] > 0).all()
    assert regions.max() <= 9
    for column in range(0, regions.shape[1], 7):
        water = disparity[regions[:, column] == WATER, column].astype(float)
        assert (np.diff(water) >= 0).all()


@pytest.mark.parametrize("name", PHOTOS + SCENES)
def test_every_sample_opens_and_its_row_names_author_and_licence(name: str) -> None:
    with Picture.open(SAMPLES / f"{name}.jpg") as picture:
        assert picture.mode == "RGB"
        assert min(picture.size) >= 300
    row = next(line for line in (SAMPLES / "README.md").read_text().splitlines() if f"`{name}.jpg`" in line)
    _, _, _, author, licence, made, _ = (cell.strip() for cell in row.split("|"))
    assert author
    assert "CC0" in licence or "public domain" in licence
    assert made


def test_no_picture_lacks_a_row() -> None:
    told = (SAMPLES / "README.md").read_text()
    assert all(f"`{path.name}`" in told for path in SAMPLES.glob("*.jpg"))


def test_the_samples_stay_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) < 8e6


@pytest.mark.parametrize("name", SCENES)
def test_truth_has_the_pictures_size_and_obeys_the_conventions(name: str) -> None:
    disparity, regions = truth(name)
    about = json.loads((SAMPLES / "truth" / f"{name}.json").read_text())
    with Picture.open(SAMPLES / f"{name}.jpg") as picture:
        assert picture.size == (about["width"], about["height"]) == disparity.shape[::-1] == regions.shape[::-1]
    assert (disparity.dtype, regions.dtype) == (np.uint16, np.uint8)
    assert about["focal_px"] > 0
    obeys_the_conventions(disparity, regions)


@pytest.mark.parametrize("name", SCENES)
def test_water_lies_in_one_level_plane(name: str) -> None:
    disparity, regions = truth(name)
    rows, columns = np.nonzero(regions == WATER)
    near = disparity[rows, columns] / 65535
    plane = np.stack([columns, rows, np.ones_like(rows)], 1).astype(float)
    tilt = np.linalg.lstsq(plane, near, rcond=None)[0]
    assert np.abs(plane @ tilt - near).max() < 3e-5
    assert abs(tilt[0]) < 1e-3 * tilt[1]


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_renders_the_same_twice(maker: ModuleType, name: str) -> None:
    first = maker.render_scene(name, (96, 64))
    again = maker.render_scene(name, (96, 64))
    for a, b in zip(first, again, strict=True):
        np.testing.assert_array_equal(a, b)
    assert first[0].shape == (64, 96, 3)
    obeys_the_conventions(first[1], first[2])


def test_after_encoding_what_is_still_stays_still(tmp_path: Path) -> None:
    """Judged against the decoded first frame, where the frames before encoding do not differ at all."""
    wishes = Wishes(camera="static", size=480, seconds=1, fps=12)
    plan, scene = make_plan(SAMPLES / "coast_evening.jpg", "the water flows, the clouds drift", wishes)
    raw = np.stack(list(render_clip(plan, scene).frames))
    still = (raw == raw[:1]).all((0, 3))
    path = write_video(render_clip(plan, scene), tmp_path / "out.mp4", force=False)
    seen = np.stack(list(read_video(path).frames)).astype(int)
    assert still.mean() > 0.1
    assert np.abs(seen - seen[:1])[:, still].mean() < 1


def test_an_unknown_scene_names_those_there_are(maker: ModuleType) -> None:
    with pytest.raises(KeyError, match="alpine_lake"):
        maker.render_scene("moon")
