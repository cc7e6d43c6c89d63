"""The page of a comparison holds all it needs, escapes what it is given, and its data is the JSON."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from flowanim.review.contest import contest_facts
from flowanim.review.versus import difference_map, versus_page
from tests.review.comparisons import compared
from tests.review.test_page import read


@pytest.fixture(scope="module")
def contest(tmp_path_factory):
    return compared(tmp_path_factory.mktemp("compare"))


def page(contest):
    clips = [one.clip for one in contest.entries]
    return versus_page(contest, clips, clips[0].parent)


def test_the_page_is_whole_and_loads_nothing_from_elsewhere(contest):
    tree = read(page(contest))
    assert not tree.open
    assert tree.addresses and all(address.startswith("data:") for address in tree.addresses)
    assert {"stage", "wipe", "time", "play", "left", "right", "zoom", "table", "data"} <= set(tree.ids)


def test_its_data_is_the_json(contest):
    found = re.search(r'id="data">(.*?)</script>', page(contest), re.S)
    assert json.loads(found[1].replace("<\\/", "</")) == json.loads(json.dumps(contest_facts(contest)))


def test_names_are_escaped(contest):
    evil = "<script>alert(1)</script>"
    first, *rest = contest.entries
    html = page(replace(contest, title=evil, entries=[replace(first, name=evil), *rest], notes=[evil]))
    assert evil not in html.replace(json.dumps(evil).replace("</", "<\\/"), "") and "&lt;script&gt;alert(1)" in html
    assert not read(html).open


def test_every_score_has_its_motion_amount(contest):
    text = page(contest)
    assert text.count("of 100,") == len(re.findall(r"of 100, moves [\d.]+ px/s", text)) + text.count("of 100, with")


def test_two_clips_that_are_one_picture_have_no_map():
    assert difference_map(np.full((40, 60), 0.01, np.float32)) is None
    found = difference_map(np.eye(60, dtype=np.float32)[:40] * 200)
    assert found is not None and found.size == (60, 40)
