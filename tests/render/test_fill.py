import cv2
import numpy as np
import pytest

from flowanim.datatypes import Image, Mask
from flowanim.ops.mask import grow
from flowanim.render.fill import FILLERS, background_of

EACH = pytest.mark.parametrize("name", sorted(FILLERS))


def texture(height: int = 72, width: int = 96, seed: int = 0) -> Image:
    """A blue picture with fine and coarse grain; red is 0.1 everywhere."""
    grain = cv2.GaussianBlur(np.random.default_rng(seed).normal(0, 1, (height, width)), (0, 0), 1.5)
    blue = 0.6 + 0.15 * grain / grain.std()
    return np.dstack([np.full_like(blue, 0.1), blue / 2, blue]).clip(0, 1).astype(np.float32)


def beside_a_disc(height: int = 72, width: int = 96) -> tuple[Mask, Mask]:
    """A disc in front, and the crescent that a step to the side uncovers beside it: (hole, front)."""
    y, x = np.mgrid[:height, :width]
    front = np.hypot(x - width * 0.4, y - height * 0.5) < height * 0.3
    return np.roll(front, 6, axis=1) & ~front, front


def box(shape: tuple[int, int], rows: slice, columns: slice) -> Mask:
    mask = np.zeros(shape, bool)
    mask[rows, columns] = True
    return mask


@EACH
def test_only_the_hole_changes(name):
    picture, (hole, front) = texture(), beside_a_disc()
    spoiled = np.where(hole[..., None], np.float32(1), picture)
    filled = FILLERS[name](spoiled, hole, ~hole & ~front, 0)
    np.testing.assert_array_equal(filled[~hole], picture[~hole])
    assert (filled[hole] != 1).all()


@EACH
def test_the_colour_in_front_never_gets_in(name):
    picture, (hole, front) = texture(), beside_a_disc()
    red = np.where((front | hole)[..., None], np.float32([1, 0, 0]), picture)
    filled = FILLERS[name](red, hole, ~hole & ~front, 0)
    assert filled[hole, 0].max() < 0.11
    assert abs(filled[hole, 2].mean() - picture[hole, 2].mean()) < 0.1


def test_the_picture_in_front_makes_no_difference_at_all():
    picture, (hole, front) = texture(), beside_a_disc()
    source = ~hole & ~front
    once, again = (
        FILLERS["patch"](np.where(source[..., None], picture, value).astype(np.float32), hole, source, 0)
        for value in (0.0, 1.0)
    )
    np.testing.assert_array_equal(once[hole], again[hole])


@pytest.mark.parametrize("width", [2, 5, 9])
def test_stripes_run_on_across_a_thin_hole(width):
    stripes = np.repeat((0.5 + 0.4 * np.sin(np.arange(80) * 0.7))[:, None, None], 100, 1) * np.ones(3)
    picture = stripes.astype(np.float32)
    hole = box((80, 100), slice(10, 70), slice(45, 45 + width))
    filled = FILLERS["patch"](np.where(hole[..., None], 0, picture).astype(np.float32), hole, ~hole, 0)
    assert np.abs(filled - picture)[hole].mean() < 0.02


@EACH
def test_a_plain_colour_stays_plain(name):
    picture = np.full((50, 60, 3), (0.2, 0.4, 0.6), np.float32)
    hole = box((50, 60), slice(15, 35), slice(20, 44))
    filled = FILLERS[name](np.where(hole[..., None], 1, picture).astype(np.float32), hole, ~hole, 0)
    np.testing.assert_allclose(filled, picture, atol=2e-3)


def test_invented_texture_is_as_lively_as_the_real_one():
    picture = texture(96, 128)
    hole = box((96, 128), slice(30, 66), slice(44, 84))
    filled = FILLERS["patch"](np.where(hole[..., None], 0, picture).astype(np.float32), hole, ~hole, 0)
    real, made = (np.diff(p[31:65, 45:83, 2], axis=1).std() for p in (picture, filled))
    assert 0.6 < made / real < 1.2


@EACH
def test_the_same_seed_gives_the_same_picture_on_any_number_of_threads(name):
    picture, (hole, front) = texture(), beside_a_disc()
    before = cv2.getNumThreads()
    results = []
    for threads in (1, 2):
        cv2.setNumThreads(threads)
        results.append(FILLERS[name](picture, hole, ~hole & ~front, 7))
    cv2.setNumThreads(before)
    np.testing.assert_array_equal(*results)


