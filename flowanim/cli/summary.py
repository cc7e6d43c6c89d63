"""A plan and a result, in words and as facts for programs."""

from pathlib import Path
from typing import TYPE_CHECKING

from flowanim.cli.heap import peak_mb
from flowanim.cli.report import weigh

if TYPE_CHECKING:
    from flowanim.pipeline import Expectation, Result
    from flowanim.plan import CameraPath, MotionPlan

AXES = ("x", "y", "z", "yaw_deg", "pitch_deg", "roll_deg", "zoom")


def camera_words(path: "CameraPath") -> str:
    """Return "z 0 to 0.12, handheld 0.3", or "still"."""
    words = []
    for axis in AXES:
        values = [getattr(key, axis) for key in path.keys]
        if values and min(values) < max(values):
            words.append(f"{axis} {min(values):g} to {max(values):g}")
    words += [f"{swing.axis} swings by {swing.amount:g}, {swing.cycles}x" for swing in path.swings]
    words += [f"handheld {path.handheld:g}"] if path.handheld else []
    return ", ".join(words) or "still"


def expected_line(expected: "Expectation") -> str:
    """Return what the render will cost."""
    return f"expected about {expected.seconds:.0f} s and {expected.memory_mb:.0f} MB of memory"


def plan_facts(plan: "MotionPlan") -> dict[str, object]:
    """Return what a program wants to know of a plan, ready for JSON."""
    return {
        "size": list(plan.size),
        "frames": plan.frames,
        "seconds": plan.seconds,
        "fps": plan.fps,
        "loop": plan.loop,
        "seed": plan.seed,
        "camera": camera_words(plan.camera),
        "effects": [{"effect": effect.effect, "layer": effect.layer} for effect in plan.effects],
        "notes": list(plan.notes),
    }


def result_facts(result: "Result", spent_s: float) -> dict[str, object]:
    """Return what a program wants to know of a video that was made."""
    made = {"path": str(result.path), "layers": list(result.layers), "invented": result.invented}
    memory = peak_mb()
    spent = {"seconds_spent": round(spent_s, 3), "memory_mb": memory and round(memory, 1)}
    return {**made, **plan_facts(result.plan), **spent}


def result_line(result: "Result", spent_s: float) -> str:
    """Return the last line: path, size, length, weight, time taken, share invented."""
    plan = result.plan
    w, h = result.size
    looks = f"{w}x{h}, {plan.seconds:g} s at {plan.fps:g} fps, {weigh(result.path)}"
    share = f"{100 * result.invented:.1f} % of its pixels are" if result.invented >= 0.0005 else "no pixel is"
    return f"{near_path(result.path)}: {looks}, made in {spent_s:.1f} s; {share} invented"


def near_path(path: Path) -> str:
    """Return a path as seen from here if it lies here, else whole."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
