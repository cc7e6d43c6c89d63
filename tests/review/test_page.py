"""The page holds all it needs, escapes what it is given, and its data is the JSON."""

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from flowanim.review import embed
from flowanim.review.facts import facts
from flowanim.review.page import page
from flowanim.review.verdict import Verdict
from tests.review.reports import reviewed

VOID = {"meta", "img", "input"}


class Tree(HTMLParser):
    """Reads a page; open: tags that were never closed. addresses: what it loads."""

    def __init__(self):
        super().__init__()
        self.open, self.addresses, self.ids = [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.addresses += [given[key] for key in ("src", "href") if key in given]
        self.ids += [given["id"]] if "id" in given else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}>"


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    return reviewed(tmp_path_factory.mktemp("clips"))


def read(html):
    tree = Tree()
    tree.feed(html)
    return tree


def test_the_page_is_whole_and_loads_nothing_from_elsewhere(one):
    tree = read(page(one, one.clip.parent))
    assert not tree.open
    assert tree.addresses and all(address.startswith("data:") for address in tree.addresses)
    assert {"video", "time", "wipe", "photo", "data"} <= set(tree.ids)


def test_its_data_is_the_json(one):
    found = re.search(r'id="data">(.*?)</script>', page(one, one.clip.parent), re.S)
    assert json.loads(found[1].replace("<\\/", "</")) == json.loads(
        json.dumps(facts(one.measures, one.verdicts, one.score))
    )


def test_names_and_sentences_are_escaped(one):
    evil = "<script>alert(1)</script>"
    html = page(
        replace(one, measures=replace(one.measures, name=evil), verdicts=[Verdict("note", evil, evil)]), one.clip.parent
    )
    assert evil not in html and "&lt;script&gt;alert(1)" in html
    read(html)


def test_a_clip_that_does_not_move_has_no_number(one):
    assert "does not move" in page(replace(one, score=None), one.clip.parent)


def test_without_a_photo_there_is_nothing_to_wipe(one):
    assert "wipe" not in read(page(replace(one, photo=None), one.clip.parent)).ids


def test_a_large_video_stays_beside_the_page(one, monkeypatch):
    monkeypatch.setattr(embed, "MOST_BYTES", 10)
    assert "sway.mp4" in read(page(one, one.clip.parent)).addresses
    assert any(address.startswith("file:") for address in read(page(one, one.clip.parent / "x")).addresses)
