import numpy as np

from flowanim.ops.warp import pixel_grid
from flowanim.scene.surface import surface
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
