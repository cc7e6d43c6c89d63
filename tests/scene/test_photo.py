import os
import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from flowanim.errors import InputError
from flowanim.ops.image import to_uint8
from flowanim.scene.photo import photo_size, read_photo
from flowanim.scene.picture import MAX_PIXELS
from tests.scene.pictures import gradient, save

LOSSLESS = ["png", "tiff", "bmp", "webp"]
TURNS = range(1, 9)


def pixels(path: Path, **options) -> np.ndarray:
    return to_uint8(read_photo(path, **options).rgb)


def refusal(path: Path | str) -> str:
    with pytest.raises(InputError) as caught:
        read_photo(path)
    message = str(caught.value)
    assert message.isprintable() and Path(path).name.isprintable() <= (Path(path).name in message)
    return message


def png_header(width: int, height: int) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    data = b"IDAT" + zlib.compress(bytes(100))
    parts = (struct.pack(">I", len(part) - 4) + part + struct.pack(">I", zlib.crc32(part)) for part in (chunk, data))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


# what comes in unchanged


@pytest.mark.parametrize("ending", LOSSLESS)
def test_lossless_photo_is_read_exactly(tmp_path, ending):
    options = {"lossless": True} if ending == "webp" else {}
    photo = read_photo(save(gradient(), tmp_path / f"a.{ending}", **options))
    np.testing.assert_array_equal(photo.rgb, gradient().astype(np.float32) / np.float32(255))
    assert photo.rgb.dtype == np.float32 and photo.rgb.flags.c_contiguous
    assert photo.notes == () and photo.name == f"a.{ending}"


@pytest.mark.parametrize("ending", ["jpg", "avif", "gif"])
def test_lossy_photo_is_read_nearly(tmp_path, ending):
    smooth = gradient()
    smooth[..., 2] = 90
    path = save(smooth, tmp_path / f"a.{ending}", **({"quality": 95} if ending != "gif" else {}))
    assert np.abs(pixels(path).astype(int) - smooth).mean() < (14 if ending == "gif" else 3)


def test_scaled_photo_is_still_whole_levels(tmp_path):
    rgb = read_photo(save(gradient(200, 120), tmp_path / "a.png"), longest=75).rgb
    np.testing.assert_array_equal(rgb, to_uint8(rgb).astype(np.float32) / np.float32(255))


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("ending", ["png", "tiff", "webp"])
def test_every_exif_orientation_comes_upright(tmp_path, turn, ending):
    back = {5: 5, 6: 8, 7: 7, 8: 6}.get(turn, turn)
    stored = upright(Image.fromarray(gradient()), back)
    exif = Image.Exif()
    exif[0x0112] = turn
    path = save(stored, tmp_path / f"a.{ending}", exif=exif, **({"lossless": True} if ending == "webp" else {}))
    assert photo_size(path) == (48, 32)
    np.testing.assert_array_equal(pixels(path), gradient())


def upright(image: Image.Image, turn: int) -> Image.Image:
    ways = [None, None, "FLIP_LEFT_RIGHT", "ROTATE_180", "FLIP_TOP_BOTTOM", "TRANSPOSE", "ROTATE_270", "TRANSVERSE"]
    way = [*ways, "ROTATE_90"][turn]
    return image.transpose(Image.Transpose[way]) if way else image


