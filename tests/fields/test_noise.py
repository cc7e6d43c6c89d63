import numpy as np
import pytest

from flowanim.fields.noise import generator, smooth_noise


def test_the_same_seed_and_name_give_the_same_numbers():
    assert generator(3, "sway", "tree").random() == generator(3, "sway", "tree").random()


def test_every_purpose_and_seed_has_numbers_of_its_own():
    drawn = [
        generator(seed, *names).random() for seed in (0, 1) for names in ((), ("a",), ("b",), ("a", "b"), ("b", "a"))
    ]
    assert len(set(drawn)) == len(drawn)


@pytest.mark.parametrize("wavelength", [8, 30])
def test_noise_is_as_wide_as_it_says(wavelength):
    """Correlation is lost within a wavelength, and kept over a tenth of it."""
    noise = smooth_noise((400, 400), wavelength, generator(1))
    near, far = (np.corrcoef(noise[:, :-n].ravel(), noise[:, n:].ravel())[0, 1] for n in (wavelength // 8, wavelength))
    assert near > 0.8 and abs(far) < 0.15


@pytest.mark.parametrize("wavelength", [5, 40, 1000])
def test_noise_is_about_zero_and_about_one_wide(wavelength):
    noise = smooth_noise((120, 200), wavelength, generator(2))
    assert noise.shape == (120, 200) and noise.dtype == np.float32
    assert np.abs(noise).max() < 6 and abs(noise.mean()) < 1