@EACH
def test_without_a_hole_the_picture_comes_back(name):
    picture, clear = texture(), np.zeros((72, 96), bool)
    np.testing.assert_array_equal(FILLERS[name](picture, clear, ~clear, 0), picture)


@EACH
def test_without_anything_known_the_picture_comes_back(name):
    picture, clear = texture(), np.zeros((72, 96), bool)
    np.testing.assert_array_equal(FILLERS[name](picture, ~clear, clear, 0), picture)


@EACH
def test_without_a_source_all_that_is_not_hole_serves(name):
    picture = texture()
    hole = box(picture.shape[:2], slice(30, 40), slice(40, 50))
    filled = FILLERS[name](np.where(hole[..., None], 1, picture).astype(np.float32), hole, np.zeros_like(hole), 0)
    assert filled[hole, 0].max() < 0.2


@EACH
@pytest.mark.parametrize("size", [(1, 1), (1, 40), (9, 3), (5, 5)])
def test_tiny_pictures_and_sources_of_one_pixel_do(name, size):
    picture = np.full((*size, 3), 0.5, np.float32)
    hole = np.ones(size, bool)
    hole[0, 0] = False
    np.testing.assert_allclose(FILLERS[name](picture, hole, ~hole, 0), picture, atol=1e-3)


@EACH
def test_wrong_arrays_are_refused_by_name(name):
    picture, clear = texture(), np.zeros((72, 96), bool)
    with pytest.raises(ValueError, match="rgb: want float32"):
        FILLERS[name](picture.astype(np.float64), clear, ~clear, 0)
    with pytest.raises(ValueError, match="hole: want bool"):
        FILLERS[name](picture, clear.astype(np.uint8), ~clear, 0)
    with pytest.raises(ValueError, match=r"source: want bool \(72, 96\)"):
        FILLERS[name](picture, clear, clear[:4], 0)
    with pytest.raises(ValueError, match="source: want no pixel of the hole"):
        FILLERS[name](picture, ~clear, ~clear, 0)


def test_the_background_is_the_far_side_of_a_hole():
    disparity = np.full((40, 60), 0.2, np.float32)
    disparity[:, :25] = 0.8
    hole = box((40, 60), slice(0, 40), slice(25, 31))
    np.testing.assert_array_equal(background_of(hole, disparity), box((40, 60), slice(0, 40), slice(31, 60)))


def test_a_crack_in_one_surface_has_background_all_around():
    disparity = np.tile(np.linspace(0.5, 0.52, 60, dtype=np.float32), (40, 1))
    disparity[:, :5] = 0.0
    hole = box((40, 60), slice(10, 30), slice(30, 32))
    assert (background_of(hole, disparity) == ~hole)[:, 6:].all()


def test_what_the_disparity_says_inside_the_hole_does_not_matter():
    disparity = np.full((40, 60), 0.2, np.float32)
    disparity[:, :25] = 0.8
    hole = box((40, 60), slice(5, 35), slice(25, 31))
    wild = np.where(hole, np.float32(99), disparity)
    np.testing.assert_array_equal(background_of(hole, wild), background_of(hole, disparity))


@pytest.mark.parametrize("full", [False, True])
def test_without_a_hole_or_a_border_the_background_is_all_that_is_left(full):
    hole = np.full((8, 8), full)
    np.testing.assert_array_equal(background_of(hole, np.ones((8, 8), np.float32)), ~hole)


def test_a_mask_that_does_not_fit_the_disparity_is_refused():
    with pytest.raises(ValueError, match="hole: want bool"):
        background_of(np.zeros((8, 9), bool), np.ones((8, 8), np.float32))


def test_every_filler_takes_a_source_that_does_not_touch_the_hole():
    picture = texture()
    hole = box(picture.shape[:2], slice(30, 40), slice(40, 50))
    source = ~grow(hole, 6)
    for filler in FILLERS.values():
        filled = filler(np.where(source[..., None], picture, 1).astype(np.float32), hole, source, 0)
        assert filled[hole, 0].max() < 0.12
