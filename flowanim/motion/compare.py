"""Two plans -> what differs, number by number; and a third plan that lies between them.

Effects belong together where their kind and their layer are the same. Notes tell and change nothing: they are not
compared. A blend of loops is a loop, and starts at the photo as they do: poses are blended key by key where the keys
stand at the same places, else on a fine row of keys; swings and effects that only one plan has get their share of it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

from pydantic import BaseModel

from flowanim.errors import PlanError
from flowanim.fields.camera import camera_at
from flowanim.motion.sizes import sized, sizes
from flowanim.parts import Moment
from flowanim.plan import CameraKey, CameraPath, Effect, Finishing, MotionPlan, Swing

KEYS = 24
"""Keys, evenly spaced, on which paths are blended whose own keys stand at different places."""
GEOMETRIC = frozenset({"period_s", "wavelength_px", "zoom"})
POSE = ("x", "y", "z", "yaw_deg", "pitch_deg", "roll_deg", "zoom")


@dataclass(frozen=True)
class Change:
    """place: as in the file, effects by kind and layer. before, after: None where it is not there."""

    place: str
    before: Any
    after: Any

    def __str__(self) -> str:
        """Return "camera.handheld: 0.2 -> 0.5", "only in the second: ..."."""
        if self.before is None:
            return f"{self.place}: only in the second plan ({_short(self.after)})"
        if self.after is None:
            return f"{self.place}: only in the first plan ({_short(self.before)})"
        return f"{self.place}: {_short(self.before)} -> {_short(self.after)}"


def difference(a: MotionPlan, b: MotionPlan) -> tuple[Change, ...]:
    """Return what differs from plan `a` to plan `b`; nothing if they make the same picture."""
    first, second = dict(_leaves(a)), dict(_leaves(b))
    places = dict.fromkeys([*first, *second])
    return tuple(
        Change(place, first.get(place), second.get(place)) for place in places if first.get(place) != second.get(place)
    )


def _leaves(plan: MotionPlan) -> Iterator[tuple[str, Any]]:
    """Yield (place, value) of all of a plan but its notes."""
    for name, value in dict(plan).items():
        if name == "effects":
            for key, effect in _named(plan.effects).items():
                yield f"{key[1] or 'picture'} {key[0]}{f' {key[2] + 1}' if key[2] else ''}", _plain(effect)
        elif name != "notes":
            yield from _inside(name, value)


def _inside(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:  # not dict(value): a part with a field `keys` is no mapping
            inner = getattr(value, name)
            yield from _inside(f"{place}.{name}", inner)
    elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
        for i, inner in enumerate(value):
            yield from _inside(f"{place}[{i}]", inner)
    elif value is not None:
        yield place, value


def _plain(effect: Effect) -> dict[str, Any]:
    return effect.model_dump(exclude={"effect", "layer"}, mode="json")


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_short(inner)}" for name, inner in value.items())
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def changed_numbers(change: Change) -> dict[str, tuple[Any, Any]]:
    """Return the numbers of an effect that differ; of anything else its own."""
    if isinstance(change.before, dict) and isinstance(change.after, dict):
        names = [name for name in change.before if change.before[name] != change.after.get(name)]
        return {name: (change.before[name], change.after.get(name)) for name in names}
    return {"": (change.before, change.after)}


def _named(effects: Sequence[Effect]) -> dict[tuple[str, str, int], Effect]:
    """Return the effects under (kind, layer, which of several alike)."""
    found = dict[tuple[str, str, int], Effect]()
    for effect in effects:
        same = sum((effect.effect, effect.layer) == key[:2] for key in found)
        found[effect.effect, effect.layer, same] = effect
    return found


def blend(a: MotionPlan, b: MotionPlan, share: float) -> MotionPlan:
    """Return the plan that lies at `share` (0..1) of the way from `a` to `b`; photo, masks, crop and size are a's.

    Raises PlanError where the plans are of different photos or crops, or where only one of them is a loop.
    """
    if (a.photo.sha256, a.box) != (b.photo.sha256, b.box):
        raise PlanError("the two plans are of different photos, or crop them differently: blend plans of one picture")
    if a.loop != b.loop:
        raise PlanError("only one of the two plans is a loop: make both one, or none")
    nearer = a if share < 0.5 else b
    values = {
        "seconds": round(_between(a.seconds, b.seconds, share), 4),
        "fps": nearer.fps,
        "seed": nearer.seed,
        "camera": _camera(a, b, share),
        "effects": _effects(a, b, share),
        "finishing": Finishing.model_validate(_mixed(dict(a.finishing), dict(b.finishing), share)),
        "notes": (f"a blend of two plans: {100 * (1 - share):.0f} % of the first, {100 * share:.0f} % of the second",),
    }
    return MotionPlan.model_validate({**dict(a), **values})


def _between(a: float, b: float, share: float) -> float:
    return a + (b - a) * share


def _effects(a: MotionPlan, b: MotionPlan, share: float) -> tuple[Effect, ...]:
    first, second = _named(a.effects), _named(b.effects)
    made = [_effect(first.get(key), second.get(key), share) for key in dict.fromkeys([*first, *second])]
    return tuple(effect for effect in made if effect and any(sizes(effect).values()))


def _effect(a: Effect | None, b: Effect | None, share: float) -> Effect | None:
    if a is None or b is None:
        return sized(b, share) if b else sized(a, 1 - share) if a else None
    return type(a).model_validate(_mixed(dict(a), dict(b), share))


def _mixed(a: dict[str, Any], b: dict[str, Any], share: float) -> dict[str, Any]:
    """Return numbers between those of two parts; of words and lists the nearer one's."""
    nearer = a if share < 0.5 else b
    return {name: _number(name, a[name], b[name], share) if _numeric(a, b, name) else nearer[name] for name in a}


