import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from flowanim.errors import InputError, PlanError
from flowanim.scene.maps import read_depth, read_mask
from flowanim.scene.photo import read_photo
from tests.scene.pictures import gradient, save

SIZE = (48, 32)
KINDS = ["disparity", "depth"]


def disc(width: int = 48, height: int = 32) -> np.ndarray:
    """A white disc on black, soft at its edge."""
    y, x = np.mgrid[:height, :width] + 0.5
    far = np.hypot((x / width - 0.4) * 48, (y / height - 0.5) * 32)
    return (np.clip(10.5 - far, 0, 1) * 255).astype(np.uint8)


def near_left(far: float = 0.0) -> np.ndarray:
    """Disparity (32, 48) that falls from 1 at the left to `far` at the right, with whole columns at both ends."""
    return np.tile(np.clip(np.linspace(1.05, far - 0.05, 48), far, 1), (32, 1)).astype(np.float32)


def save_depth(values: np.ndarray, path: Path, bits: int) -> Path:
    """Save 0..1 as grey of 8 or 16 bits, or as floats for 32."""
    return save(
        values.astype(np.float32)
        if bits == 32
        else np.rint(values * (2**bits - 1)).astype(np.uint8 if bits == 8 else np.uint16),
        path.with_suffix(".tiff" if bits == 32 else ".png"),
    )


# masks


def test_mask_of_the_photos_size_is_read_exactly(tmp_path):
    mask, notes = read_mask(save(disc(), tmp_path / "m.png"), size=SIZE)
    np.testing.assert_array_equal(mask, disc().astype(np.float32) / np.float32(255))
    assert mask.dtype == np.float32 and mask.flags.c_contiguous and notes == ()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "1", "P", "LA"])
def test_white_is_inside_in_every_mode(tmp_path, mode):
    hard = Image.fromarray((disc() > 127).astype(np.uint8) * 255)
    mask, _ = read_mask(save(hard.convert(mode), tmp_path / "m.png"), size=SIZE)
    np.testing.assert_array_equal(mask, np.asarray(hard) / np.float32(255))


def test_mask_of_16_bits_is_not_all_white(tmp_path):
    mask, _ = read_mask(save(disc().astype(np.uint16) * 257, tmp_path / "m.png"), size=SIZE)
    np.testing.assert_array_equal(mask, disc() / np.float32(255))


def test_alpha_counts_where_the_picture_is_see_through(tmp_path):
    picture = np.dstack([gradient(), disc()])
    mask, _ = read_mask(save(picture, tmp_path / "m.png"), size=SIZE)
    np.testing.assert_array_equal(mask, disc() / np.float32(255))


def test_mask_of_another_size_is_scaled_with_a_note(tmp_path):
    mask, notes = read_mask(save(disc(480, 320), tmp_path / "m.png"), size=SIZE)
    assert np.abs(mask - disc() / 255).max() < 0.2, "it lies where it lay"
    assert "m.png is 480x320 pixels" in notes[0] and "scaled" in notes[0] and "stretched" not in notes[0]


def test_mask_of_another_shape_is_stretched_with_a_note(tmp_path):
    mask, notes = read_mask(save(disc(100, 400), tmp_path / "m.png"), size=SIZE)
    assert mask.shape == (32, 48) and mask[16, 19] == 1
    assert "stretched" in notes[0]


def test_mask_of_the_unscaled_photos_size_needs_no_note(tmp_path):
    _, notes = read_mask(save(disc(480, 320), tmp_path / "m.png"), size=SIZE, photo_size=(480, 320))
    assert notes == ()


def test_black_mask_is_said_to_hold_nothing(tmp_path):
    _, notes = read_mask(save(disc() * 0, tmp_path / "m.png"), size=SIZE)
    assert "all black" in notes[0]


