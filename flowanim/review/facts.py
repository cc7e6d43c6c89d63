"""A review as plain data, ready for JSON: the same that the report shows."""

from collections.abc import Sequence

import numpy as np

from flowanim.datatypes import Array
from flowanim.review.figures import Figure, Measures
from flowanim.review.verdict import Verdict

DIGITS = 5


def facts(measures: Measures, verdicts: Sequence[Verdict], score: float | None) -> dict[str, object]:
    """Return everything about one clip. score is null where the clip does not move."""
    return {
        "clip": measures.name,
        "size": list(measures.size),
        "fps": measures.fps,
        "frames": measures.frames,
        "score": None if score is None else round(score, 1),
        "moves": score is not None,
        "vbench_dynamic": measures.dynamic,
        "verdicts": [vars(verdict) for verdict in verdicts],
        "figures": {name.replace(" ", "_"): _figure(figure) for name, figure in measures.figures.items()},
        "curves": {name: {"frames": x, "values": _rounded(y)} for name, (x, y) in measures.curves.items()},
        "maps": {name: [_rounded(row) for row in cells] for name, cells in measures.maps.items()},
    }


def _figure(figure: Figure) -> dict[str, object]:
    value = None if figure.value is None else float(f"{figure.value:.{DIGITS}g}")
    spot = {"frame": figure.spot.frame, "place": figure.spot.place}
    return {"value": value, "unit": figure.unit, "meaning": figure.meaning, "worst": spot}


def _rounded(values: Sequence[float] | Array) -> list[float]:
    return [float(f"{value:.{DIGITS}g}") for value in np.asarray(values, np.float64)]
