"""The report in a real Chromium: the slider moves, the video plays, nothing complains, it fits a phone.

Run by scripts/test_browser, which finds or installs Chromium; not by plain pytest, since its name is not test_*.

The page tells on itself: a script added to a copy of it works the controls and posts what came of it to a small server.
"""

import json
import queue
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from flowanim.review.page import page
from tests.review.reports import reviewed

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)
LISTEN = """<script>
const faults = [];
window.addEventListener("error", (event) => faults.push(String(event.message || event.target.src).slice(0, 200)), true);
console.error = (...words) => faults.push(words.join(" "));
</script>"""
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


@pytest.fixture(scope="module")
def chromium():
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    assert found, "no Chromium: run scripts/test_browser"
    return found


def told_by(html, chromium, folder, size):
    """Open the page in a window of `size` (W, H); return what it tells."""
    heard = queue.Queue()

    class Server(BaseHTTPRequestHandler):
        def do_GET(self):
            body = html.encode() if self.path == "/" else b""
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            heard.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_words):
            """Stay quiet."""

    server = HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    window = "--window-size={},{}".format(*size)
    browser = subprocess.Popen(
        [chromium, *FLAGS, window, f"--user-data-dir={folder / 'profile'}", "--remote-debugging-port=0", address],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        return heard.get(timeout=90)
    finally:
        browser.terminate()
        browser.wait(20)
        server.shutdown()
        server.server_close()


def test_the_slider_moves_the_video_plays_and_nothing_complains(chromium, tmp_path):
    one = reviewed(tmp_path)
    html = page(one, tmp_path).replace("<head>", f"<head>{LISTEN}").replace("</body>", f"{WORK}</body>")
    told = told_by(html, chromium, tmp_path, (1200, 900))
    assert told["faults"] == []
    assert told["time"] == pytest.approx(12.5 / 24, abs=0.02) and told["shown"] == "0.50 s"
    assert float(told["cursor"]) == pytest.approx(600 * 12 / 23, abs=0.1)
    assert "60%" in told["clip"]
    assert told["played"]


def test_it_fits_a_phone(chromium, tmp_path):
    html = page(reviewed(tmp_path), tmp_path).replace("<head>", f"<head>{LISTEN}").replace("</body>", f"{WORK}</body>")
    told = told_by(html, chromium, tmp_path, (500, 850))
    assert told["wide"] <= told["width"] <= 500
