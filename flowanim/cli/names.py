"""The names of presets, camera moves and fillers, for --help and quick refusals without loading what they stand for.

Those of presets and camera moves are those of `motion.presets`, in its order, those of fillers those of `parts`; tests
hold that.
"""

from collections.abc import Sequence
from textwrap import fill

CAMERAS = (
    "static",
    "push-in",
    "pull-out",
    "pan-left",
    "pan-right",
    "truck-left",
    "truck-right",
    "tilt-up",
    "tilt-down",
    "pedestal-up",
    "pedestal-down",
    "zoom-in",
    "zoom-out",
    "orbit-left",
    "orbit-right",
    "orbit",
    "arc",
    "dolly-zoom",
    "dolly-zoom-out",
    "roll-left",
    "roll-right",
    "handheld",
    "drift",
    "breathe",
)
FILLERS = ("none", "telea", "patch", "diffusion")
FILLER_FORM = r"none|telea|patch|diffusion|hub:\w[\w.-]*(/\w[\w.-]*)?"
PRESETS = (
    "cinemagraph",
    "living-photo",
    "slow-push",
    "drift",
    "dolly-zoom",
    "orbit",
    "handheld",
    "product-rock",
    "product-glint",
    "portrait-breathe",
    "old-photo",
    "waterfall",
    "sea",
    "river",
    "clouds",
    "storm",
    "fireplace",
    "candle",
    "coffee-steam",
    "forest-wind",
    "flag",
    "night-city",
    "snow",
    "rain",
)


def listed(title: str, names: Sequence[str]) -> str:
    """Return a paragraph for the end of a help text, which click does not wrap again."""
    return "\b\n" + fill(f"{title}: {', '.join(names)}.", 78, break_on_hyphens=False)


CAMERAS_HELP = listed("Camera moves", CAMERAS)
NAMES_HELP = f"{listed('Presets', PRESETS)}\n\n{CAMERAS_HELP}"
