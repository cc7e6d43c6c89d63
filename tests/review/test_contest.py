"""No score without the motion amount; rows that say nothing are left out; unlike amounts are named; JSON holds all."""

import json
from pathlib import Path

import numpy as np
import pytest

from flowanim.review.align import Common
from flowanim.review.contest import ROWS, Contest, Entry, contest_facts, table, warnings
from flowanim.review.figures import Figure, Measures
from flowanim.review.verdict import Verdict


def entry(name, motion, score, **more):
    values = {"motion": motion, "fastest": 3 * motion, "flicker": 0.2}
    figures = {key: Figure(key, value, "px/s", "") for key, value in values.items()}
    measures = Measures(name, (64, 48), 24, 48, False, figures)
    return Entry(name, Path(f"{name}.mp4"), measures, (Verdict("good", "fine"),), score, **more)


ONE, FROZEN = entry("one", 10.0, 90.0, seconds=4.2, memory_mb=300.0), entry("two", 0.1, None)


def test_a_score_is_never_alone():
    assert ONE.rank == "90 of 100, moves 30 px/s"
    assert FROZEN.rank.startswith("no score, does not move")
    cells = {row.name: cells for row, cells in table([ONE, FROZEN])}
    assert all("px/s" in cell for cell in cells["score"])


def test_the_table_has_what_was_measured_and_no_empty_row():
    rows = {row.name: cells for row, cells in table([ONE, FROZEN])}
    assert rows["time"] == ["4.2 s", "-"] and rows["memory"] == ["300 MB", "-"]
    assert "seam" not in rows and next(iter(rows)) == "score"


def test_every_figure_of_the_issue_has_its_row():
    wanted = "time memory share invented,flicker,warp error,still-area leak,seam,sharpness,motion amount"
    names = {row.name for row in ROWS}
    assert {"time", "memory", "share invented", *wanted.split(",")[1:]} <= names


def test_unlike_motion_amounts_are_named():
    assert "one moves 10 px/s on average, two 0.1" in warnings([ONE, FROZEN])[0]
    assert warnings([ONE, entry("three", 12.0, 80.0)]) == ()


def test_the_facts_are_json():
    zero = np.zeros((4, 6), np.float32)
    ground = np.zeros((4, 6, 3), np.uint8)
    contest = Contest(
        "a.jpg", Common((64, 48), 24, 2), [ONE, FROZEN], [zero, zero + 3], [ground] * 2, 0.5, ground, ["x"]
    )
    told = json.loads(json.dumps(contest_facts(contest)))
    assert [one["name"] for one in told["clips"]] == ["one", "two"]
    assert told["clips"][1]["difference_levels"] == 3 and told["clips"][1]["score"] is None
    assert told["clips"][0]["motion_px_s"] == pytest.approx(10) and told["notes"][0] == "x"
