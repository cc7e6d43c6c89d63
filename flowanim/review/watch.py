"""A clip's frames, one after the other -> all the meters, in one pass; memory does not grow with the clip."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from flowanim.datatypes import Array, Frame, Image, Progress, Scene
from flowanim.ops.image import luma, resize
from flowanim.plan import MotionPlan
from flowanim.review import carry, crisp, tint
from flowanim.review.flicker import Flicker, change
from flowanim.review.glance import Glance, Step, board, glance
from flowanim.review.likeness import Likeness
from flowanim.review.movement import Movement
from flowanim.review.seam import step_levels
from flowanim.review.still import Stillness
from flowanim.scene.faces import find_faces

TRACK_PX = 960
"""Long side of the frames that the camera is tracked in."""
SHARP_PX = 1280
DETAIL_EVERY = 4
"""Frames from one look at the detail and the colours to the next."""


@dataclass(frozen=True, eq=False)
class Known:
    """What is known of a clip besides its frames. photo: Image it was made from. plan, scene: what it was made by."""

    photo: Image | None = None
    plan: MotionPlan | None = None
    scene: Scene | None = None


@dataclass
class Watch:
    """Everything that looks at the frames as they go by. wanted: numbers of the frames that are kept, small.

    details: share of the reference's detail; the photo is the reference, or the first frame. drifts: Delta E from it.
    """

    known: Known
    movement: Movement
    wanted: frozenset[int]
    flicker: Flicker = field(default_factory=Flicker)
    still: Stillness = field(default_factory=Stillness)
    likeness: Likeness = field(default_factory=lambda: Likeness(()))
    changes: list[float] = field(default_factory=list)
    steps: list[float] = field(default_factory=list)
    errors: list[float] = field(default_factory=list)
    twinkles: list[float] = field(default_factory=list)
    details: list[float] = field(default_factory=list)
    drifts: list[float] = field(default_factory=list)
    pictures: dict[int, Frame] = field(default_factory=dict)
    error_map: Array | None = None
    reference: tuple[float, Array] | None = None
    first: Glance | None = None
    last: Glance | None = None
    count: int = 0

    def look(self, frames: Iterable[Frame], total: int | None, progress: Progress) -> Iterator[Frame]:
        """Take each frame and hand it on, as small as tracking wants it."""
        for frame in frames:
            self._add(frame)
            progress("review", self.count, total or self.count)
            yield glance(frame, TRACK_PX).frame

    def _add(self, frame: Frame) -> None:
        now = glance(frame)
        if self.last is None:
            self._begin(frame, now)
        step = None if self.last is None else Step.of(self.last, now)
        self.movement.add(now)
        self.still.add(now, step)
        self.likeness.add(now)
        if step is not None:
            self._add_step(step)
        if self.count % DETAIL_EVERY == 0:
            self._add_detail(frame, now)
        if self.count in self.wanted:
            self.pictures[self.count] = now.frame
        self.last, self.count = now, self.count + 1

    def _begin(self, frame: Frame, now: Glance) -> None:
        photo = self.known.photo
        sharp = glance(frame, SHARP_PX)
        h, w = sharp.frame.shape[:2]
        own = sharp.rgb if photo is None else resize(photo, (w, h))
        self.reference = crisp.detail(luma(own)), tint.mean_lab(own)
        self.first, self.likeness = now, Likeness(find_faces(now.rgb))

    def _add_step(self, step: Step) -> None:
        self.flicker.add(step)
        self.changes.append(change(step))
        self.steps.append(step_levels(step.before.rgb, step.after.rgb))
        self.errors.append(carry.warp_error(step))
        self.twinkles.append(carry.twinkle(step))
        here = board(np.square(step.after.rgb - step.carried).sum(-1) * step.known)
        self.error_map = here if self.error_map is None else self.error_map + here

    def _add_detail(self, frame: Frame, now: Glance) -> None:
        assert self.reference is not None
        self.details.append(crisp.detail(glance(frame, SHARP_PX).luma) / max(self.reference[0], 1e-6))
        self.drifts.append(tint.drift(tint.mean_lab(now.rgb), self.reference[1]))
