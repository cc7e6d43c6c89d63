"""What somebody asks for, said exactly: a prompt, a preset and the choice without a prompt all become Clauses.

A clause names one thing and what it does. `channel` says who is meant: the camera, an element of the picture, the wind
(everything it can move), or all (the whole picture, the background). The planner turns clauses into numbers.
"""

from dataclasses import dataclass
from typing import Literal

Channel = Literal["camera", "element", "wind", "all"]
Origin = Literal["prompt", "preset", "choice", "option"]
Exact = tuple[tuple[str, float], ...]
"""Amounts that are said in numbers: pairs (unit, value)."""


@dataclass(frozen=True)
class Clause:
    """One thing and what it does.

    target: a name of `presets.CAMERAS`, "camera" (its choice is free), "hold"; a name of `presets.ELEMENTS` or of a
    layer; "wind"; "everything" or "background". still: it must not move. verb: how it moves ("flow", "ripple"; "" =
    as it likes). angle_deg: where it goes on the screen, counter-clockwise from the right; None = not said.
    speed, strength: factors from the adverbs. warmth: -1 cooler to 1 warmer, for light. seconds: how long, for a camera
    move. step: 0 for what comes first, 1 for what comes then. origin: who asks. exact: amounts said in
    numbers ("px_s", 20), which adverbs do not change.
    """

    channel: Channel
    target: str
    still: bool = False
    verb: str = ""
    angle_deg: float | None = None
    speed: float = 1.0
    strength: float = 1.0
    warmth: float = 0.0
    seconds: float | None = None
    step: int = 0
    origin: Origin = "prompt"
    exact: Exact = ()

    def exactly(self, unit: str) -> float | None:
        """Return the amount that was said in this unit, or None."""
        return dict(self.exact).get(unit)


@dataclass(frozen=True)
class Intent:
    """A prompt, understood.

    clauses: in the order of the prompt. loop, seconds, fps: where it speaks of the clip. speed, strength: factors that
    were said of nothing in particular ("gently"). looks: what is laid over the picture (`looks.LOOKS`, or film grain),
    and how strongly. impossible: motions that were asked for and cannot be. notes: what
    was read otherwise, left out or not understood.
    """

    clauses: tuple[Clause, ...] = ()
    loop: bool | None = None
    seconds: float | None = None
    fps: float | None = None
    speed: float = 1.0
    strength: float = 1.0
    looks: tuple[tuple[str, float], ...] = ()
    impossible: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
