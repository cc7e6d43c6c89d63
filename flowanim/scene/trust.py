"""What two analyses say of a pixel -> what it is: the network's chances, weighed by what the rules call it.

    chance(kind) ~ network(kind) * P(the rules call it so | kind) ^ WEIGHT

The table says how often the rules call a pixel so when it is of each kind; it was counted over 64 of the training
scenes. A piece of which the network is not sure enough, on the mean, stays what the rules call it: one wrong region
harms a picture more than one that was missed, and wrong water would flow.
"""

from collections.abc import Mapping

import cv2
import numpy as np

from flowanim.datatypes import Alpha

WEIGHT = 0.7
"""Chosen on held-out training scenes: both look at the same picture, so their errors are not independent."""
SURE = 0.4
SURE_OF: dict[str, float] = {"water": 0.45, "animal": 0.45}
"""Mean chance that a piece needs, chosen on held-out scenes: above it a kind is claimed where it is not about as rarely
as by the rules. Of water and animals it takes more.
"""
COLUMNS = ("other", "sky", "water", "person", "animal", "vegetation", "building", "ground", "mountain", "vehicle")
TABLE: dict[str, tuple[float, ...]] = {
    "sky": (0.15, 0.86, 0.01, 0.21, 0.07, 0.03, 0.11, 0.05, 0.11, 0.12),
    "water": (0.05, 0.01, 0.18, 0.04, 0.11, 0.01, 0.02, 0.02, 0.06, 0.14),
    "vegetation": (0.09, 0.02, 0.06, 0.05, 0.19, 0.38, 0.10, 0.25, 0.29, 0.11),
    "building": (0.07, 0.02, 0.01, 0.18, 0.06, 0.03, 0.14, 0.02, 0.04, 0.12),
    "mountain": (0.06, 0.03, 0.02, 0.06, 0.09, 0.08, 0.04, 0.02, 0.24, 0.16),
    "ground": (0.21, 0.03, 0.28, 0.18, 0.21, 0.16, 0.36, 0.40, 0.18, 0.22),
    "other": (0.38, 0.03, 0.44, 0.28, 0.27, 0.30, 0.22, 0.23, 0.08, 0.14),
}
NEUTRAL = 0.15


def agreed(chances: Mapping[str, Alpha], called: Mapping[str, Alpha]) -> dict[str, Alpha]:
    """Return kind -> chance (h, w), together 1, of the network's `chances` and the regions `called` by the rules."""
    found = weighed(chances, called)
    kinds = list(found)
    stack = np.stack([found[kind] for kind in kinds])
    doubted = ~_sure(stack, kinds)
    for kind in dict.fromkeys((*kinds, *called)):
        rule = called.get(kind, np.zeros_like(stack[0]))
        found[kind] = np.asarray(np.where(doubted, rule, found.get(kind, np.float32(0))), np.float32)
    return found


def weighed(chances: Mapping[str, Alpha], called: Mapping[str, Alpha]) -> dict[str, Alpha]:
    """Return the network's `chances`, together 1, weighed by what the rules call each pixel."""
    logs = {kind: np.log(np.maximum(chance, 1e-4)) for kind, chance in chances.items()}
    for name, alpha in called.items():
        row = TABLE.get(name, ())
        for kind in logs:
            likely = row[COLUMNS.index(kind)] if row and kind in COLUMNS else NEUTRAL
            logs[kind] = logs[kind] + np.float32(WEIGHT * np.log(likely)) * alpha
    stack = np.stack(list(logs.values()))
    odds = np.exp(stack - stack.max(0))
    return dict(zip(logs, np.asarray(odds / odds.sum(0), np.float32), strict=True))


def _sure(stack: Alpha, kinds: list[str]) -> np.typing.NDArray[np.bool_]:
    """Return where (h, w) the likeliest kind of `stack` (kinds, h, w) is sure enough, piece by connected piece."""
    likeliest, most = stack.argmax(0), stack.max(0)
    sure = np.zeros(most.shape, bool)
    for k, kind in enumerate(kinds):
        _, parts = cv2.connectedComponents((likeliest == k).astype(np.uint8))
        sizes = np.maximum(np.bincount(parts.ravel()), 1)
        means = np.bincount(parts.ravel(), most.ravel()) / sizes
        good = means >= SURE_OF.get(kind, SURE)
        good[0] = False
        sure |= good[parts]
    return sure
