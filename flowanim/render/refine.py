"""Frames mode: key frames are gone over by an in-painting network, the frames between come from them.

    key      the warped frame; what it uncovers or draws out is noised in part and denoised (SDEdit), starting from the
             plate and, where the key before shows the same point, from what was made there, carried along
    between  the warped frame + the change that the keys on both sides made, carried along the motion that is known

Only changes are carried: what the photo shows stays as it is warped. This is the one exception to the rule that every
frame is made from the photo alone. Sources: Meng et al., SDEdit, 2022; Lugmayr et al., RePaint, 2022 (what is known is
put back at every step: that is the network's part).
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

import cv2
import numpy as np

from flowanim.datatypes import Alpha, Clip, Disparity, Frame, Image, Scene
from flowanim.ops.image import from_uint8, to_uint8
from flowanim.ops.mask import smoothstep
from flowanim.plan import MotionPlan
from flowanim.render.known import Moment, carried
from flowanim.render.overlay import ADDERS, overlays
from flowanim.render.parallax import Stage, set_up

Redraw = Callable[[Image, Alpha, Disparity, int], Image]
"""(picture, strength, disparity, seed) -> picture. strength: (H, W), 0 as it is .. 1 made anew."""
Between = Callable[[Frame, Frame, float], Frame]
"""(first, second, u) -> the frame between them."""

RIM = 3 / 1280
"""What is taken in around what is uncovered: the matte is least sure there."""
DRAWN_OUT = (1.5, 2.5)
"""From where to where a stretch is worth redrawing."""
AGAIN = 0.4
"""Strength where the key before has shown the point."""
LEAST = 0.05


@dataclass(frozen=True, eq=False)
class Key:
    """A key frame. change: (H, W, 3), what was made less what was warped. where: (H, W), how strongly.

    frame: as it is shown.
    """

    moment: Moment
    frame: Frame
    change: Image
    where: Alpha


def without_additions(plan: MotionPlan) -> MotionPlan:
    """Return `plan` without what is laid over frames at the end (particles, grain): it is laid over refined ones."""
    effects = tuple(effect for effect in plan.effects if effect.effect not in ADDERS)
    return plan.model_copy(update={"effects": effects, "finishing": plan.finishing.model_copy(update={"grain": 0.0})})


def refined(clip: Clip, scene: Scene, plan: MotionPlan, *, redraw: Redraw, between: Between | None = None) -> Clip:
    """Return the clip with its key frames redrawn, every `plan.refine_every`-th, and the others made to go with them.

    clip: the frames of `without_additions(plan)`. scene: filled. between: where it is given, what lies between two keys
    comes from it in place of the known motion, inside what the keys have redrawn.
    """
    stage = set_up(scene, without_additions(plan))
    added = overlays(set_up(scene, plan))

    def finished() -> Iterator[Frame]:
        for i, frame in enumerate(_stream(clip.frames, Keys(stage, redraw), between)):
            for lay in added:
                lay(frame, i / plan.frames)
            yield frame

    return replace(clip, frames=finished())


class Keys:
    """Makes the keys of a clip, one after the other; each starts from the one before."""

    def __init__(self, stage: Stage, redraw: Redraw) -> None:
        self.stage, self.redraw = stage, redraw
        self.rest = Moment.of(replace(stage, plan=_at_rest(stage.plan)), 0.0)
        self.last: Key | None = None

    def make(self, frame: Frame, u: float) -> Key:
        """Return the key of the warped `frame` at progress `u`."""
        moment, warped = Moment.of(self.stage, u), from_uint8(frame)
        where = worth_redrawing(moment, self.rest)
        change = self._change(warped, moment, where) if where.any() else np.zeros_like(warped)
        self.last = Key(moment, to_uint8(warped + change), change, where)
        return self.last

    def _change(self, warped: Image, moment: Moment, where: Alpha) -> Image:
        """Return what redrawing changes."""
        guess, strength = warped, where
        if self.last is not None and self.last.where.any():
            change, known = carried(self.last.change, self.last.moment, moment)
            again = known * carried_share(self.last, moment)
            guess = warped + change * known[..., None]
            strength = where * (1 - np.float32(1 - AGAIN) * again)
        made = self.redraw(guess, np.ascontiguousarray(strength), moment.disparity(), self.stage.plan.seed)
        return np.asarray((made - warped) * edge(where)[..., None])


def edge(where: Alpha) -> Alpha:
    """Return how much of a redrawn pixel is shown: all but at the rim."""
    return smoothstep(where, 0, 0.3)


def carried_share(key: Key, now: Moment) -> Alpha:
    """Return how much (H, W) of what is seen now the key has redrawn."""
    share, _ = carried(np.repeat(edge(key.where)[..., None], 3, 2), key.moment, now)
    return np.ascontiguousarray(share[..., 0])


def worth_redrawing(moment: Moment, rest: Moment) -> Alpha:
    """Return how much (H, W) each pixel wants to be redrawn: 1 where it was hidden, less at its rim, or stretched."""
    hidden = moment.uncovered(rest)
    if hidden.max() < LEAST:
        hidden = np.zeros_like(hidden)
    reach = max(1, round(RIM * max(hidden.shape)))
    rim = cv2.dilate(hidden, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    drawn_out = smoothstep(moment.stretched(), *DRAWN_OUT)
    strength = np.maximum(hidden, np.maximum(0.5 * cv2.blur(rim, (reach, reach)), 0.5 * drawn_out))
    return np.where(strength < LEAST, 0, strength).astype(np.float32)


def _at_rest(plan: MotionPlan) -> MotionPlan:
    return plan.model_copy(update={"camera": type(plan.camera)(), "effects": ()})


def _stream(frames: Iterator[Frame], keys: Keys, between: Between | None) -> Iterator[Frame]:
    """Yield the refined frames; as many as lie between two keys are held."""
    plan = keys.stage.plan
    every, count = plan.refine_every, plan.frames
    first = next(frames)
    start = before = keys.make(first, 0.0)
    held = deque[Frame]([first])
    for i, frame in enumerate(chain(frames), start=1):
        if i % every and (plan.loop or i < count - 1):
            held.append(frame)
            continue
        after = keys.make(frame, i / count)
        yield from _interval(held, before, after, i, between)
        held, before = deque([frame]), after
    yield from _interval(held, before, start if plan.loop else before, count, between)


def _interval(held: deque[Frame], before: Key, after: Key, stop: int, between: Between | None) -> Iterator[Frame]:
    """Yield the frames from `before` up to frame `stop`, which is that of `after`."""
    stage, length = before.moment.stage, len(held)
    for i in range(length):
        frame, u = held.popleft(), (stop - length + i) / stage.plan.frames
        if i == 0:
            yield before.frame
        elif not (before.where.any() or after.where.any()):
            yield frame
        elif between is None:
            yield to_uint8(from_uint8(frame) + changed(before, after, now=Moment.of(stage, u), share=i / length))
        else:
            made = between(before.frame, after.frame, i / length)
            inside = redrawn(before, after, Moment.of(stage, u))[..., None]
            yield to_uint8(from_uint8(frame) * (1 - inside) + from_uint8(made) * inside)


def redrawn(before: Key, after: Key, now: Moment) -> Alpha:
    """Return how much (H, W) of what is seen now one of two keys has redrawn."""
    return np.maximum(carried_share(before, now), carried_share(after, now))


def changed(before: Key, after: Key, *, now: Moment, share: float) -> Image:
    """Return the change (H, W, 3) of a frame that lies at `share` of the way from one key to the next."""
    parts = [carried(key.change, key.moment, now) for key in (before, after)]
    weights = [trust * np.float32(part) for (_, trust), part in zip(parts, (1 - share, share), strict=True)]
    total = np.maximum(weights[0] + weights[1], 1e-4)
    known = np.minimum(parts[0][1] + parts[1][1], 1)
    mixed = sum(change * (weight / total)[..., None] for (change, _), weight in zip(parts, weights, strict=True))
    return np.asarray(mixed * known[..., None])
