"""Pictures and files -> addresses that a page carries in itself, and the templates that pages are made of."""

from base64 import b64encode
from pathlib import Path

import cv2
import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from flowanim.datatypes import Frame
from flowanim.ops.image import fit, resize

MOST_BYTES = 24_000_000
"""A larger file stays beside the page."""
MOVING = {".mp4": "video/mp4", ".webm": "video/webm", ".mov": "video/mp4", ".mkv": "video/webm"}
STILL = {".gif": "image/gif", ".webp": "image/webp", ".apng": "image/apng", ".png": "image/apng"}


def template(name: str) -> Template:
    """Return a template of this folder; what it is given is escaped, and what it lacks is an error."""
    loader = PackageLoader("flowanim.review", ".")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template(name)


def file_address(file: Path, beside: Path) -> str:
    """Return the address of a clip for a page in the folder `beside`: its bytes, or the way to it if it is large."""
    if file.stat().st_size > MOST_BYTES:
        file, folder = file.resolve(), beside.resolve()
        return file.relative_to(folder).as_posix() if file.is_relative_to(folder) else file.as_uri()
    kind = {**MOVING, **STILL}.get(file.suffix.lower(), "video/mp4")
    return f"data:{kind};base64,{b64encode(file.read_bytes()).decode()}"


def jpeg_address(frame: Frame, longest: int) -> str:
    """Return a picture (H, W, 3), at most `longest` pixels on its long side, as the address of its bytes."""
    small = resize(frame, fit((frame.shape[1], frame.shape[0]), longest))  # type: ignore[arg-type]
    done, data = cv2.imencode(".jpg", np.ascontiguousarray(small[..., ::-1]), [cv2.IMWRITE_JPEG_QUALITY, 82])
    if not done:
        raise ValueError("the picture could not be encoded as JPEG")
    return f"data:image/jpeg;base64,{b64encode(bytes(data)).decode()}"