@pytest.mark.parametrize("crop", [(0.0, 0.0, 1.0, 1.0), (0.25, 0.25, 0.5, 0.5), (0.123, 0.2, 0.731, 0.6)])
@pytest.mark.parametrize("turn", [1, 3, 6, 7])
@pytest.mark.parametrize("size", [None, (60, 40)])
def test_mask_and_depth_lie_on_the_photo_to_the_pixel(tmp_path, crop, turn, size):
    """The same picture read as photo, mask and depth shows the same thing in the same place."""
    exif = Image.Exif()
    exif[0x0112] = turn
    path = save(np.repeat(disc(96, 64)[..., None], 3, 2), tmp_path / "a.png", exif=exif)
    photo = read_photo(path, crop=crop, size=size)
    mask, _ = read_mask(path, size=photo.size, crop=crop)
    depth = read_depth(path, size=photo.size, crop=crop)
    assert np.abs(mask - photo.rgb[..., 0]).max() < 0.12
    assert np.abs(depth - mask).max() < 0.02


@pytest.mark.parametrize("content", [b"", b"hello", b"\x89PNG\r\n\x1a\n"])
def test_unreadable_mask_is_a_plan_error_that_names_it(tmp_path, content):
    path = tmp_path / "sky.png"
    path.write_bytes(content)
    with pytest.raises(PlanError, match=r"^mask .*sky\.png"):
        read_mask(path, size=SIZE)


def test_missing_mask_suggests_the_name_that_was_meant(tmp_path):
    save(disc(), tmp_path / "sky.png")
    with pytest.raises(PlanError, match=r"did you mean .*sky\.png"):
        read_mask(tmp_path / "skye.png", size=SIZE)


# depth


@pytest.mark.parametrize("bits", [8, 16, 32])
def test_disparity_is_white_where_near(tmp_path, bits):
    want = near_left()
    got = read_depth(save_depth(want, tmp_path / "d", bits), size=SIZE)
    np.testing.assert_allclose(got, want, atol=0.6 / 255 if bits == 8 else 1e-4)
    assert got.dtype == np.float32 and got.flags.c_contiguous


@pytest.mark.parametrize("bits", [16, 32])
def test_depth_is_inverted_as_one_over_depth(tmp_path, bits):
    disparity = near_left(far=0.1)
    got = read_depth(save_depth(0.1 / disparity, tmp_path / "d", bits), kind="depth", size=SIZE)
    np.testing.assert_allclose(got, disparity, atol=2e-3)


def test_metres_are_inverted_whatever_their_unit(tmp_path):
    metres = np.tile(np.linspace(1, 10, 48), (32, 1)).astype(np.float32)
    first = read_depth(save(metres, tmp_path / "m.tiff"), kind="depth", size=SIZE)
    second = read_depth(save((metres * 1000).astype(np.uint16), tmp_path / "mm.png"), kind="depth", size=SIZE)
    np.testing.assert_allclose(first, second, atol=2e-3)
    inner = slice(4, -4)
    along = np.corrcoef(first[3, inner], 1 / metres[3, inner])[0, 1]
    assert along > 0.9999


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("low", [0.0, 0.3])
def test_nearest_is_1_and_farthest_is_a_tenth_or_nothing(tmp_path, kind, low):
    values = low + (0.9 - low) * near_left()
    got = read_depth(save_depth(values, tmp_path / "d", 8), kind=kind, size=SIZE)
    assert np.percentile(got, 99.5) == pytest.approx(1, abs=0.01)
    far = 0.0 if kind == "disparity" and low == 0 else 0.1
    assert np.percentile(got, 1) == pytest.approx(far, abs=0.02)
    assert got.min() >= 0 and got.max() <= 1


def test_own_disparity_comes_back_as_it_was(tmp_path):
    for far in (0.0, 0.1):
        once = read_depth(save_depth(near_left(far), tmp_path / "a", 16), size=SIZE)
        again = read_depth(save_depth(once, tmp_path / "b", 16), size=SIZE)
        np.testing.assert_allclose(again, once, atol=1e-4)


