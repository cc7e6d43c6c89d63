"""The blink of a plan: its numbers, as those of other effects stand in `parts`."""

from typing import Literal

from pydantic import Field

from flowanim.parts import Box, Part


class BlinkEffect(Part):
    """Eyes blink: the upper lid comes down over them, and goes up again.

    eyes: boxes (x, y, width, height) of their openings, in shares of the picture. disparity: how near the face is.
    times: in the clip, evenly. lasts_s: one blink.
    """

    effect: Literal["blink"] = "blink"
    layer: Literal[""] = ""
    eyes: tuple[Box, ...] = Field(min_length=1, max_length=20)
    disparity: float = Field(default=0.9, ge=0, le=2)
    times: int = Field(default=1, ge=1, le=16)
    lasts_s: float = Field(default=0.32, gt=0.05, le=2)
