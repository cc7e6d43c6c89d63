"""What frames between cost at 1280x720, all in one run: seconds a frame, of the clock and of the processor; and memory.

    python scripts/bench_between.py PHOTO [--rounds 5] [--memory]

The frames are a photo that is pushed and slid a little. minterpolate makes one frame between each two of a short clip.
Memory (with --memory) is the most that a process of `flowanim interpolate` held, on a small clip of ten seconds and on
one of a minute.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from eval_between import dis

from flowanim.datatypes import Clip, Frame
from flowanim.nets.between_onnx import load_between
from flowanim.video.between import Pair
from flowanim.video.encode import write_video
from flowanim.video.ffmpeg import find_ffmpeg

SIZE = 1280, 720
SMALL = 480, 270
COUNT = 9


def seen(photo: Frame, i: int) -> Frame:
    """Return frame `i` of a camera that slides by 7 px and pushes in by 0.4 % a frame."""
    zoom = max(SIZE[0] / photo.shape[1], SIZE[1] / photo.shape[0]) * (1.1 + 0.004 * (i % 50))
    matrix = np.array([[zoom, 0, -20.0 - 7 * (i % 50)], [0, zoom, -20.0]])
    return np.asarray(cv2.warpAffine(photo, matrix, SIZE, borderMode=cv2.BORDER_REFLECT), np.uint8)


def timed(name: str, work: Callable[[], object], rounds: int, frames: int = 1) -> None:
    """Print the least time a frame of `work`, which makes so many; of the clock, and of the processor with children."""
    best = (9e9, 9e9)
    for _ in range(rounds):
        start, before = time.perf_counter(), _processor()
        work()
        best = min(best, ((time.perf_counter() - start) / frames, (_processor() - before) / frames))
    print(f"| {name} | {best[0]:.3f} | {best[1]:.3f} |", flush=True)


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def minterpolate(frames: list[Frame]) -> None:
    """Let ffmpeg's minterpolate double the rate of `frames`."""
    raw = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{SIZE[0]}x{SIZE[1]}", "-r", "10", "-i", "-"]
    command = [find_ffmpeg(), "-v", "error", *raw, "-vf", "minterpolate=fps=20", "-f", "null", "-"]
    subprocess.run(command, input=np.stack(frames).tobytes(), check=True)


def memory(photo: Frame, seconds: int) -> float:
    """Return the most MB that interpolating a clip of so many seconds at 5 frames a second held."""

    def frames() -> Iterator[Frame]:
        yield from (cv2.resize(seen(photo, i), SMALL) for i in range(5 * seconds))

    with tempfile.TemporaryDirectory() as folder:
        clip, out = Path(folder) / "in.mp4", Path(folder) / "out.mp4"
        write_video(Clip(frames(), SMALL, 5.0, 5 * seconds), clip)
        program = (
            "import resource, sys; from flowanim.cli import main;"
            f"code = main(['interpolate', {str(clip)!r}, '--fps', '6', '-q', '-o', {str(out)!r}]);"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss); sys.exit(code)"
        )
        done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("photo", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--memory", action="store_true", help="measure memory too: some minutes")
    asked = parser.parse_args()
    photo = np.ascontiguousarray(cv2.imread(str(asked.photo))[..., ::-1])
    frames = [seen(photo, i) for i in range(COUNT)]
    network = load_between()
    print("| 720p, one frame between | s | CPU s |\n|---|---|---|")
    timed("DIS warp", lambda: dis(*frames[:2]), asked.rounds)
    timed("ffmpeg minterpolate", lambda: minterpolate(frames), 2, COUNT - 1)
    timed("flowanim, no network", lambda: Pair(*frames[:2]).at(0.5), asked.rounds)
    timed("flowanim", lambda: Pair(*frames[:2], network).at(0.5), asked.rounds)
    if asked.memory:
        ten, sixty = memory(photo, 10), memory(photo, 60)
        print(f"memory at {SMALL[0]}x{SMALL[1]}: {ten:.0f} MB for a clip of 10 s, {sixty:.0f} MB for one of 60 s")


if __name__ == "__main__":
    main()
