"""Video file -> Clip: frames are decoded as they are asked for, upright, as sRGB-encoded RGB.

YUV comes back by the matrix that the file is tagged with; without a tag by BT.709 from 720 rows on and by BT.601
below, as players do. Whoever stops reading ends ffmpeg. WebP is decoded by Pillow: ffmpeg 7 cannot, and ffmpeg 9 gets
frames wrong where lossy and lossless ones take turns.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from flowanim.datatypes import Clip, Frame
from flowanim.errors import InputError, show_name
from flowanim.video.ffmpeg import running
from flowanim.video.probe import Probe, open_arguments, probe

HD_ROWS = 720
EXACTLY = "flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact"


def read_video(path: Path | str) -> Clip:
    """Return the frames of the video at `path` as a stream; its count is what the file says before decoding.

    InputError if it is missing, empty or no video; also while reading, if the file breaks off.
    """
    found = probe(path, count=True)
    frames = _webp_frames if found.codec == "webp" else _frames
    return Clip(frames(Path(path), found), found.size, found.fps, found.count)


def _frames(path: Path, found: Probe) -> Iterator[Frame]:
    w, h = found.size
    done = 0
    with running(_arguments(path, found)) as ffmpeg:
        while (frame := ffmpeg.receive((h, w, 3))) is not None:
            done += 1
            yield frame
        if ffmpeg.finish() or not done:
            raise InputError(f"{show_name(path)} cannot be decoded after frame {done}: {ffmpeg.complaint}")


def _webp_frames(path: Path, found: Probe) -> Iterator[Frame]:
    done = 0
    try:
        with Image.open(path, formats=["WEBP"]) as picture:
            for done in range(found.count or 1):
                picture.seek(done)
                yield np.array(picture.convert("RGB"))
    except (OSError, EOFError, ValueError) as fault:
        raise InputError(f"{show_name(path)} cannot be decoded after frame {done}: {show_name(str(fault))}") from fault


def _arguments(path: Path, found: Probe) -> list[str]:
    """Return the arguments that decode every frame once, whatever its time stamp."""
    untagged = found.pix_fmt.startswith("yuv") and not found.matrix
    guess = f"in_color_matrix={'bt709' if found.size[1] >= HD_ROWS else 'smpte170m'}:" if untagged else ""
    raw = ["-map", "0:v:0", "-vf", f"scale={guess}{EXACTLY},format=rgb24", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    return [*open_arguments(path), *raw, "-fps_mode", "passthrough", "pipe:1"]
