"""A good photo has nothing said of it; each planted fault is found, named and advised on."""

import cv2
import numpy as np
import pytest

from flowanim.ops.image import from_uint8
from flowanim.review.findings import of_blur, of_file, of_light, of_pixels, of_size, warning
from tests.review.pictures import levels, texture

GOOD = np.clip((texture((320, 240), soft=0.7) - np.float32(0.45)) * np.float32(1.4) + np.float32(0.5), 0.02, 0.98)


def by_name(found):
    return {finding.name: finding for finding in found}


def test_a_good_photo_has_no_fault():
    quiet = np.clip((texture((320, 240), soft=1.3) - np.float32(0.45)) * np.float32(1.4) + np.float32(0.5), 0.02, 0.98)
    assert max(finding.severity for finding in of_pixels((4000, 3000), quiet, texture((320, 240), soft=5))) < 0.2
    assert warning((4000, 3000), quiet) == ()


@pytest.mark.parametrize(("short", "severity"), [(400, 0.9), (600, 0.5), (800, 0.2), (1024, 0.0)])
def test_few_pixels_are_named_and_not_to_be_enlarged(short, severity):
    found = of_size((2000, short))
    assert found.severity == severity
    assert ("--size 2000 or smaller" in found.advice) == (severity > 0)


def test_a_soft_photo_and_a_smeared_one_are_told_apart():
    soft, smeared = cv2.GaussianBlur(GOOD, (0, 0), 5), cv2.blur(GOOD, (17, 1))
    assert by_name(of_blur(soft))["blur"].severity > 0.5 > by_name(of_blur(soft))["motion blur"].severity
    assert "smeared sideways" in by_name(of_blur(smeared))["motion blur"].text
    assert "up and down" in by_name(of_blur(np.ascontiguousarray(smeared.transpose(1, 0, 2))))["motion blur"].text


@pytest.mark.parametrize(
    ("picture", "word"),
    [
        (GOOD * np.float32(0.08), "dark"),
        (0.9 + GOOD * np.float32(0.1), "very bright"),
        (0.4 + GOOD * np.float32(0.1), "contrast"),
    ],
)
def test_light_is_named(picture, word):
    assert word in by_name(of_light(picture.astype(np.float32)))["exposure"].text


def test_burnt_out_light_is_a_fault():
    assert by_name(of_light(np.clip(GOOD * 3, 0, 1)))["clipping"].severity > 0.3


def test_noise_and_blocks_are_faults():
    noisy = texture((320, 240), soft=5) + np.random.default_rng(0).normal(0, 0.05, (240, 320, 3)).astype(np.float32)
    _, data = cv2.imencode(".jpg", levels(GOOD), [cv2.IMWRITE_JPEG_QUALITY, 5])
    assert by_name(of_file(noisy))["noise"].severity > 0.3
    assert by_name(of_file(from_uint8(np.asarray(cv2.imdecode(data, 1)))))["blocks"].severity > 0.5


def test_the_warning_is_the_worst_and_says_what_to_do():
    (sentence,) = warning((400, 300), GOOD)
    assert sentence.startswith("photo: 400x300 pixels: few: use --size 400")
