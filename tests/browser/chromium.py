"""Open a page in a real Chromium and hear what it tells.

The page tells on itself: a script added to a copy of it works the controls and posts what came of it to a small server.
"""

import json
import queue
import shutil
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

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


@pytest.fixture(scope="module")
def chromium():
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    assert found, "no Chromium: run scripts/test_browser"
    return found


def told_by(html, work, chromium, folder, size):
    """Open a page in a window of `size` (W, H), let the script `work` work it; return what it tells."""
    html = html.replace("<head>", f"<head>{LISTEN}").replace("</body>", f"{work}</body>")
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
