"""A review -> one HTML page that holds all it needs: verdicts, figures, curves, maps, frames, the video, the data.

The video lies in the page up to a limit (`embed`), else beside it. Opens from a disk, without a server or a network.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flowanim.datatypes import Image
from flowanim.ops.image import to_uint8
from flowanim.review.chart import HEIGHT, WIDTH, curve, heat_map
from flowanim.review.embed import STILL, file_address, jpeg_address, template
from flowanim.review.facts import facts
from flowanim.review.figures import Measures
from flowanim.review.verdict import Verdict

PHOTO_PX = 1280
STRIP_PX = 240


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
        (number, number / measures.fps, jpeg_address(frame, STRIP_PX))
        for number, frame in sorted(measures.pictures.items())
    ]
    first = next(iter(measures.pictures.values()), None)
    return template("page.html.j2").render(
        m=measures,
        verdicts=reviewed.verdicts,
        score=reviewed.score,
        curves=[one for one in curves if one],
        maps=[heat_map(name, cells) for name, cells in measures.maps.items() if float(cells.max()) > 0],
        ground=None if first is None else jpeg_address(first, 480),
        strip=strip,
        source=file_address(reviewed.clip, beside),
        video=reviewed.clip.suffix.lower() not in STILL,
        photo=None if reviewed.photo is None else jpeg_address(to_uint8(reviewed.photo), PHOTO_PX),
        width=WIDTH,
        height=HEIGHT,
        data=json.dumps(facts(measures, reviewed.verdicts, reviewed.score)),
    )
