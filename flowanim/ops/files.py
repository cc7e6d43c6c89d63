"""A path from outside -> a path that can be read, or an error that says what to do.

Only ordinary files pass: opening a pipe or a device would wait for ever.
"""

import hashlib
import json
import os
import stat
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from typing import Any

from flowanim.errors import FlowanimError, InputError, show_name

MOST_JSON_BYTES = 60_000_000


def find_file(
    path: Path | str, *, folder_hint: str = "name a file in it", error: type[FlowanimError] = InputError
) -> Path:
    """Return `path` if it is an ordinary file that holds something; else raise `error`.

    folder_hint: what to do instead of naming a folder.
    """
    name, file = show_name(path), Path(path)
    try:
        info = file.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise error(f"{name} does not exist: {_advice(file)}") from None
    except (OSError, ValueError) as fault:
        raise error(f"{name} cannot be opened ({_reason(fault)}): check the path") from fault
    if stat.S_ISDIR(info.st_mode):
        raise error(f"{name} is a folder: {folder_hint}")
    if not stat.S_ISREG(info.st_mode):
        raise error(f"{name} is not an ordinary file but a pipe or a device: save it as a file first")
    if not info.st_size:
        raise error(f"{name} is empty: copy it again from where it came")
    if not os.access(file, os.R_OK):
        raise error(f"{name} may not be read by you: change its permissions")
    return file


def read_json(path: Path | str, *, error: type[FlowanimError] = InputError) -> Any:
    """Return what a JSON file holds; `error` if it is none, or over MOST_JSON_BYTES."""
    file, name = find_file(path, error=error), show_name(path)
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_JSON_BYTES + 1)
        if len(content) > MOST_JSON_BYTES:
            raise error(f"{name} is over {MOST_JSON_BYTES // 10**6} MB: save it without the picture in it")
        return json.loads(content.decode("utf-8-sig"))
    except OSError as fault:
        raise error(f"{name} cannot be read ({fault.strerror}): check the disk it is on") from fault
    except json.JSONDecodeError as fault:
        raise error(f"{name} is not JSON (line {fault.lineno}, column {fault.colno}): write it anew") from fault
    except (ValueError, RecursionError) as fault:
        raise error(f"{name} is no JSON that can be read: save it as UTF-8, and nest it less") from fault


def sha256(path: Path) -> str:
    """Return the file's sha256 as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def nearest(word: str, known: list[str]) -> str:
    """Return the known word most like `word`, or "" if none is like it."""
    found = get_close_matches(word.lower(), [k.lower() for k in known], n=1, cutoff=0.6)
    return next((k for k in known if [k.lower()] == found), "")


def _advice(file: Path) -> str:
    """Return what to do about a missing file: the name that was meant, if the folder has one like it."""
    if not file.parent.is_dir():
        return f"there is no folder {show_name(file.parent)}"
    try:
        with os.scandir(file.parent) as entries:
            names = [entry.name for entry in islice(entries, 5000)]
    except OSError:
        names = []
    meant = nearest(file.name, names)
    return f"did you mean {show_name(file.with_name(meant))}?" if meant else "check the name"


def _reason(fault: OSError | ValueError) -> str:
    return (fault.strerror if isinstance(fault, OSError) else None) or show_name(str(fault))
