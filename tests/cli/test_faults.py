"""Faults and bad input, row by row, at the command line: what a user sees, and that nothing is left behind.

What "well made" means is held for every row by `check_refused`, what "ok" means by `check_made`, both in bench.py.
"""

import json
import os
import signal
import struct
import zlib

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image

from flowanim.video.decode import read_video
from tests.cli.bench import (
    Running,
    alive,
    check_made,
    check_quick,
    check_refused,
    colours,
    flowanim,
    mounted,
    save_photo,
)

SHORT = ("--seconds", "0.25", "--fps", "12")
LONG = ("--seconds", "600", "--fps", "60", "--camera", "push-in", "--loop")


@pytest.fixture
def folder(tmp_path):
    """A folder with one photo in it, beach.jpg; nothing else of the test's lies in it."""
    place = tmp_path / "work"
    place.mkdir()
    save_photo(place / "beach.jpg")
    return place


def refused(folder, args, code, *words):
    """Run, and hold that it is refused quickly."""
    done = flowanim(folder, *args)
    check_refused(done, code, *words)
    check_quick(done)
    return done


def first_frame(path):
    return next(iter(read_video(path).frames))


def test_p01_a_missing_photo_is_named_with_the_nearest(folder):
    done = refused(folder, ["animate", "beach.jgp"], 3, "beach.jgp does not exist", "did you mean beach.jpg?")
    assert done.memory_mb < 100, "something heavy was loaded first"


def test_p02_an_empty_file_is_said_to_be_empty(folder):
    (folder / "a.jpg").touch()
    refused(folder, ["animate", "a.jpg"], 3, "a.jpg is empty")


def test_p03_a_folder_is_pointed_to_batch(folder):
    (folder / "holiday").mkdir()
    refused(folder, ["animate", "holiday"], 3, "holiday is a folder", "`flowanim batch`")


