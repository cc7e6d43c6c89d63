"""Video file -> its size, rate, length and colours, read from its header; its frames are counted when asked.

imageio-ffmpeg ships no ffprobe, so ffmpeg's own account of its input is read. Animated WebP is walked through here
(RIFF container, developers.google.com/speed/webp/docs/riff_container): ffmpeg 7 cannot read it. WebP and PNG without
movement count as one frame, since a clip that stands still may be stored so.
Only formats of video are tried, on local files: a playlist that names other files or addresses is no video.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flowanim.errors import InputError, show_name
from flowanim.ops.files import find_file
from flowanim.video.ffmpeg import ask, file_url, frame_rate, last_words

DEMUXERS = (
    "mov,mp4,m4a,3gp,matroska,webm,avi,gif,apng,flv,asf,ogg,ivf,mpegts,mpeg,mpegvideo,h264,hevc,obu,mxf,nut,y4m,"
    "yuv4mpegpipe,webp_anim,webp_pipe,png_pipe"
)
WEBP_HEAD_BYTES = 16
UNKNOWN_FPS = 25.0
ROUNDED_FPS = 0.006
LEAST_WHOLE, LEAST_GAP_S = 0.8, 0.4
"""A clip is whole that has this share of its length, or lacks less than this many seconds: sound may end later."""


@dataclass(frozen=True)
class Probe:
    """What a video file holds.

    size: (W, H) as shown, upright. fps: frames a second. count: frames, None if not counted. seconds: length, None if
    the file does not say. codec, pix_fmt: as ffmpeg names them. matrix, primaries, transfer, color_range: the colour
    tags as ffmpeg names them, "" where there is none. has_audio: whether there is sound.
    """

    size: tuple[int, int]
    fps: float
    count: int | None
    seconds: float | None
    codec: str
    pix_fmt: str
    matrix: str = ""
    primaries: str = ""
    transfer: str = ""
    color_range: str = ""
    has_audio: bool = False


def probe(path: Path | str, *, count: bool = False) -> Probe:
    """Return what the video file at `path` holds; InputError if it is missing, empty or no video.

    count: also walk through the file and count its frames, without decoding them.
    """
    file = find_file(path)
    webp = _probe_webp(file) if _is_webp(file) else None
    if webp is not None:
        return webp
    code, out, messages = ask(["-hide_banner", *open_arguments(file), *(_COUNT if count else ())])
    header = messages.partition("Output #")[0]
    video = re.search(r"Stream #0:\d+.*?: Video: .*", header)
    if video is None or (count and code):
        raise InputError(f"{show_name(path)} cannot be read as a video: {last_words(header)}")
    return _from_header(path, video.group(), header, _frames(out) if count else None)


def breaks_off(path: Path | str) -> tuple[str, ...]:
    """Return a note if a video holds clearly fewer frames than its header promises; InputError as from `probe`."""
    found = probe(path, count=True)
    there, said = (found.count or 0) / found.fps, found.seconds or 0.0
    if there > LEAST_WHOLE * said or said - there < LEAST_GAP_S:
        return ()
    return (
        f"{show_name(path)} breaks off: {there:.2g} s of {said:.2g} s can be read; copy it again from where it came",
    )


def open_arguments(file: Path) -> list[str]:
    """Return the arguments that open `file` for reading, as the video that it is and nothing else."""
    return ["-protocol_whitelist", "file,pipe", "-format_whitelist", DEMUXERS, "-i", file_url(file)]


_COUNT = ("-map", "0:v:0", "-c", "copy", "-f", "null", "-progress", "pipe:1", "-nostats", "-")


def _frames(out: str) -> int:
    """Return the last count of frames that ffmpeg reported."""
    found = re.findall(r"^frame=\s*(\d+)", out, re.MULTILINE)
    return int(found[-1]) if found else 0


def _from_header(path: Path | str, video: str, header: str, count: int | None) -> Probe:
    size = re.search(r", (\d+)x(\d+)", video)
    if size is None or min(map(int, size.groups())) < 1:
        raise InputError(f"{show_name(path)} cannot be read as a video: it does not say how large its picture is")
    w, h = (int(side) for side in size.groups())
    seconds = _seconds(header)
    fps = _rate(video, count, seconds)
    return Probe(
        size=(h, w) if _is_turned(header) else (w, h),
        fps=fps,
        count=count,
        seconds=seconds if seconds is not None or count is None else count / fps,
        codec=_first(r"Video: (\w+)", video),
        pix_fmt=_first(r"Video: [^,]*(?:\([^)]*\))?, (\w+)", video),
        has_audio=re.search(r"Stream #0:\d+.*?: Audio: ", header) is not None,
        **_colours(video),
    )


def _colours(video: str) -> dict[str, str]:
    """Read tags such as (tv, bt709, progressive) or (tv, bt709/unknown/bt709): matrix, primaries, transfer."""
    tags = _first(r"Video: .*?, \w+\(([^)]*)\)", video).split(", ")
    color_range = next((tag for tag in tags if tag in ("tv", "pc")), "")
    triple = next((tag for tag in tags if re.fullmatch(r"[a-z0-9.-]+(/[a-z0-9.-]+){2}", tag)), "")
    plain = next((tag for tag in tags if tag.startswith(("bt", "smpte", "gbr"))), "")
    three = (triple or "/".join([plain] * 3)).replace("unknown", "").split("/")
    return dict(zip(("matrix", "primaries", "transfer"), three, strict=True)) | {"color_range": color_range}


def _rate(video: str, count: int | None, seconds: float | None) -> float:
    """Return the frames a second: GIF stores delays in hundredths, so there the mean over the clip tells it better."""
    said = _first(r", ([\d.]+)k? fps", video) or _first(r", ([\d.]+)k? tbr", video)
    if count and seconds and "Video: gif" in video:
        return count / seconds
    return float(frame_rate(float(said), within=ROUNDED_FPS)) if said and float(said) > 0 else UNKNOWN_FPS


def _seconds(header: str) -> float | None:
    found = re.search(r"Duration: (\d+):(\d+):([\d.]+)", header)
    return int(found[1]) * 3600 + int(found[2]) * 60 + float(found[3]) if found else None


def _is_turned(header: str) -> bool:
    """Whether the file says that its picture is shown turned by a quarter, as phones do."""
    turn = _first(r"rotation of (-?[\d.]+) degrees", header)
    return bool(turn) and round(float(turn)) % 180 == 90


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else ""


def _is_webp(file: Path) -> bool:
    with file.open("rb") as stream:
        head = stream.read(12)
    return head[:4] == b"RIFF" and head[8:] == b"WEBP"


def _probe_webp(file: Path) -> Probe | None:
    """Walk through the chunks of a WebP: they tell the canvas and every frame's time in ms. None if it is a still."""
    chunks = list(_chunks(file))
    canvas = next((data for name, data in chunks if name == b"VP8X"), b"")
    times = [int.from_bytes(data[12:15], "little") for name, data in chunks if name == b"ANMF"]
    if len(canvas) < 10 or not times:
        return None
    size = (int.from_bytes(canvas[4:7], "little") + 1, int.from_bytes(canvas[7:10], "little") + 1)
    seconds = sum(times) / 1000
    return Probe(size, len(times) / seconds if seconds else UNKNOWN_FPS, len(times), seconds, "webp", "argb")


def _chunks(file: Path) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the first bytes of each chunk of a RIFF file."""
    with file.open("rb") as stream:
        stream.seek(12)
        while len(head := stream.read(8)) == 8:
            length = int.from_bytes(head[4:], "little")
            yield head[:4], stream.read(min(length, WEBP_HEAD_BYTES))
            stream.seek(max(0, length - WEBP_HEAD_BYTES) + length % 2, 1)
