"""A plan file (JSON) <-> MotionPlan.

Reading is strict: every fault is said with its path, such as `effects[0].speed_px_s`, and with the key or word that was
probably meant. What is saved loads again as the same plan, number for number. The files that a plan rests on stand in
it by their path from the plan's folder, with their sha256.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from flowanim.errors import InputError, PlanError, show_name
from flowanim.motion.faults import say_faults
from flowanim.ops.files import find_file, sha256
from flowanim.ops.target import check_place, fresh_file
from flowanim.plan import Effect, File, MotionPlan

MOST_BYTES = 5_000_000
_NUMBERS = re.compile(r"\[\n\s+([-+.\deE,\s]+?)\n\s+\]")


def load_plan(path: Path | str) -> MotionPlan:
    """Read a plan. InputError if there is no such file; PlanError names every fault in it.

    Paths in the plan stay as they are: from the plan's own folder.
    """
    file, name = find_file(path, folder_hint="name the plan in it"), show_name(path)
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as fault:
        raise InputError(f"{name} cannot be read ({fault.strerror}): check the disk it is on") from fault
    if len(content) > MOST_BYTES:
        raise PlanError(f"{name} is over {MOST_BYTES // 10**6} MB, which no plan is: write one with `flowanim plan`")
    data = _parse(content, name)
    try:
        return MotionPlan.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as fault:
        raise PlanError(f"{name}: {say_faults(fault, data)}") from fault


def save_plan(plan: MotionPlan, path: Path | str, *, force: bool = False, folder: Path | str = "") -> Path:
    """Write a plan, whole or not at all; return its absolute path.

    Files of the plan that are found from `folder` (the current one, if not given) get the path that leads to them from
    the plan's folder; other paths stay. OutputError if the file exists (without `force`) or cannot be written;
    UsageError if it is one of the plan's own files.
    """
    near = Path(path).absolute().parent
    moved = _moved(plan, Path(folder), near)
    target = check_place(path, force=force, inputs=[near / record.path for record in moved.files])
    text = json.dumps(moved.model_dump(mode="json"), indent=2, ensure_ascii=False, allow_nan=False)
    with fresh_file(target, force=force) as part:
        part.write_text(_NUMBERS.sub(lambda found: f"[{' '.join(found[1].split())}]", text) + "\n", encoding="utf-8")
    return target


def schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of plan files."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **MotionPlan.model_json_schema()}


def file_record(path: Path | str, folder: Path | str) -> File:
    """Return the record of a file: its path from `folder`, and its sha256. InputError if it cannot be read."""
    file = find_file(path)
    try:
        return File(path=_from(file, Path(folder)), sha256=sha256(file))
    except ValidationError as fault:
        raise InputError(f"{show_name(path)} has a name that is no proper text: rename it") from fault
    except OSError as fault:
        raise InputError(f"{show_name(path)} cannot be read ({fault.strerror}): check the disk it is on") from fault


def check_file(record: File, folder: Path | str) -> Path:
    """Return where a plan's file is, seen from the plan's folder. InputError if it is missing."""
    return find_file(Path(folder) / record.path)


def changed(record: File, folder: Path | str) -> tuple[str, ...]:
    """Return a note if a file is not the one that the plan was made for; nothing if it is, or was not recorded."""
    path = check_file(record, folder)
    if record.sha256 in ("", sha256(path)):
        return ()
    return (f"{show_name(record.path)} is not the file that the plan was made for: what moves may not fit it",)


def _parse(content: bytes, name: str) -> Any:
    """Return what the JSON says; PlanError tells where it is broken."""
    twice: list[str] = []

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        twice.extend(sorted({key for key in keys if keys.count(key) > 1}) if len(set(keys)) < len(keys) else ())
        return dict(pairs)

    def no_number(word: str) -> Any:
        raise PlanError(f"{name} holds {word}, which is no number that a plan can have: give a finite one")

    try:
        data = json.loads(content.decode("utf-8-sig"), object_pairs_hook=unique, parse_constant=no_number)
        json.dumps(data, allow_nan=False, ensure_ascii=False).encode()
    except json.JSONDecodeError as fault:
        where = f"line {fault.lineno}, column {fault.colno}"
        raise PlanError(f"{name} is not JSON: {_plain(fault.msg)} at {where}") from fault
    except UnicodeError as fault:
        raise PlanError(f"{name} is not text in UTF-8: save it as UTF-8") from fault
    except RecursionError as fault:
        raise PlanError(f"{name} nests too deep for a plan: write one with `flowanim plan`") from fault
    except ValueError as fault:
        raise PlanError(f"{name} holds a number that is too large: give a smaller one") from fault
    if twice:
        raise PlanError(f"{name} says {', '.join(map(show_name, twice[:5]))} twice in one place: keep one")
    return data


def _plain(message: str) -> str:
    """Return json's message as a user would say it."""
    return {
        "Expecting value": "a value is missing",
        "Extra data": "something follows the end of the plan",
        "Expecting ',' delimiter": "a comma or a closing bracket is missing",
        "Expecting ':' delimiter": "a colon is missing",
        "Expecting property name enclosed in double quotes": "a key in double quotes is missing",
        "Illegal trailing comma before end of object": "a comma too many",
        "Illegal trailing comma before end of array": "a comma too many",
    }.get(message, message[:1].lower() + message[1:])


def _from(file: Path, folder: Path) -> str:
    """Return the path of a file as seen from a folder, with forward slashes; absolute if no way leads there."""
    real = file.absolute().parent.resolve() / file.name
    try:
        return Path(os.path.relpath(real, folder.resolve())).as_posix()
    except ValueError:
        return real.as_posix()


def _moved(plan: MotionPlan, old: Path, new: Path) -> MotionPlan:
    """Return the plan with the paths of files that are found from folder `old` given as seen from `new`."""

    def move(record: Any) -> Any:
        found = old / record.path
        return record.model_copy(update={"path": _from(found, new)}) if found.is_file() else record

    def repaint(effect: Effect) -> Effect:
        if effect.effect != "drawn":
            return effect
        brushes = tuple(brush.model_copy(update={"mask": move(brush.mask)}) for brush in effect.brushes)
        return effect.model_copy(update={"brushes": brushes})

    return plan.model_copy(
        update={
            "photo": move(plan.photo),
            "depth": move(plan.depth) if plan.depth else None,
            "masks": tuple(map(move, plan.masks)),
            "freeze": tuple(map(move, plan.freeze)),
            "remove": tuple(map(move, plan.remove)),
            "effects": tuple(map(repaint, plan.effects)),
        }
    )