def _numeric(a: dict[str, Any], b: dict[str, Any], name: str) -> bool:
    return all(isinstance(one[name], int | float) and not isinstance(one[name], bool) for one in (a, b))


def _number(name: str, a: float, b: float, share: float) -> float:
    if name == "angle_deg":
        return round((a + ((b - a + 180) % 360 - 180) * share) % 360, 3)
    if name in GEOMETRIC and a > 0 and b > 0:
        return round(exp(_between(log(a), log(b), share)), 5)
    mixed = _between(a, b, share)
    return round(mixed) if isinstance(a, int) and isinstance(b, int) else round(mixed, 5)


def _camera(a: MotionPlan, b: MotionPlan, share: float) -> CameraPath:
    return CameraPath(
        keys=_keys(a.camera.keys, b.camera.keys, share),
        swings=_swings(a.camera.swings, b.camera.swings, share),
        handheld=round(_between(a.camera.handheld, b.camera.handheld, share), 5),
        handheld_over=(a if share < 0.5 else b).camera.handheld_over,
        overscan=max(a.camera.overscan, b.camera.overscan),
    )


def _keys(a: Sequence[CameraKey], b: Sequence[CameraKey], share: float) -> tuple[CameraKey, ...]:
    if not a and not b:
        return ()
    same = [(key.u, key.easing) for key in a] == [(key.u, key.easing) for key in b] or not a or not b
    if same:
        rest = [CameraKey(u=key.u, easing=key.easing) for key in a or b]
        return tuple(_key(x, y, share) for x, y in zip(a or rest, b or rest, strict=True))
    places = sorted({i / KEYS for i in range(KEYS + 1)} | {key.u for key in (*a, *b)})
    return tuple(_key(_pose(a, u), _pose(b, u), share) for u in places)


def _pose(keys: Sequence[CameraKey], u: float) -> CameraKey:
    camera = camera_at(CameraPath(keys=tuple(keys)), u)
    return CameraKey(u=u, easing="linear", **{axis: getattr(camera, axis) for axis in POSE})


def _key(a: CameraKey, b: CameraKey, share: float) -> CameraKey:
    return CameraKey.model_validate(
        {**dict(a), **{axis: _number(axis, getattr(a, axis), getattr(b, axis), share) for axis in POSE}}
    )


def _swings(a: Sequence[Swing], b: Sequence[Swing], share: float) -> tuple[Swing, ...]:
    """Return all swings with their share; those of the same axis, cycles and phase as one."""
    total = dict[tuple[str, int, float, tuple[Moment, ...]], Swing]()
    for swing, weight in [*((s, 1 - share) for s in a), *((s, share) for s in b)]:
        key = (swing.axis, swing.cycles, swing.phase_deg, swing.over)
        before = total[key].amount if key in total else 0.0
        total[key] = swing.model_copy(update={"amount": round(before + swing.amount * weight, 5)})
    return tuple(swing for swing in total.values() if swing.amount)
