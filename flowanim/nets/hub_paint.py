"""In-painting pipelines of others, in the form of the library diffusers: a folder -> inpaint(rgb, hole, seed).

The folder lies in the store of `hub`, under the name that a plan says after "hub:", and was put there by the user: a
model_index.json, and weights as safetensors. Nothing is downloaded, a pickle is never read, no code in the folder is
run. A pipeline is shown a rectangle around the hole, at the size that it was trained at.
"""

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from inspect import signature
from pathlib import Path
from threading import Lock
from typing import Any

import cv2
import numpy as np
from safetensors import SafetensorError

from flowanim.datatypes import Frame, Image, Mask
from flowanim.errors import WeightsError, show_name
from flowanim.nets.hub import REFUSED, store
from flowanim.ops.image import from_uint8, masked, resize, to_uint8
from flowanim.ops.mask import bounding_box

SIDE, CELL, AROUND, STEPS = 512, 8, 64, 20
"""For a pipeline that does not say: pixels of the longer side it is shown, and pixels a side of one of its latents.
For all: what is shown around a hole at least, in pixels of the photo, and steps of the sampler."""
Inpaint = Callable[[Image, Mask, int], Image]

_ALONE = Lock()
"""Held while a pipeline is loaded or asked: its sampler keeps its place, and layers are filled in twos."""
_UNREADABLE = (AttributeError, ImportError, LookupError, OSError, RuntimeError, TypeError, ValueError, SafetensorError)


def lacking(name: str) -> str:
    """Return what the pipeline `name` wants and is not here, in words; "" if it can be used."""
    for library in ("diffusers", "transformers"):
        if find_spec(library) is None:
            return f"it wants the library {library}: pip install 'flowanim[hub]'"
    if not (store() / name / "model_index.json").is_file():
        return f"put its folder, with model_index.json and safetensors, at {show_name(store() / name)}"
    return ""


def inpaint(name: str, rgb: Image, hole: Mask, seed: int) -> Image:
    """Return `rgb` (H, W, 3) with the hole (H, W) made up by the pipeline `name`, in turn. WeightsError: see `load`."""
    with _ALONE:
        return load(name)(rgb, hole, seed)


@lru_cache(maxsize=1)
def load(name: str) -> Inpaint:
    """Return the pipeline `name`. WeightsError if its folder holds a pickle or code, or no in-painting pipeline."""
    place = store() / name
    refuse_code(place)
    try:
        pipe = _read(place)
    except _UNREADABLE as error:
        raise WeightsError(f"{show_name(place)} is no pipeline that diffusers can read: {_said(error)}") from error
    if not {"image", "mask_image"} <= set(signature(pipe).parameters):
        kind = type(pipe).__name__
        raise WeightsError(f"{show_name(place)} is no in-painting pipeline: a {kind} takes no picture with a mask")
    pipe.set_progress_bar_config(disable=True)
    return inpainter(pipe)


def refuse_code(place: Path) -> None:
    """Raise WeightsError where the folder holds Python, or weights only in a format that can run code."""
    for path in sorted(place.rglob("*")):
        ending = path.suffix.lower()
        if ending == ".py":
            raise WeightsError(f"{show_name(path)} is refused: a pipeline's own code is not run; take it away")
        if ending in REFUSED and not any(path.parent.glob("*.safetensors")):
            advice = "put the same weights there as safetensors"
            raise WeightsError(f"{show_name(path)} is refused, since such files can run code: {advice}")


def inpainter(pipe: Any) -> Inpaint:
    """Return inpaint(rgb, hole, seed) of a pipeline of diffusers; only the hole changes. WeightsError if it fails."""
    side, cell = _side(pipe), int(getattr(pipe, "vae_scale_factor", CELL))

    def inpaint(rgb: Image, hole: Mask, seed: int) -> Image:
        if not hole.any():
            return rgb
        box = surroundings(hole, side)
        part, inside = rgb[box], hole[box]
        height, width = inside.shape
        scale = side / max(height, width)
        size = _fitting(width * scale, cell), _fitting(height * scale, cell)
        answer = _asked(pipe, to_uint8(resize(part, size)), cells(inside, size, cell), seed)
        found = rgb.copy()
        found[box] = masked(resize(from_uint8(answer), (width, height)), inside, part)
        return found

    return inpaint


