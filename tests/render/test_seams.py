import numpy as np

from flowanim.render.seams import level_seams


def grid(side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A square with its inner pixels as targets: (flat indices of all, of the targets, their neighbours)."""
    every = np.arange(side * side).reshape(side, side)
    targets = every[1:-1, 1:-1].ravel()
    return every, targets, targets[:, None] + np.array([1, -1, side, -side])


def ramp(side: int, slope: float = 0.01) -> np.ndarray:
    y, x = np.mgrid[:side, :side]
    return np.repeat((slope * (x + y)).reshape(-1, 1), 3, 1).astype(np.float32)


def test_a_picture_that_has_the_right_steps_stays():
    _, targets, neighbours = grid(12)
    pixels = ramp(12)
    steps = pixels[neighbours] - pixels[targets][:, None]
    made = level_seams(pixels, targets, neighbours, steps=steps, known=np.ones(neighbours.shape, bool))
    np.testing.assert_allclose(made, pixels[targets], atol=1e-5)


def test_a_patch_that_is_too_bright_sinks_to_its_surroundings():
    _, targets, neighbours = grid(16)
    truth = ramp(16)
    pixels = truth.copy()
    pixels[targets] += 0.05
    steps = truth[neighbours] - truth[targets][:, None]
    made = level_seams(pixels, targets, neighbours, steps=steps, known=np.ones(neighbours.shape, bool))
    assert np.abs(made - truth[targets]).max() < 0.012


def test_the_colour_across_a_strong_edge_does_not_bleed_in():
    _, targets, neighbours = grid(16)
    pixels = np.zeros((256, 3), np.float32)
    pixels[targets] = 1.0
    steps = np.zeros((*neighbours.shape, 3), np.float32)
    made = level_seams(pixels, targets, neighbours, steps=steps, known=np.ones(neighbours.shape, bool))
    assert made.reshape(14, 14, 3)[7, 7].min() > 0.7


def test_without_steps_that_count_the_picture_stays():
    _, targets, neighbours = grid(8)
    pixels = np.random.default_rng(0).random((64, 3), np.float32)
    steps = np.ones((*neighbours.shape, 3), np.float32)
    made = level_seams(pixels, targets, neighbours, steps=steps, known=np.zeros(neighbours.shape, bool))
    np.testing.assert_allclose(made, pixels[targets], atol=1e-6)
