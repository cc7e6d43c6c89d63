"""In-painting pipelines of others, in the form of the library diffusers: a folder -> inpaint(rgb, hole, seed).

The folder lies in the store of `hub`, under the name that a plan says after "hub:", and was put there by the user: a
model_index.json, and weights as safetensors. Nothing is downloaded, a pickle is never read. A pipeline works on
squares of SIDE pixels around the hole, which is made to fit one.
"""

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import cv2
import numpy as np

from flowanim.datatypes import Image, Mask
from flowanim.errors import WeightsError, show_name
from flowanim.nets.hub import refuse_pickles, store
from flowanim.ops.image import from_uint8, masked, resize, to_uint8
from flowanim.ops.mask import bounding_box

SIDE, MULTIPLE, AROUND, STEPS = 512, 8, 64, 20
"""Most pixels a side, what sides are multiples of, what is shown around a hole, steps of the sampler."""
Inpaint = Callable[[Image, Mask, int], Image]


def lacking(name: str) -> str:
    """Return what the pipeline `name` wants and is not here, in words; "" if it can be used."""
    if find_spec("diffusers") is None:
        return "it wants the library diffusers: pip install diffusers"
    if not (store() / name / "model_index.json").is_file():
        return f"put its folder, as safetensors, into {show_name(store() / name)}"
    return ""


@lru_cache(maxsize=1)
def load(name: str) -> Inpaint:
    """Return the pipeline `name`. WeightsError if its folder holds a pickle or cannot be read."""
    place = store() / name
    refuse_pickles(place)
    diffusers = import_module("diffusers")
    try:
        pipe = diffusers.DiffusionPipeline.from_pretrained(
            str(place), local_files_only=True, use_safetensors=True, safety_checker=None
        )
    except (OSError, ValueError, TypeError, AttributeError, RuntimeError) as error:
        reason = str(error).strip().splitlines() or ["no reason given"]
        raise WeightsError(f"{show_name(place)} is no pipeline that diffusers can read ({reason[0][:120]})") from error
    pipe.set_progress_bar_config(disable=True)
    return inpainter(pipe)


def inpainter(pipe: Any) -> Inpaint:
    """Return inpaint(rgb, hole, seed) of a pipeline of diffusers; only the hole changes."""

    def inpaint(rgb: Image, hole: Mask, seed: int) -> Image:
        if not hole.any():
            return rgb
        box = bounding_box(hole, margin=AROUND)
        part, inside = rgb[box], hole[box]
        height, width = inside.shape
        scale = min(1.0, SIDE / max(height, width))
        size = _fitting(width * scale), _fitting(height * scale)
        small = to_uint8(resize(part, size))
        mask = cv2.resize(inside.astype(np.uint8) * 255, size, interpolation=cv2.INTER_NEAREST_EXACT)
        made = from_uint8(_asked(pipe, small, mask, seed))
        found = rgb.copy()
        found[box] = masked(resize(made, (width, height)), inside, part)
        return found

    return inpaint


def _asked(pipe: Any, picture: Any, mask: Any, seed: int) -> Any:
    """Return the pipeline's answer (h, w, 3) uint8 to a picture and a mask of that size."""
    torch, pillow = import_module("torch"), import_module("PIL.Image")
    answer = pipe(
        prompt="",
        image=pillow.fromarray(picture),
        mask_image=pillow.fromarray(mask),
        height=picture.shape[0],
        width=picture.shape[1],
        num_inference_steps=STEPS,
        guidance_scale=1.0,
        generator=torch.Generator("cpu").manual_seed(seed),
    )
    return np.asarray(answer.images[0].convert("RGB"))


def _fitting(side: float) -> int:
    return max(64, round(side / MULTIPLE) * MULTIPLE)
