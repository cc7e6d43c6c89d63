"""Guesses of motion -> how to mix the frame between: by how well each fits, and by what a network makes of that.

A guess fetches both frames. The less the two differ around a pixel, the likelier it is there:

    likely_k(p) = (least difference - difference_k) / SOFT,     out(p) = sum_k w_k(p) [(1 - s) first_k + s second_k]

with w = softmax(likely) and s = u. The network sees all guesses as PLANES planes and answers with ANSWERS planes at
half the size: what to add to each likely_k; which frame shows the pixel (s, where one covers it); one more, refined,
motion, as attention over the guesses and a rest for either side; and a little colour, which is nothing where the frames
agree. All of its answers zero means: as without it, nearly.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from flowanim.datatypes import Array, Flow, Image
from flowanim.ops.warp import pixel_grid, sample
from flowanim.video.motions import GUESSES

Network = Callable[[Array], Array]
"""(PLANES, h, w) -> (ANSWERS, h / 2, w / 2); h and w are multiples of MULTIPLE."""
MULTIPLE = 16
PLANES = 5 * GUESSES + 6
MIX, GATE = 5 * GUESSES, 5 * GUESSES + 3
"""Where, in the planes, the mix without a network and the gate of the colour stand."""
FINE = GUESSES + 1 + 1 + 3
"""Answers at full size, four planes each: a logit for each guess and the refined one, the side, the colour."""
ANSWERS = 4 * FINE + GUESSES + 4
AROUND = 3.0
"""Pixels around a pixel that tell how well a guess fits."""
SOFT = 12 / 255
DOUBT = 0.5 / 255
"""What a guess that nothing moves must be better by."""
REFINED = -1.5
"""How likely the refined motion is before the network has spoken; the best guess has 0."""
LARGEST_COLOUR = 0.15
GATE_AT = 12 / 255
"""Difference of the frames from which on the colour is free."""


@dataclass(frozen=True, eq=False)
class Look:
    """What the guesses fetch at progress u. fetched: of each guess, both frames (h, w, 4). likely: (GUESSES, h, w).

    gate: (h, w), 0 where the frames agree.
    """

    u: float
    guesses: list[Flow]
    fetched: list[tuple[Image, Image]]
    likely: Array
    gate: Array


@dataclass(frozen=True, eq=False)
class Recipe:
    """How to mix. motions: (to the first, to the second) for each guess. shares: (motions, h, w), they sum to 1.

    side: (h, w), the share of the second frame. colour: (h, w, 3) to add, or None.
    """

    motions: list[tuple[Flow, Flow]]
    shares: Array
    side: Array
    colour: Array | None = None


def fetch(images: tuple[Image, Image], motions: tuple[Flow, Flow], u: float) -> tuple[Image, Image]:
    """Return both frames as seen at `u` if everything moves by `motions` (the way to the first, to the second)."""
    grid = pixel_grid(*motions[0].shape[:2])
    ahead, behind = motions
    return sample(images[0], grid - np.float32(u) * ahead), sample(images[1], grid + np.float32(1 - u) * behind)


def look(images: tuple[Image, Image], guesses: list[Flow], u: float) -> Look:
    """Look at two frames (h, w, 4) through all guesses."""
    fetched = [fetch(images, (guess, guess), u) for guess in guesses]
    apart = [cv2.transform(cv2.absdiff(*pair), np.ones((1, 4), np.float32)) for pair in fetched]
    differences = np.stack([cv2.GaussianBlur(one, (0, 0), AROUND) for one in apart])
    differences[-1] += DOUBT
    likely = (differences.min(0) - differences) / np.float32(SOFT)
    still = cv2.transform(cv2.absdiff(*images), np.ones((1, 4), np.float32)) / np.float32(3 * GATE_AT)
    return Look(u, guesses, fetched, likely, np.minimum(cv2.GaussianBlur(still, (0, 0), 1.0), 1))


def planes(seen: Look) -> Array:
    """Return what the network is shown, (PLANES, h, w)."""
    h, w = seen.gate.shape
    out = np.empty((PLANES, h, w), np.float32)
    for k, (pair, guess) in enumerate(zip(seen.fetched, seen.guesses, strict=True)):
        for side in range(2):
            out[2 * k + side] = cv2.cvtColor(pair[side], cv2.COLOR_RGBA2GRAY)
        out[3 * GUESSES + 2 * k : 3 * GUESSES + 2 * k + 2] = guess.transpose(2, 0, 1)
    out[: 2 * GUESSES] -= np.float32(0.5)
    out[2 * GUESSES : 3 * GUESSES] = np.maximum(seen.likely, -8) / np.float32(4)
    flows = out[3 * GUESSES : MIX]
    np.arcsinh(flows, out=flows)
    flows *= np.float32(0.5)
    out[MIX:GATE] = _plain_mix(seen).transpose(2, 0, 1) - np.float32(0.5)
    out[GATE] = seen.gate
    best = cv2.absdiff(*seen.fetched[0])
    out[GATE + 1] = np.minimum(cv2.transform(best, np.ones((1, 4), np.float32)) * 3, 1)
    out[GATE + 2] = seen.u - 0.5
    return out


def _plain_mix(seen: Look) -> Image:
    shares = softmax(seen.likely)
    total = np.zeros_like(seen.fetched[0][0])
    for pair, share in zip(seen.fetched, shares, strict=True):
        total += cv2.addWeighted(pair[0], 1 - seen.u, pair[1], seen.u, 0) * share[..., None]
    return total[..., :3]


def plain_recipe(seen: Look) -> Recipe:
    """Return the mix by how well each guess fits."""
    motions = [(guess, guess) for guess in seen.guesses]
    return Recipe(motions, softmax(seen.likely), np.full(seen.gate.shape, seen.u, np.float32))


def network_recipe(seen: Look, network: Network) -> Recipe:
    """Return the mix that the network thinks best."""
    h, w = seen.gate.shape
    fine, coarse = _answers(planes(seen), network)
    logits = np.concatenate([seen.likely, np.full((1, h, w), REFINED, np.float32)]) + fine[: GUESSES + 1]
    side = 1 / (1 + np.exp(-(np.log(seen.u / (1 - seen.u)) + fine[GUESSES + 1])))
    colour = np.tanh(fine[GUESSES + 2 :]) * (LARGEST_COLOUR * 4 * seen.u * (1 - seen.u) * seen.gate)
    refined = _refined(seen, coarse)
    motions = [*((guess, guess) for guess in seen.guesses), refined]
    return Recipe(motions, softmax(logits), np.asarray(side, np.float32), colour.transpose(1, 2, 0).astype(np.float32))


def _answers(shown: Array, network: Network) -> tuple[Array, Array]:
    """Return the answers at full size, (FINE, h, w), and those at half of it."""
    _, h, w = shown.shape
    right, below = -w % MULTIPLE, -h % MULTIPLE
    out = network(np.pad(shown, ((0, 0), (0, below), (0, right)), mode="edge"))
    _, high, wide = out.shape
    blocks = out[: 4 * FINE].reshape(FINE, 2, 2, high, wide).transpose(0, 3, 1, 4, 2)
    return blocks.reshape(FINE, 2 * high, 2 * wide)[:, :h, :w], out[4 * FINE :]


def _refined(seen: Look, coarse: Array) -> tuple[Flow, Flow]:
    """Return the motion that the network makes of the guesses, to the first and to the second frame."""
    h, w = seen.gate.shape
    _, high, wide = coarse.shape
    padded = np.pad(seen.likely, ((0, 0), (0, 2 * high - h), (0, 2 * wide - w)), mode="edge")
    likely = padded.reshape(GUESSES, high, 2, wide, 2).mean((2, 4))
    attention = softmax(likely + coarse[:GUESSES])
    full = [np.ascontiguousarray(cv2.resize(one, (2 * wide, 2 * high))[:h, :w]) for one in attention]
    motion = sum(
        (guess * one[..., None] for guess, one in zip(seen.guesses, full, strict=True)), np.zeros((h, w, 2), np.float32)
    )
    rests = cv2.resize(np.ascontiguousarray(coarse[GUESSES:].transpose(1, 2, 0)), (2 * wide, 2 * high))[:h, :w]
    return motion + rests[..., :2], motion + rests[..., 2:]


def softmax(logits: Array) -> Array:
    """Return shares (K, h, w) that sum to 1."""
    likely = np.exp(logits - logits.max(0))
    return np.asarray(likely / likely.sum(0), np.float32)
