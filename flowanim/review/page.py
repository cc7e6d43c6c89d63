"""A review -> one HTML page that holds all it needs: verdicts, figures, curves, maps, frames, the video, the data.

The video lies in the page up to MOST_BYTES, else beside it. Opens from a disk, without a server or a network.
"""

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined

from flowanim.datatypes import Frame, Image
from flowanim.ops.image import fit, resize, to_uint8
from flowanim.review.chart import HEIGHT, WIDTH, curve, heat_map
from flowanim.review.facts import facts
from flowanim.review.figures import Measures
from flowanim.review.verdict import Verdict

MOST_BYTES = 24_000_000
PHOTO_PX = 1280
STRIP_PX = 240
MOVING = {".mp4": "video/mp4", ".webm": "video/webm", ".mov": "video/mp4", ".mkv": "video/webm"}
STILL = {".gif": "image/gif", ".webp": "image/webp", ".apng": "image/apng", ".png": "image/apng"}


@dataclass(frozen=True)
class Reviewed:
    """What a page shows. clip: the file. score: None where it does not move. photo: Image, or None."""

    clip: Path
    measures: Measures
    verdicts: Sequence[Verdict]
    score: float | None
    photo: Image | None = None


def page(reviewed: Reviewed, beside: Path) -> str:
    """Return the HTML of a review that will be written into the folder `beside`."""
    measures = reviewed.measures
    curves = [curve(name, x, y, measures.frames) for name, (x, y) in measures.curves.items()]
    strip = [
        (number, number / measures.fps, _jpeg(frame, STRIP_PX)) for number, frame in sorted(measures.pictures.items())
    ]
    first = next(iter(measures.pictures.values()), None)
    environment = Environment(loader=PackageLoader("flowanim.review", "."), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("page.html.j2").render(
        m=measures,
        verdicts=reviewed.verdicts,
        score=reviewed.score,
        curves=[one for one in curves if one],
        maps=[heat_map(name, cells) for name, cells in measures.maps.items() if float(cells.max()) > 0],
        ground=None if first is None else _jpeg(first, 480),
        strip=strip,
        source=_source(reviewed.clip, beside),
        video=reviewed.clip.suffix.lower() not in STILL,
        photo=None if reviewed.photo is None else _jpeg(to_uint8(reviewed.photo), PHOTO_PX),
        width=WIDTH,
        height=HEIGHT,
        data=json.dumps(facts(measures, reviewed.verdicts, reviewed.score)),
    )


def _source(clip: Path, beside: Path) -> str:
    """Return the address of the clip: its bytes, or the way to it from the page."""
    if clip.stat().st_size > MOST_BYTES:
        clip, folder = clip.resolve(), beside.resolve()
        return clip.relative_to(folder).as_posix() if clip.is_relative_to(folder) else clip.as_uri()
    kind = {**MOVING, **STILL}.get(clip.suffix.lower(), "video/mp4")
    return f"data:{kind};base64,{b64encode(clip.read_bytes()).decode()}"


def _jpeg(frame: Frame, longest: int) -> str:
    """Return a picture (H, W, 3) as the address of its bytes."""
    small = resize(frame, fit((frame.shape[1], frame.shape[0]), longest))  # type: ignore[arg-type]
    done, data = cv2.imencode(".jpg", np.ascontiguousarray(small[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 82])
    if not done:
        raise ValueError("the picture could not be encoded as JPEG")
    return f"data:image/jpeg;base64,{b64encode(bytes(data)).decode()}"
