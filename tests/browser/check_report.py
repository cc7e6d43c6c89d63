"""The report in a real Chromium: the slider moves, the video plays, nothing complains, it fits a phone.

Run by scripts/test_browser, which finds or installs Chromium; not by plain pytest, since its name is not test_*.
"""

import pytest

from flowanim.review.page import page
from tests.browser.chromium import chromium, told_by
from tests.review.reports import reviewed

__all__ = ["chromium"]

WORK = """<script>
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const move = (slider, value) => { slider.value = value; slider.dispatchEvent(new Event("input")); };
window.addEventListener("load", async () => {
  const told = { width: innerWidth, wide: document.documentElement.scrollWidth };
  move(time, 12);
  await wait(500);
  told.time = video.currentTime;
  told.shown = shown.value;
  told.cursor = document.querySelector(".now").getAttribute("x1");
  move(wipe, 40);
  told.clip = getComputedStyle(document.getElementById("photo")).clipPath;
  try { await video.play(); } catch (fault) { faults.push(String(fault)); }
  await wait(700);
  told.played = video.currentTime !== told.time && !video.paused;
  told.faults = faults;
  await fetch("/told", { method: "POST", body: JSON.stringify(told) });
});
</script>"""


def test_the_slider_moves_the_video_plays_and_nothing_complains(chromium, tmp_path):
    one = reviewed(tmp_path)
    told = told_by(page(one, tmp_path), WORK, chromium, tmp_path, (1200, 900))
    assert told["faults"] == []
    assert told["time"] == pytest.approx(12.5 / 24, abs=0.02) and told["shown"] == "0.50 s"
    assert float(told["cursor"]) == pytest.approx(600 * 12 / 23, abs=0.1)
    assert "60%" in told["clip"]
    assert told["played"]


def test_it_fits_a_phone(chromium, tmp_path):
    told = told_by(page(reviewed(tmp_path), tmp_path), WORK, chromium, tmp_path, (500, 850))
    assert told["wide"] <= told["width"] <= 500
