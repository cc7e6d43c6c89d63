"""Pictures -> PNG bytes -> files, all of them or none.

Files are written beside their place under a hidden name, synced and renamed, so that nobody ever sees half a picture.
"""

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from flowanim.errors import OutputError, UsageError, show_name

if TYPE_CHECKING:
    from flowanim.datatypes import Disparity, Image

ELSEWHERE = "write elsewhere with -o"


def beside(photo: str, ending: str) -> Path:
    """Return the default output: beach.jpg -> beach.depth.png."""
    path = Path(photo)
    return path.with_name(f"{path.stem}{ending}")


def claim(out: str | None, default: Path, *, inputs: Sequence[str], force: bool) -> Path:
    """Return the file to write, before any work is done. inputs: files that are read and must stay.

    Raises UsageError for a wrong ending or an input, OutputError where it exists or cannot be written.
    """
    path = default if out is None else Path(out)
    if path.is_dir():
        path = path / default.name
    if path.suffix.lower() != default.suffix:
        raise UsageError(f"{show_name(path)} must end in {default.suffix}: that is what this command writes")
    from flowanim.ops.target import check_place

    return check_place(path, force=force, inputs=[Path(file) for file in inputs])


@dataclass(frozen=True)
class Kind:
    """A folder that a command fills. what: it in a word. names: of its files. sign: the one that must be there."""

    what: str
    names: re.Pattern[str]
    sign: str = ""

    def holds(self, entries: Sequence[str]) -> bool:
        """Whether a folder with these entries is one that was filled so, or empty."""
        return all(map(self.names.fullmatch, entries)) and (not entries or not self.sign or self.sign in entries)


LAYERS = Kind("layers", re.compile(r"\d\d-.*\.png"))
COMPARISON = Kind(
    "a comparison",
    re.compile(r"compare\.html|compare\.json|side-by-side\.mp4|wipe\.mp4|difference\.png|slices\.png|\d\d-.*\.mp4"),
    "compare.html",
)


def claim_folder(out: str | None, default: Path, *, force: bool, kind: Kind = LAYERS) -> Path:
    """Return the folder to fill, before any work is done; one with other things in it is refused."""
    path = default if out is None else Path(out)
    name = show_name(path)
    if path.is_dir():
        names = [entry.name for entry in path.iterdir()]
        if not kind.holds(names):
            raise OutputError(f"{name} has other things in it: give a new folder with -o")
        if names and not force:
            raise OutputError(f"{name} has {kind.what} in it already: use --force to replace it, or another folder")
    elif path.exists():
        raise OutputError(f"{name} is a file: give a folder with -o")
    check_folder(path.parent)
    return path


def check_folder(folder: Path) -> None:
    """Refuse a folder in which nothing can be written, by trying."""
    if not folder.is_dir():
        raise OutputError(f"there is no folder {show_name(folder)}: create it first, or {ELSEWHERE}")
    with _as_output_error(folder):
        trial = _hidden(folder)
        trial.touch(exist_ok=False)
        trial.unlink()


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write each file under a hidden name, then rename all; OutputError leaves nothing behind."""
    hidden = {path: _hidden(path.parent) for path in files}
    try:
        for path, data in files.items():
            with _as_output_error(path), hidden[path].open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for path, temporary in hidden.items():
            with _as_output_error(path):
                temporary.replace(path)
    finally:
        for temporary in hidden.values():
            temporary.unlink(missing_ok=True)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Fill `folder` with `files` (name -> bytes), in place of the layers that were there; all or none."""
    with filled_folder(folder) as hidden:
        write_together({hidden / name: data for name, data in files.items()})


@contextmanager
def filled_folder(folder: Path) -> Iterator[Path]:
    """Yield a hidden folder, empty; with what is put in it it takes the place of `folder`, all of it or nothing."""
    hidden = _hidden(folder.parent)
    try:
        with _as_output_error(folder):
            hidden.mkdir()
        yield hidden
        with _as_output_error(folder):
            if folder.is_dir():
                shutil.rmtree(folder)
            hidden.rename(folder)
    finally:
        shutil.rmtree(hidden, ignore_errors=True)


def _hidden(folder: Path) -> Path:
    return folder / f".flowanim-{token_hex(6)}"


@contextmanager
def _as_output_error(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise OutputError(f"{show_name(path)} cannot be written ({fault.strerror}): {ELSEWHERE}") from fault


def png16(disparity: "Disparity") -> bytes:
    """Return a 16-bit grey PNG of (H, W) 0..1."""
    import numpy as np

    return _png(np.round(np.clip(disparity, 0, 1) * 65535).astype(np.uint16))


def png8(image: "Image") -> bytes:
    """Return an 8-bit PNG of (H, W, 3|4) 0..1, RGB or RGBA with plain (not premultiplied) colour."""
    from flowanim.ops.image import to_uint8

    order = [2, 1, 0, 3][: image.shape[2]]
    return _png(to_uint8(image)[..., order])


def _png(array: object) -> bytes:
    import cv2
    import numpy as np

    done, data = cv2.imencode(".png", np.ascontiguousarray(array))
    if not done:
        raise ValueError("the picture could not be encoded as PNG")
    return bytes(data)
