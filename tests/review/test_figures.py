"""Spots are said in words; a figure that was not measured has no value."""

from flowanim.review.figures import Figure, Measures, Spot


def test_a_spot_says_frame_time_and_place():
    assert Spot(17, "the top left").words(24) == "frame 17, 0.7 s, the top left"
    assert Spot(None, "the sky").words(24) == "the sky" and Spot().words(24) == ""


def test_measures_answer_by_name():
    found = Measures("clip", (4, 3), 24.0, 48, False, {"leak": Figure("leak", 1.5, "levels", "")})
    assert found.value("leak") == 1.5 and found.value("seam") is None and found.seconds == 2
