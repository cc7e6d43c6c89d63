import logging

import numpy as np
import pytest
from PIL import Image

from flowanim.errors import InputError, LimitError
from flowanim.scene.picture import FORMATS, WHOLE, cut, open_picture
from tests.scene.pictures import gradient, save

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def plain(image: Image.Image) -> Image.Image:
    return image.convert("RGB")


def read(path, box, size) -> np.ndarray:
    with open_picture(path) as picture:
        return np.asarray(cut(picture, box, size, convert=plain))


def test_opening_decodes_nothing(tmp_path):
    whole = save(gradient(400, 300), tmp_path / "a.png").read_bytes()
    (tmp_path / "cut.png").write_bytes(whole[: len(whole) // 2])
    with open_picture(tmp_path / "cut.png") as picture:
        assert picture.size == (400, 300)
        with pytest.raises(InputError, match=r"cut\.png ends too early"):
            cut(picture, (0, 0, 400, 300), (400, 300), convert=plain)


@pytest.mark.parametrize(
    ("crop", "box"),
    [
        (WHOLE, (0, 0, 48, 32)),
        ((0.25, 0.5, 0.5, 0.25), (12, 16, 36, 24)),
        ((0.999, 0.999, 0.001, 0.001), (47, 31, 48, 32)),
        ((1 / 3, 0, 1 / 3, 1), (16, 0, 32, 32)),
    ],
)
def test_box_is_whole_pixels_and_never_empty(tmp_path, crop, box):
    with open_picture(save(gradient(), tmp_path / "a.png")) as picture:
        assert picture.box(crop) == box


def test_part_at_its_own_size_is_exact(tmp_path):
    part = read(save(gradient(), tmp_path / "a.png"), (5, 7, 31, 20), (26, 13))
    np.testing.assert_array_equal(part, gradient()[7:20, 5:31])


@pytest.mark.parametrize("ending", ["png", "jpg"])
@pytest.mark.parametrize("turn", range(1, 9))
def test_big_crop_scaled_in_steps_shows_what_one_step_shows(tmp_path, ending, turn):
    """Decoding at a lower size, strips and turning lead to the same picture as cropping and scaling at once."""
    y, x = np.mgrid[:900, :1300] / 100
    smooth = np.stack([np.sin(x + 1) * np.cos(y), np.sin(x * y / 9), np.cos(x - y)], -1) * 100 + 128
    exif = Image.Exif()
    exif[0x0112] = turn
    path = save(smooth.astype(np.uint8), tmp_path / f"a.{ending}", exif=exif, **jpeg(ending))
    with open_picture(path) as picture:
        w, h = picture.size
        box = (w // 9, h // 7, w - 37, h - 101)
        upright = Image.fromarray(smooth.astype(np.uint8))
        upright = upright.transpose(TURNS[turn]) if turn > 1 else upright
        expected = upright.resize((70, 50), Image.Resampling.LANCZOS, box=box)
        got = cut(picture, box, (70, 50), convert=plain)
    assert np.abs(np.asarray(got, int) - np.asarray(expected, int)).max() <= 4


def jpeg(ending: str) -> dict:
    return {"quality": 97, "subsampling": 0} if ending == "jpg" else {}


def test_only_the_listed_formats_are_tried(tmp_path):
    path = save(gradient(), tmp_path / "a.ppm")
    assert "PPM" not in FORMATS
    with pytest.raises(InputError, match="is not a picture that flowanim can read"), open_picture(path):
        pass


def test_too_little_memory_is_said_plainly(tmp_path, monkeypatch):
    path = save(gradient(), tmp_path / "a.png")

    def none(self):
        raise MemoryError

    with open_picture(path) as picture:
        monkeypatch.setattr(type(picture.image), "load", none)
        with pytest.raises(LimitError, match=r"a\.png needs more memory than there is"):
            cut(picture, picture.box(WHOLE), picture.size, convert=plain)


@pytest.mark.parametrize(("ending", "times"), [("webp", 3), ("avif", 3), ("png", 1)])
def test_formats_that_take_more_memory_have_a_lower_limit(tmp_path, ending, times):
    path = save(gradient(), tmp_path / f"a.{ending}")
    need = 48 * 32 * times
    said = f"48x32 pixels, over the limit of .*--max-pixels {need}"
    with pytest.raises(InputError, match=said), open_picture(path, max_pixels=need - 1):
        pass
    with open_picture(path, max_pixels=need) as picture:
        assert picture.size == (48, 32)


def test_pages_of_a_tiff_are_noticed(tmp_path):
    pages = [Image.fromarray(gradient()) for _ in range(2)]
    with open_picture(save(pages[0], tmp_path / "one.tiff")) as picture:
        assert picture.extra == ""
    with open_picture(save(pages[0], tmp_path / "two.tiff", save_all=True, append_images=pages[1:])) as picture:
        assert picture.extra == "pages"


def test_pillow_says_nothing_on_the_screen(tmp_path, capfd):
    content = bytearray(save(gradient(), tmp_path / "a.tiff").read_bytes())
    at = content.index(b"\x15\x01\x03\x00")  # the tag SamplesPerPixel
    content[at + 8] = 115
    (tmp_path / "a.tiff").write_bytes(content)
    with pytest.raises(InputError), open_picture(tmp_path / "a.tiff"):
        pass
    assert capfd.readouterr() == ("", "")
    quiet = [isinstance(handler, logging.NullHandler) for handler in logging.getLogger("PIL").handlers]
    assert any(quiet), "without a handler Python itself prints what Pillow logs"


def test_pillows_own_limit_is_left_as_it_was(tmp_path):
    before = Image.MAX_IMAGE_PIXELS
    with open_picture(save(gradient(), tmp_path / "a.png"), max_pixels=48 * 32):
        assert before == Image.MAX_IMAGE_PIXELS