def test_black_in_16_bit_depth_means_not_measured(tmp_path):
    depth = np.tile(np.linspace(0.2, 0.9, 48), (32, 1)).astype(np.float32)
    whole = read_depth(save_depth(depth, tmp_path / "whole", 16), kind="depth", size=SIZE)
    depth[10:14, 20:24] = 0
    holed = read_depth(save_depth(depth, tmp_path / "holed", 16), kind="depth", size=SIZE)
    assert np.abs(holed - whole).max() < 0.06, "a hole takes its neighbours' depth, and is not nearest"


def test_black_in_8_bit_depth_is_near(tmp_path):
    depth = np.full((32, 48), 200, np.uint8)
    depth[8:24, 10:20] = 0
    got = read_depth(save(depth, tmp_path / "d.png"), kind="depth", size=SIZE)
    assert got[16, 15] == 1 and got[2, 2] == pytest.approx(0.1, abs=0.01)


def test_holes_in_float_maps_take_their_neighbours_value(tmp_path):
    disparity = near_left()
    disparity[5:9, 30:34] = np.nan
    disparity[20, 20] = np.inf
    got = read_depth(save(disparity, tmp_path / "d.tiff"), size=SIZE)
    assert np.isfinite(got).all()
    assert np.abs(got - near_left()).max() < 0.1


def test_small_near_thing_on_black_is_near(tmp_path):
    values = np.zeros((100, 100), np.uint8)
    values[50:55, 50:55] = 180
    got = read_depth(save(values, tmp_path / "d.png"), size=(100, 100))
    assert got[52, 52] == 1 and got[0, 0] == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("values", [0, 7, 255])
def test_flat_map_is_refused(tmp_path, kind, values):
    with pytest.raises(InputError, match="is flat"):
        read_depth(save(np.full((32, 48), values, np.uint8), tmp_path / "d.png"), kind=kind, size=SIZE)


def test_map_without_a_measured_point_is_refused(tmp_path):
    with pytest.raises(InputError, match="no measured point"):
        read_depth(save(np.full((32, 48), np.nan, np.float32), tmp_path / "d.tiff"), size=SIZE)


def test_coloured_map_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"d\.png is coloured"):
        read_depth(save(gradient(), tmp_path / "d.png"), size=SIZE)


def test_grey_map_saved_as_colour_or_jpeg_is_read(tmp_path):
    grey = Image.fromarray((near_left() * 255).astype(np.uint8)).convert("RGB")
    got = read_depth(save(grey, tmp_path / "d.jpg", quality=95), size=SIZE)
    assert np.abs(got - near_left()).max() < 0.04


def test_broken_depth_map_is_refused_by_name(tmp_path):
    whole = save_depth(near_left(), tmp_path / "d", 16).read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match=r"cut\.png ends too early"):
        read_depth(tmp_path / "cut.png", size=SIZE)


def test_areas_of_a_labelme_file_are_a_mask_by_their_label(tmp_path):
    areas = [("flag", [[0, 0], [24, 0], [24, 32], [0, 32]]), ("Frozen", [[30, 0], [40, 0], [40, 32], [30, 32]])]
    shapes = [{"label": label, "shape_type": "polygon", "points": points} for label, points in areas]
    path = tmp_path / "hints.json"
    path.write_text(json.dumps({"imageWidth": 48, "imageHeight": 32, "shapes": shapes}))
    flag, notes = read_mask(path, size=SIZE, label="flag")
    assert flag[:, 2:22].min() == 1 and flag[:, 27:].max() == 0 and notes == ()
    frozen, _ = read_mask(path, size=SIZE, label="freeze")
    assert frozen[:, 32:38].min() == 1 and frozen[:, :28].max() == 0
    with pytest.raises(PlanError, match=r"hints\.json has no area labelled 'sky' \(labels: flag, Frozen\)"):
        read_mask(path, size=SIZE, label="sky")
