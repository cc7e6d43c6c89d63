"""How long and how much: cold `animate`, rendering with encoding, and encoding the same frames alone, in one run.

    python scripts/bench.py [--photo samples/alpine_lake.jpg] [--sizes 1280x720 ...] [--seconds 4] [--repeat 3]

Compare ratios, not seconds: they hold from machine to machine. Each figure is the best of the repeats. Memory is the
peak of the whole process, without ffmpeg. Run it with nothing else running.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from flowanim import pipeline
from flowanim.datatypes import Clip, Frame, Wishes
from flowanim.render.frames import render_frames
from flowanim.render.holes import complete, survey
from flowanim.video.encode import write_video

ROOT = Path(__file__).resolve().parent.parent
PROMPT = "clouds drift left, the water flows, trees sway, slow push in"
CHILD = """
import re, sys
from pathlib import Path
from flowanim.cli import main
code = main(sys.argv[1:])
print("PEAK", re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1], file=sys.stderr)
sys.exit(code)
"""


def best(work: Callable[[], object], repeat: int) -> tuple[float, float]:
    """Return (wall, CPU) seconds of the quickest of some runs, children included."""
    found = []
    for _ in range(repeat):
        start, before = time.perf_counter(), os.times()
        work()
        after = os.times()
        cpu = sum(after[:4]) - sum(before[:4])
        found.append((time.perf_counter() - start, cpu))
    return min(found)


def cold(photo: Path, size: str, seconds: float, out: Path) -> float:
    """Run `flowanim animate` as a fresh process; return its peak memory in MB."""
    command = ["animate", str(photo), PROMPT, "--size", size, "--seconds", str(seconds), "-o", str(out), "--force"]
    done = subprocess.run([sys.executable, "-c", CHILD, *command], capture_output=True, text=True, check=True)
    return int(re.search(r"PEAK (\d+)", done.stderr)[1]) / 1024


def held(frames: list[Frame], size: tuple[int, int], fps: float) -> Clip:
    """Return a clip of frames that are there already."""

    def stream() -> Iterator[Frame]:
        yield from frames

    return Clip(stream(), size, fps, len(frames))


def measure(photo: Path, size: str, seconds: float, repeat: int, folder: Path) -> None:
    """Print one row: cold run, render and encode, encode alone."""
    width, height = map(int, size.split("x"))
    peaks: list[float] = []
    whole = best(lambda: peaks.append(cold(photo, size, seconds, folder / "a.mp4")), repeat)
    plan, scene = pipeline.make_plan(photo, PROMPT, Wishes(size=(width, height), seconds=seconds))
    ready = complete(scene, survey(scene, plan), plan)
    both = best(lambda: write_video(render_frames(ready, plan), folder / "b.mp4", force=True), repeat)
    frames = list(render_frames(ready, plan).frames)
    alone = best(lambda: write_video(held(frames, plan.size, plan.fps), folder / "c.mp4", force=True), repeat)
    cells = [size, f"{seconds:g}", str(len(scene.layers)), "{:.2f} ({:.2f})".format(*alone)]
    cells += ["{:.2f} ({:.2f})".format(*both), f"{both[0] / alone[0]:.2f}"]
    cells += ["{:.2f} ({:.2f})".format(*whole), f"{whole[0] / alone[0]:.2f}", f"{max(peaks):.0f}"]
    print("| " + " | ".join(cells) + " |", flush=True)


def main() -> None:
    """Parse and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--photo", type=Path, default=ROOT / "samples" / "alpine_lake.jpg")
    parser.add_argument("--sizes", nargs="+", default=["1280x720"])
    parser.add_argument("--seconds", nargs="+", type=float, default=[4.0])
    parser.add_argument("--repeat", type=int, default=3)
    asked = parser.parse_args()
    print(
        "| size | s | layers | encode alone, s (CPU) | render + encode, s (CPU) | ratio | cold, s (CPU) | ratio | MB |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for size in asked.sizes:
            for seconds in asked.seconds:
                measure(asked.photo, size, seconds, asked.repeat, Path(folder))


if __name__ == "__main__":
    main()
