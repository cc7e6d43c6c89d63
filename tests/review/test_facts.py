"""The JSON holds every figure, and null where there is nothing to tell."""

import json

import numpy as np

from flowanim.review.facts import facts
from flowanim.review.figures import Figure, Measures, Spot
from flowanim.review.verdict import Verdict


def test_a_review_survives_json():
    figures = {
        "warp error": Figure("warp error", np.float32(1.23456789), "x 1e-4", "m", Spot(3, "the top")),
        "leak": Figure("leak", None, "levels", "m"),
    }
    maps = {"motion": np.ones((2, 3), np.float32)}
    found = Measures("a.mp4", (64, 48), 24.0, 10, False, figures, {"change": ([1, 2], [0.5, np.float64(1)])}, maps)
    told = json.loads(json.dumps(facts(found, [Verdict("note", "t", "m", "leak")], None)))
    assert told["score"] is None and told["moves"] is False
    assert told["figures"]["warp_error"] == {
        "value": 1.2346,
        "unit": "x 1e-4",
        "meaning": "m",
        "worst": {"frame": 3, "place": "the top"},
    }
    assert told["figures"]["leak"]["value"] is None
    assert told["verdicts"][0]["mend"] == "m" and told["maps"]["motion"] == [[1, 1, 1], [1, 1, 1]]
    assert told["curves"]["change"] == {"frames": [1, 2], "values": [0.5, 1.0]}
