"""Camera clauses -> CameraPath: moves said together are added, moves said with "then" follow each other.

A one-way move goes from the photo's own view to its end; in a loop it goes there and comes back, both with a soft start
and stop. Where the eye would step back behind the photo's own place, the whole path is moved forward instead: pulling
out then starts near and ends at the photo's own view, and no border shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import atan, degrees, exp, expm1, log, sqrt

from flowanim.motion.bounds import bounded
from flowanim.motion.exact import camera_factor, camera_unused, times
from flowanim.motion.intent import Clause
from flowanim.motion.presets import CAMERAS, IN_LOOP, CameraMove
from flowanim.plan import REFERENCE_PX, Axis, CameraKey, CameraPath, Swing

Pose = Mapping[Axis, float]
"""Axis -> change; zoom as its logarithm, so that poses add."""


@dataclass(frozen=True)
class Stand:
    """Where the camera stands. pivot: disparity of what orbits and dolly zooms hold in its place.

    focal_px: at 1280 px. share: of a move's usual way that it goes. way_s: how long the way takes, one way.
    """

    pivot: float
    focal_px: float = float(REFERENCE_PX)
    share: float = 1.0
    way_s: float = 2.0


def camera_path(
    clauses: Sequence[Clause], stand: Stand, *, loop: bool, seconds: float
) -> tuple[CameraPath, tuple[str, ...]]:
    """Return the path of the camera clauses (targets in CAMERAS or "hold"), and notes. seconds: of the clip."""
    steps = _steps(clauses)
    returns = loop and len(steps) == 1
    stand = replace(stand, share=IN_LOOP if loop else 1.0, way_s=seconds / max(len(steps) + loop, 1))
    known = [c for c in clauses if c.target in CAMERAS]
    changes = [_sum([_change(c, stand) for c in step]) for step in steps]
    poses = _in_front([{}, *accumulate(changes, lambda a, b: _sum([a, b]))])
    lengths = [max((c.seconds or 0 for c in step), default=0) for step in steps]
    often = max((times(c) for c in known if CAMERAS[c.target].pose), default=1)
    keys, cut = _keys(*_repeated(poses, lengths, often), loop=loop, seconds=seconds)
    swings = tuple(s for c in known for s in _swings(c, stand))
    shake = sum(CAMERAS[c.target].handheld * _amount(c, stand) for c in known if CAMERAS[c.target].handheld)
    path = CameraPath(keys=keys, swings=swings, handheld=round(min(shake, 1.0), 4))
    unused = [note for c in known for note in camera_unused(c, CAMERAS[c.target])]
    return path, (*cut, *(_say(c, stand, returns=returns) for c in known), *unused)


def _amount(clause: Clause, stand: Stand) -> float:
    """How much of a move: as said in numbers, else by adverbs; slow is less of it in the same time, though not none."""
    move = CAMERAS.get(clause.target, CAMERAS["static"])
    exact = camera_factor(clause, move, pivot=stand.pivot, focal_px=stand.focal_px, way_s=stand.way_s)
    if exact is not None:
        return exact
    return sqrt(clause.speed) * clause.strength * (stand.share if move.pose else 1)


def _repeated(
    poses: list[dict[Axis, float]], lengths: list[float], often: int
) -> tuple[list[dict[Axis, float]], list[float]]:
    """Return the way `often` times, each time from its start."""
    again, back = poses[1:], [poses[0]]
    return poses + (back + again) * (often - 1), lengths + [0.0, *lengths] * (often - 1)


def _steps(clauses: Sequence[Clause]) -> list[list[Clause]]:
    numbers = sorted({c.step for c in clauses})
    return [[c for c in clauses if c.step == n] for n in numbers]


def _change(clause: Clause, stand: Stand) -> Pose:
    """Return how one move changes the pose."""
    move = CAMERAS.get(clause.target, CAMERAS["static"])
    amount = _amount(clause, stand)
    pose = {axis: (log(value) if axis == "zoom" else value) * amount for axis, value in move.pose.items()}
    return _sum([pose, _counter(move, pose, stand.pivot)])


def _counter(move: CameraMove, pose: Pose, pivot: float) -> Pose:
    """Return what keeps things of disparity d = `pivot` in place: a step moves them by -x d f, a turn by f tan(yaw)."""
    if move.holds == "turn":
        return {"yaw_deg": -degrees(atan(pose.get("x", 0) * pivot))}
    if move.holds == "zoom":
        return {"zoom": log(max(1 - min(pose.get("z", 0), 0.6) * pivot, 0.25))}
    return {}


def _sum(poses: Sequence[Pose]) -> dict[Axis, float]:
    total = dict[Axis, float]()
    for pose in poses:
        for axis, value in pose.items():
            total[axis] = total.get(axis, 0.0) + value
    return total


def _in_front(poses: Sequence[Pose]) -> list[dict[Axis, float]]:
    """Move paths that step back, or zoom out, forward as a whole; not dolly zooms, which do one against the other."""
    back = min(p.get("z", 0.0) for p in poses)
    wide = min(p.get("zoom", 0.0) for p in poses)
    against = any(p.get("z", 0.0) * p.get("zoom", 0.0) < 0 for p in poses)
    forward: Pose = {} if against else {"z": -min(back, 0.0), "zoom": -min(wide, 0.0)}
    return [_sum([p, forward]) for p in poses]


def _keys(
    poses: Sequence[Pose], lengths: Sequence[float], *, loop: bool, seconds: float
) -> tuple[tuple[CameraKey, ...], tuple[str, ...]]:
    """Return the poses as keys, a step for each pair; in a loop a step back to the start is added at the end."""
    rest = [dict(p) for p in poses]
    if loop and _differ(rest[-1], rest[0]):
        rest, lengths = [*rest, rest[0]], [*lengths, 0.0]
    if not any(_differ(p, {}) for p in rest):
        return (), ()
    notes = list[str]()
    ends = [0.0, *accumulate(_shares(lengths, seconds))]
    keys = [_key(u, pose, notes) for u, pose in zip([*ends[:-1], 1.0], rest, strict=True)]
    return tuple(keys), tuple(dict.fromkeys(notes))


def _key(u: float, pose: Pose, notes: list[str]) -> CameraKey:
    values: dict[str, object] = {axis: round(exp(v) if axis == "zoom" else v, 5) + 0.0 for axis, v in pose.items()}
    key, cut = bounded(CameraKey, {"u": round(u, 5), **values}, "camera")
    notes.extend(cut)
    return key


def _shares(lengths: Sequence[float], seconds: float) -> list[float]:
    """Return each step's share of the clip: those with a length get it, the others divide what is left evenly."""
    free = [i for i, length in enumerate(lengths) if not length]
    room = max(seconds - sum(lengths), 0.25 * seconds) / max(len(free), 1)
    wanted = [max(length or room, 0.2 * seconds / len(lengths)) for length in lengths]
    return [length / sum(wanted) for length in wanted]


