"""Measures -> sentences a person understands, each with the option that mends it, and a score that a frozen clip lacks.

Every rule is a line of RULES: the figure, from where on it is worth a word, where it spoils the clip, and what to do.
The limits are ours, set by eye on the samples and on clips with planted faults; docs/review.md says how.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from flowanim.review.figures import Figure, Measures
from flowanim.review.movement import LEAST_PX_S

Level = Literal["good", "note", "bad"]
ALIVE_LEVELS = 4.0
"""A clip in which the light changes by so many levels of 255 is not frozen, though nothing moves."""
COST_NOTE, COST_BAD, COST_MOST = 6.0, 25.0, 45.0
"""What a figure at its first and at its second limit costs of 100, and what it costs at most."""


@dataclass(frozen=True)
class Verdict:
    """One sentence. text: what is so, with worst frame and place. mend: what to do, "" if nothing. figure: its name."""

    level: Level
    text: str
    mend: str = ""
    figure: str = ""


@dataclass(frozen=True)
class Rule:
    """note, bad: limits; a figure is worse above them, or below where bad < note. say: it in words, without spot."""

    figure: str
    note: float
    bad: float
    say: Callable[[float], str]
    mend: str

    def excess(self, value: float) -> float:
        """Return 0 at the first limit, 1 at the second, negative where all is well."""
        return (value - self.note) / (self.bad - self.note)


RULES = (
    Rule(
        "fastest",
        8.0,
        LEAST_PX_S,
        lambda v: f"it hardly moves: its fastest part makes {v:.1f} px/s",
        "use --strength 2, or say in the prompt what else moves",
    ),
    Rule(
        "fastest",
        200.0,
        800.0,
        lambda v: f"it rushes: its fastest part makes {v:.0f} px/s",
        "use --strength 0.5 or longer --seconds, unless it was meant to be fast",
    ),
    Rule(
        "leak",
        2.5,
        5.0,
        lambda v: f"what should stand still changes by {v:.1f} of 255 levels",
        "hold it with --freeze MASK, or name what may move in the prompt",
    ),
    Rule(
        "jitter",
        0.12,
        0.4,
        lambda v: f"the camera shakes by {v:.2f} px a frame squared",
        "take --camera push-in or pan-left: flowanim's moves are exact; a shake from elsewhere wants a stabiliser",
    ),
    Rule(
        "seam",
        2.0,
        4.0,
        lambda v: f"the loop jumps: its last step is {v:.1f} times a usual one",
        "render it with --loop, or cut the clip to whole periods",
    ),
    Rule(
        "flicker",
        0.8,
        2.0,
        lambda v: f"brightness flickers by {v:.1f} % from frame to frame",
        "lower flicker and exposure_ev in the plan's light effects, or use --strength 0.6",
    ),
    Rule(
        "twinkle",
        0.12,
        0.35,
        lambda v: f"{100 * v:.0f} % of the fine detail twinkles instead of moving",
        "reduce --strength to 0.6, or use a smaller --size: leaves and ripples alias",
    ),
    Rule(
        "warp error",
        15.0,
        60.0,
        lambda v: f"what moves melts: motion leaves {v:.0f} x 1e-4 unexplained",
        "reduce --strength to 0.6: crossing and fading textures show less when they are slower",
    ),
    Rule(
        "stretch",
        1.7,
        2.6,
        lambda v: f"the picture is stretched {v:.1f} times as long as wide",
        "reduce --strength to 0.6, or use --camera zoom-in, which bends nothing",
    ),
    Rule(
        "folded",
        0.1,
        1.0,
        lambda v: f"{v:.1f} % of the picture folds over itself",
        "reduce --strength to 0.5, or lower amplitude_px in the plan",
    ),
    Rule(
        "invented",
        4.0,
        12.0,
        lambda v: f"{v:.1f} % of what is shown was made up",
        "use a smaller camera move: --strength 0.6, or --camera zoom-in",
    ),
    Rule(
        "detail",
        0.75,
        0.6,
        lambda v: f"only {100 * v:.0f} % of the detail is left",
        "use a smaller --size rather than enlarging, a smaller camera move, or an encoder with more bits",
    ),
    Rule(
        "colour drift",
        5.0,
        12.0,
        lambda v: f"the colours drift by ΔE {v:.1f}",
        "lower warmth_ev and exposure_ev in the plan, if no light was meant to change",
    ),
    Rule(
        "face change",
        0.25,
        0.5,
        lambda v: f"a face changes its shape ({100 * v:.0f} % of it no longer fits)",
        "hold the person with --freeze MASK, or use a smaller camera move",
    ),
)


def moves(measures: Measures) -> bool:
    """Whether a viewer sees anything happen: motion above LEAST_PX_S, or light that changes."""
    fastest, strays = measures.value("fastest") or 0.0, measures.maps.get("strays")
    return fastest >= LEAST_PX_S or (strays is not None and float(strays.max()) >= ALIVE_LEVELS)


def judge(measures: Measures, *, loop: bool | None = None) -> tuple[Verdict, ...]:
    """Return what is to be said, the worst first. loop: whether it is meant to close; None if nobody knows."""
    if not moves(measures):
        fastest = measures.value("fastest") or 0.0
        text = f"it does not move: its fastest part makes {fastest:.1f} px/s, motion is seen from {LEAST_PX_S:g} on"
        return (
            Verdict("bad", text, "say in the prompt what moves, or use --camera push-in or --strength 2", "fastest"),
        )
    found = [(rule, figure) for rule in RULES if (figure := _told(rule, measures, loop)) is not None]
    found.sort(key=lambda pair: -pair[0].excess(pair[1].value or 0.0))
    said = [_sentence(rule, figure, measures.fps) for rule, figure in found]
    if not said:
        speed = measures.value("fastest") or 0.0
        return (Verdict("good", f"nothing to mend: it moves at up to {speed:.0f} px/s, steadily and cleanly"),)
    return tuple(said)


def score(measures: Measures, *, loop: bool | None = None) -> float | None:
    """Return 0..100, 100 where no limit is passed; None for a clip that does not move: it ranks below all others."""
    if not moves(measures):
        return None
    cost = 0.0
    for rule in RULES:
        figure = _told(rule, measures, loop)
        if figure is not None:
            cost += min(COST_MOST, COST_NOTE + (COST_BAD - COST_NOTE) * rule.excess(figure.value or 0.0))
    return max(0.0, 100 - cost)


def _told(rule: Rule, measures: Measures, loop: bool | None) -> Figure | None:
    """Return the figure if it is past the rule's first limit; a seam counts only in what should close."""
    figure = measures.figures.get(rule.figure)
    if figure is None or figure.value is None or rule.excess(figure.value) < 0:
        return None
    return None if rule.figure == "seam" and not loop else figure


def _sentence(rule: Rule, figure: Figure, fps: float) -> Verdict:
    value = figure.value or 0.0
    spot = figure.spot.words(fps)
    text = rule.say(value) + (f" (worst: {spot})" if spot else "")
    return Verdict("bad" if rule.excess(value) >= 1 else "note", text, rule.mend, rule.figure)
