"""What the meanings of words amount to, in any language: adverbs as numbers, camera words with directions as moves."""

from collections.abc import Mapping

DIRECTIONS: Mapping[str, tuple[int, int]] = {
    "left": (-1, 0),
    "right": (1, 0),
    "up": (0, 1),
    "down": (0, -1),
    "near": (0, -1),
    "away": (0, 1),
}
"""Direction -> (right, up) on the screen; what comes nearer goes down on it."""

MODIFIERS: Mapping[str, tuple[float, float]] = {
    "barely": (0.6, 0.3),
    "slight": (0.8, 0.5),
    "subtle": (0.8, 0.6),
    "gentle": (0.75, 0.8),
    "slow": (0.6, 0.9),
    "smooth": (1.0, 1.0),
    "brisk": (1.4, 1.2),
    "fast": (1.8, 1.2),
    "strong": (1.3, 1.6),
    "dramatic": (1.7, 2.0),
    "breeze": (0.9, 0.8),
    "wind": (1.0, 1.0),
    "gust": (1.2, 1.4),
    "gale": (1.6, 2.2),
}
"""Adverb -> (factor on speed, factor on size). The kinds of wind are adverbs of what they move."""

CAMERA_MOVES: Mapping[str, Mapping[str, str]] = {
    "camera": {
        "": "camera",
        "in": "push-in",
        "out": "pull-out",
        "away": "pull-out",
        "left": "truck-left",
        "right": "truck-right",
        "up": "pedestal-up",
        "down": "pedestal-down",
        "drift": "drift",
    },
    "push": {
        "": "push-in",
        "in": "push-in",
        "out": "pull-out",
        "away": "pull-out",
        "left": "truck-left",
        "right": "truck-right",
        "up": "pedestal-up",
        "down": "pedestal-down",
    },
    "pull": {"": "pull-out"},
    "pan": {"": "pan-right", "left": "pan-left", "right": "pan-right", "up": "tilt-up", "down": "tilt-down"},
    "truck": {
        "": "truck-right",
        "left": "truck-left",
        "right": "truck-right",
        "in": "push-in",
        "out": "pull-out",
        "up": "pedestal-up",
        "down": "pedestal-down",
    },
    "tilt": {"": "tilt-up", "up": "tilt-up", "down": "tilt-down", "left": "roll-left", "right": "roll-right"},
    "pedestal": {"": "pedestal-up", "up": "pedestal-up", "down": "pedestal-down"},
    "zoom": {"": "zoom-in", "in": "zoom-in", "out": "zoom-out", "away": "zoom-out"},
    "orbit": {"": "orbit", "left": "orbit-left", "right": "orbit-right"},
    "arc": {"": "arc", "left": "orbit-left", "right": "orbit-right"},
    "dolly zoom": {"": "dolly-zoom", "in": "dolly-zoom", "out": "dolly-zoom-out"},
    "roll": {"": "roll-right", "left": "roll-left", "right": "roll-right"},
    "roll left": {"": "roll-left"},
    "handheld": {"": "handheld"},
    "parallax": {"": "orbit"},
}
"""Camera word and direction -> the name in `presets.CAMERAS`; "" when no direction, or none that fits, was said."""

CAMERA_VERBS: Mapping[str, tuple[str, str]] = {
    "drift": ("camera", "drift"),
    "turn": ("pan", ""),
    "rise": ("pedestal", "up"),
    "fall": ("pedestal", "down"),
    "sway": ("handheld", ""),
    "swing": ("orbit", ""),
    "breathe": ("handheld", ""),
}
"""What a verb makes of the bare word "camera": (camera word, direction)."""

IMPLIED: Mapping[str, tuple[str, str]] = {
    "wave": ("sea", "swell"),
    "ripple": ("water", "ripple"),
    "flow": ("water", "flow"),
    "breathe": ("subject", "breathe"),
    "rock": ("ground", ""),
    "flicker": ("light", "flicker"),
}
"""What a verb or noun of motion means where nothing else is named: (element, verb)."""

TELLING = frozenset({"break"})
"""Verbs that say more than what a noun of motion implies: "waves crash"."""

AS_VERB: Mapping[str, str] = {"wave": "sway", "rock": "sway", "ripple": "ripple", "breathe": "breathe"}
"""What an `act` does to the element that is named beside it."""
