"""What pydantic finds wrong with a plan -> one line in plain words.

    effects[0].speed: unknown key, did you mean speed_px_s?; camera.handheld must be at most 1, not 3

Paths are those of the file; names of classes and tags of unions, which pydantic puts into its own, are left out.
"""

import json
import re
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from flowanim.errors import show_name
from flowanim.ops.files import nearest
from flowanim.plan import Effect, MotionPlan

MOST_FAULTS = 10
_WORDS = {
    "missing": "is missing",
    "greater_than_equal": "must be at least {ge:.15g}, not {value}",
    "greater_than": "must be above {gt:.15g}, not {value}",
    "less_than_equal": "must be at most {le:.15g}, not {value}",
    "less_than": "must be below {lt:.15g}, not {value}",
    "float_type": "must be a number, not {value}",
    "float_parsing": "must be a number, not {value}",
    "int_type": "must be a whole number, not {value}",
    "int_parsing": "must be a whole number, not {value}",
    "int_from_float": "must be a whole number, not {value}",
    "bool_type": "must be true or false, not {value}",
    "bool_parsing": "must be true or false, not {value}",
    "string_type": "must be text in quotes, not {value}",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must be a sha256 of 64 lower-case hexadecimal digits or empty, not {value}",
    "string_unicode": "must be proper text",
    "tuple_type": "must be a list in square brackets, not {value}",
    "too_long": "must hold {max_length} values, not {actual_length}",
    "finite_number": "must be a finite number",
    "model_type": "must be an object in curly brackets, not {value}",
    "model_attributes_type": "must be an object in curly brackets, not {value}",
    "dict_type": "must be an object in curly brackets, not {value}",
}


def say_faults(error: ValidationError, data: Any) -> str:
    """Return every fault (at most ten) with its path, joined by semicolons. data: what the file holds."""
    if not isinstance(data, dict):
        return f"a plan must be an object in curly brackets, not {_show(data)}"
    if isinstance(data.get("version"), int) and data["version"] > 1:
        return f"version {data['version']} was written by a newer flowanim: update flowanim"
    faults = [_say(dict(fault)) for fault in error.errors(include_url=False)]
    more = len(faults) - MOST_FAULTS
    return "; ".join(faults[:MOST_FAULTS]) + (f"; and {more} more" if more > 0 else "")


def _say(fault: dict[str, Any]) -> str:
    """Return one fault in plain words."""
    path, owner = _place(fault["loc"])
    kind, value, extra = fault["type"], _show(fault["input"]), dict(fault.get("ctx", {}))
    if kind == "extra_forbidden":
        return f"{path}: unknown key{_instead(str(fault['loc'][-1]), list(owner.model_fields) if owner else [])}"
    if kind == "literal_error":
        return f"{path} must be {extra['expected']}, not {value}{_meant(fault['input'], _quoted(extra['expected']))}"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _say_tag(path, fault["input"], extra)
    if kind == "value_error":
        return f"{path}: {extra['error']}" if path else str(extra["error"])
    if kind in _WORDS:
        return f"{path or 'the plan'} {_WORDS[kind].format(value=value, **extra)}"
    return f"{path or 'the plan'} is wrong ({fault['msg'].lower()}): {value}"


def _say_tag(path: str, given: Any, extra: dict[str, Any]) -> str:
    """Return what is wrong with the word that says which of several things an object is."""
    key = extra["discriminator"].strip("'")
    known = _quoted(extra.get("expected_tags", "")) or list(_tagged(_plain(Effect)))
    if extra.get("tag") is None:
        return f"{path}.{key} is missing: want one of {', '.join(known)}"
    return f"{path}.{key} must be one of {', '.join(known)}, not {_show(extra['tag'])}{_meant(extra['tag'], known)}"


def _place(loc: tuple[int | str, ...]) -> tuple[str, type[BaseModel] | None]:
    """Return (path as in the file, the part of the plan whose key is last in it)."""
    path, owner = "", None
    kind: Any = MotionPlan
    for step in loc:
        tagged = _tagged(kind)
        if step in tagged:
            kind = tagged[str(step)]
            continue
        path += f"[{step}]" if isinstance(step, int) else f"{'.' if path else ''}{show_name(step)}"
        owner, kind = (kind if _is_part(kind) else None), _inside(kind, step)
    return path, owner


def _inside(kind: Any, step: int | str) -> Any:
    """Return the type of what stands at a key or an index of a type; None where nothing may stand."""
    if _is_part(kind):
        known = kind.model_fields.get(step)
        return _plain(known.annotation) if known else None
    items = get_args(kind)
    if get_origin(kind) is not tuple or not isinstance(step, int):
        return None
    return _plain(items[0] if items[-1] is Ellipsis else items[min(step, len(items) - 1)])


def _plain(kind: Any) -> Any:
    """Return a type without its metadata and without None."""
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    rest = [member for member in get_args(kind) if member is not type(None)]
    return _plain(rest[0]) if get_origin(kind) in (Union, UnionType) and len(rest) == 1 else kind


def _tagged(kind: Any) -> dict[str, type[BaseModel]]:
    """Return tag -> member of a union whose members are told apart by a word, such as effects."""
    members = get_args(kind) if get_origin(kind) in (Union, UnionType) else ()
    return {
        get_args(known.annotation)[0]: member
        for member in members
        for known in member.model_fields.values()
        if get_origin(known.annotation) is Literal and len(get_args(known.annotation)) == 1
    }


def _is_part(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _quoted(words: str) -> list[str]:
    """Return the words that stand in single quotes."""
    return [found[1] for found in re.finditer(r"'([^']*)'", words)]


def _meant(given: Any, known: list[str]) -> str:
    return _did_you_mean(nearest(given, known)) if isinstance(given, str) else ""


def _instead(key: str, known: list[str]) -> str:
    """Return what to write instead of an unknown key."""
    return _did_you_mean(nearest(key, known)) or f" (known: {', '.join(known)})"


def _did_you_mean(word: str) -> str:
    return f", did you mean {word}?" if word else ""


def _show(value: Any) -> str:
    """Return a value as it stands in the file, shortened, in one printable line."""
    text = show_name(json.dumps(value, ensure_ascii=False, default=str))
    return text if len(text) <= 60 else text[:57] + "..."
