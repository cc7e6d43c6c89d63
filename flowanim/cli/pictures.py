"""Pictures -> PNG bytes -> files, all of them or none.

Files are written beside their place under a hidden name, synced and renamed, so that nobody ever sees half a picture.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from flowanim.errors import OutputError, UsageError

if TYPE_CHECKING:
    from flowanim.datatypes import Disparity, Image

OURS = re.compile(r"\d\d-.*\.png")


def beside(photo: str, ending: str) -> Path:
    """Return the default output: beach.jpg -> beach.depth.png."""
    path = Path(photo)
    return path.with_name(f"{path.stem}{ending}")


def claim(out: str | None, default: Path, *, photo: str, force: bool) -> Path:
    """Return the file to write, before any work is done.

    Raises UsageError for a wrong ending or the photo itself, OutputError where it exists or cannot be written.
    """
    path = default if out is None else Path(out)
    if path.is_dir():
        path = path / default.name
    if path.suffix.lower() != default.suffix:
        raise UsageError(f"{path} must end in {default.suffix}: that is what this command writes")
    if path.exists() and path.samefile(photo):
        raise UsageError(f"{path} is the photo itself: give another name with -o")
    if path.exists() and not force:
        raise OutputError(f"{path} is there already: add --force to overwrite it, or give another name with -o")
    check_folder(path.parent)
    return path


def claim_folder(out: str | None, default: Path, *, force: bool) -> Path:
    """Return the folder to fill, before any work is done; one with other things in it is refused."""
    path = default if out is None else Path(out)
    if path.is_dir():
        names = [entry.name for entry in path.iterdir()]
        if any(not OURS.fullmatch(name) for name in names):
            raise OutputError(f"{path} has other things in it: give a new folder with -o")
        if names and not force:
            raise OutputError(f"{path} has layers in it already: add --force to replace them, or give another with -o")
    elif path.exists():
        raise OutputError(f"{path} is a file: give a folder with -o")
    check_folder(path.parent)
    return path


def check_folder(folder: Path) -> None:
    """Refuse a folder in which nothing can be written, by trying."""
    if not folder.is_dir():
        raise OutputError(f"there is no folder {folder}: make it first, or write elsewhere with -o")
    try:
        with tempfile.TemporaryFile(dir=folder):
            return
    except OSError as fault:
        raise OutputError(f"cannot write in {folder}: {fault.strerror}; write elsewhere with -o") from fault


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write each file under a hidden name, then rename all; OutputError leaves nothing behind."""
    hidden: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            hidden[path] = _hide(path, data)
        for path, temporary in hidden.items():
            temporary.replace(path)
    except OSError as fault:
        raise OutputError(f"cannot write {next(iter(files))}: {fault.strerror}; write elsewhere with -o") from fault
    finally:
        for temporary in hidden.values():
            temporary.unlink(missing_ok=True)


def _hide(path: Path, data: bytes) -> Path:
    """Write and sync `data` beside `path`; on any fault nothing is left."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        Path(name).chmod(0o666 & ~_umask())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _umask() -> int:
    """Return the process's umask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Fill `folder` with `files` (name -> bytes), in place of the layers that were there; all or none."""
    try:
        temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name[:40]}."))
    except OSError as fault:
        raise OutputError(f"cannot write in {folder.parent}: {fault.strerror}; write elsewhere with -o") from fault
    try:
        for name, data in files.items():
            (temporary / name).write_bytes(data)
        temporary.chmod(0o777 & ~_umask())
        if folder.is_dir():
            shutil.rmtree(folder)
        temporary.rename(folder)
    except OSError as fault:
        raise OutputError(f"cannot write {folder}: {fault.strerror}; write elsewhere with -o") from fault
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


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
