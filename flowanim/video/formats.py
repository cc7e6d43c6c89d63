"""The ending of a file's name -> how its frames are packed. Adding a format is adding a row.

Video formats hold YUV with the matrix, range and tags of BT.709 (ITU-R BT.709-6), which is what players take HD for;
animated pictures hold RGB. All are written so that the same frames give the same bytes.
"""

from dataclasses import dataclass
from pathlib import Path

from flowanim.errors import UsageError, show_name

TO_BT709 = (
    "scale=out_color_matrix=bt709:out_range=tv:flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact,"
    "format=yuv420p,"
    "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709"
)
# Ordered dither stays where it is, so what stands still in the clip stands still in the GIF. The frames wait in memory
# until the palette is known: only the first ones that fit choose it, by every fourth pixel in 64 shades a channel
# (five times faster, the mean error 1 % larger).
TO_PALETTE = (
    "split[choose][use];"
    "[choose]trim=end_frame=PALETTE_FRAMES,scale=ceil(iw/2):ceil(ih/2):flags=neighbor,"
    "lutrgb=r='bitand(val,252)+2':g='bitand(val,252)+2':b='bitand(val,252)+2',palettegen=stats_mode=full[palette];"
    "[use][palette]paletteuse=dither=bayer:bayer_scale=3:diff_mode=rectangle"
)
PALETTE_BYTES = 400 * 2**20


@dataclass(frozen=True)
class Format:
    """How frames become a file.

    name: for people. suffix: the ending, with its dot. muxer, encoder, options: what ffmpeg is told. filters: ffmpeg's
    filter graph from rgb24. pix_fmt: what is stored. mime: for web pages. even: width and height must be even, so an
    odd row or column is cropped. max_fps: the fastest rate that players honour; faster clips lose frames.
    merges: neighbouring frames that are alike may be stored as one longer frame. sound: encoder of sound, "" = none.
    """

    name: str
    suffix: str
    muxer: str
    encoder: str
    options: tuple[str, ...]
    filters: str
    pix_fmt: str
    mime: str
    even: bool = False
    max_fps: float | None = None
    merges: bool = False
    sound: str = ""

    def fit(self, size: tuple[int, int]) -> tuple[int, int]:
        """Return the (W, H) that a clip of `size` (W, H) has in this format: one less where it must be even."""
        w, h = size
        return (w - w % 2, h - h % 2) if self.even else size

    def graph(self, size: tuple[int, int], fps: float) -> str:
        """Return ffmpeg's filter graph for rgb24 frames of `size` (W, H) at `fps`."""
        w, h = size
        slow = f"fps={self.max_fps:g}," if self.max_fps is not None and fps > self.max_fps else ""
        return slow + self.filters.replace("PALETTE_FRAMES", str(max(1, PALETTE_BYTES // (4 * w * h))))


def _h264(suffix: str, muxer: str, name: str, mime: str, extra: tuple[str, ...] = ()) -> Format:
    options = ("-preset", "veryfast", "-crf", "18", *extra)
    return Format(
        f"H.264 in {name}", suffix, muxer, "libx264", options, TO_BT709, "yuv420p", mime, even=True, sound="aac"
    )


_ROWS = (
    _h264(".mp4", "mp4", "MP4", "video/mp4", ("-movflags", "+faststart")),
    _h264(".mov", "mov", "QuickTime", "video/quicktime", ("-movflags", "+faststart")),
    _h264(".mkv", "matroska", "Matroska", "video/x-matroska"),
    Format(
        "VP9 in WebM",
        ".webm",
        "webm",
        "libvpx-vp9",
        ("-crf", "24", "-b:v", "0", "-deadline", "realtime", "-cpu-used", "7", "-row-mt", "1"),
        TO_BT709,
        "yuv420p",
        "video/webm",
        even=True,
        sound="libopus",
    ),
    # Browsers show a delay under 2/100 s as 10/100 s.
    Format("GIF", ".gif", "gif", "gif", ("-loop", "0"), TO_PALETTE, "bgra", "image/gif", max_fps=50),
    Format(
        "animated WebP",
        ".webp",
        "webp",
        "libwebp_anim",
        ("-loop", "0", "-quality", "85", "-compression_level", "1"),
        "format=bgra",
        "argb",
        "image/webp",
        merges=True,
    ),
    Format(
        "animated PNG",
        ".apng",
        "apng",
        "apng",
        ("-plays", "0", "-pred", "up", "-compression_level", "1"),
        "null",
        "rgb24",
        "image/apng",
    ),
)
FORMATS: dict[str, Format] = {row.suffix: row for row in _ROWS}


def find_format(path: Path | str) -> Format:
    """Return the format that the ending of `path` names, in large or small letters; UsageError lists those known."""
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        known = ", ".join(FORMATS)
        said = f"ends in {suffix}, which is no video format here" if suffix else "has no ending that says the format"
        raise UsageError(f"{show_name(path)} {show_name(said)}: use one of {known}")
    return FORMATS[suffix]
