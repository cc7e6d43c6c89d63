import numpy as np

from flowanim.ops.warp import pixel_grid
from flowanim.scene.surface import slender, surface, upright
from tests.render.stages import SIZE

W, H = SIZE


def test_the_ground_is_a_plane_where_one_fits():
    grid = pixel_grid(H, W)
    plane = (0.2 + 0.006 * grid[..., 1]).astype(np.float32)
    noisy = plane + np.random.default_rng(0).normal(0, 0.01, (H, W)).astype(np.float32)
    found, flat = surface(noisy, (grid[..., 1] > 30).astype(np.float32), "ground")
    assert flat
    assert np.abs(found - plane)[34:-4].max() < 0.02


def test_a_surface_goes_on_beyond_its_border_without_a_jump():
    step = np.where(pixel_grid(H, W)[..., 0] < W / 2, 0.8, 0.1).astype(np.float32)
    smooth, _ = surface(step, (step > 0.5).astype(np.float32), "building")
    assert smooth[:, W // 2 + 4 :].min() > 0.7
    assert np.abs(np.diff(smooth, axis=1)).max() < 0.05


def test_a_slope_that_bends_is_not_flat():
    x = pixel_grid(H, W)[..., 0]
    bent = (0.2 + 0.6 * (x / W) ** 4).astype(np.float32)
    assert not surface(bent, np.ones((H, W), np.float32), "ground")[1]


def test_what_stands_on_a_slope_is_as_near_as_its_foot_all_the_way_up():
    grid = pixel_grid(H, W)
    slope = np.clip(0.01 * (grid[..., 1] - H / 2), 0, 1).astype(np.float32)
    ground = (grid[..., 1] > H * 0.6).astype(np.float32)
    mast = (np.abs(grid[..., 0] - W / 2) < 3) & (ground == 0)
    found = upright(slope, ground, np.where(mast, 7, 0).astype(np.int32))
    foot = slope[round(H * 0.6) + 1, W // 2]
    assert np.abs(found - foot)[mast].max() < 0.03
    assert np.abs(found - foot)[mast & (grid[..., 1] < H * 0.55)].max() < 0.01
    assert np.abs(found - slope)[(ground > 0) & (grid[..., 1] > H * 0.6 + 4)].max() < 0.01


def test_what_stands_on_nothing_of_a_region_changes_nothing_there():
    things = np.zeros((H, W), np.int32)
    things[4:10, 4:10] = 3
    flat = np.full((H, W), 0.4, np.float32)
    np.testing.assert_array_equal(upright(flat, np.zeros((H, W), np.float32), things), flat)


def test_a_tower_is_slender_and_the_house_that_it_stands_on_is_not():
    x, y = np.moveaxis(pixel_grid(300, 400), -1, 0)
    tower = (np.abs(x - 200) < 8) & (y > 40) & (y < 200)
    house = (np.abs(x - 200) < 90) & (y >= 200)
    found = slender((tower | house).astype(np.float32))
    assert (found[tower] > 0).mean() > 0.95 and not found[house & (y > 206)].any()
    assert len(np.unique(found)) == 2
