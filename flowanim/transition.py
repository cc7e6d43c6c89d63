"""Two photos -> a clip that goes from one into the other: carried over where both show the same, else by a cross-move.

Near photos are morphed: flow carries each part of the first to where the second has it, and both are mixed on the way.
Unrelated ones are cut into layers, one camera goes through both, and each pixel goes over when it is its turn: where
the first is far and the second near it goes first, so near things of the second come in over the first's distance.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from flowanim.datatypes import Array, Clip, Frame, Progress, Scene, silent
from flowanim.fields.easing import ease
from flowanim.ops.image import blur, to_uint8
from flowanim.ops.mask import smoothstep
from flowanim.pipeline import make_plan, render_clip
from flowanim.video.between import Pair
from flowanim.video.blend import Network
from flowanim.video.morph import NEAR_SHARE, Match, match
from flowanim.wishes import Wishes

CAMERA = "truck-right"
SECONDS = 2.0
SOFT = 0.35
"""How long a pixel takes to go over, as a share of the time in which all do."""
BEGIN, END = 0.12, 0.88
"""Progress between which pixels go over."""
SMOOTH_SHARE = 0.008
"""Blur of the turns, as a share of the long side."""


@dataclass(frozen=True, eq=False)
class Transition:
    """clip: the frames. morphed: carried by flow, or crossed. why: one sentence. notes: what was adapted."""

    clip: Clip
    morphed: bool
    why: str
    notes: tuple[str, ...]


def transition(
    first: Path | str,
    second: Path | str,
    wishes: Wishes,
    *,
    network: Network | None = None,
    progress: Progress = silent,
) -> Transition:
    """Return the clip that goes from one photo into the other, at the size of the first.

    wishes: seconds, fps, size, camera of the cross-move. network: weighs the guesses of motion, as in `Pair`.
    Raises a FlowanimError that names the file and the remedy.
    """
    moving = replace(wishes, preset="orbit", camera=wishes.camera or CAMERA, loop=False)
    moving = replace(moving, seconds=wishes.seconds or SECONDS)
    plan, scene = make_plan(first, "", moving, progress=progress)
    other_plan, other = make_plan(second, "", replace(moving, size=plan.size), progress=progress)
    frames = to_uint8(scene.photo.rgb), to_uint8(other.photo.rgb)
    found = match(*frames)
    notes = tuple(dict.fromkeys((*scene.photo.notes, *other.photo.notes)))
    if found.near:
        clip = Clip(morphed(Pair(*frames, network, found.motions), plan.frames), plan.size, plan.fps, plan.frames)
        return Transition(clip, True, _why(found), notes)
    clips = render_clip(plan, scene, progress=progress), render_clip(other_plan, other, progress=progress)
    made = Clip(crossed(*clips, turns(scene, other)), plan.size, plan.fps, plan.frames)
    return Transition(made, False, _why(found), notes)


def _why(found: Match) -> str:
    share = f"{100 * found.share:.0f} % of the picture can be followed from one photo to the other"
    if found.near:
        return f"morph by flow: {share} ({100 * NEAR_SHARE:.0f} % are enough)"
    return f"cross-move through both scenes: only {share} ({100 * NEAR_SHARE:.0f} % are wanted for a morph)"


def morphed(pair: Pair, count: int) -> Iterator[Frame]:
    """Yield `count` frames from the first to the second, with a soft start and stop."""
    for i in range(count):
        yield pair.at(ease(i / max(count - 1, 1)))


def crossed(first: Clip, second: Clip, turn: Array) -> Iterator[Frame]:
    """Yield the frames of the first going over into those of the second; turn: (H, W), 0 first to 1 last."""
    count = first.count or 1
    for i, (one, two) in enumerate(zip(first.frames, second.frames, strict=True)):
        u = (i / max(count - 1, 1) - BEGIN) / (END - BEGIN)
        share = smoothstep(np.asarray(ease(min(max(u, 0), 1)) * (1 + SOFT) - turn * np.float32(1)), 0, SOFT)
        yield mixed(one, two, np.asarray(share, np.float32))


def mixed(one: Frame, two: Frame, share: Array) -> Frame:
    """Return two frames (H, W, 3) mixed by the share (H, W) of the second."""
    whole = one.astype(np.float32)
    return np.asarray(np.rint(whole + share[..., None] * (two - whole)), np.uint8)


def turns(first: Scene, second: Scene) -> Array:
    """Return when each pixel goes over, (H, W), 0 first to 1 last, evenly spread over all pixels."""
    order = blur(near(first) - near(second), SMOOTH_SHARE * max(first.photo.size))
    ranks = np.quantile(order[::4, ::4], np.linspace(0, 1, 65)) + np.linspace(0, 1e-4, 65)
    return np.asarray(np.interp(order, ranks, np.linspace(0, 1, 65)), np.float32)


def near(scene: Scene) -> Array:
    """Return the disparity (H, W) of what is seen at each pixel."""
    total = np.zeros(scene.photo.shape, np.float32)
    for layer in scene.layers:
        total = total + layer.alpha * (layer.disparity - total)
    return total
