"""How refined frames hang together: python scripts/eval_refine.py PHOTO... [--prompt "truck right 5 %"] [--size 640]

One plan is played five ways: as it is warped over the plate; with every frame redrawn by itself, from its own noise;
with key frames that start from the one before and frames between that carry what was made (`--refine frames`); the
same with the frames between interpolated by optical flow, or by the network that weighs it. The error is that of a
frame against the one before it, carried along the motion that is known, in levels of 255, over the pixels that are
redrawn and seen in both.
"""

import argparse
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np

from flowanim.datatypes import Frame, Wishes
from flowanim.filling import filled, missing, network
from flowanim.nets.between_onnx import load_between
from flowanim.ops.image import from_uint8
from flowanim.pipeline import make_plan
from flowanim.render.frames import render_frames
from flowanim.render.known import Moment, carried
from flowanim.render.parallax import Stage, set_up
from flowanim.render.redraw import redrawer
from flowanim.render.refine import Keys, refined, without_additions, worth_redrawing
from flowanim.video.between import Pair


def alone(stage: Stage, frames: Iterable[Frame]) -> list[Frame]:
    """Return every frame redrawn by itself, each with its own seed."""
    made = []
    for i, frame in enumerate(frames):
        own = replace(stage, plan=stage.plan.model_copy(update={"seed": stage.plan.seed + i}))
        made.append(Keys(own, redrawer(network())).make(frame, i / stage.plan.frames).frame)
    return made


def warp_error(stage: Stage, frames: list[Frame]) -> tuple[float, int]:
    """Return the mean error over what is redrawn, in levels, and over how many pixels."""
    rest, total, count = Moment.of(stage, 0.0), 0.0, 0
    moments = [Moment.of(stage, i / len(frames)) for i in range(len(frames))]
    for (before, now), (first, second) in zip(pairwise(moments), pairwise(frames), strict=True):
        made, trust = carried(from_uint8(first), before, now)
        where = (worth_redrawing(now, rest) > 0.5) & (trust > 0.9)
        total += 255 * float(np.abs(made - from_uint8(second))[where].sum()) / 3
        count += int(where.sum())
    return total / max(count, 1), count


def ways(photo: Path, prompt: str, size: int) -> dict[str, tuple[float, int, float]]:
    """Return way -> (error, pixels, seconds)."""
    plan, scene = make_plan(photo, prompt, Wishes(size=size, seconds=1, fps=12, loop=False, refine="frames"))
    done = filled(plan, scene)
    stage, bare = set_up(done.scene, plan), without_additions(plan)

    def warped() -> Iterable[Frame]:
        return render_frames(done.scene, bare).frames

    def keyed(between: object) -> list[Frame]:
        clip = render_frames(done.scene, bare)
        return list(refined(clip, done.scene, plan, redraw=redrawer(network()), between=between).frames)

    made = {
        "warped over the plate": lambda: list(warped()),
        "each frame redrawn alone": lambda: alone(stage, warped()),
        "keys, carried by the known motion": lambda: keyed(None),
        "keys, interpolated by optical flow": lambda: keyed(lambda a, b, u: Pair(a, b).at(u)),
        "keys, interpolated by the network": lambda: keyed(lambda a, b, u: Pair(a, b, load_between()).at(u)),
    }
    found = {}
    for name, make in made.items():
        begun = time.process_time()
        frames = make()
        found[name] = (*warp_error(stage, frames), time.process_time() - begun)
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", nargs="+", type=Path)
    parser.add_argument("--prompt", default="truck right 5 %")
    parser.add_argument("--size", type=int, default=640)
    options = parser.parse_args()
    if missing("diffusion"):
        sys.exit(f"diffusion: {missing('diffusion')}")
    print(f"| photo ({options.prompt}) | frames | warp error, levels of 255 | pixels | CPU s |\n|---|---|---|---|---|")
    for photo in options.photos:
        for name, (error, count, seconds) in ways(photo, options.prompt, options.size).items():
            print(f"| {photo.stem} | {name} | {error:.2f} | {count} | {seconds:.0f} |", flush=True)


if __name__ == "__main__":
    main()
