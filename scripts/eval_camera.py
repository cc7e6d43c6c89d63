"""Measure the camera: what class a tracker sees in each preset, and how far its motion is from the planned one.

    python scripts/eval_camera.py [PHOTO] [--size 1280] [--frames 24] [--only NAME ...]

Every camera move of `motion.presets.CAMERAS` is rendered one way, without any other motion, and followed by
`review.track`. Without a photo: over a chart of soft speckles with a depth map, which is good to follow.
Jitter is the RMS of tracked less planned acceleration, in pixels a frame squared, where the plan moves the whole window
that the tracker compares alike (elsewhere it sees two layers at once). Prints a Markdown table.
"""

import argparse
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from flowanim.datatypes import Array, Flow, Scene, Wishes
from flowanim.motion.presets import CAMERAS
from flowanim.ops.warp import sample
from flowanim.pipeline import make_plan, render_clip
from flowanim.plan import MotionPlan
from flowanim.render.frames import flow_at
from flowanim.review.track import WINDOW, Tracks, camera_class, follow, grid_points, jitter

PADS = (((1, 1), (0, 0), (0, 0)), ((0, 0), (1, 1), (0, 0)))


def chart(folder: Path, size: tuple[int, int] = (1280, 720)) -> tuple[Path, dict[str, object]]:
    """Write the chart, its depth and the mask that makes it one surface into `folder`; return it and its wishes."""
    w, h = size
    noise = np.random.default_rng(0).standard_normal((h, w, 3)).astype(np.float32)
    noise = cv2.GaussianBlur(noise, (0, 0), 3)
    cv2.imwrite(str(folder / "chart.png"), np.clip(128 + 40 * noise / noise.std(), 0, 255).round().astype(np.uint8))
    x, y = np.meshgrid(np.linspace(0, 1, w), np.linspace(0, 1, h))
    cv2.imwrite(str(folder / "depth.png"), np.round(65535 * (0.35 + 0.35 * x + 0.3 * y)).astype(np.uint16))
    cv2.imwrite(str(folder / "whole.png"), np.full((h, w), 255, np.uint8))
    return folder / "chart.png", {
        "depth": str(folder / "depth.png"),
        "masks": {"building": str(folder / "whole.png")},
    }


def planned(scene: Scene, plan: MotionPlan, points: Array) -> tuple[Array, Array]:
    """Return where the plan puts the points, (T, N, 2), and whether their windows are moved alike, (N,)."""
    pushes = [flow_at(plan, scene, i / plan.fps) for i in range(plan.frames)]
    first = pushes[0]
    starts = undone(first, points)
    places = np.stack([starts + at(push, starts) for push in pushes])
    return places, alike(pushes[-1] - first, points) & alike(pushes[len(pushes) // 2] - first, points)


def undone(push: Flow, points: Array) -> Array:
    """Return which pixel of the photo the first frame shows at each point: a pull-out begins near."""
    places = points
    for _ in range(20):
        places = points - at(push, places)
    return places


def at(field: Array, places: Array) -> Array:
    """Return the field (H, W, 2) at places (N, 2)."""
    return sample(field, np.ascontiguousarray(places[None], np.float32))[0]


def alike(push: Flow, points: Array) -> Array:
    """Return whether the push changes steadily in the window around each point: no edge of a layer runs through it."""
    steps = np.maximum(
        *(
            np.abs(np.diff(np.pad(push, pad, mode="reflect", reflect_type="odd"), n=2, axis=a)).max(-1)
            for a, pad in enumerate(PADS)
        )
    )
    edges = cv2.dilate(steps, np.ones((2 * WINDOW + 1, 2 * WINDOW + 1), np.uint8))
    return at(np.dstack([edges, edges]), points)[:, 0] < 0.1


def measured(photo: Path, name: str, wishes: Wishes) -> tuple[str, float, int, float]:
    """Return the class, the jitter, the number of points that it rests on, and the farthest planned move in pixels."""
    plan, scene = make_plan(photo, "", replace(wishes, camera=name))
    plan = plan.model_copy(update={"effects": ()})
    clip = render_clip(plan, scene)
    points = grid_points(clip.size)
    tracks = follow(clip.frames, points)
    places, same = planned(scene, plan, points)
    good = tracks.good[-1] & same
    shake = jitter(tracks.places[:, good], places[:, good]) if good.any() else float("nan")
    longest = float(np.abs(places - places[0]).max())
    return classed(tracks, clip.size), shake, int(good.sum()), longest


def classed(tracks: Tracks, size: tuple[int, int]) -> str:
    """Return the camera's class, or that too little could be followed to tell."""
    try:
        return camera_class(tracks, size)
    except ValueError:
        return "unknown"


def main() -> None:
    """Measure every camera move."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photo", type=Path, nargs="?")
    parser.add_argument("--size", type=int, default=1280)
    parser.add_argument("--frames", type=int, default=24)
    parser.add_argument("--only", nargs="*", default=list(CAMERAS))
    options = parser.parse_args()
    wishes = Wishes(size=options.size, seconds=options.frames / 24, fps=24, loop=False)
    print("| camera | class seen | jitter, px/frame² | points | farthest move, px |\n|---|---|---|---|---|", flush=True)
    with TemporaryDirectory() as folder:
        photo = options.photo
        if photo is None:
            photo, files = chart(Path(folder))
            wishes = replace(wishes, **files)
        for name in options.only:
            seen, shake, count, longest = measured(photo, name, wishes)
            print(f"| {name} | {seen} | {shake:.4f} | {count} | {longest:.1f} |", flush=True)


if __name__ == "__main__":
    main()
