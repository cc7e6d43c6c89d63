"""Flow <-> bytes of a .flo file, the form in which optical flow is exchanged.

    b"PIEH" · width, height as int32 · dx, dy of each pixel as float32, row by row; all little-endian

Source: Baker et al., A Database and Evaluation Methodology for Optical Flow, 2011 (vision.middlebury.edu/flow).
"""

from pathlib import Path

import numpy as np

from flowanim.datatypes import Flow, check
from flowanim.errors import InputError

MAGIC = b"PIEH"
HEAD_BYTES = 12
MOST_PIXELS = 2**28


def flo_bytes(flow: Flow) -> bytes:
    """Return the file for `flow` (H, W, 2), in pixels."""
    check(flow, "flow", channels=(2,))
    h, w = flow.shape[:2]
    return MAGIC + np.array([w, h], "<i4").tobytes() + flow.astype("<f4").tobytes()


def read_flo(path: Path | str) -> Flow:
    """Return the flow (H, W, 2) of a .flo file; InputError if it is none, or is cut short."""
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as fault:
        raise InputError(f"{path} cannot be read: {fault.strerror}") from fault
    if data[:4] != MAGIC or len(data) < HEAD_BYTES:
        raise InputError(f"{path} is not a .flo file: it must start with PIEH, a width and a height")
    w, h = (int(side) for side in np.frombuffer(data, "<i4", 2, 4))
    if w < 1 or h < 1 or w * h > MOST_PIXELS:
        raise InputError(f"{path} says that it is {w}x{h} pixels, which cannot be: write it anew")
    wanted = HEAD_BYTES + w * h * 8
    if len(data) != wanted:
        raise InputError(f"{path} has {len(data)} bytes where {w}x{h} pixels want {wanted}: it was cut; write it anew")
    return np.frombuffer(data, "<f4", offset=HEAD_BYTES).reshape(h, w, 2).astype(np.float32)
