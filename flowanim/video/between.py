"""Two frames -> any frame between them, by optical flow.

Flow both ways gives four guesses of how a pixel at time u moves from the first frame to the second: either flow as it
stands there, and either carried along itself; that nothing moves is a fifth. Each guess fetches both frames, and the
less the two differ around the pixel, the more it counts:

    out(p) = sum_k w_k(p) [(1 - u) first(p - u v_k(p)) + u second(p + (1 - u) v_k(p))],  w_k ~ exp(-difference_k / SOFT)

What is the same in both frames stays as it is, bit for bit. Sources: Kroeger et al., Fast Optical Flow using Dense
Inverse Search, 2016; Baker et al., A Database and Evaluation Methodology for Optical Flow, 2011 (frames between).
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from flowanim.datatypes import Array, Flow, Frame, Image, Mask
from flowanim.ops.flow import invert, resize_flow
from flowanim.ops.image import fit, masked, to_uint8
from flowanim.ops.warp import pixel_grid, sample

FLOW_PX = 800
"""Flow is looked for at this long side at most."""
STEPS = 4
AROUND = 3.0
"""Pixels, at flow's size, around a pixel that tell how well a guess fits."""
SOFT = 12 / 255
DOUBT = 0.5 / 255
"""What a guess that nothing moves must be better by."""
STILL = 9
"""Pixels that must all be the same for the middle one to be still."""
LEAST_PX = 16
"""Smaller pictures have no flow to speak of."""


@dataclass(frozen=True)
class Pair:
    """Two frames (H, W, 3), one after the other, ready to be asked for what lies between."""

    first: Frame
    second: Frame

    def __post_init__(self) -> None:
        for frame in (self.first, self.second):
            if frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape != (*self.first.shape[:2], 3):
                raise ValueError(f"want two uint8 (H, W, 3) frames of one size, got {frame.dtype} {frame.shape}")

    def at(self, u: float) -> Frame:
        """Return the frame (H, W, 3) at progress `u`, 0..1; the frames themselves at its ends."""
        if u <= 0 or u >= 1:
            return self.first if u <= 0 else self.second
        guesses = self._guesses(u)
        shares = self._shares(guesses, u)
        size = (self.first.shape[1], self.first.shape[0])
        total = np.zeros((*self.first.shape[:2], 4), np.float32)
        for guess, share in zip(guesses, shares, strict=True):
            full = cv2.resize(share, size, interpolation=cv2.INTER_LINEAR)
            fetched = _fetched(self._images, resize_flow(guess, size), u)
            mixed = cv2.addWeighted(fetched[0], 1 - u, fetched[1], u, 0)
            total = cv2.add(total, cv2.multiply(mixed, cv2.merge([full] * 4)))
        return masked(self.first, self._still, np.ascontiguousarray(to_uint8(total)[..., :3]))

    @cached_property
    def flows(self) -> tuple[Flow, Flow]:
        """The pushes from the first to the second and back, at flow's size."""
        size = fit((self.first.shape[1], self.first.shape[0]), FLOW_PX)
        greys = [
            cv2.resize(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), size, interpolation=cv2.INTER_AREA)
            for frame in (self.first, self.second)
        ]
        search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
        search.setFinestScale(0)
        if min(greys[0].shape) < LEAST_PX:
            return (np.zeros((*greys[0].shape, 2), np.float32),) * 2
        return search.calc(greys[0], greys[1], None), search.calc(greys[1], greys[0], None)

    @cached_property
    def _images(self) -> tuple[Image, Image]:
        """Both frames as float, with a fourth channel: OpenCV fetches four quicker than three."""
        first, second = (
            cv2.cvtColor(frame, cv2.COLOR_RGB2RGBA).astype(np.float32) / np.float32(255)
            for frame in (self.first, self.second)
        )
        return first, second

    @cached_property
    def _small(self) -> tuple[Image, Image]:
        size = self.flows[0].shape[1], self.flows[0].shape[0]
        first, second = (cv2.resize(image, size, interpolation=cv2.INTER_AREA) for image in self._images)
        return first, second

    @cached_property
    def _still(self) -> Mask:
        same = (cv2.absdiff(self.first, self.second).max(-1) == 0).astype(np.uint8)
        return np.asarray(cv2.erode(same, np.ones((STILL, STILL), np.uint8)) > 0)

    def _guesses(self, u: float) -> list[Flow]:
        there, back = self.flows
        return [_carried(there, u), -_carried(back, 1 - u), there, -back, np.zeros_like(there)]

    def _shares(self, guesses: list[Flow], u: float) -> Array:
        """Return how much each guess counts, (guesses, h, w); they sum to 1."""
        differences = []
        for guess in guesses:
            first, second = _fetched(self._small, guess, u)
            apart = cv2.transform(cv2.absdiff(first, second), np.ones((1, 4), np.float32))
            differences.append(cv2.GaussianBlur(apart, (0, 0), AROUND))
        stack = np.stack(differences)
        stack[-1] += DOUBT
        likely = np.exp((stack.min(0) - stack) / np.float32(SOFT))
        return np.asarray(likely / likely.sum(0), np.float32)


def _carried(push: Flow, u: float) -> Flow:
    """Return the motion of what is at each pixel at time `u`, from where it was at 0: v(p) = push(p - u v(p))."""
    return invert(np.float32(u) * push, STEPS) * np.float32(-1 / u)


def _fetched(images: tuple[Image, Image], motion: Flow, u: float) -> tuple[Image, Image]:
    grid = pixel_grid(*motion.shape[:2])
    return sample(images[0], grid - np.float32(u) * motion), sample(images[1], grid + np.float32(1 - u) * motion)
