"""Curves and maps for SVG: inside their box, the largest value at the top, colours from clear to red."""

import numpy as np
import pytest

from flowanim.review.chart import HEIGHT, WIDTH, curve, heat_map


def test_a_curve_spans_the_clip_and_peaks_at_its_largest_value():
    found = curve("change", [0, 5, 10], [1.0, 4.0, 2.0], 11)
    assert found.points == f"0,{HEIGHT - 74 / 4:g} {WIDTH / 2:g},6 {WIDTH},{HEIGHT - 37}"
    assert found.peak == (WIDTH / 2, 6) and found.top == "4"


def test_zeros_lie_on_the_ground_and_a_single_value_is_no_curve():
    assert curve("flicker", [0, 1], [0.0, 0.0], 2).points == f"0,{HEIGHT} {WIDTH},{HEIGHT}"
    assert curve("flicker", [0], [1.0], 1) is None


def test_a_map_is_clear_where_there_is_nothing_and_red_at_its_largest():
    cells = np.array([[0, 0], [5, 10]], np.float32)
    found = heat_map("leak", cells)
    assert found.size == (2, 2) and [(x, y) for x, y, _, _ in found.cells] == [(0, 1), (1, 1)]
    assert found.cells[1][2:] == ("#ff3c28", pytest.approx(0.92, abs=0.01)) and found.top == "10"
