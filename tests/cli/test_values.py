"""Values of the command line: what is right comes out checked, what is wrong is refused in plain words."""

import click
import pytest

from flowanim.cli.values import Arrow, BrushFile, Crop, File, NamedFile, Number, Point, Size, Whole
from flowanim.errors import InputError


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Number("seconds", 0, 600), "2.5", 2.5),
        (Number("factor", 0, 5, closed=True), "0", 0.0),
        (Whole("seed", 0, 99), " 7 ", 7),
        (Size(), "1280", 1280),
        (Size(), "1280x720", (1280, 720)),
        (Size(), "1280X720", (1280, 720)),
        (Crop(), "16:9", "16:9"),
        (Crop(), "2.39:1", "2.39:1"),
        (Crop(), "0.1,0,0.8,1", (0.1, 0.0, 0.8, 1.0)),
        (Arrow(), "10,20.5,30,40", (10.0, 20.5, 30.0, 40.0)),
    ],
)
def test_a_good_value_is_read(kind, text, value):
    assert kind.convert(text, None, None) == value


@pytest.mark.parametrize("text", ["0", "-1", "601", "nan", "inf", "-inf", "1e999", "", "two", "1,5", "0x10"])
def test_a_length_that_cannot_be_is_refused(text):
    with pytest.raises(click.BadParameter, match="more than 0 and at most 600"):
        Number("seconds", 0, 600).convert(text, None, None)


@pytest.mark.parametrize("text", ["-1", "100", "1.5", "", "seven", "9" * 5000, "٣٤x", "0x10"])
def test_a_seed_that_cannot_be_is_refused(text):
    with pytest.raises(click.BadParameter, match="whole number, 0 to 99"):
        Whole("seed", 0, 99).convert(text, None, None)


@pytest.mark.parametrize(
    "text", ["", "0", "15", "8193", "1280x", "x720", "1280x7", "1280x720x3", "-1280", "1280.5", "9" * 5000, "big"]
)
def test_a_size_that_cannot_be_is_refused(text):
    with pytest.raises(click.BadParameter, match=r"pixels.*got"):
        Size().convert(text, None, None)


@pytest.mark.parametrize(
    "text", ["16:0", "0:9", "1:11", "16:9:1", "wide", "", "0,0,1", "0,0,0,1", "0.5,0,0.6,1", "-0.1,0,1,1", "nan,0,1,1"]
)
def test_a_crop_that_cannot_be_is_refused(text):
    with pytest.raises(click.BadParameter, match="aspect"):
        Crop().convert(text, None, None)


@pytest.mark.parametrize("text", ["", "1,2,3", "1,2,3,4,5", "1,2,1,2", "a,b,c,d", "1,2,inf,4", "nan,1,2,3"])
def test_an_arrow_that_goes_nowhere_is_refused(text):
    with pytest.raises(click.BadParameter, match="x1,y1,x2,y2 in pixels"):
        Arrow().convert(text, None, None)


@pytest.mark.parametrize("text", ["", "1", "1,2,3", "a,b", "1,inf"])
def test_a_point_wants_two_numbers(text):
    with pytest.raises(click.BadParameter, match="x,y in pixels"):
        Point().convert(text, None, None)


@pytest.mark.parametrize("text", ["", "sky.png", "sky.png:", ":1,2", "sky.png:1,2,3,4,5", "sky.png:a", "sky.png:nan"])
def test_a_brush_wants_a_file_and_numbers(text):
    with pytest.raises(click.BadParameter, match="FILE:H,V,PROXIMITY,AMBIENT"):
        BrushFile().convert(text, None, None)


def test_a_brushs_file_may_have_a_colon_in_its_name(tmp_path):
    path = tmp_path / "a:b.png"
    path.write_text("x")
    assert BrushFile().convert(f"{path}:3,-4", None, None) == (str(path), 3.0, -4.0, 0.0, 0.0)


@pytest.mark.parametrize("text", ["", "sky", "=sky.png", "sky=", " =x.png"])
def test_a_mask_without_a_name_or_a_file_is_refused(text):
    with pytest.raises(click.BadParameter, match="NAME=FILE"):
        NamedFile().convert(text, None, None)


def test_a_file_may_have_an_equals_sign_in_its_name(tmp_path):
    path = tmp_path / "a=b.png"
    path.write_text("x")
    assert NamedFile().convert(f"sky={path}", None, None) == ("sky", str(path))


def test_a_file_that_is_not_there_is_refused_with_the_nearest(tmp_path):
    (tmp_path / "beach.jpg").write_text("x")
    with pytest.raises(InputError, match=r"beach\.jgp does not exist: did you mean .*beach\.jpg\?"):
        File().convert(str(tmp_path / "beach.jgp"), None, None)


def test_a_folder_is_refused_with_what_to_do_instead(tmp_path):
    with pytest.raises(InputError, match="is a folder: go away"):
        File("go away").convert(str(tmp_path), None, None)
