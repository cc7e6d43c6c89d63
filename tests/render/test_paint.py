import numpy as np
import pytest

from flowanim.ops.image import blur
from flowanim.render.fill import fill_patch
from flowanim.render.paint import TIMES, Brush, filler, fillings, mean_filling, paint, painter, relit


def nothing_missing(picture, texture, hole, foreign, near):
    """A network that finds the patches' filling perfect."""
    return lambda noisy, sigma: np.zeros_like(noisy)


def redder(picture, texture, hole, foreign, near):
    """A network that wants everything redder than patches made it."""
    return lambda noisy, sigma: np.broadcast_to(np.float32([0.2, 0, 0]), noisy.shape)


@pytest.fixture
def photo():
    y, x = np.mgrid[:120, :150].astype(np.float32)
    waves = 0.5 + 0.2 * np.sin(x / 5) + 0.1 * np.sin(y / 3)
    return np.dstack([waves, waves * 0.8, 0.6 - 0.3 * waves]).astype(np.float32)


@pytest.fixture
def hole(photo):
    mask = np.zeros(photo.shape[:2], bool)
    mask[40:80, 50:90] = True
    return mask


def test_a_network_that_changes_nothing_leaves_the_mean_of_what_patches_made(photo, hole):
    brush = Brush(nothing_missing, coarse=0, light=0)
    made = paint(brush, photo, hole, ~hole, seed=1)
    several = fillings(fill_patch, photo, hole, ~hole, seed=1)
    assert len(several) == TIMES
    np.testing.assert_allclose(made, np.mean(several, axis=0), atol=0.02)


def shade(level, size):
    """Return a filler whose fillings are stripes, by chance lighter or darker; at half the size, even `level`."""

    def first(rgb, hole, source, seed, *, disparity=None):
        stripes = 0.5 + 0.1 * (np.arange(rgb.shape[1]) % 2 - 0.5) + 0.1 * seed
        fill = np.broadcast_to(stripes if rgb.shape[:2] == size else np.float32(level), rgb.shape[:2])
        return np.where(hole[..., None], fill[..., None], rgb).astype(np.float32)

    return first


def test_one_filling_keeps_its_texture_and_takes_on_the_light_of_another(photo, hole):
    striped, darker = (shade(0, hole.shape)(photo, hole, ~hole, seed) for seed in (1, 0))
    lit = relit(striped, blur(darker, 8.0), hole, 3.0)
    middle = lit[58:62, 60:80, 1].mean(0)
    np.testing.assert_allclose(np.abs(np.diff(middle)), 0.1, atol=0.01)
    assert middle.mean() == pytest.approx(0.5, abs=0.02)
    np.testing.assert_array_equal(lit[~hole], photo[~hole])


def test_a_filling_is_lit_as_the_mean_of_several_is(photo, hole):
    made = paint(Brush(nothing_missing, shade(0, hole.shape), coarse=0), photo, hole, ~hole, seed=0)
    assert 0.54 < made[58:62, 60:80, 1].mean() < 0.61, "the first is 0.5, the mean of the three 0.6"


def test_fillings_at_half_the_size_count_deep_in_a_hole_and_not_at_its_border(photo, hole):
    without, mixed = (
        mean_filling(
            Brush(nothing_missing, coarse=count), fillings(shade(0, hole.shape), photo, hole, ~hole, seed=0), hole,
            ~hole, seed=0,
        )
        for count in (0, 2)
    )  # fmt: skip
    np.testing.assert_array_equal(mixed[41:43, 51:89], without[41:43, 51:89])
    assert (mixed[60, 70] != without[60, 70]).all()


def test_the_network_is_told_the_texture_that_the_mean_has_lost(photo, hole):
    seen = []

    def spy(picture, texture, hole, foreign, near):
        seen.append((picture, texture))
        return nothing_missing(picture, texture, hole, foreign, near)

    def first(rgb, hole, source, seed, *, disparity=None):
        return np.where(hole[..., None], np.float32(seed / 10), rgb).astype(np.float32)

    paint(Brush(spy, first), photo, hole, ~hole, seed=0)
    picture, texture = seen[-1]
    inside = np.abs(texture).max(-1) > 0
    assert inside.any() and not inside.all()
    np.testing.assert_allclose(texture[inside] + picture[inside], 0, atol=1e-6)


def test_what_the_network_wants_is_seen_inside_and_fades_at_the_border(photo, hole):
    more = filler(redder)(photo, hole, ~hole, 1) - filler(nothing_missing)(photo, hole, ~hole, 1)
    assert more[58:62, 68:72, 0].mean() > 1.4 * more[41, 55:85, 0].mean() > 0
    assert np.abs(more[..., 1:]).max() < 0.02


@pytest.mark.parametrize("network", [nothing_missing, redder])
def test_known_pixels_are_the_photos_own_bit_for_bit(photo, hole, network):
    made = painter(network)(photo, hole.astype(np.float32), np.full(hole.shape, 0.5, np.float32), 3)
    np.testing.assert_array_equal(made[~hole], photo[~hole])


def test_a_seed_gives_the_same_picture_bit_for_bit_and_another_seed_another(photo, hole):
    """The network echoes some of the noise, as a real one does."""

    def echo(*around):
        return lambda noisy, sigma: np.float32(0.5) * noisy

    once, again, other = (filler(echo)(photo, hole, ~hole, seed) for seed in (5, 5, 6))
    np.testing.assert_array_equal(once, again)
    assert (once != other).any()


@pytest.mark.parametrize("scales", [((1, 0.0),), ((2, 0.0), (1, 0.0))])
def test_what_stands_in_front_is_never_looked_at(photo, hole, scales):
    front = np.zeros_like(hole)
    front[30:90, 90:120] = True
    seen = []

    def spy(picture, texture, hole, foreign, near):
        seen.append(picture[foreign])
        return nothing_missing(picture, texture, hole, foreign, near)

    other = np.where(front[..., None], np.float32([1, 0, 1]), photo).astype(np.float32)
    made = [paint(Brush(redder, scales=scales), image, hole, ~hole & ~front, seed=0)[hole] for image in (photo, other)]
    np.testing.assert_allclose(made[0], made[1], atol=1e-6)


def test_nearness_tells_what_may_be_copied(photo, hole):
    photo[:, 90:] = (0, 1, 0)
    near = np.where(np.arange(150) >= 90, 1.0, 0.2).astype(np.float32) * np.ones((120, 1), np.float32)
    made = painter(nothing_missing)(photo, hole.astype(np.float32), near, 0)
    assert made[hole][:, 1].max() < 0.9


def test_half_a_hole_is_half_mixed(photo, hole):
    near = np.full(hole.shape, 0.5, np.float32)
    whole, half = (painter(redder)(photo, np.float32(share) * hole.astype(np.float32), near, 0) for share in (1, 0.5))
    np.testing.assert_allclose(half, (whole + photo) / 2, atol=1e-5)


def test_without_a_hole_or_without_a_source_nothing_is_asked_of_the_network(photo, hole):
    def never(*around):
        raise AssertionError

    none = np.zeros_like(hole)
    np.testing.assert_array_equal(filler(never)(photo, none, ~none, 0), photo)
    assert filler(never)(photo, ~none, none, 0).shape == photo.shape


def test_arrays_of_another_shape_are_refused(photo, hole):
    with pytest.raises(ValueError, match="hole"):
        painter(redder)(photo, hole[:5].astype(np.float32), np.zeros(hole.shape, np.float32), 0)
