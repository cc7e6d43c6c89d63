"""Photos -> a table: is the step from the last frame of a loop to its first an ordinary one?

    python scripts/eval_loops.py PHOTO...

Every preset is rendered on every photo at the default length (96 frames or more), before encoding. Printed is the step
from the last frame to the first, as `flowanim review` measures steps, over the 95th percentile of the clip's other
steps: at most 1 is the rule. A clip whose median step is below 0.05 levels does not move and is left out.
"""

import sys
from itertools import pairwise
from pathlib import Path

import numpy as np

from flowanim import pipeline
from flowanim.motion.presets import PRESETS
from flowanim.ops.image import from_uint8
from flowanim.render.frames import render_frames
from flowanim.render.holes import complete, survey
from flowanim.review.seam import step_levels
from flowanim.wishes import Wishes

SIZE, LEAST = 480, 0.05


def seam(photo: str, preset: str) -> float | None:
    """Return the closing step over the 95th percentile of the others; None where next to nothing moves."""
    plan, scene = pipeline.make_plan(photo, "", Wishes(preset=preset, size=SIZE))
    frames = [from_uint8(frame) for frame in render_frames(complete(scene, survey(scene, plan), plan), plan).frames]
    steps = [step_levels(a, b) for a, b in pairwise([*frames, frames[0]])]
    return steps[-1] / float(np.quantile(steps[:-1], 0.95)) if np.median(steps) > LEAST else None


def main(photos: list[str]) -> None:
    """Print the table."""
    print(f"| preset | {' | '.join(Path(photo).stem for photo in photos)} |\n|---|{'---|' * len(photos)}")
    found = list[float]()
    for preset in PRESETS:
        ratios = [seam(photo, preset) for photo in photos]
        found += [ratio for ratio in ratios if ratio is not None]
        shown = " | ".join("-" if ratio is None else f"{ratio:.3f}" for ratio in ratios)
        print(f"| {preset} | {shown} |", flush=True)
    print(f"\n{sum(ratio <= 1 for ratio in found)} of {len(found)} at most 1; the largest is {max(found):.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
