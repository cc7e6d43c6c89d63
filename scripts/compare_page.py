"""The comparison that docs/compare.md shows: `flowanim compare` on a sample, its table, and pictures of its page.

    python scripts/compare_page.py [--photo samples/astronaut.jpg] [--prompt "..."] [--keep FOLDER]

Renews the table between the marks in docs/compare.md and docs/images/compare*.jpg. The clip from elsewhere is ffmpeg's
zoompan of the same photo, which is what most people use. Pictures want a Chromium; without one they stay as they are.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2

from flowanim import __version__
from flowanim.video.ffmpeg import file_url, find_ffmpeg

ROOT = Path(__file__).resolve().parent.parent
DOC, IMAGES = ROOT / "docs" / "compare.md", ROOT / "docs" / "images"
BEGIN, END = "<!-- begin: scripts/compare_page.py -->", "<!-- end -->"
SIZE, SECONDS, FPS = 640, 2, 24
ROWS = (
    ("motion amount", "motion", "px/s"),
    ("fastest part", "fastest", "px/s"),
    ("share invented", "invented", "%"),
    ("flicker", "flicker", "%"),
    ("warp error", "warp_error", "x 1e-4"),
    ("still-area leak", "leak", "levels"),
    ("seam", "seam", "x"),
    ("sharpness", "detail", ""),
    ("twinkle", "twinkle", ""),
    ("jitter", "jitter", "px/frame²"),
)
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--virtual-time-budget=5000",
)
SHOTS = {"compare": ((1100, 1500), False), "compare-phone": ((500, 1400), False), "compare-dark": ((1100, 1500), True)}
"""Picture -> (window, dark)."""


def zoompan(photo: Path, out: Path) -> None:
    """Make the clip from elsewhere: a zoom of 6 % by ffmpeg's zoompan."""
    h, w = cv2.imread(str(photo)).shape[:2]
    size = f"{SIZE}x{round(SIZE * h / w / 2) * 2}" if w >= h else f"{round(SIZE * w / h / 2) * 2}x{SIZE}"
    frames = SECONDS * FPS
    move = f"zoompan=z='1+0.06*on/{frames}':x='iw/2-(iw/zoom/2)':y='ih/2-(ih/zoom/2)':d={frames}:s={size}:fps={FPS}"
    command = [find_ffmpeg(), "-v", "error", "-y", "-loop", "1", "-i", file_url(photo), "-vf", move]
    subprocess.run([*command, "-frames:v", str(frames), "-pix_fmt", "yuv420p", "-crf", "18", file_url(out)], check=True)


def compared(photo: Path, prompt: str, folder: Path) -> dict:
    """Run the comparison as a user does; return its JSON."""
    zoompan(photo, folder / "zoompan.mp4")
    words = ["compare", str(photo), prompt, "--size", str(SIZE), "--seconds", str(SECONDS), "--fps", str(FPS)]
    command = [sys.executable, "-m", "flowanim", *words, "--with", str(folder / "zoompan.mp4"), "-o"]
    done = subprocess.run([*command, str(folder / "page"), "--json"], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def table(found: dict) -> str:
    """Return the table of the page as Markdown."""
    clips = found["clips"]
    lines = [f"| | {' | '.join(one['name'] for one in clips)} |", f"|---|{'---|' * len(clips)}"]
    ranks = [
        f"{'no score' if one['score'] is None else format(one['score'], '.0f')}, moves {one['motion_px_s']:.3g} px/s"
        for one in clips
    ]
    lines.append(f"| score, with the motion amount | {' | '.join(ranks)} |")
    for head, key, unit in (("time", "seconds_spent", "s"), ("memory", "memory_mb", "MB")):
        cells = ["-" if one[key] is None else f"{one[key]:.3g} {unit}" for one in clips]
        lines.append(f"| {head} | {' | '.join(cells)} |")
    for head, name, unit in ROWS:
        values = [one["figures"].get(name, {}).get("value") for one in clips]
        cells = ["-" if value is None else f"{value:.3g} {unit}".strip() for value in values]
        lines.append(f"| {head} | {' | '.join(cells)} |")
    return "\n".join(lines)


def photograph(page: Path, folder: Path) -> bool:
    """Write pictures of the page, desktop, phone and dark; return whether there was a browser."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        return False
    for name, ((w, h), dark) in SHOTS.items():
        shot = folder / f"{name}.png"
        more = ["--blink-settings=preferredColorScheme=0"] if dark else ["--blink-settings=preferredColorScheme=1"]
        subprocess.run(
            [browser, *FLAGS, *more, f"--window-size={w},{h}", f"--screenshot={shot}", page.as_uri()],
            check=True,
            capture_output=True,
        )
        picture = cv2.imread(str(shot))
        scale = min(1.0, 760 / picture.shape[1])
        small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(IMAGES / f"{name}.jpg"), small, [cv2.IMWRITE_JPEG_QUALITY, 80])
    return True


def main() -> None:
    """Parse, compare, renew the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photo", type=Path, default=ROOT / "samples" / "astronaut.jpg")
    parser.add_argument("--prompt", default="orbit left, push in")
    parser.add_argument("--keep", type=Path, help="a folder, made anew, for the comparison itself")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = given.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        found = compared(given.photo.resolve(), given.prompt, folder)
        pictured = photograph((folder / "page" / "compare.html").resolve(), folder)
    head, _, rest = DOC.read_text().partition(BEGIN)
    tail = rest.partition(END)[2]
    notes = "".join(f"- {note}\n" for note in found["notes"])
    said = f'`flowanim compare samples/{given.photo.name} "{given.prompt}" --with zoompan.mp4`, version {__version__}'
    DOC.write_text(f"{head}{BEGIN}\n{said}:\n\n{table(found)}\n\n{notes}{END}{tail}")
    if not pictured:
        print("no Chromium: the pictures of the page are the old ones", file=sys.stderr)


if __name__ == "__main__":
    main()