def test_phone_photo_on_its_side_has_width_and_height_swapped(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    path = save(gradient(), tmp_path / "phone.jpg", exif=exif, quality=95)
    assert photo_size(path) == read_photo(path).size == (32, 48)


@pytest.mark.parametrize("turn", TURNS)
def test_crop_is_taken_from_the_upright_photo(tmp_path, turn):
    exif = Image.Exif()
    exif[0x0112] = turn
    path = save(gradient(), tmp_path / "a.png", exif=exif)
    whole = pixels(path)
    h, w = whole.shape[:2]
    part = pixels(path, crop=(0.25, 0.125, 0.5, 0.625))
    np.testing.assert_array_equal(part, whole[h // 8 : h * 3 // 4, w // 4 : w * 3 // 4])


# sizes


def test_photo_smaller_than_the_working_size_is_kept(tmp_path):
    assert read_photo(save(gradient(), tmp_path / "a.png"), longest=1920).size == (48, 32)


def test_scaling_is_said_and_averages_without_aliasing(tmp_path):
    stripes = np.zeros((400, 600, 3), np.uint8)
    stripes[:, ::2] = 255
    photo = read_photo(save(stripes, tmp_path / "stripes.png"), longest=60)
    assert photo.size == (60, 40)
    assert np.abs(photo.rgb - 0.5).max() < 0.02
    assert "scaled down from 600x400 to 60x40" in photo.notes[0]


@pytest.mark.parametrize("ending", ["png", "jpg"])
@pytest.mark.parametrize("factor", [1, 3, 7, 16])
def test_scaling_does_not_shift_the_picture(tmp_path, ending, factor):
    """A ramp over the whole width stays the same ramp, whatever steps the reader takes."""
    w, h = 60 * factor, 40 * factor
    ramp = np.broadcast_to(((np.arange(w) + 0.5) / w * 255).astype(np.uint8)[None, :, None], (h, w, 3))
    rgb = read_photo(save(np.ascontiguousarray(ramp), tmp_path / f"a.{ending}"), size=(60, 40)).rgb
    expected = (np.arange(60) + 0.5) / 60
    assert np.abs(rgb[:, 2:-2].mean((0, 2)) - expected[2:-2]).max() < 0.006


def test_panorama_is_scaled_with_a_note(tmp_path):
    path = save(Image.new("RGB", (20000, 1500), (10, 200, 30)), tmp_path / "panorama.png", compress_level=1)
    photo = read_photo(path)
    assert photo.size == (1920, 144)
    assert "20000x1500 to 1920x144" in photo.notes[0]
    np.testing.assert_array_equal(to_uint8(photo.rgb)[70, 900], (10, 200, 30))


def test_size_of_another_shape_is_said(tmp_path):
    photo = read_photo(save(gradient(), tmp_path / "a.png"), size=(100, 30))
    assert photo.size == (100, 30)
    assert any("stretched" in note for note in photo.notes)


def test_photo_of_one_pixel_is_refused_with_the_least_size(tmp_path):
    assert "1x1 pixels: a photo needs at least 16 a side" in refusal(save(gradient(1, 1), tmp_path / "dot.png"))


def test_sliver_that_would_vanish_is_refused(tmp_path):
    with pytest.raises(InputError, match="would be 100x4 pixels"):
        read_photo(save(gradient(500, 20), tmp_path / "sliver.png"), longest=100)


# colours


def test_palette_with_transparency_is_laid_on_white(tmp_path):
    image = Image.new("P", (20, 20), 1)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.paste(0, (0, 0, 10, 20))
    photo = read_photo(save(image, tmp_path / "a.png", transparency=0))
    np.testing.assert_array_equal(to_uint8(photo.rgb)[5, [5, 15]], [(255, 255, 255), (0, 0, 255)])
    assert any("laid on white" in note for note in photo.notes)


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_half_clear_pixels_are_half_white(tmp_path, mode):
    image = Image.new(mode, (20, 20), (0, 0, 0, 128) if mode == "RGBA" else (0, 128))
    np.testing.assert_array_equal(np.unique(pixels(save(image, tmp_path / "a.png"))), [127])


def test_solid_alpha_changes_nothing_and_is_not_mentioned(tmp_path):
    path = save(Image.fromarray(gradient()).convert("RGBA"), tmp_path / "a.png")
    np.testing.assert_array_equal(pixels(path), gradient())
    assert read_photo(path).notes == ()


def test_cmyk_photo_is_not_negative(tmp_path):
    image = Image.new("CMYK", (32, 32), (0, 0, 0, 0))
    image.paste((0, 255, 255, 0), (0, 0, 16, 32))
    photo = read_photo(save(image, tmp_path / "print.jpg", quality=95))
    assert photo.rgb[16, 28].min() > 0.95, "no ink is white"
    assert photo.rgb[16, 4, 0] > 0.8 and photo.rgb[16, 4, 1:].max() < 0.2, "magenta and yellow make red"
    assert "CMYK" in photo.notes[0]


@pytest.mark.parametrize("ending", ["png", "tiff"])
def test_16_bit_grey_keeps_its_greys(tmp_path, ending):
    ramp = np.broadcast_to(np.linspace(0, 65535, 256).astype(np.uint16), (32, 256))
    grey = pixels(save(np.ascontiguousarray(ramp), tmp_path / f"a.{ending}"))
    np.testing.assert_array_equal(grey[7], np.repeat(np.arange(256)[:, None], 3, 1))


@pytest.mark.parametrize("ending", ["png", "tiff"])
def test_16_bit_colour_keeps_its_colours(tmp_path, ending):
    cv2 = pytest.importorskip("cv2")
    path = tmp_path / f"a.{ending}"
    assert cv2.imwrite(str(path), gradient()[..., ::-1].astype(np.uint16) * 257)
    np.testing.assert_array_equal(pixels(path), gradient())


def test_float_tiff_is_read_with_a_note(tmp_path):
    ramp = np.tile(np.linspace(0, 1, 32, dtype=np.float32), (32, 1))
    photo = read_photo(save(ramp, tmp_path / "a.tiff"))
    np.testing.assert_allclose(photo.rgb[3, :, 0], ramp[3], atol=0.5 / 255 + 1e-6)
    assert "1 was taken as white" in photo.notes[0]


def test_lab_picture_is_turned_into_srgb(tmp_path):
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    image = Image.new("LAB", (20, 20), (128, 128, 128))
    photo = read_photo(save(image, tmp_path / "lab.tiff", icc_profile=lab))
    assert np.abs(to_uint8(photo.rgb).astype(int) - 119).max() <= 2, "L* = 50 is the grey 119"


def swapped_profile() -> bytes:
    """An sRGB profile whose red and green are exchanged: what it does is plain to see."""
    icc = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = icc.index(b"rXYZ"), icc.index(b"gXYZ")
    icc[red : red + 1], icc[green : green + 1] = b"g", b"r"
    return bytes(icc)


def test_colours_follow_the_profile(tmp_path):
    path = save(Image.new("RGB", (20, 20), (250, 10, 10)), tmp_path / "a.png", icc_profile=swapped_profile())
    np.testing.assert_allclose(pixels(path)[5, 5], (10, 250, 10), atol=3)


def test_srgb_profile_changes_no_pixel(tmp_path):
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    np.testing.assert_array_equal(pixels(save(gradient(), tmp_path / "a.png", icc_profile=icc)), gradient())


def test_grey_photo_with_a_colour_profile_is_read(tmp_path):
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    photo = read_photo(save(np.full((20, 20), 77, np.uint8), tmp_path / "a.png", icc_profile=icc))
    assert np.unique(to_uint8(photo.rgb)).tolist() == [77] and photo.notes == ()


@pytest.mark.parametrize("icc", [b"nonsense", swapped_profile()[:300]])
def test_broken_profile_is_passed_over_with_a_note(tmp_path, icc):
    photo = read_photo(save(gradient(), tmp_path / "a.png", icc_profile=icc))
    np.testing.assert_array_equal(to_uint8(photo.rgb), gradient())
    assert "broken colour profile" in photo.notes[0]


@pytest.mark.parametrize("ending", ["gif", "webp", "png"])
def test_first_frame_of_an_animation_is_used_with_a_note(tmp_path, ending):
    red, blue = (Image.new("RGB", (20, 20), colour) for colour in ("red", "blue"))
    options = {"lossless": True} if ending == "webp" else {}
    photo = read_photo(save(red, tmp_path / f"a.{ending}", save_all=True, append_images=[blue], **options))
    np.testing.assert_array_equal(to_uint8(photo.rgb)[9, 9], (255, 0, 0))
    assert "animated: only its first frame" in photo.notes[0]


# focal length


def focal(tmp_path: Path, tags: dict[int, float], **options) -> float:
    exif = Image.Exif()
    exif.get_ifd(0x8769).update(tags)
    return read_photo(save(gradient(300, 200), tmp_path / "a.jpg", exif=exif), **options).focal_px


def test_focal_length_without_exif_is_the_long_side(tmp_path):
    assert focal(tmp_path, {}) == 300
    assert focal(tmp_path, {}, longest=150) == 150


def test_focal_length_comes_from_the_35_mm_equivalent(tmp_path):
    assert focal(tmp_path, {0xA405: 36}) == pytest.approx(300)
    assert focal(tmp_path, {0xA405: 72}, longest=150) == pytest.approx(300)


def test_focal_length_comes_from_the_sensor_resolution(tmp_path):
    tags = {0x920A: 50.0, 0xA20E: 600 / 3.6, 0xA210: 3, 0xA002: 600}
    assert focal(tmp_path, tags) == pytest.approx(50 / 36 * 300, rel=1e-3)


def test_crop_keeps_the_focal_length(tmp_path):
    assert focal(tmp_path, {0xA405: 36}, crop=(0.25, 0.25, 0.5, 0.5)) == pytest.approx(300)


@pytest.mark.parametrize("tags", [{0xA405: 0}, {0x920A: 50.0, 0xA20E: 0.0}, {0xA405: 1}, {0x920A: "x"}])
def test_nonsense_in_exif_is_passed_over(tmp_path, tags):
    assert focal(tmp_path, tags) == 300


def test_broken_exif_does_not_refuse_the_photo(tmp_path):
    photo = read_photo(save(gradient(), tmp_path / "a.jpg", exif=b"Exif\0\0MM\0*\0\0\xff\xffgarbage"))
    assert photo.focal_px == 48


# what is refused


def test_missing_photo_suggests_the_name_that_was_meant(tmp_path):
    save(gradient(), tmp_path / "beach.jpg")
    assert f"does not exist: did you mean {tmp_path / 'beach.jpg'}?" in refusal(tmp_path / "beach.jgp")
    assert "there is no folder" in refusal(tmp_path / "nowhere" / "beach.jpg")


def test_empty_file_is_said_to_be_empty(tmp_path):
    (tmp_path / "a.jpg").touch()
    assert "is empty" in refusal(tmp_path / "a.jpg")


def test_folder_is_sent_to_batch(tmp_path):
    assert "use `flowanim batch`" in refusal(tmp_path)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "gif", "bmp", "tiff", "avif"])
def test_cut_file_is_refused_and_never_half_grey(tmp_path, ending, share):
    noise = np.random.default_rng(1).integers(0, 255, (64, 64, 3), np.uint8)
    whole = save(noise, tmp_path / f"whole.{ending}").read_bytes()
    path = tmp_path / f"cut.{ending}"
    path.write_bytes(whole[: int(len(whole) * share)])
    message = refusal(path)
    assert "ends too early" in message or "damaged" in message


@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_file_cut_in_the_middle_ends_too_early(tmp_path, ending):
    whole = save(gradient(400, 300), tmp_path / f"whole.{ending}").read_bytes()
    path = tmp_path / f"cut.{ending}"
    path.write_bytes(whole[: len(whole) // 2])
    assert "ends too early" in refusal(path)


def test_text_named_png_is_told_the_formats(tmp_path):
    path = tmp_path / "a.png"
    path.write_text("hello")
    assert "JPEG, PNG, WebP, TIFF, BMP, GIF, AVIF" in refusal(path)


def test_heic_is_named(tmp_path):
    path = tmp_path / "a.heic"
    path.write_bytes(b"\0\0\0\x18ftypheic" + bytes(50))
    assert "HEIC" in refusal(path)


def test_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.jpg")
    assert "not an ordinary file" in refusal(tmp_path / "pipe.jpg")


def test_control_characters_in_names_are_not_printed(tmp_path):
    path = tmp_path / "a\x1b[31m\n\u202eb.png"
    assert r"a\x1b[31m\n\u202eb.png does not exist" in refusal(path)
    assert read_photo(save(gradient(), path)).name == r"a\x1b[31m\n\u202eb.png"


@pytest.mark.parametrize("name", ["a\0b.png", "x" * 5000])
def test_names_that_no_file_can_have_are_refused(tmp_path, name):
    with pytest.raises(InputError, match="cannot be opened"):
        read_photo(tmp_path / name)


def test_declared_bomb_is_refused_with_the_option_that_lifts_it(tmp_path):
    path = tmp_path / "bomb.png"
    path.write_bytes(png_header(30000, 30000))
    message = refusal(path)
    assert "has 900000000 pixels" in message and str(MAX_PIXELS) in message and "--max-pixels 900000000" in message
    with pytest.raises(InputError, match="900000000 pixels"):
        photo_size(path)


def test_declared_bomb_takes_little_memory(tmp_path):
    path = tmp_path / "bomb.png"
    path.write_bytes(png_header(30000, 30000))
    code = (
        "import re, sys\n"
        "from pathlib import Path\n"
        "from flowanim.scene.photo import read_photo\n"
        "from flowanim.errors import InputError\n"
        "try: read_photo(sys.argv[1])\n"
        "except InputError: pass\n"
        "print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 300_000, "kilobytes at most, ever"


def test_limit_can_be_set_lower_and_higher(tmp_path):
    path = save(gradient(), tmp_path / "a.png")
    with pytest.raises(InputError, match="--max-pixels 1536"):
        read_photo(path, max_pixels=1000)
    assert read_photo(path, max_pixels=48 * 32).size == (48, 32)
    before = Image.MAX_IMAGE_PIXELS
    assert before != 48 * 32, "Pillow's own limit is put back"


def test_compressed_text_bomb_in_a_png_is_refused(tmp_path):
    info = PngImagePlugin.PngInfo()
    info.add_text("a", "x" * 3_000_000, zip=True)
    assert "damaged" in refusal(save(gradient(), tmp_path / "a.png", pnginfo=info))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "gif", "bmp", "tiff", "avif"])
def test_damaged_bytes_give_a_photo_or_a_plain_refusal(tmp_path, ending, seed):
    rng = np.random.default_rng(seed)
    stream = BytesIO()
    Image.fromarray(gradient()).save(stream, format={"jpg": "jpeg"}.get(ending, ending))
    content = bytearray(stream.getvalue())
    for place in rng.integers(0, min(len(content), 200), 6):
        content[place] = rng.integers(0, 256)
    path = tmp_path / f"a.{ending}"
    path.write_bytes(content)
    try:
        assert read_photo(path, max_pixels=10**6).rgb.shape[2] == 3
    except InputError as fault:
        assert str(fault).isprintable()
