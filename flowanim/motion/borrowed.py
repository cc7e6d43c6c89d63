"""The motion of something else -> arrows: a current measured in a clip, or a flow field, laid over a photo.

Arrows are numbers, so the plan rests on no clip and can be read, edited and rendered again. Points are pixels of the
photo as it stands upright.
"""

from math import ceil

import numpy as np

from flowanim.datatypes import Alpha, Array, Flow, Mask, Scene, vector
from flowanim.errors import PlanError, show_name
from flowanim.ops.image import resize
from flowanim.ops.mask import bounding_box, nearest_index
from flowanim.plan import REFERENCE_PX

Arrow = tuple[float, float, float, float]
MOST_ARROWS = 96
LONGEST_PX = 400.0
LEAST_PX = 0.5
"""Shorter arrows than this, at 1280 px, say nothing."""


def laid_over(flow: Flow, moving: Mask, region: Alpha, *, crop: Array, full: tuple[int, int]) -> tuple[Arrow, ...]:
    """Return arrows for the current `flow` (h, w, 2) of another picture, in px/s of that, laid over a region.

    moving: (h, w), where the flow holds; its bounding box is laid on that of `region` (H, W), and vectors are scaled
    alike. crop: the part (x, y, w, h) of the photo, in shares, that the region is a mask of. full: (W, H) of the photo.
    """
    inside = region > 0.5
    if not (inside.any() and moving.any()):
        return ()
    index = nearest_index(moving)
    whole = flow[index[..., 0], index[..., 1]]
    (rows, columns), (from_rows, from_columns) = bounding_box(inside), bounding_box(moving)
    target = columns.stop - columns.start, rows.stop - rows.start
    part = np.ascontiguousarray(whole[from_rows, from_columns])
    laid = resize(part, target) * vector(target[0] / part.shape[1], target[1] / part.shape[0])
    return _sampled(laid, inside, (columns.start, rows.start), crop, full)


def of_photo(flow: Flow, region: Alpha, *, crop: Array, full: tuple[int, int]) -> tuple[Arrow, ...]:
    """Return arrows for a flow (h, w, 2) of the photo itself, the way of one second in its own pixels."""
    h, w = region.shape
    scaled = resize(flow, full)
    left, top, width, height = (crop * np.tile(np.array(full), 2)).astype(int)
    seen = np.ascontiguousarray(scaled[top : top + max(1, height), left : left + max(1, width)])
    by = vector(full[0] / flow.shape[1] * w / max(1, width), full[1] / flow.shape[0] * h / max(1, height))
    return _sampled(resize(seen, (w, h)) * by, region > 0.5, (0, 0), crop, full)


def region_of(scene: Scene, name: str) -> Alpha:
    """Return where the layers that `name` means are seen, (H, W). PlanError if there are none."""
    layers = scene.find(name)
    if not layers:
        known = ", ".join(layer.name for layer in scene.layers)
        raise PlanError(
            f"--region {show_name(name)}: the photo has no such region, it has {known}; "
            f"give one with --mask {show_name(name)}=FILE"
        )
    seen = np.zeros(scene.photo.shape, np.float32)
    for layer in scene.layers:
        own = any(layer is one for one in layers)
        seen = seen + layer.alpha * (np.float32(own) - seen)
    return seen


def _sampled(
    flow: Flow, inside: Mask, corner: tuple[int, int], crop: Array, full: tuple[int, int]
) -> tuple[Arrow, ...]:
    """Return arrows on a lattice inside the region; flow lies with its top left at `corner` of the mask."""
    h, w = inside.shape
    step = max(2, ceil((float(inside.sum()) / MOST_ARROWS) ** 0.5))
    rows, columns = (g.ravel() for g in np.mgrid[step // 2 : h : step, step // 2 : w : step])
    seen = inside[rows, columns]
    rows, columns = rows[seen], columns[seen]
    fh, fw = flow.shape[:2]
    ways = flow[np.clip(rows - corner[1], 0, fh - 1), np.clip(columns - corner[0], 0, fw - 1)]
    length, unit = np.hypot(*ways.T), max(h, w) / REFERENCE_PX
    ways = ways * np.minimum(1, 0.999 * LONGEST_PX * unit / np.maximum(length, 1e-6))[:, None]
    long = length > LEAST_PX * unit
    scale = crop[2:] * vector(*full) / vector(w, h)
    starts = (np.stack([columns, rows], 1) + 0.5) * scale + crop[:2] * vector(*full)
    ends = starts + ways * scale
    pairs = zip(starts[long].tolist(), ends[long].tolist(), strict=True)
    return tuple((a[0], a[1], b[0], b[1]) for a, b in pairs)