def _differ(a: Pose, b: Pose) -> bool:
    return any(abs(a.get(axis, 0.0) - b.get(axis, 0.0)) > 1e-6 for axis in {*a, *b})


def _swings(clause: Clause, stand: Stand) -> list[Swing]:
    move, amount, often = CAMERAS[clause.target], _amount(clause, stand), times(clause)
    limit = [min(max(s.amount * amount, -30), 30) for s in move.swings]
    sizes = [
        s.model_copy(update={"amount": round(size, 5), "cycles": s.cycles * often})
        for s, size in zip(move.swings, limit, strict=True)
    ]
    if move.holds == "turn":
        sizes += [_turn(s, stand.pivot) for s in sizes if s.axis == "x"]
    return [s for s in sizes if s.amount]


def _turn(swing: Swing, pivot: float) -> Swing:
    return swing.model_copy(update={"axis": "yaw_deg", "amount": round(-degrees(atan(swing.amount * pivot)), 4)})


def _say(clause: Clause, stand: Stand, *, returns: bool) -> str:
    """Return a note such as "camera: push in by 8 % and back"."""
    move = CAMERAS[clause.target]
    back = " and back" if returns and move.pose else ""
    for axis, value in move.pose.items():
        size = abs(log(value) if axis == "zoom" else value) * _amount(clause, stand)
        size = expm1(min(size, 9)) if axis == "zoom" else size
        by = f"{size:.1f} degrees" if axis.endswith("deg") else f"{100 * size:{'.3g' if clause.exact else '.0f'}} %"
        return f"camera: {move.about} by {by}{back}"
    return f"camera: {move.about}"
