"""Photos -> a table: does what flows or sways go where the prompt sends it, and does anything else move?

    python scripts/eval_elements.py PHOTO...

Each photo is animated with a camera that rests, once for each prompt that it has something for. A dense optical flow
(DIS) is averaged where the region has texture that runs both ways (the upper 40 % of it: along a single edge no flow
can tell how it moves) and the plan moves it by over 0.3 of its fastest; the error is the angle between it and the
plan's own field. Currents are measured between frames a sixth of a second apart: they go by a tenth of a pixel a
frame, which no flow tells from nothing. What sways goes to and fro, is measured from frame to frame, and its main axis
is compared with the wind's. "outside" is the largest change, in levels of 255, of any pixel more than 3 px from a
region that moves.
"""

import sys
from pathlib import Path

import cv2
import numpy as np

from flowanim import pipeline
from flowanim.datatypes import Array, Scene, Wishes
from flowanim.fields.waves import field_at
from flowanim.ops.flow import speed
from flowanim.plan import CameraPath, MotionPlan
from flowanim.render.frames import render_frames
from flowanim.render.holes import complete, survey
from flowanim.render.parallax import Sheet, set_up

PROMPTS = (
    ("clouds drift left", "flow"),
    ("clouds drift right", "flow"),
    ("the river flows left", "flow"),
    ("the river flows right", "flow"),
    ("trees sway in the wind from the left", "sway"),
)
SIZE, SECONDS, FPS = 640, 2.0, 24.0
APART = {"flow": 4, "sway": 1}
"""Frames between which motion is measured."""


def measured(grey: list[Array], seen: Array, apart: int) -> Array:
    """Return the mean flow (n, 2), pixels a frame, from every other frame to the one `apart`, where `seen` (H, W)."""
    dense = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    pairs = zip(grey[: len(grey) - apart : 2], grey[apart::2], strict=True)
    return np.array([dense.calc(a, b, None)[seen].mean(0) / apart for a, b in pairs])


def planned(sheet: Sheet, rows: int) -> tuple[Array, Array]:
    """Return (a field (H, W, 2) of what the sheet's motion does, the same as steps (n, 2, H, W) if it swings)."""
    grid = sheet.place.grid
    if sheet.motion.transport:
        return grid.enlarge(sheet.motion.transport.velocity, slice(0, rows)), np.zeros((0,))
    pushes = [grid.enlarge(field_at(sheet.motion.push, u), slice(0, rows)) for u in np.arange(48) / 48]
    return np.max(np.abs(pushes), 0), np.array(pushes[1::2]) - np.array(pushes[::2])


def axis_deg(steps: Array) -> float:
    """Return the direction (0..180) along which steps (n, 2) are largest."""
    _, axes = np.linalg.eigh(steps.T @ steps)
    return float(np.degrees(np.arctan2(-axes[1, 1], axes[0, 1])) % 180)


def judge(plan: MotionPlan, scene: Scene, kind: str) -> tuple[float, float, int] | None:
    """Return (angle error in degrees, share of the planned speed, change outside in levels) of one clip."""
    effects = tuple(e for e in plan.effects if e.effect == kind)
    if not effects:
        return None
    plan = plan.model_copy(update={"camera": CameraPath(), "effects": effects})
    stage = set_up(scene, plan)
    moving = [sheet for sheet in stage.sheets if sheet.motion.transport or sheet.motion.push]
    sheet = max(moving, key=lambda one: float(one.layer.alpha.mean()))
    field, swings = planned(sheet, plan.size[1])
    whole = complete(scene, survey(scene, plan), plan)
    shown = [frame.copy() for frame in render_frames(whole, plan).frames]
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in shown]
    detail = cv2.GaussianBlur(cv2.cornerMinEigenVal(grey[0], 7), (0, 0), 4)
    inside = (sheet.layer.alpha > 0.99) & (speed(field) > 0.3 * speed(field).max())
    seen = inside & (detail > np.quantile(detail[inside], 0.6))
    steps = measured(grey, seen, APART[kind])
    if kind == "sway":
        wanted = swings[:, seen].mean(1)
        apart = abs((axis_deg(steps) - axis_deg(wanted) + 90) % 180 - 90)
        share = float(np.abs(steps).mean() / np.abs(wanted).mean())
    else:
        wanted, found = field[seen].mean(0) / plan.fps, steps.mean(0)
        cosine = wanted @ found / max(float(np.linalg.norm(wanted) * np.linalg.norm(found)), 1e-9)
        apart, share = (
            float(np.degrees(np.arccos(np.clip(cosine, -1, 1)))),
            float(np.linalg.norm(found) / np.linalg.norm(wanted)),
        )
    reach = np.max([one.layer.alpha for one in moving], 0) > 0
    outside = cv2.dilate(reach.astype(np.uint8), np.ones((7, 7), np.uint8)) == 0
    change = np.max([np.abs(frame.astype(int) - shown[0]).max(-1) for frame in shown], 0)
    return apart, share, int(change[outside].max(initial=0))


def main(photos: list[str]) -> None:
    """Print the table."""
    print("| photo | prompt | angle error | speed seen / planned | outside |\n|---|---|---|---|---|")
    errors = []
    for photo in photos:
        for prompt, kind in PROMPTS:
            wishes = Wishes(size=SIZE, seconds=SECONDS, fps=FPS)
            plan, scene = pipeline.make_plan(photo, f"{prompt}, camera static", wishes)
            result = judge(plan, scene, kind)
            if result:
                errors.append(result[0])
                print(
                    f"| {Path(photo).stem} | {prompt} | {result[0]:.0f} | {result[1]:.2f} | {result[2]} |", flush=True
                )
    good = sum(error < 15 for error in errors)
    print(f"\n{good} of {len(errors)} under 15 degrees")


if __name__ == "__main__":
    main(sys.argv[1:])
