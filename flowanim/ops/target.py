"""A path to write to -> every reason against it, found before any work; then a hidden file that becomes it at once.

The file is written under a hidden name beside its place and moved there whole: readers see the old file or the new
one, never a part, and whatever goes wrong leaves the folder as it was. A missing folder is not made: it is mostly a
misspelt one. A link is followed, so that what it points to is replaced and the link stays.
"""

import os
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from flowanim.errors import OutputError, UsageError, show_name


def check_place(path: Path | str, *, force: bool, inputs: Sequence[Path] = ()) -> Path:
    """Return the absolute path to write to, or say what is wrong with it.

    force: whether a file that is there may be replaced. inputs: files that are read and must stay. UsageError: the
    output is an input. OutputError: it cannot be written there.
    """
    target = Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps "..", and links must stay
    try:
        info = _look(target)
    except (OSError, ValueError) as fault:
        raise OutputError(f"{show_name(path)} cannot be written: {_reason(fault)}") from fault
    if info is not None and stat.S_ISDIR(info.st_mode):
        raise OutputError(f"{show_name(path)} is a folder: name a file in it")
    _check_inputs(target, path, inputs)
    if info is not None:
        _check_old(target, path, info, force=force)
    target = Path(os.path.realpath(target)) if target.is_symlink() else target
    _check_folder(target, path)
    return target


@contextmanager
def fresh_file(target: Path, *, force: bool) -> Iterator[Path]:
    """Yield a hidden path beside `target`, with its ending; what was written there is `target` afterwards.

    If the block raises, nothing is left and nothing has changed. Without `force` a file that has come to be at
    `target` meanwhile stays, and OutputError is raised.
    """
    hidden = target.with_name(f".flowanim-{token_hex(6)}{target.suffix.lower()}")
    try:
        with _as_output_error(target):
            _create(hidden)
        yield hidden
        with _as_output_error(target):
            _publish(hidden, target, force=force)
    finally:
        hidden.unlink(missing_ok=True)


@contextmanager
def _as_output_error(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise OutputError(f"{show_name(target)} cannot be written: {_reason(fault)}") from fault


def _create(file: Path) -> None:
    """Make an empty file with the permissions that new files get; FileExistsError if something is there."""
    os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))


def _look(target: Path) -> os.stat_result | None:
    """Look at what is there, at the link itself if it points nowhere; None if there is nothing."""
    try:
        link = target.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        return target.stat()
    except FileNotFoundError:
        return link


def _check_inputs(target: Path, path: Path | str, inputs: Sequence[Path]) -> None:
    for source in inputs:
        with suppress(OSError, ValueError):
            if Path(os.path.abspath(source)) == target or target.samefile(source):  # noqa: PTH100
                raise UsageError(f"{show_name(path)} is also read ({show_name(source)}): write to another name")


def _check_old(target: Path, path: Path | str, info: os.stat_result, *, force: bool) -> None:
    """Refuse to replace a file without `force`, and what is no ordinary file, or is protected, in any case."""
    if not (stat.S_ISREG(info.st_mode) or stat.S_ISLNK(info.st_mode)):
        raise OutputError(f"{show_name(path)} is not an ordinary file: write to another name")
    if not force:
        raise OutputError(f"{show_name(path)} exists: use --force to replace it, or write to another name")
    try:
        if stat.S_ISREG(info.st_mode):
            os.close(os.open(target, os.O_WRONLY))
    except OSError as fault:
        raise OutputError(f"{show_name(path)} is protected ({_reason(fault)}): write to another name") from fault


def _check_folder(target: Path, path: Path | str) -> None:
    """Put a file into the folder and take it out again: permissions alone do not tell whether that can be done."""
    folder = target.parent
    if not folder.is_dir():
        raise OutputError(f"{show_name(path)}: there is no folder {show_name(folder)}: create it first")
    trial = folder / f".flowanim-{token_hex(6)}"
    try:
        _create(trial)
        trial.unlink()
    except OSError as fault:
        advice = "write to another folder"
        raise OutputError(f"{show_name(path)}: nothing can be put there ({_reason(fault)}): {advice}") from fault


def _publish(hidden: Path, target: Path, *, force: bool) -> None:
    """Make the finished file safe on the disk, then give it its name in one step."""
    with hidden.open("r+b") as file:
        os.fsync(file.fileno())
    if force:
        with suppress(FileNotFoundError):
            shutil.copymode(target, hidden)
        hidden.replace(target)
        return
    try:
        _claim(hidden, target)
    except FileExistsError as fault:
        raise OutputError(f"{show_name(target)} has come to exist meanwhile: use --force to replace it") from fault


def _claim(hidden: Path, target: Path) -> None:
    """Move `hidden` to `target`; FileExistsError if something is there. FAT and some network disks know no links."""
    try:
        os.link(hidden, target)
    except FileExistsError:
        raise
    except OSError:
        _create(target)
        try:
            hidden.replace(target)
        except OSError:
            target.unlink()
            raise


def _reason(fault: OSError | ValueError) -> str:
    return (fault.strerror if isinstance(fault, OSError) else None) or show_name(str(fault))
