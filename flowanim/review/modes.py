"""The ways in which one plan can be rendered, as data: name -> what it changes of the plan.

A way that this version does not know, or that lacks its weights, is left out and named; adding one is adding a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from flowanim.plan import MotionPlan


@dataclass(frozen=True)
class Mode:
    """name: for people. slug: for files. settings: fields of the plan -> their value. text: what it is, in a line."""

    name: str
    slug: str
    settings: Mapping[str, str]
    text: str


MODES = (
    Mode("warp only", "warp", {"fill": "none", "refine": "none"}, "what was hidden is not made up but drawn out"),
    Mode("warp + plate", "plate", {"refine": "none"}, "what was hidden is made up once, every frame shows the same"),
    Mode("refined frames", "refined", {"refine": "frames"}, "key frames are refined, the others lie between them"),
)


def in_mode(plan: MotionPlan, mode: Mode, filler: str) -> MotionPlan | None:
    """Return `plan` as `mode` renders it; None where this version does not know the mode.

    filler: what makes up hidden pixels where the plan itself leaves them as a plain warp shows them.
    """
    filled = {"fill": filler} if plan.fill == "none" else {}
    try:
        return MotionPlan.model_validate({**plan.model_dump(), **filled, **mode.settings})
    except ValidationError:
        return None
