"""Rain, snow, dust and fireflies: where each one is, in closed form.

Every particle lives the same short life again and again, a whole number of times in the clip and each from its own
moment on: it appears, goes its way, and is gone. So the swarm at the end is the swarm at the beginning, exactly.
Nearer ones are larger and faster, as perspective has it. Rain falls at 4 to 9 m/s and is seen as streaks of the
exposure (Garg and Nayar, Vision and Rain, 2007); flakes fall at 1 m/s and tumble; dust and fireflies hang in the air.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import pi

import numpy as np

from flowanim.datatypes import Array, Mask, vector
from flowanim.fields.noise import generator
from flowanim.fields.place import heading
from flowanim.parts import ParticleEffect

EXPOSURE_S = 1 / 30


@dataclass(frozen=True)
class Habit:
    """How a kind of particle behaves. far: the least nearness. tumble: sideways way, in sizes. blink: share of dark.

    life_s: the longest life; colour: red, green, blue 0..1. soft: nearness from which they are out of focus.
    """

    far: float
    tumble: float
    blink: float
    life_s: float
    colour: tuple[float, float, float]
    soft: float


HABITS: Mapping[str, Habit] = {
    "rain": Habit(0.3, 0.0, 0.0, 2.0, (0.82, 0.87, 0.93), 2.0),
    "snow": Habit(0.2, 4.0, 0.0, 8.0, (0.97, 0.98, 1.0), 0.72),
    "dust": Habit(0.2, 8.0, 0.5, 8.0, (1.0, 0.95, 0.84), 0.7),
    "fireflies": Habit(0.25, 9.0, 0.75, 8.0, (0.86, 1.0, 0.42), 2.0),
}


@dataclass(frozen=True)
class Swarm:
    """Particles at one moment, far to near.

    place: (n, 2) px in the picture. streak: (n, 2) px, the way within an exposure. size: (n,) px across. nearness: (n,)
    0..1. light: (n,) 0..1.
    """

    place: Array
    streak: Array
    size: Array
    nearness: Array
    light: Array

    def __getitem__(self, which: Mask) -> "Swarm":
        """Return some of them."""
        return Swarm(self.place[which], self.streak[which], self.size[which], self.nearness[which], self.light[which])

    def scaled(self, factor: float) -> "Swarm":
        """Return them smaller or larger, each at its place."""
        return replace(self, streak=self.streak * np.float32(factor), size=self.size * np.float32(factor))


@dataclass(frozen=True)
class Flock:
    """The particles of an effect: what they are born with, all (n,) or (n, 2), sorted far to near."""

    effect: ParticleEffect
    size_px: tuple[int, int]
    seconds: float
    nearness: Array
    birth: Array
    start: Array
    sway: Array

    @classmethod
    def of(cls, effect: ParticleEffect, size: tuple[int, int], seconds: float, seed: int) -> "Flock":
        """Return the flock over a picture of `size` (W, H)."""
        rng = generator(seed, "particles", effect.style)
        habit, n = HABITS[effect.style], effect.amount
        nearness = np.sort(habit.far / (1 - rng.random(n) * (1 - habit.far))).astype(np.float32)
        birth, start = rng.random(n).astype(np.float32), rng.random((n, 2)).astype(np.float32)
        return cls(effect, size, seconds, nearness, birth, start, rng.random((n, 2)).astype(np.float32))

    def at(self, u: float) -> Swarm:
        """Return every particle at progress `u`."""
        effect, habit = self.effect, HABITS[self.effect.style]
        scale = np.float32(max(self.size_px) / 1280)
        lives, life_s = self._lives(habit)
        age = (self.birth + np.float32(lives * u)) % 1
        size = np.float32(effect.size_px) * scale * self.nearness
        way = heading(effect.angle_deg) * (np.float32(effect.speed_px_s * life_s) * scale * self.nearness)[:, None]
        middle = self.start * vector(*self.size_px) * np.float32(1.3) - vector(*self.size_px) * np.float32(0.15)
        turn = np.float32(2 * pi) * (self.sway + np.float32(u) * vector(2, 1))
        place = middle + way * (age - np.float32(0.5))[:, None] + np.sin(turn) * (size * habit.tumble)[:, None] / 2
        light = np.float32(effect.opacity) * np.minimum(1, 4 * np.minimum(age, 1 - age))
        if habit.blink:
            light = light * np.clip((np.sin(turn[:, 0]) + 1) / 2 - habit.blink + 0.5, 0, 1)
        return Swarm(place, way * np.float32(EXPOSURE_S / life_s), size, self.nearness, np.asarray(light, np.float32))

    def _lives(self, habit: Habit) -> tuple[int, float]:
        """Return how many lives fit into the clip, and the length of one: the way through the picture or a while."""
        through = 1.3 * 1280 / max(self.effect.speed_px_s, 1e-3)
        lives = max(1, round(self.seconds / min(through, habit.life_s)))
        return lives, self.seconds / lives
