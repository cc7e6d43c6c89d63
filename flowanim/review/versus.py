"""A comparison -> one HTML page that holds all it needs: a slider between any two clips, the table, maps, slices, data.

The clips lie in the page; where they are too large together, smaller copies of them do. It opens from a disk, without a
server or a network.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from flowanim.datatypes import Array
from flowanim.ops.image import resize
from flowanim.review.chart import HeatMap, heat_map
from flowanim.review.contest import SAME_LEVELS, Contest, contest_facts, table, warnings
from flowanim.review.embed import file_address, jpeg_address, template

COLUMNS = 64
GROUND_PX = 640
SLICE_PX = 1200


def versus_page(contest: Contest, clips: Sequence[Path], beside: Path) -> str:
    """Return the HTML of a comparison that will be written into the folder `beside`. clips: what to embed of each."""
    others = zip(contest.entries[1:], contest.differences[1:], strict=True)
    return template("versus.html.j2").render(
        c=contest,
        frames=contest.to.count,
        sources=[file_address(clip, beside) for clip in clips],
        rows=table(contest.entries),
        notes=[*warnings(contest.entries), *contest.notes],
        ground=jpeg_address(contest.ground, GROUND_PX),
        maps=[(entry.name, difference_map(apart)) for entry, apart in others],
        slices=[jpeg_address(one, SLICE_PX) for one in contest.slices],
        data=json.dumps(contest_facts(contest)),
    )


def difference_map(apart: Array) -> HeatMap | None:
    """Return the map of a difference (h, w) in levels; None where there is none to be seen."""
    if float(apart.mean()) < SAME_LEVELS:
        return None
    h, w = apart.shape
    return heat_map("difference", resize(apart, (min(w, COLUMNS), min(h, max(1, round(COLUMNS * h / w))))))