def test_p04_a_cut_png_ends_too_early(folder):
    save_photo(folder / "cut.png")
    data = (folder / "cut.png").read_bytes()
    (folder / "cut.png").write_bytes(data[: len(data) // 2])
    refused(folder, ["animate", "cut.png", *SHORT], 3, "cut.png ends too early")


def test_p04_a_cut_jpeg_ends_too_early(folder):
    data = (folder / "beach.jpg").read_bytes()
    (folder / "cut.jpg").write_bytes(data[: len(data) // 2])
    refused(folder, ["animate", "cut.jpg", *SHORT], 3, "cut.jpg ends too early")


def test_p05_a_text_file_is_answered_with_the_formats(folder):
    (folder / "notes.png").write_text("buy milk\n" * 50)
    refused(folder, ["animate", "notes.png"], 3, "notes.png", "JPEG", "PNG", "WebP", "TIFF", "AVIF")


def test_p06_a_phone_photo_comes_out_upright(folder):
    picture = Image.fromarray(colours(96, 64)).transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(folder / "phone.jpg", exif=exif)
    done = flowanim(folder, "animate", "phone.jpg", "no motion", *SHORT)
    check_made(done, "phone.flowanim.mp4")
    frame = first_frame(folder / "phone.flowanim.mp4")
    assert frame.shape[:2] == (64, 96), "width and height are those of the upright photo"
    assert frame[:20].mean() > frame[-20:].mean() + 40, "the sky is on top"


def test_p07_an_odd_size_is_made_even_and_said_once(folder):
    save_photo(folder / "odd.png", 97, 65)
    done = flowanim(folder, "animate", "odd.png", "no motion", *SHORT)
    check_made(done, "odd.flowanim.mp4")
    assert first_frame(folder / "odd.flowanim.mp4").shape[:2] == (64, 96)
    assert sum("even" in line for line in done.err.splitlines()) == 1, done.err


def test_p08_a_photo_of_one_pixel_is_told_the_least_size(folder):
    save_photo(folder / "dot.png", 1, 1)
    refused(folder, ["animate", "dot.png"], 3, "dot.png has 1x1 pixels", "at least 16")


def test_p09_a_palette_with_transparency_is_read(folder):
    picture = Image.fromarray(colours()).quantize(64)
    picture.save(folder / "palette.png", transparency=0)
    check_made(flowanim(folder, "animate", "palette.png", "no motion", *SHORT), "palette.flowanim.mp4")
    colour = first_frame(folder / "palette.flowanim.mp4").reshape(-1, 3).mean(0)
    np.testing.assert_allclose(colour, colours().reshape(-1, 3).mean(0), atol=40)


def test_p10_a_cmyk_jpeg_is_not_negative(folder):
    Image.fromarray(colours()).convert("CMYK").save(folder / "print.jpg")
    check_made(flowanim(folder, "animate", "print.jpg", "no motion", *SHORT), "print.flowanim.mp4")
    colour = first_frame(folder / "print.flowanim.mp4").reshape(-1, 3).mean(0)
    np.testing.assert_allclose(colour, colours().reshape(-1, 3).mean(0), atol=25)


def test_p11_sixteen_bit_grey_is_not_white(folder):
    grey = colours().mean(2)
    Image.fromarray(np.uint16(grey * 257)).save(folder / "grey.png")
    check_made(flowanim(folder, "animate", "grey.png", "no motion", *SHORT), "grey.flowanim.mp4")
    assert abs(first_frame(folder / "grey.flowanim.mp4").mean() - grey.mean()) < 8


def png_that_declares(w, h):
    """Return a small PNG file that says it is huge."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", w, h, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_p12_a_bomb_is_refused_by_its_header(folder):
    (folder / "bomb.png").write_bytes(png_that_declares(30000, 30000))
    done = refused(folder, ["animate", "bomb.png"], 3, "bomb.png", "limit", "--max-pixels 900000000")
    assert done.memory_mb < 300


def test_p12_the_option_lowers_the_limit_too(folder):
    refused(folder, ["animate", "beach.jpg", "--max-pixels", "6000"], 3, "beach.jpg", "limit", "--max-pixels 6144")


def test_p13_a_panorama_is_scaled_with_a_note(folder):
    Image.fromarray(colours(500, 100)).resize((20000, 1500), Image.Resampling.NEAREST).save(folder / "pano.jpg")
    done = flowanim(folder, "animate", "pano.jpg", "no motion", "--size", "320", *SHORT)
    check_made(done, "pano.flowanim.mp4")
    assert first_frame(folder / "pano.flowanim.mp4").shape == (24, 320, 3)
    assert "scaled down from 20000x1500" in done.err


def test_p14_an_animated_gif_gives_its_first_frame(folder):
    frames = [Image.fromarray(colours(seed=seed)) for seed in range(3)]
    frames[0].save(folder / "moving.gif", save_all=True, append_images=frames[1:], duration=100)
    done = flowanim(folder, "animate", "moving.gif", "no motion", *SHORT)
    check_made(done, "moving.flowanim.mp4")
    assert "first frame" in done.err


def test_p15_a_missing_output_folder_is_refused_with_the_fix(folder):
    refused(folder, ["animate", "beach.jpg", "-o", "videos/x.mp4"], 6, "videos", "create it")


def test_p16_a_video_that_is_there_stays(folder):
    (folder / "beach.flowanim.mp4").write_bytes(b"dear")
    refused(folder, ["animate", "beach.jpg"], 6, "beach.flowanim.mp4", "--force")


def test_p16_force_replaces_it(folder):
    (folder / "beach.flowanim.mp4").write_bytes(b"dear")
    done = flowanim(folder, "animate", "beach.jpg", "-f", *SHORT)
    assert done.code == 0, done.err
    assert done.new == []
    assert first_frame(folder / "beach.flowanim.mp4").shape == (64, 96, 3)


def test_p17_an_output_folder_takes_the_default_name(folder):
    (folder / "out").mkdir()
    check_made(flowanim(folder, "animate", "beach.jpg", "-o", "out", *SHORT), "out/beach.flowanim.mp4")


def test_p18_an_unknown_ending_is_answered_with_those_known(folder):
    refused(folder, ["animate", "beach.jpg", "-o", "x.xyz"], 2, ".xyz", ".mp4", ".webm", ".gif")


@pytest.mark.parametrize("link", ["itself", "symlink", "hardlink"])
def test_p19_the_photo_is_never_overwritten(folder, link):
    save_photo(folder / "beach.gif")
    if link == "symlink":
        (folder / "out.gif").symlink_to("beach.gif")
    if link == "hardlink":
        (folder / "out.gif").hardlink_to(folder / "beach.gif")
    out = "beach.gif" if link == "itself" else "out.gif"
    refused(folder, ["animate", "beach.gif", "-o", out, "--force"], 2, out)


def test_p20_a_read_only_folder_is_found_before_rendering(folder):
    (folder / "full").mkdir()
    wrap = mounted("mount --bind full full; mount -o remount,ro,bind full")
    done = flowanim(folder, "animate", "beach.jpg", "-v", "-o", "full/x.mp4", wrap=wrap)
    done.after.pop("left")
    check_refused(done, 6, "full", "ead-only")
    check_quick(done)
    assert "look" not in done.err, "it began to work"


def test_p21_a_full_disk_in_mid_encode_leaves_nothing(folder):
    save_photo(folder / "big.png", 320, 240)
    (folder / "full").mkdir()
    wrap = mounted("mount -t tmpfs -o size=64k none full")
    done = flowanim(folder, "animate", "big.png", "push in", "--seconds", "2", "-o", "full/x.mp4", wrap=wrap)
    assert done.after.pop("left") == b"", "something was left on the full disk"
    check_refused(done, 6, "no space left")


def test_p22_ctrl_c_in_mid_render_cleans_up(folder):
    run = Running(folder, ["animate", "beach.jpg", *LONG])
    ffmpeg = run.wait_for_encoder()
    os.killpg(run.process.pid, signal.SIGINT)
    done = run.wait(10)
    check_refused(done, 130, "Ctrl-C")
    assert not alive(ffmpeg)


def test_p22_a_second_ctrl_c_does_not_cut_the_cleaning_short(folder):
    run = Running(folder, ["animate", "beach.jpg", *LONG])
    ffmpeg = run.wait_for_encoder()
    for _ in range(5):
        os.killpg(run.process.pid, signal.SIGINT)
    check_refused(run.wait(10), 130, "Ctrl-C")
    assert not alive(ffmpeg)


def test_p22_sigterm_in_mid_render_cleans_up(folder):
    run = Running(folder, ["animate", "beach.jpg", *LONG])
    ffmpeg = run.wait_for_encoder()
    run.process.terminate()
    check_refused(run.wait(10), 143, "SIGTERM")
    assert not alive(ffmpeg)


def test_p23_a_missing_ffmpeg_is_found_before_rendering(folder):
    done = flowanim(folder, "animate", "beach.jpg", "-v", env={"IMAGEIO_FFMPEG_EXE": "/nonexistent"})
    check_refused(done, 7, "ffmpeg", "imageio-ffmpeg")
    check_quick(done)
    assert "look" not in done.err, "it began to work"


def test_p24_an_ffmpeg_that_is_killed_in_mid_encode_is_reported(folder):
    run = Running(folder, ["animate", "beach.jpg", *LONG])
    os.kill(run.wait_for_encoder(), signal.SIGKILL)
    check_refused(run.wait(10), 7, "ffmpeg")


def test_p24_the_last_line_of_ffmpeg_is_passed_on(folder):
    """A stand-in that reads a little and gives up, as ffmpeg does when an encoder breaks."""
    real, fake = imageio_ffmpeg.get_ffmpeg_exe(), folder / "ffmpeg"
    script = f"""#!/bin/sh
case "$*" in
*pipe:*) head -c 20000 > /dev/null; echo "[libx264] all is well" >&2; echo "the encoder ran out of ink" >&2; exit 187;;
*) exec "{real}" "$@";;
esac
"""
    fake.write_text(script)
    fake.chmod(0o755)
    done = flowanim(folder, "animate", "beach.jpg", *LONG, env={"IMAGEIO_FFMPEG_EXE": str(fake)})
    check_refused(done, 7, "ran out of ink")


def plan_of(folder):
    """Return the plan of beach.jpg as JSON data."""
    done = flowanim(folder, "plan", "beach.jpg", "push in")
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_p28_every_fault_of_a_plan_is_said_with_its_place(folder):
    plan = plan_of(folder)
    plan["secnds"] = 3
    plan["fps"] = "many"
    plan["effects"] = [{"effect": "flow", "layer": "sky", "speed_px_s": 1e6}]
    (folder / "plan.json").write_text(json.dumps(plan))
    words = ("plan.json", "secnds", "seconds", "fps", "effects[0]", "speed_px_s")
    refused(folder, ["render", "beach.jpg", "plan.json"], 4, *words)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"version": 99}', '{"seconds": NaN}', "[" * 100_000, '{"a": 1' + "0" * 5000 + "}"]
)
def test_p28_what_is_no_plan_is_refused(folder, text):
    (folder / "plan.json").write_text(text)
    done = flowanim(folder, "render", "beach.jpg", "plan.json")
    check_refused(done, 3 if not text else 4, "plan.json")
    check_quick(done)


def test_p28_the_names_of_presets_and_moves_are_checked_with_the_nearest(folder):
    refused(folder, ["animate", "beach.jpg", "--camera", "push_inn"], 2, "--camera", "did you mean push-in?")


@pytest.mark.parametrize("arrow", ["500,10,510,10", "-5,10,10,10"])
def test_p29_an_arrow_outside_the_photo_is_refused(folder, arrow):
    refused(folder, ["animate", "beach.jpg", "--arrow", arrow], 4, "arrow", "96x64")


@pytest.mark.parametrize("option", ["--freeze", "--brush", "--hints"])
def test_p29_a_drawn_file_that_is_no_picture_is_refused(folder, option):
    (folder / "mask.png").write_text("no picture")
    value = "mask.png:10,0" if option == "--brush" else "mask.png"
    refused(folder, ["animate", "beach.jpg", option, value], 4, "mask.png")


def test_p29_a_clip_that_is_none_is_refused(folder):
    refused(folder, ["animate", "beach.jpg", "--motion-from", "beach.jpg", "--region", "sky"], 3, "beach.jpg")


def test_p29_a_brush_of_another_size_is_scaled_with_a_note(folder):
    Image.new("L", (48, 32), 255).save(folder / "stroke.png")
    done = flowanim(folder, "animate", "beach.jpg", "--brush", "stroke.png:10,0", *SHORT)
    check_made(done, "beach.flowanim.mp4")
    assert "stroke.png is 48x32 pixels" in done.err and "1 brush says" in done.err


def test_p29_a_mask_of_another_size_is_scaled_with_a_note(folder):
    Image.new("L", (48, 32), 255).save(folder / "sky.png")
    done = flowanim(folder, "animate", "beach.jpg", "--mask", "sky=sky.png", *SHORT)
    check_made(done, "beach.flowanim.mp4")
    assert "sky.png" in done.err