def surroundings(hole: Mask, side: int) -> tuple[slice, slice]:
    """Return (rows, columns) around the hole (H, W): a square of at least `side` pixels, as far as the photo goes."""
    spans = bounding_box(hole, margin=AROUND)
    least = max(side, *(span.stop - span.start for span in spans))
    rows, columns = (_widened(span, least, length) for span, length in zip(spans, hole.shape, strict=True))
    return rows, columns


def cells(inside: Mask, size: tuple[int, int], cell: int) -> Frame:
    """Return the mask, 0 or 255, at `size` (W, H), a multiple of `cell`: each latent that the hole touches is all hole.

    A pipeline reads one pixel of the mask for each latent: a thin hole would fall between.
    """
    touched = cv2.resize(inside.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
    width, height = size
    whole = touched.reshape(height // cell, cell, width // cell, cell).any((1, 3))
    return np.kron(whole, np.full((cell, cell), 255, np.uint8))


def _asked(pipe: Any, picture: Frame, mask: Frame, seed: int) -> Frame:
    """Return the pipeline's answer (h, w, 3) to a picture and a mask of that size."""
    torch, pillow = import_module("torch"), import_module("PIL.Image")
    wishes = {
        "prompt": "",
        "image": pillow.fromarray(picture),
        "mask_image": pillow.fromarray(mask),
        "height": picture.shape[0],
        "width": picture.shape[1],
        "strength": 1.0,
        "num_inference_steps": STEPS,
        "guidance_scale": 1.0,
        "generator": torch.Generator("cpu").manual_seed(seed),
    }
    taken = signature(pipe).parameters
    try:
        answer = pipe(**{name: wish for name, wish in wishes.items() if name in taken})
    except _UNREADABLE as error:
        raise WeightsError(f"the pipeline {type(pipe).__name__} failed: {_said(error)}") from error
    return np.asarray(answer.images[0].convert("RGB").resize((picture.shape[1], picture.shape[0])))


def _read(place: Path) -> Any:
    """Return the pipeline in a folder, in float32: its parts would keep the forms that each was saved in."""
    return _library().DiffusionPipeline.from_pretrained(
        str(place),
        local_files_only=True,
        use_safetensors=True,
        safety_checker=None,
        variant=_variant(place),
        dtype=import_module("torch").float32,
    )


def _library() -> Any:
    """Return diffusers, silent, and with the vision models of transformers ready."""
    from flowanim.nets.timm_door import load_transformers  # it loads torch

    transformers, diffusers = load_transformers(), import_module("diffusers")
    for logging in (transformers.logging, diffusers.logging):
        logging.set_verbosity_error()
        logging.disable_progress_bar()
    return diffusers


def _variant(place: Path) -> str | None:
    """Return "fp16" where a part of the pipeline has its weights in that form only."""
    folders = {path.parent for path in place.glob("*/*.fp16*.safetensors")}
    only = any(all(".fp16" in path.name for path in folder.glob("*.safetensors")) for folder in folders)
    return "fp16" if only else None


def _side(pipe: Any) -> int:
    """Return the pixels a side that a pipeline was trained at."""
    latents = getattr(getattr(getattr(pipe, "unet", None), "config", None), "sample_size", None)
    return latents * int(getattr(pipe, "vae_scale_factor", CELL)) if isinstance(latents, int) else SIDE


def _widened(span: slice, least: int, length: int) -> slice:
    size = min(length, max(least, span.stop - span.start))
    start = min(max(0, (span.start + span.stop - size) // 2), length - size)
    return slice(start, start + size)


def _fitting(side: float, cell: int) -> int:
    return max(8, round(side / (2 * cell))) * 2 * cell


def _said(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return show_name(lines[0][:160]) if lines else type(error).__name__
