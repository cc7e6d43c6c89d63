"""How good: the whole default pipeline over a fixed list of photos and prompts, every figure of `review` in one table.

    python scripts/bench_quality.py [--photos FOLDER] [--only NAME ...] [--size 1280] [--seconds 4] [-o docs/quality.md]

The samples need no folder; the other photos of LIST are looked for in --photos and left out, by name, where missing.
Two versions of the project are compared by their two tables. CPU time and memory are of the whole `flowanim animate`.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from flowanim import __version__
from flowanim.loading import load_scene
from flowanim.motion.planfile import load_plan
from flowanim.review.clip import measure
from flowanim.review.figures import Measures
from flowanim.review.verdict import judge, score
from flowanim.review.watch import Known
from flowanim.video.decode import read_video

ROOT = Path(__file__).resolve().parent.parent
LIST = (
    ("alpine_lake", ""),
    ("alpine_lake", "clouds drift left, the water ripples, slow push in"),
    ("coast_evening", ""),
    ("coast_evening", "the sea moves, no camera movement"),
    ("astronaut", ""),
    ("chelsea", ""),
    ("coffee", "steam rises, slow push in"),
    ("rocket", ""),
    ("canyon", ""),
    ("city_sunset", "clouds drift right"),
    ("colosseum", "slow orbit left"),
    ("dahlia", "sways gently in the wind"),
    ("dish", ""),
    ("dune", "pan left"),
    ("foggy_peak", "the fog drifts"),
    ("half_dome", ""),
    ("lake_mountains", "the lake ripples, clouds drift"),
    ("lone_tree", "the tree sways, clouds drift left"),
    ("milky_way_lake", ""),
    ("osprey", ""),
    ("otter", "the water ripples, no camera movement"),
    ("pier", "the water flows"),
    ("reeds", "the grass sways"),
    ("skyline_water", "the water ripples"),
    ("storm_road", "clouds drift fast to the left, push in"),
    ("surf_from_above", "the waves move"),
    ("tarn", ""),
    ("tea_hills", "slow push in"),
    ("valley", ""),
)
COLUMNS = (
    ("fastest", "fastest px/s", 0),
    ("jitter", "jitter px/f²", 3),
    ("flicker", "flicker %", 2),
    ("leak", "leak levels", 1),
    ("seam", "seam x", 2),
    ("warp error", "warp 1e-4", 1),
    ("twinkle", "twinkle", 3),
    ("stretch", "stretch x", 2),
    ("folded", "folded %", 2),
    ("invented", "invented %", 2),
    ("detail", "detail", 2),
    ("colour drift", "ΔE", 1),
    ("face change", "face", 2),
)
CHILD = """
import re, sys
from pathlib import Path
from flowanim.cli import main
code = main(sys.argv[1:])
print("PEAK", re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1], file=sys.stderr)
sys.exit(code)
"""


def made(photo: Path, prompt: str, options: list[str], folder: Path) -> tuple[float, float]:
    """Animate as a user does, into clip.mp4 and plan.json; return seconds of CPU, ffmpeg's too, and peak MB."""
    words = ["animate", str(photo), *([prompt] if prompt else []), *options, "-f", "-o", str(folder / "clip.mp4")]
    command = [sys.executable, "-c", CHILD, *words, "--save-plan", str(folder / "plan.json")]
    before = os.times()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{photo.name}: {done.stderr.strip().splitlines()[-1]}")
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return spent, int(re.search(r"PEAK (\d+)", done.stderr)[1]) / 1024


def reviewed(folder: Path) -> tuple[Measures, bool]:
    """Return the measures of clip.mp4, made by plan.json, and whether it is a loop."""
    plan = load_plan(folder / "plan.json")
    scene = load_scene(plan, folder)
    return measure(read_video(folder / "clip.mp4"), Known(scene.photo.rgb, plan, scene)), plan.loop


def cell(measures: Measures, name: str, digits: int) -> str:
    """Return a value for the table."""
    value = measures.value(name)
    return "" if value is None else f"{value:.{digits}f}"


def row(name: str, prompt: str, photo: Path, options: list[str]) -> str:
    """Return one row of the table."""
    with tempfile.TemporaryDirectory() as made_in:
        folder = Path(made_in)
        seconds, peak_mb = made(photo, prompt, options, folder)
        measures, loop = reviewed(folder)
    points, first = score(measures, loop=loop), judge(measures, loop=loop)[0]
    cells = [name, prompt or "*chosen*", "-" if points is None else f"{points:.0f}"]
    cells += [cell(measures, figure, digits) for figure, _, digits in COLUMNS]
    cells += [f"{seconds:.1f}", f"{peak_mb:.0f}", "" if first.level == "good" else first.text]
    return "| " + " | ".join(cells) + " |"


def table(rows: list[str], missing: list[str], options: list[str]) -> str:
    """Return the page."""
    heads = ["photo", "prompt", "score", *(head for _, head, _ in COLUMNS), "CPU s", "MB", "said first"]
    command = " ".join(["python scripts/bench_quality.py", *options])
    text = f"""# Quality

Every figure of `flowanim review` ([review.md](review.md)) over a fixed list of photos and prompts, version
{__version__}. Made by `{command}`: no figure is typed. A dash in place of the score is a clip that does not move.
Seconds of CPU (all cores together, the encoder's too) and MB are of the whole `flowanim animate`, and depend on the
machine. The photos that are no samples are not part of this repository, since their licences differ.

| {" | ".join(heads)} |
|{"---|" * len(heads)}
"""
    end = f"\nLeft out, since the photo was not there: {', '.join(missing)}.\n" if missing else ""
    return text + "\n".join(rows) + "\n" + end


def main() -> None:
    """Parse, run the list, write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, help="a folder with the photos that are no samples")
    parser.add_argument("--only", nargs="+", default=[], help="names of photos, instead of the whole list")
    parser.add_argument("--size", type=int, default=1280)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("-o", "--output", type=Path, help="where the page goes; the default is stdout")
    given = parser.parse_args()
    options = ["--size", str(given.size), "--seconds", f"{given.seconds:g}"]
    rows, missing = [], []
    for name, prompt in LIST:
        folders = [ROOT / "samples", *([given.photos] if given.photos else [])]
        photo = next((path for folder in folders if (path := folder / f"{name}.jpg").is_file()), None)
        if given.only and name not in given.only:
            continue
        if photo is None:
            missing.append(name)
            continue
        rows.append(row(name, prompt, photo, options))
        print(rows[-1], file=sys.stderr, flush=True)
    page = table(rows, missing, options)
    if given.output:
        given.output.write_text(page)
    else:
        print(page)


if __name__ == "__main__":
    main()
