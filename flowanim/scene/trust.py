"""What two analyses say of a pixel -> what it is: chances of the network, weighed by what the classical one calls it.

    chance(kind) ~ network(kind) * P(classical calls it so | kind) ^ WEIGHT

The table says how often the classical analysis calls a pixel so when it is of each kind; it was counted over 64 of the
training scenes (`scripts/train/agree.py`). Where the network knows nothing, the classical analysis decides.
"""

from collections.abc import Mapping

import numpy as np

from flowanim.datatypes import Alpha, Mask

WEIGHT = 0.7
"""Chosen on held-out training scenes: both look at the same picture, so their errors are not independent."""
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
UNSURE = 0.35


def weighed(chances: Mapping[str, Alpha], called: Mapping[str, Alpha]) -> dict[str, Alpha]:
    """Return kind -> chance (h, w), together 1, of the network's `chances` and the regions `called` by the other."""
    logs = {kind: np.log(np.maximum(chance, 1e-4)) for kind, chance in chances.items()}
    for name, alpha in called.items():
        row = TABLE.get(name, ())
        for kind in logs:
            likely = row[COLUMNS.index(kind)] if row and kind in COLUMNS else NEUTRAL
            logs[kind] = logs[kind] + np.float32(WEIGHT * np.log(likely)) * alpha
    stack = np.stack(list(logs.values()))
    odds = np.exp(stack - stack.max(0))
    return _settled(dict(zip(logs, np.asarray(odds / odds.sum(0), np.float32), strict=True)), called)


def _settled(chances: dict[str, Alpha], called: Mapping[str, Alpha]) -> dict[str, Alpha]:
    """Return `chances` in which a whole region is what it is `called` wherever, on the mean, no kind is likely in it:
    one wrong region harms a picture less than many scraps.
    """
    best = np.max(list(chances.values()), axis=0)
    names = [name for name in called if name in chances]
    doubtful = [name for name in names if _mean(best, called[name] > 0.5) < UNSURE]
    for name in doubtful:
        inside = called[name] > 0.5
        for kind, chance in chances.items():
            chances[kind] = np.where(inside, np.float32(kind == name), chance)
    return chances


def _mean(values: Alpha, inside: Mask) -> float:
    return float(values[inside].mean()) if inside.any() else 1.0
