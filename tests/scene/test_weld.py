import numpy as np
import pytest

from flowanim.ops.mask import distance_to
from flowanim.ops.warp import pixel_grid
from flowanim.scene.weld import unbacked, weld
from tests.render.stages import speckle

W, H = 320, 200
LEFT = (pixel_grid(H, W)[..., 0] < W / 2).astype(np.float32)
SHARES = [LEFT, 1 - LEFT]
STEP = [np.full((H, W), 0.2, np.float32), np.full((H, W), 0.7, np.float32)]
SAME = np.full((H, W, 3), (0.3, 0.5, 0.3), np.float32)
SOFT = SAME + 0.3 * pixel_grid(H, W)[..., :1] / W
EDGE = np.where(LEFT[..., None] > 0, SAME, np.float32((0.6, 0.4, 0.2)))
WOOD = 0.2 + 0.6 * speckle((H, W), 3, soft=2.0)


def welded_of(photo, shares=SHARES, rigid=(False, False), apart=None):
    """Return the two surfaces after welding; apart: (H, W), what stands free, if anything does."""
    return weld(photo, shares, STEP, rigid, apart=np.zeros((H, W), bool) if apart is None else apart)


def gap(surfaces):
    """The mean step of disparity from one layer to the other along their border."""
    return float(np.abs(surfaces[0] - surfaces[1])[20:-20, W // 2 - 1 : W // 2 + 1].mean())


@pytest.mark.parametrize("photo", [SAME, SOFT, WOOD], ids=["one colour", "a slope of colour", "one texture"])
def test_layers_that_the_photo_does_not_part_meet_at_one_disparity(photo):
    assert gap(welded_of(photo.astype(np.float32))) < 0.12


@pytest.mark.parametrize("photo", [EDGE, EDGE * (0.6 + 0.4 * WOOD)], ids=["plain", "textured"])
def test_layers_with_an_edge_between_them_stay_apart(photo):
    welded = welded_of(photo.astype(np.float32))
    assert gap(welded) > 0.45


def test_what_is_flat_stays_and_its_neighbour_comes_to_it():
    welded = welded_of(SAME, rigid=(True, False))
    np.testing.assert_array_equal(welded[0], STEP[0])
    assert gap(welded) < 0.12


def test_two_flat_layers_stay_as_they_are():
    for before, after in zip(STEP, welded_of(SAME, rigid=(True, True)), strict=True):
        np.testing.assert_array_equal(before, after)


def test_far_from_the_border_nothing_changes():
    welded = welded_of(SAME)
    assert np.abs(welded[0] - STEP[0])[:, :8].max() < 0.02
    assert np.abs(welded[1] - STEP[1])[:, -8:].max() < 0.02


def test_a_twig_that_lies_behind_the_wood_around_it_comes_forward_and_a_gap_stays():
    x, y = np.moveaxis(pixel_grid(H, W), -1, 0)
    twig = (np.abs(y - H / 2) < 4) & (x < 0.8 * W)
    far = (twig | (x < 0.3 * W)).astype(np.float32)
    grey, brown, green = (np.float32(c) for c in ((0.8, 0.8, 0.8), (0.5, 0.35, 0.2), (0.3, 0.5, 0.2)))
    wood = np.where(far[..., None] > 0, brown, green).astype(np.float32)
    twiggy = np.where(twig[..., None], grey, wood).astype(np.float32)
    middle = slice(H // 2 - 2, H // 2 + 2), slice(W // 2 - 20, W // 2 + 20)
    steps = [
        float((near[middle] - behind[middle]).max())
        for behind, near in (welded_of(photo, [far, 1 - far]) for photo in (twiggy, wood))
    ]
    assert steps[0] < 0.2 < 0.4 < steps[1]


def test_nothing_bends_next_to_what_stands_free():
    mast = (np.abs(pixel_grid(H, W)[..., 0] - W / 2) < 3) & (pixel_grid(H, W)[..., 1] < H / 2)
    welded = welded_of(SAME, apart=mast)
    assert np.abs(welded[0] - STEP[0])[mast].max() < 0.02
    assert gap([near[H // 2 + 40 :] for near in welded]) < 0.12


def test_off_the_border_nothing_is_said():
    whole = np.ones((40, 60), bool)
    away = np.full((40, 60), 1e6, np.float32)
    assert not unbacked(np.zeros((40, 60, 3), np.float32), whole, ~whole, (away, away)).any()


def test_every_pixel_gets_a_number_where_wild_colours_end_at_a_border():
    """A blur's running sums end a hair below 0 there, whose root is none."""
    grid = pixel_grid(H, W)
    disc = np.hypot(grid[..., 0] - 150, grid[..., 1] - 90) < 60
    wild = np.random.default_rng(2).uniform(0, 100, (H, W, 3)).astype(np.float32) * (grid[..., :1] < 150)
    said = unbacked(wild, disc, ~disc, (distance_to(disc), distance_to(~disc)))
    assert np.isfinite(said).all() and said.max() <= 1
