"""The page of a comparison in a real Chromium: the divider moves, all videos play, nothing complains, it fits a phone.

Run by scripts/test_browser, as check_report.
"""

import pytest

from flowanim.review.versus import versus_page
from tests.browser.chromium import chromium, told_by
from tests.review.comparisons import compared

__all__ = ["chromium"]

WORK = """<script>
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const move = (slider, value) => { slider.value = value; slider.dispatchEvent(new Event("input")); };
const point = (kind, x) => { const box = $("stage").getBoundingClientRect();
  const place = { clientX: box.left + x * box.width, clientY: box.top + 20, buttons: 1, pointerId: 1 };
  $("stage").dispatchEvent(new PointerEvent(kind, place)); };
Element.prototype.setPointerCapture = () => {};
window.addEventListener("load", async () => {
  const told = { width: innerWidth, wide: document.documentElement.scrollWidth, clips: clips.length };
  await wait(700);
  move($("wipe"), 30);
  told.clip = getComputedStyle($("over")).clipPath;
  told.line = $("line").style.left;
  point("pointerdown", 0.8);
  point("pointermove", 0.75);
  told.dragged = Number($("wipe").value);
  move($("time"), 12);
  await wait(700);
  told.times = all.map((video) => video.currentTime);
  told.shown = $("shown").value;
  told.sources = [over.src === clips[0].src, under.src === clips[1].src];
  $("right").value = "2";
  $("right").dispatchEvent(new Event("change"));
  told.tag = $("righttag").textContent;
  told.third = under.src === clips[2].src;
  move($("zoom"), 2);
  told.zoom = over.style.transform;
  await wait(500);
  $("play").click();
  await wait(1200);
  told.playing = all.map((video) => !video.paused);
  told.moved = Math.abs(over.currentTime - told.times[0]) > 0.05;
  told.apart = Math.abs(over.currentTime - under.currentTime);
  $("play").click();
  await wait(300);
  told.stopped = all.every((video) => video.paused);
  told.dark = matchMedia("(prefers-color-scheme: dark)").matches;
  told.faults = faults;
  await fetch("/told", { method: "POST", body: JSON.stringify(told) });
});
</script>"""


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    contest = compared(tmp_path_factory.mktemp("compare"))
    clips = [one.clip for one in contest.entries]
    return versus_page(contest, clips, clips[0].parent)


def test_the_divider_moves_the_videos_play_together_and_nothing_complains(html, chromium, tmp_path):
    told = told_by(html, WORK, chromium, tmp_path, (1200, 900))
    assert told["faults"] == []
    assert "70%" in told["clip"] and told["line"] == "30%" and told["dragged"] == pytest.approx(75, abs=1)
    assert told["times"] == pytest.approx([12.5 / 24] * 5, abs=0.03) and told["shown"] == "0.50 s"
    assert told["sources"] == [True, True] and told["third"] and told["tag"] == "frozen" and told["zoom"] == "scale(2)"
    assert all(told["playing"]) and told["moved"] and told["apart"] < 0.2 and told["stopped"]


def test_it_fits_a_phone(html, chromium, tmp_path):
    told = told_by(html, WORK, chromium, tmp_path, (500, 850))
    assert told["wide"] <= told["width"] <= 500 and told["faults"] == []
